"""Two people, or two tabs, at the same moment: on PostgreSQL a row that was waited for is read as it is by then."""

import json
import threading
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import File
from django.db import connection, transaction

from portal.models import User
from portal.people.services import add_person, create_group
from tests.factories import (
    CreatorFactory,
    DataUnitFactory,
    OntologyClassFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from training.errors import ConflictError, DomainError, InvalidError
from training.models import Project, SourceTask, Task, TraineeGroup, TrainingDraft
from training.services.drafts import create_from_draft
from training.services.imports import ImportRefusedError, import_labels
from training.services.projects import attach_dataset
from training.services.source_tasks import return_to_annotator, save_labels, submit_for_review
from training.services.tasks import save_task_labels, start_task, submit_task
from training.services.training_projects import FunctionSettings, create_training_project

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
        except DomainError as error:
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


def test_labels_that_are_being_returned_are_frozen_by_no_new_benchmark(task):
    source_task, actor = task.benchmark_task.source_task, task.project.created_by
    SourceTask.objects.exclude(pk=source_task.pk).update(status=SourceTask.Status.IN_PROGRESS)
    wanted = {"title": "Too late", "description": "", "ontology": task.project.ontology}

    second = second_while_first(
        lambda: return_to_annotator(actor=actor, source_task=source_task),
        lambda: create_training_project(
            actor=actor, sources=[source_task.project], function=FunctionSettings(), **wanted
        ),
    )

    assert isinstance(second, InvalidError)


def test_an_import_finds_the_labels_that_are_being_saved(task, box):
    source_task, actor = task.benchmark_task.source_task, task.project.created_by
    SourceTask.objects.update(status=SourceTask.Status.IN_PROGRESS)
    save_labels(actor=actor, source_task=source_task, document={"revision": 1, "frames": {"0": []}})
    upload = File(BytesIO(_coco_of(source_task)), name="labels.json")

    second = second_while_first(
        lambda: save_labels(actor=actor, source_task=source_task, document={**box, "revision": 2}),
        lambda: import_labels(
            actor=actor,
            project=source_task.project,
            format_name="coco",
            upload=upload,
            replace=False,
            status_after="in_review",
        ),
    )

    assert isinstance(second, ImportRefusedError)


def test_a_dataset_that_grows_twice_at_once_gives_a_project_each_task_once(task):
    source, actor = task.benchmark_task.source_task.project, task.project.created_by
    DataUnitFactory(dataset=source.datasets.get())

    second = second_while_first(
        lambda: attach_dataset(actor=actor, project=source, dataset=source.datasets.get()),
        lambda: attach_dataset(actor=actor, project=source, dataset=source.datasets.get()),
    )

    assert second == 0


def test_a_person_who_is_added_twice_at_once_has_one_account():
    superuser = UserFactory(is_superuser=True)
    person = {"email": "new@example.org", "name": "New", "origin": ORIGIN}

    second = second_while_first(
        lambda: add_person(actor=superuser, **person), lambda: add_person(actor=superuser, **person)
    )

    assert isinstance(second, InvalidError)
    assert User.objects.filter(email="new@example.org").count() == 1


def test_a_group_that_is_made_twice_at_once_is_made_once():
    creator = CreatorFactory()

    second = second_while_first(
        lambda: create_group(actor=creator, name="Spring"), lambda: create_group(actor=creator, name="Spring")
    )

    assert isinstance(second, InvalidError)
    assert TraineeGroup.objects.filter(name="Spring").count() == 1


def _coco_of(source_task: SourceTask) -> bytes:
    """A COCO file with an empty truth for the one task."""
    images = [{"id": 1, "file_name": source_task.data_unit.title}]
    return json.dumps({"images": images, "categories": [], "annotations": []}).encode()
