"""The pages of annotation projects, and the API that the label editor saves to: what each role sees and may do."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DataFileFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from training.models import LabelObject, Project, SourceTask
from training.permissions import Role
from training.selectors.projects import training_projects
from training.services.source_tasks import complete, save_labels, submit_for_review

pytestmark = pytest.mark.django_db

Status = SourceTask.Status


@pytest.fixture
def cell():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Cell")


@pytest.fixture
def project(cell):
    dataset = DatasetFactory()
    for title in ("a.jpg", "b.jpg", "c.jpg"):
        DataUnitFactory(dataset=dataset, title=title)
    return AnnotationProjectFactory(ontology=cell.ontology, datasets=[dataset], title="Blood cells")


@pytest.fixture
def admin(client, project):
    client.force_login(project.created_by)
    return project.created_by


def member(client, project, role):
    person = MembershipFactory(project=project, role=role).user
    client.force_login(person)
    return person


def task_of(project, title="a.jpg"):
    return project.source_tasks.select_related("label_row").get(data_unit__title=title)


def in_review(project, title="a.jpg"):
    return submit_for_review(actor=project.created_by, source_task=task_of(project, title))


def page(client, name, project, *more, **query):
    return client.get(reverse(name, args=[project.uuid, *more]), query)


def config_of(response):
    return response.context["config"]


# The list


def test_the_list_shows_the_projects_of_the_reader_with_role_and_progress(client, project):
    AnnotationProjectFactory(title="Someone else's")
    in_review(project)
    complete(actor=project.created_by, source_task=in_review(project, "b.jpg"))
    member(client, project, Role.ANNOTATOR)

    (row,) = client.get(reverse("project_list")).context["page"].object_list

    assert (row.title, row.role) == ("Blood cells", "annotator")
    assert (row.n_tasks, row.n_done, row.n_members) == (3, 2, 2)


def test_a_superuser_sees_every_project_as_an_admin(client, project):
    client.force_login(UserFactory(is_superuser=True))

    (row,) = client.get(reverse("project_list")).context["page"].object_list

    assert row.role == "admin"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Zebras", "Blood cells"]),
        ({"sort": "title"}, ["Blood cells", "Zebras"]),
        ({"sort": "nonsense"}, ["Zebras", "Blood cells"]),
        ({"q": "zeb"}, ["Zebras"]),
        ({"status": "paused"}, ["Zebras"]),
        ({"status": "nonsense"}, ["Zebras", "Blood cells"]),
        ({"q": "nothing"}, []),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(client, project, admin, query, titles):
    AnnotationProjectFactory(actor=admin, title="Zebras")
    Project.objects.filter(title="Zebras").update(status=Project.Status.PAUSED)

    response = client.get(reverse("project_list"), query)

    assert [row.title for row in response.context["page"]] == titles


def test_only_creators_are_offered_a_new_project(client, project, admin):
    address = reverse("project_create")
    assert address in client.get(reverse("project_list")).content.decode()

    client.force_login(UserFactory())
    assert address not in client.get(reverse("project_list")).content.decode()


def test_an_annotator_sees_the_numbers_of_their_own_training_tasks():
    annotators = UserFactory.create_batch(2)
    project = TrainingProjectFactory(n_tasks=3, trainees=annotators)
    SubmissionFactory(task=project.tasks.filter(annotator=annotators[0]).first())

    own = training_projects(user=annotators[0]).get()
    all_of_them = training_projects(user=project.created_by).get()

    assert (own.n_tasks, own.n_done) == (3, 1)
    assert (all_of_them.n_tasks, all_of_them.n_done) == (6, 1)


# Making one


def test_create_makes_a_task_for_each_data_unit_and_leads_to_them(client, cell):
    creator = cell.ontology.created_by
    dataset = DataUnitFactory(dataset__created_by=creator).dataset
    client.force_login(creator)

    response = client.post(
        reverse("project_create"),
        {"title": "  Cells ", "ontology": cell.ontology.uuid, "datasets": [dataset.uuid]},
    )

    project = Project.objects.get()
    assert response.url == reverse("project_labels", args=[project.uuid])
    assert (project.title, project.source_tasks.count()) == ("Cells", 1)
    assert project.memberships.get(user=creator).role == Role.ADMIN


@pytest.mark.parametrize("field", ["title", "ontology", "datasets"])
@pytest.mark.parametrize("value", ["", " ", "no-uuid", "00000000-0000-0000-0000-000000000000"])
def test_create_says_what_is_missing_and_keeps_the_rest(client, cell, field, value):
    creator = cell.ontology.created_by
    dataset = DatasetFactory(created_by=creator)
    client.force_login(creator)
    given = {"title": "Cells", "ontology": cell.ontology.uuid, "datasets": [dataset.uuid]}
    if field == "title" and value.strip():
        value = "x" * 201

    response = client.post(reverse("project_create"), {**given, field: value})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Project.objects.exists()


def test_create_offers_no_ontology_or_dataset_of_others(client, cell):
    foreign = DatasetFactory(title="Foreign dataset")
    client.force_login(CreatorFactory())

    response = client.get(reverse("project_create"))
    sent = {"title": "Cells", "ontology": cell.ontology.uuid, "datasets": [foreign.uuid]}

    assert foreign.title not in response.content.decode()
    assert set(client.post(reverse("project_create"), sent).context["form"].errors) == {"ontology", "datasets"}


# The way in


def test_the_address_of_an_annotation_project_leads_to_its_labels(client, project):
    member(client, project, Role.ANNOTATOR)

    assert page(client, "project_open", project).url == reverse("project_labels", args=[project.uuid])


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.ADMIN, "summary_overview"),
        (Role.TEAM_MANAGER, "summary_overview"),
        (Role.ANNOTATOR, "task_queue"),
    ],
)
def test_the_address_of_a_training_project_leads_everyone_to_their_own_page(client, role, first):
    project = TrainingProjectFactory()
    member(client, project, role)

    assert page(client, "project_open", project).url == reverse(first, args=[project.uuid])


# Label rows


def test_the_label_rows_tell_status_and_number_of_labels(client, project, cell, admin):
    document = box_document((cell, [1, 2, 3, 4]), (cell, [5, 6, 7, 8]))
    save_labels(actor=admin, source_task=task_of(project), document=document)

    response = page(client, "project_labels", project)

    rows = [(row.data_unit.title, row.status, row.n_labels) for row in response.context["page"]]
    assert rows == [
        ("a.jpg", Status.IN_PROGRESS, 2),
        ("b.jpg", Status.NOT_STARTED, 0),
        ("c.jpg", Status.NOT_STARTED, 0),
    ]
    assert [line.count for line in response.context["counts"]] == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("query", "titles"), [({"status": "in_review"}, ["b.jpg"]), ({"q": "C.J"}, ["c.jpg"]), ({"q": "zzz"}, [])]
)
def test_the_label_rows_are_filtered(client, project, admin, query, titles):
    in_review(project, "b.jpg")

    response = page(client, "project_labels", project, **query)

    assert [row.data_unit.title for row in response.context["page"]] == titles


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.ADMIN, {"project_import", "project_settings", "source_task_complete", "source_task_return"}),
        (Role.TEAM_MANAGER, {"project_settings", "source_task_complete", "source_task_return"}),
        (Role.ANNOTATOR, set()),
    ],
)
def test_the_labels_page_shows_what_the_role_may_do(client, project, role, shown):
    task = in_review(project)
    member(client, project, role)
    addresses = {
        "project_import": reverse("project_import", args=[project.uuid]),
        "project_settings": reverse("project_settings", args=[project.uuid]),
        "source_task_complete": reverse("source_task_complete", args=[project.uuid, task.uuid]),
        "source_task_return": reverse("source_task_return", args=[project.uuid, task.uuid]),
    }

    text = page(client, "project_labels", project).content.decode()

    assert {name for name, address in addresses.items() if address in text} == shown


def test_label_next_goes_on_with_ones_own_task_and_never_with_that_of_another(client, project, cell):
    other = MembershipFactory(project=project).user
    save_labels(actor=other, source_task=task_of(project), document=box_document((cell, [1, 2, 3, 4])))
    person = member(client, project, Role.ANNOTATOR)

    assert page(client, "project_labels", project).context["following"] == task_of(project, "b.jpg")

    save_labels(actor=person, source_task=task_of(project, "c.jpg"), document=box_document())
    assert page(client, "project_labels", project).context["following"] == task_of(project, "c.jpg")


# Import


def upload(content, name="coco.json"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, data, content_type="application/json")


def coco(box):
    return {
        "images": [{"id": 1, "file_name": "a.jpg"}],
        "categories": [{"id": 1, "name": "Cell"}],
        "annotations": [{"id": 5, "image_id": 1, "category_id": 1, "bbox": box}],
    }


def send(client, project, content, **more):
    data = {"format_name": "coco", "status_after": "in_review", "upload": upload(content), **more}
    return client.post(reverse("project_import", args=[project.uuid]), data)


def test_import_stores_the_file_and_leads_to_the_labels(client, project, admin):
    response = send(client, project, coco([1, 2, 3, 4]), status_after="completed")

    assert response.url == reverse("project_labels", args=[project.uuid])
    assert task_of(project).status == Status.COMPLETED
    assert "Imported 1 label on 1 data unit" in client.get(response.url).content.decode()


def test_import_lists_every_problem_by_file_place_and_field(client, project, admin):
    response = send(client, project, coco([1, 2, 0, 4]))

    text = response.content.decode()
    assert response.status_code == 422
    assert all(part in text for part in ("coco.json", "annotation 5", "bbox"))
    assert not LabelObject.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b'{"images": "\\ud800"}', b"[" * 100_000])
def test_import_answers_any_file_with_a_sentence(client, project, admin, content):
    assert send(client, project, content).status_code == 422


def test_import_shows_names_from_the_file_as_text(client, project, admin):
    content = {**coco([1, 2, 3, 4]), "categories": [{"id": 1, "name": "<script>alert(1)</script>\ud800"}]}

    text = send(client, project, content).content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("more", [{"format_name": "xyz"}, {"status_after": "not_started"}, {"upload": ""}])
def test_import_checks_its_form(client, project, admin, more):
    assert send(client, project, coco([1, 2, 3, 4]), **more).status_code == 422
    assert not LabelObject.objects.exists()


def test_import_refuses_a_file_that_is_too_large(client, project, admin, settings):
    settings.UPLOAD_MAX_BYTES = 10

    response = send(client, project, coco([1, 2, 3, 4]))

    assert "upload" in response.context["form"].errors


# The editor


@pytest.mark.parametrize("role", list(Role))
def test_everyone_labels_an_open_task(client, project, role):
    member(client, project, role)

    response = page(client, "source_task_open", project, task_of(project).uuid)

    config = config_of(response)
    assert config["mode"] == "edit"
    assert config["media"]["frames"][0] | {"url": ""} == {"index": 0, "width": 640, "height": 480, "url": ""}
    assert [action["id"] for action in config["actions"]] == ["submit"]
    assert config["ontology"]["classes"][0]["name"] == "Cell"


@pytest.mark.parametrize(
    ("role", "status", "steps"),
    [
        (Role.ADMIN, Status.IN_REVIEW, ["return", "complete"]),
        (Role.TEAM_MANAGER, Status.COMPLETED, ["return"]),
        (Role.ANNOTATOR, Status.IN_REVIEW, []),
        (Role.ANNOTATOR, Status.COMPLETED, []),
    ],
)
def test_a_task_that_was_handed_in_is_only_looked_at_and_reviewed(client, project, role, status, steps):
    project.source_tasks.update(status=status)
    member(client, project, role)
    task = task_of(project)

    response = page(client, "source_task_open", project, task.uuid)

    addresses = [reverse(f"source_task_{step}", args=[project.uuid, task.uuid]) for step in steps]
    assert config_of(response)["mode"] == "readonly"
    assert config_of(response)["actions"] == []
    assert [form["url"] for form in response.context["forms"]] == addresses


def test_a_task_of_another_project_does_not_exist(client, project, admin):
    other = AnnotationProjectFactory(ontology=project.ontology, datasets=[DataUnitFactory().dataset])
    task = other.source_tasks.get()

    for name, more in (("source_task_open", []), ("source_task_frame", [0]), ("api:source_task_labels", [])):
        assert page(client, name, project, task.uuid, *more).status_code == 404
    for name in ("source_task_complete", "source_task_return"):
        assert client.post(reverse(name, args=[project.uuid, task.uuid])).status_code == 404


def test_the_frame_of_a_task_is_served_to_members(client, project):
    task = task_of(project)
    DataFileFactory(data_unit=task.data_unit)
    member(client, project, Role.ANNOTATOR)

    assert page(client, "source_task_frame", project, task.uuid, 0).status_code == 200
    assert page(client, "source_task_frame", project, task.uuid, 1).status_code == 404


# Review


def test_complete_and_return_go_back_to_the_list_as_it_was_filtered(client, project, admin):
    task = in_review(project)

    response = client.post(
        reverse("source_task_complete", args=[project.uuid, task.uuid]), {"query": "status=in_review&page=2"}
    )
    task.refresh_from_db()

    assert response.url == reverse("project_labels", args=[project.uuid]) + "?status=in_review&page=2"
    assert task.status == Status.COMPLETED


def test_return_opens_the_task_again(client, project, admin):
    task = in_review(project)

    client.post(reverse("source_task_return", args=[project.uuid, task.uuid]))
    task.refresh_from_db()

    assert task.status == Status.IN_PROGRESS


@pytest.mark.parametrize("step", ["complete", "return"])
def test_a_step_that_no_longer_fits_is_told_and_changes_nothing(client, project, admin, step):
    task = task_of(project)

    response = client.post(reverse(f"source_task_{step}", args=[project.uuid, task.uuid]), follow=True)
    task.refresh_from_db()

    assert "a.jpg: This task is Not started" in response.content.decode()
    assert task.status == Status.NOT_STARTED


# The API


def ask(client, method, name, task, body=None):
    address = reverse(f"api:source_task_{name}", args=[task.project.uuid, task.uuid])
    return getattr(client, method)(address, body, content_type="application/json")


def test_labels_are_saved_and_read_back(client, project, cell):
    member(client, project, Role.ANNOTATOR)
    task = task_of(project)

    saved = ask(client, "put", "labels", task, box_document((cell, [1, 2, 3, 4])))
    document = ask(client, "get", "labels", task).json()

    assert saved.json()["revision"] == 1
    assert document["revision"] == 1
    assert document["frames"]["0"][0]["box_xywh"] == [1, 2, 3, 4]
    assert task_of(project).status == Status.IN_PROGRESS


def test_labels_from_a_stale_tab_overwrite_nothing(client, project, cell, admin):
    task = task_of(project)
    ask(client, "put", "labels", task, box_document((cell, [1, 2, 3, 4])))

    response = ask(client, "put", "labels", task, box_document())

    assert response.status_code == 409
    assert response.json()["type"] == "conflict"
    assert response.json()["revision"] == 1
    assert LabelObject.objects.count() == 1


def test_labels_are_refused_once_they_are_handed_in(client, project, cell, admin):
    task = in_review(project)

    response = ask(client, "put", "labels", task, box_document((cell, [1, 2, 3, 4])))

    assert response.status_code == 409
    assert not LabelObject.objects.exists()


@pytest.mark.parametrize("body", [[], {"revision": 0, "objects": 3}, {"revision": 0, "objects": [{"id": "x"}]}])
def test_wrong_labels_are_refused_with_their_places(client, project, admin, body):
    response = ask(client, "put", "labels", task_of(project), json.dumps(body))

    assert response.status_code == 422
    assert response.json()["type"] == "invalid"


def test_submit_hands_in_and_names_the_next_task(client, project, admin):
    response = ask(client, "post", "submit", task_of(project), {"revision": 0})

    following = reverse("source_task_open", args=[project.uuid, task_of(project, "b.jpg").uuid])
    assert response.json() == {"status": "in_review", "next": following}
    assert ask(client, "post", "submit", task_of(project), {"revision": 0}).status_code == 409


@pytest.mark.parametrize(("body", "status"), [({"revision": 7}, 409), ({}, 422), ({"revision": "0"}, 422)])
def test_submit_needs_the_revision_that_is_stored(client, project, admin, body, status):
    assert ask(client, "post", "submit", task_of(project), body).status_code == status
    assert task_of(project).status == Status.NOT_STARTED


def test_the_last_submission_names_no_next_task(client, project, admin):
    project.source_tasks.exclude(pk=task_of(project).pk).update(status=Status.COMPLETED)

    assert ask(client, "post", "submit", task_of(project), {"revision": 0}).json()["next"] is None


def test_review_by_the_api(client, project, admin):
    in_review(project, "b.jpg")
    task = in_review(project)

    completed = ask(client, "post", "complete", task).json()
    returned = ask(client, "post", "return", task).json()

    following = reverse("source_task_open", args=[project.uuid, task_of(project, "b.jpg").uuid])
    assert completed == {"status": "completed", "next": following}
    assert returned == {"status": "in_progress", "next": None}


@pytest.mark.parametrize("step", ["complete", "return"])
def test_annotators_do_not_review(client, project, step):
    task = in_review(project)
    member(client, project, Role.ANNOTATOR)

    assert ask(client, "post", step, task).status_code == 403
    assert client.post(reverse(f"source_task_{step}", args=[project.uuid, task.uuid])).status_code == 403


# Queries


def test_ten_projects_cost_what_one_costs(client, project, admin, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(10) as captured:
            client.get(reverse("project_list"))
        return len(captured)

    queries()
    one = queries()
    for _ in range(9):
        AnnotationProjectFactory(actor=admin, ontology=project.ontology, datasets=project.datasets.all())

    assert queries() == one


def test_ten_label_rows_cost_what_one_costs(client, cell, django_assert_max_num_queries):
    def project_of(n_units):
        dataset = DatasetFactory()
        DataUnitFactory.create_batch(n_units, dataset=dataset)
        project = AnnotationProjectFactory(ontology=cell.ontology, datasets=[dataset])
        for task in project.source_tasks.all():
            save_labels(actor=project.created_by, source_task=task, document=box_document((cell, [1, 2, 3, 4])))
        return project

    def queries(project):
        client.force_login(project.created_by)
        client.get(reverse("project_labels", args=[project.uuid]))
        with django_assert_max_num_queries(12) as captured:
            client.get(reverse("project_labels", args=[project.uuid]))
        return len(captured)

    assert queries(project_of(10)) == queries(project_of(1))
