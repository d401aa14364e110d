"""Returning labels with a comment: who reads it, where, and what is refused."""

import json

import pytest
from django.urls import reverse

from tests.factories import AnnotationProjectFactory, DataUnitFactory, MembershipFactory, UserFactory
from training.errors import InvalidError
from training.models import Notification
from training.permissions import Role
from training.services.source_tasks import return_to_annotator, save_labels, submit_for_review

EMPTY = {"revision": 0, "objects": [], "classifications": [], "frames": {}}


@pytest.fixture
def annotator(db):
    return UserFactory()


@pytest.fixture
def task(annotator):
    project = AnnotationProjectFactory(datasets=[DataUnitFactory().dataset])
    MembershipFactory(project=project, user=annotator, role=Role.ANNOTATOR)
    task = project.source_tasks.get()
    save_labels(actor=annotator, source_task=task, document=EMPTY)
    return submit_for_review(actor=annotator, source_task=task)


def back(task, comment, **more):
    return return_to_annotator(actor=task.project.created_by, source_task=task, comment=comment, **more)


def test_the_annotator_reads_the_comment_in_the_list_and_in_the_editor(client, task, annotator):
    client.force_login(task.project.created_by)
    address = reverse("source_task_return", args=[task.project.uuid, task.uuid])

    sent = client.post(address, {"comment": "The stem belongs to the <apple>.", "query": "status=in_review"})
    client.force_login(annotator)
    rows = client.get(reverse("project_labels", args=[task.project.uuid])).content.decode()
    editor = client.get(reverse("source_task_open", args=[task.project.uuid, task.uuid])).content.decode()

    assert sent.url.endswith("?status=in_review")
    assert "The stem belongs to the &lt;apple&gt;." in rows
    assert "The stem belongs to the &lt;apple&gt;." in editor
    assert Notification.objects.filter(user=annotator, kind="returned").count() == 1


def test_every_comment_stays_and_the_newest_stands_first(client, task, annotator):
    back(task, "Once")
    submit_for_review(actor=annotator, source_task=task)
    back(task, "Twice")
    client.force_login(annotator)

    comments = client.get(reverse("source_task_open", args=[task.project.uuid, task.uuid])).context["comments"]

    assert [comment.text for comment in comments] == ["Twice", "Once"]


def test_the_list_shows_no_comment_once_the_task_is_handed_in_again(client, task, annotator):
    back(task, "Look again")
    submit_for_review(actor=annotator, source_task=task)
    client.force_login(annotator)

    assert "Look again" not in client.get(reverse("project_labels", args=[task.project.uuid])).content.decode()


def test_the_page_refuses_a_return_without_a_word(client, task):
    client.force_login(task.project.created_by)
    address = reverse("source_task_return", args=[task.project.uuid, task.uuid])

    asked, sent = client.get(address), client.post(address, {"comment": "  "})
    task.refresh_from_db()

    assert (asked.status_code, sent.status_code) == (200, 422)
    assert "Write what is to be changed." in sent.content.decode()
    assert task.status == "in_review"


def test_the_service_refuses_a_comment_that_is_too_long(task):
    with pytest.raises(InvalidError):
        back(task, "x" * 2001)

    task.refresh_from_db()
    assert task.status == "in_review"


def test_the_api_takes_the_comment_and_gives_the_newest(client, task):
    client.force_login(task.project.created_by)
    key = [task.project.uuid, task.uuid]
    body = json.dumps({"comment": "One cell is missing."})

    returned = client.post(reverse("api:source_task_return", args=key), body, content_type="application/json")
    shown = client.get(reverse("api:source_task", args=key)).json()

    assert returned.json()["status"] == "in_progress"
    assert shown["review_comment"] == "One cell is missing."


def test_the_one_who_returns_their_own_labels_is_not_told(task, annotator):
    task.label_row.saved_by = task.project.created_by
    task.label_row.save()

    back(task, "Mine")

    assert not Notification.objects.filter(kind="returned").exists()
