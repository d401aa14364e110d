"""The pages of annotation projects: what each role sees and may do on them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
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


def test_the_queue_leaves_out_what_is_completed(client):
    project = TrainingProjectFactory(n_tasks=2).sources.get()
    done, waiting = project.source_tasks.order_by("pk")
    type(waiting).objects.filter(pk=waiting.pk).update(status="in_review")
    client.force_login(project.created_by)
    address = reverse("project_labels", args=[project.uuid])

    activity, queue = client.get(address).content.decode(), client.get(f"{address}?tab=queue").content.decode()

    assert done.data_unit.title in activity
    assert waiting.data_unit.title in activity
    assert done.data_unit.title not in queue
    assert waiting.data_unit.title in queue
