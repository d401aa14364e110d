"""Keeps the Summary's figures in step with the scores, in the same transaction: added up again, or the difference."""

from typing import Any

from django.db import connection

from training import figures_sql as sql
from training.models import BenchmarkFunction, Project, Task, TaskEvaluation, TraineeTally


def refresh_trainee(*, function: BenchmarkFunction, annotator_id: int) -> None:
    """Add up a trainee's scores under a version and their progress; of two at once, the second waits for the first."""
    key = {"function": function.pk, "project": function.project_id, "annotator": annotator_id}
    with connection.cursor() as cursor:
        cursor.execute(sql.HOLD_SCORE, key)
        cursor.execute(sql.WRITE_SCORES.format(one=" AND s.annotator_id = %(annotator)s"), key)
        cursor.execute(sql.CLEAR_PROGRESS, key)
        cursor.execute(sql.WRITE_PROGRESS.format(one=" AND annotator_id = %(annotator)s"), key)


def refresh_trainees(*, function: BenchmarkFunction, previous: BenchmarkFunction | None = None) -> None:
    """Add up everyone's scores under a version that is being applied, and what it changes against the one before."""
    key = {"function": function.pk, "project": function.project_id}
    function.trainee_scores.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(sql.WRITE_SCORES.format(one=""), key)
        if previous is not None:
            cursor.execute(sql.WRITE_COMPARISON, {"function": function.pk, "previous": previous.pk})


def add_tallies(*, task: Task, geometry_version: int, sign: int = 1) -> None:
    """Add a task's evaluation labels to its trainee's tallies; with the sign -1, take them out again."""
    statement = sql.ADD_TALLIES.format(chosen=sql.OF_TASK)
    _execute(statement, sign=sign, task=task.pk, geometry=geometry_version)


def leave_out(*, task: Task) -> None:
    """A newer attempt was submitted: this one's evaluation labels count no more, for whatever geometry."""
    for version in TaskEvaluation.objects.filter(task=task).order_by("geometry_version"):
        add_tallies(task=task, geometry_version=version.geometry_version, sign=-1)


def rebuild_figures(*, project: Project) -> None:
    """Add up everything anew, for a project whose rows were written past the services."""
    TraineeTally.objects.filter(project=project).delete()
    project.trainee_progress.all().delete()
    _execute(sql.ADD_TALLIES.format(chosen=sql.OF_PROJECT), sign=1, project=project.pk)
    _execute(sql.WRITE_PROGRESS.format(one=""), project=project.pk)
    if project.applied_function is not None:
        refresh_trainees(function=project.applied_function)


def _execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
