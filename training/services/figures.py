"""Keeps the Summary's figures in step with the scores, in the same transaction: added up again, or the difference."""

from typing import Any

from django.db import connection, transaction

from training import figures_sql as sql
from training.locks import lock_project
from training.models import BenchmarkFunction, BenchmarkLabelTally, Project, Task, TaskEvaluation, TraineeTally


def refresh_scores(*, function: BenchmarkFunction, task: Task) -> None:
    """Add up the scores of a task's trainee and of its benchmark task, and the trainee's progress.

    Of two submissions that are scored at once, the second waits for the first, and adds up what that one has written.
    """
    key = {
        "function": function.pk,
        "project": function.project_id,
        "annotator": task.annotator_id,
        "benchmark_task": task.benchmark_task_id,
    }
    _execute(sql.HOLD_SCORE, **key)
    _execute(sql.WRITE_SCORES.format(one=" AND s.annotator_id = %(annotator)s", weight=_task_weight(function)), **key)
    _execute(sql.CLEAR_PROGRESS, **key)
    _execute(sql.WRITE_PROGRESS.format(one=" AND annotator_id = %(annotator)s"), **key)
    _execute(sql.HOLD_BENCHMARK_SCORE, **key)
    _execute(sql.WRITE_BENCHMARK_SCORES.format(one=" AND t.benchmark_task_id = %(benchmark_task)s"), **key)


def write_scores(*, function: BenchmarkFunction, previous: BenchmarkFunction | None = None) -> None:
    """Add up everyone's scores under a version that is being applied, and what it changes against the one before."""
    function.trainee_scores.all().delete()
    function.benchmark_scores.all().delete()
    key = {"function": function.pk, "project": function.project_id}
    _execute(sql.WRITE_SCORES.format(one="", weight=_task_weight(function)), **key)
    _execute(sql.WRITE_BENCHMARK_SCORES.format(one=""), **key)
    if previous is not None:
        _execute(sql.WRITE_COMPARISON, function=function.pk, previous=previous.pk)


@transaction.atomic
def change_score_basis(*, actor: Any, project: Project, basis: str) -> None:
    """Say what trainees' scores are the mean of, and take the means anew: at once, since no task's score changes.

    Trainees who submitted more since the last re-calculation are no longer compared with the version before.
    """
    lock_project(project.pk)
    project.score_basis = Project.ScoreBasis(basis)
    project.save(update_fields=["score_basis"])
    project.refresh_from_db(fields=["applied_function", "previous_function"])
    if project.previous_function is not None:
        write_scores(function=project.previous_function)
    if project.applied_function is not None:
        write_scores(function=project.applied_function, previous=project.previous_function)


def add_tallies(*, task: Task, geometry_version: int, sign: int = 1) -> None:
    """Add a task's evaluation labels to the tallies; with the sign -1, take them out again."""
    key = {"sign": sign, "task": task.pk, "geometry": geometry_version}
    _execute(sql.ADD_TALLIES.format(chosen=sql.OF_TASK), **key)
    _execute(sql.ADD_LABEL_TALLIES.format(chosen=sql.OF_TASK), **key)


def leave_out(*, task: Task) -> None:
    """A newer attempt was submitted: this one's evaluation labels count no more, for whatever geometry."""
    for version in TaskEvaluation.objects.filter(task=task).order_by("geometry_version"):
        add_tallies(task=task, geometry_version=version.geometry_version, sign=-1)


def rebuild_figures(*, project: Project) -> None:
    """Add up everything anew, for a project whose rows were written past the services."""
    for model in (TraineeTally, BenchmarkLabelTally):
        model._default_manager.filter(project=project).delete()
    key = {"sign": 1, "project": project.pk}
    for statement in (sql.ADD_TALLIES, sql.ADD_LABEL_TALLIES):
        _execute(statement.format(chosen=sql.OF_PROJECT), **key)
    rebuild_progress(project=project)
    if project.applied_function is not None:
        write_scores(function=project.applied_function)


def rebuild_progress(*, project: Project) -> None:
    """Add up everyone's progress anew, where times were changed past the services."""
    project.trainee_progress.all().delete()
    _execute(sql.WRITE_PROGRESS.format(one=""), project=project.pk)


def _task_weight(function: BenchmarkFunction) -> str:
    # Read anew: whoever changes it holds the project, as does whoever scores.
    basis = Project.objects.values_list("score_basis", flat=True).get(pk=function.project_id)
    return sql.TASK_WEIGHT[Project.ScoreBasis(basis)]


def _execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
