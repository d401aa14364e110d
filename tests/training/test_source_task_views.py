"""A source task in the label editor, its review, and the API that it is saved to: what each role may do."""

import json

import pytest
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    DataFileFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    box_document,
)
from training.models import LabelObject, SourceTask
from training.permissions import Role
from training.services.source_tasks import submit_for_review

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

    client.post(reverse("source_task_return", args=[project.uuid, task.uuid]), {"comment": "Look again"})
    task.refresh_from_db()

    assert task.status == Status.IN_PROGRESS


@pytest.mark.parametrize("step", ["complete", "return"])
def test_a_step_that_no_longer_fits_is_told_and_changes_nothing(client, project, admin, step):
    task = task_of(project)

    address = reverse(f"source_task_{step}", args=[project.uuid, task.uuid])
    response = client.post(address, {"comment": "Look again"}, follow=True)
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
    assert response.json()["type"] == "closed"
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
