"""A paused or completed project stands still, by every route to its tasks."""

import json
from io import BytesIO

import pytest
from django.urls import reverse

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory, box_document
from training.errors import ClosedError
from training.services.imports import import_labels
from training.services.source_tasks import complete, return_to_annotator, save_labels, submit_for_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def training():
    return TrainingProjectFactory(n_tasks=2, trainees=[UserFactory()])


@pytest.fixture(params=["paused", "completed"])
def source(request, training):
    source = training.sources.get()
    source.status = request.param
    source.save()
    return source


def task_in(source, status):
    task = source.source_tasks.first()
    task.status = status
    task.save()
    return task


def ask(client, method, name, project, task, body):
    address = reverse(name, args=[project.uuid, task.uuid])
    return getattr(client, method)(address, json.dumps(body), content_type="application/json")


def test_no_label_is_drawn_in_a_source_project_that_stands_still(client, source):
    client.force_login(source.created_by)
    task = task_in(source, "in_progress")

    saved = ask(client, "put", "api:source_task_labels", source, task, box_document(revision=1))
    submitted = ask(client, "post", "api:source_task_submit", source, task, {"revision": 1})
    task.refresh_from_db()

    assert (saved.status_code, submitted.status_code) == (409, 409)
    assert f"This project is {source.status}" in saved.json()["detail"]
    assert (task.status, task.label_row.revision) == ("in_progress", 1)


@pytest.mark.parametrize("step", ["complete", "return"])
def test_nothing_is_reviewed_in_a_source_project_that_stands_still(client, source, step):
    client.force_login(source.created_by)
    task = task_in(source, "in_review")

    client.post(reverse(f"source_task_{step}", args=[source.uuid, task.uuid]))
    by_api = ask(client, "post", f"api:source_task_{step}", source, task, {})
    task.refresh_from_db()

    assert by_api.status_code == 409
    assert task.status == "in_review"


def test_nothing_is_imported_into_a_source_project_that_stands_still(source):
    with pytest.raises(ClosedError):
        import_labels(
            actor=source.created_by,
            project=source,
            format_name="coco",
            upload=BytesIO(b"{}"),
            replace=True,
            status_after="completed",
        )


@pytest.mark.parametrize("service", [submit_for_review, complete, return_to_annotator])
def test_services_refuse_by_themselves(source, service):
    task = task_in(source, "in_review")

    with pytest.raises(ClosedError):
        service(actor=source.created_by, source_task=task)
    with pytest.raises(ClosedError):
        save_labels(actor=source.created_by, source_task=task, document=box_document(revision=1))


def test_the_pages_offer_nothing_that_would_be_refused(client, source):
    client.force_login(source.created_by)
    task = task_in(source, "in_progress")
    other = source.source_tasks.last()

    text = client.get(reverse("project_labels", args=[source.uuid])).content.decode()
    page = client.get(reverse("source_task_open", args=[source.uuid, task.uuid]))

    assert "This project is not active now" in text
    for name in ("source_task_complete", "source_task_return"):
        assert reverse(name, args=[source.uuid, other.uuid]) not in text
    assert reverse("project_import", args=[source.uuid]) not in text
    assert page.context["config"]["mode"] == "readonly"


@pytest.mark.parametrize("status", ["paused", "completed"])
def test_a_trainees_task_is_read_only_by_its_own_address(client, training, status):
    first = SubmissionFactory(task=training.tasks.first())
    training.status = status
    training.save()
    task = training.tasks.exclude(pk=first.pk).get()
    client.force_login(task.annotator)

    page = client.get(reverse("task_open", args=[training.uuid, task.uuid]))
    saved = ask(client, "put", "api:task_labels", training, task, box_document())
    submitted = ask(client, "post", "api:task_submit", training, task, {"revision": 0})
    client.post(reverse("task_start", args=[training.uuid, task.uuid]))
    task.refresh_from_db()

    assert page.context["config"]["mode"] == "readonly"
    assert (saved.status_code, submitted.status_code) == (409, 409)
    assert task.status == "not_started"
