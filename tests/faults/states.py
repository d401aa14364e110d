"""What the tests of faults ask of the database, and how they make it busy."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Sum

from tests.factories import box_document
from training.models import EvaluationLabel, Project, Task, TaskClassStat, TaskEvaluation, TaskScore
from training.services.functions import Weights, save_function
from training.services.tasks import save_task_labels, submit_task

#: The boxes of every submission fit by half, so that a score tells the version that it is of.
HALF = [100, 100, 100, 50]


def submit(task: Task) -> None:
    """Label a task by half and hand it in; the queue does the rest."""
    box = task.project.ontology.classes.get()
    row = save_task_labels(actor=task.annotator, task=task, document=box_document((box, HALF)))
    submit_task(actor=task.annotator, task=task, revision=row.revision)


def new_version(project: Project, *, iou: float, pairing_threshold: float = 0.0) -> Any:
    """Weights that share 100, and a threshold; from 0.5 on nothing is paired."""
    box = project.ontology.classes.get()
    weights = {box.pk: Weights(w_iou=iou, w_category=100.0 - iou, w_attributes=0.0, tolerance=None)}
    return save_function(
        actor=project.created_by,
        project=project,
        kind="dynamic",
        weights=weights,
        pairing_threshold=pairing_threshold,
    )


def score_under(function: Any) -> float:
    """What half a box scores under a version."""
    weights = function.weights.get()
    return 0.0 if function.pairing_threshold >= 0.5 else weights.w_iou * 0.5 + weights.w_category


def assert_scored_once(project: Project, *, n_tasks: int) -> None:
    """Every submission has one score, of the version that is shown; its labels and sums are there once."""
    project.refresh_from_db()
    function = project.applied_function
    assert Task.objects.filter(project=project).exclude(scored_at=None).count() == n_tasks
    shown = list(TaskScore.objects.filter(function=function).values_list("score", flat=True))
    assert shown == [score_under(function)] * n_tasks
    geometry = {"project": project, "geometry_version": function.geometry_version}
    assert TaskEvaluation.objects.filter(**geometry).count() == n_tasks
    labels_of_one = 2 if score_under(function) == 0 else 1  # one missing and one extra
    assert EvaluationLabel.objects.filter(**geometry).count() == n_tasks * labels_of_one
    assert TaskClassStat.objects.filter(**geometry).aggregate(n=Sum("n"))["n"] == n_tasks * labels_of_one


def at_once(actions: Sequence[Callable[[], None]]) -> None:
    """Run actions in threads that start together; what one of them raises is raised here."""
    barrier = threading.Barrier(len(actions))
    errors: list[BaseException] = []

    def run(action: Callable[[], None]) -> None:
        try:
            barrier.wait()
            action()
        except BaseException as error:  # noqa: BLE001 (it is raised again in the test's own thread)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
