"""Two people, or two tabs, at the same moment: on PostgreSQL a row that was waited for is read as it is by then."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import OntologyClassFactory, TrainingProjectFactory, UserFactory, box_document
from training.errors import ConflictError
from training.models import Project, SourceTask, Task, TrainingDraft
from training.services.drafts import create_from_draft
from training.services.source_tasks import save_labels, submit_for_review
from training.services.tasks import save_task_labels, start_task, submit_task

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = "https://labels.example.org"
#: Long enough for the second one to arrive at the lock; one that is later finds the same in the end.
HEAD_START_S = 0.3


def second_while_first(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What `second` gives or raises, begun while `first` is done but not yet committed."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(second())
        except ConflictError as error:
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        time.sleep(HEAD_START_S)
    thread.join()
    return found[0]


@pytest.fixture
def task():
    return TrainingProjectFactory(trainees=[UserFactory()]).tasks.first()


@pytest.fixture
def box(task):
    return box_document((OntologyClassFactory(ontology=task.project.ontology), [1, 2, 30, 40]))


def test_the_first_save_of_a_task_is_not_lost_to_another_first_save(task, box):
    second = second_while_first(
        lambda: save_task_labels(actor=task.annotator, task=task, document=box),
        lambda: save_task_labels(actor=task.annotator, task=task, document={"revision": 0}),
    )

    assert isinstance(second, ConflictError)
    assert Task.objects.get(pk=task.pk).label_row.objects_of_row.count() == 1


def test_a_task_is_not_submitted_with_labels_that_its_editor_does_not_show(task, box):
    start_task(actor=task.annotator, task=task)

    second = second_while_first(
        lambda: save_task_labels(actor=task.annotator, task=task, document=box),
        lambda: submit_task(actor=task.annotator, task=task, revision=0),
    )

    assert isinstance(second, ConflictError)
    assert not Task.objects.get(pk=task.pk).is_submitted


def test_ground_truth_is_not_handed_in_with_labels_that_its_editor_does_not_show(task, box):
    source_task = task.benchmark_task.source_task
    admin = task.project.created_by
    SourceTask.objects.update(status=SourceTask.Status.IN_PROGRESS)

    second = second_while_first(
        lambda: save_labels(actor=admin, source_task=source_task, document={**box, "revision": 1}),
        lambda: submit_for_review(actor=admin, source_task=source_task, revision=1),
    )

    assert isinstance(second, ConflictError)


def test_a_draft_becomes_one_project_however_often_its_button_is_pressed(task):
    actor = task.project.created_by
    data = {
        "title": "Once",
        "ontology": str(task.project.ontology.uuid),
        "sources": [str(source.uuid) for source in task.project.sources.all()],
    }
    draft = TrainingDraft.objects.create(owner=actor, data=data)

    second = second_while_first(
        lambda: create_from_draft(actor=actor, draft=draft, origin=ORIGIN),
        lambda: create_from_draft(actor=actor, draft=draft, origin=ORIGIN),
    )

    assert second == Project.objects.get(title="Once")
