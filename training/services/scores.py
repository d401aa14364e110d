"""Scores submissions. The one module that knows both rows and kernels."""

import random
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from scoring import Evaluation, Labels, Settings, evaluate
from training.jobs import job
from training.locks import lock_project
from training.models import (
    BenchmarkFunction,
    EvaluationLabel,
    OntologyClass,
    Project,
    Task,
    TaskClassStat,
    TaskEvaluation,
)
from training.selectors.task_scores import INSERT_TASK_SCORES
from training.services.labels import frame_sizes, read_snapshot
from training.specs import class_spec


@job
def score_task(task_id: int) -> None:
    """Evaluate a submission and score it under the version that the project shows.

    Runs at least once: a repeat finds the task scored, or writes the same rows again.
    """
    due = Task.objects.filter(pk=task_id, status=Task.Status.SUBMITTED, scored_at=None)
    # Counted before the work, so that a submission that takes the worker down is not tried for ever.
    if not due.update(scoring_attempts=F("scoring_attempts") + 1):
        return
    task = _with_labels(Task.objects.filter(pk=task_id)).get()
    while not _score(task, _applied_function(task.project_id)):
        pass  # another version was applied while this one was computed


def evaluate_tasks(tasks: Iterable[Task], function: BenchmarkFunction) -> None:
    """Evaluate scored tasks again for a version with other geometry; each task is one short transaction."""
    for task in tasks:
        evaluation = _evaluate(task, function)
        with transaction.atomic():
            Task.objects.select_for_update().get(pk=task.pk)
            _write_evaluation(task, function, evaluation)


def not_evaluated(function: BenchmarkFunction) -> Any:
    """The scored tasks without evaluation labels for this version's geometry, with all that making them reads."""
    made = TaskEvaluation.objects.filter(task=OuterRef("pk"), geometry_version=function.geometry_version)
    scored = Task.objects.filter(project_id=function.project_id).exclude(scored_at=None)
    return _with_labels(scored.filter(~Exists(made)).order_by("pk"))


def insert_task_scores(function: BenchmarkFunction, *, task_id: int | None = None) -> int:
    """Score what is evaluated and has no score under this version yet: all tasks, or one; returns how many.

    One INSERT from the sums per class; a repeat inserts nothing.
    """
    parameters = {
        "function": function.pk,
        "geometry": function.geometry_version,
        "project": function.project_id,
        "task": task_id,
    }
    chosen, chosen_sums = ("", "") if task_id is None else (" AND e.task_id = %(task)s", " AND s.task_id = %(task)s")
    with connection.cursor() as cursor:
        cursor.execute(INSERT_TASK_SCORES.format(chosen=chosen, chosen_sums=chosen_sums), parameters)
        return int(cursor.rowcount)


def _score(task: Task, function: BenchmarkFunction) -> bool:
    """Whether the version was still the applied one when the rows were written; if not, nothing is written."""
    evaluation = _evaluate(task, function)
    with transaction.atomic():
        # Shared with other submissions, apart from the moment in which a re-calculation applies its version.
        lock_project(task.project_id, shared=True)
        if _applied_function(task.project_id) != function:
            return False
        locked = Task.objects.select_for_update().get(pk=task.pk)
        if locked.scored_at is not None:
            return True
        _write_evaluation(task, function, evaluation)
        Task.objects.filter(pk=task.pk).update(scored_at=timezone.now(), scoring_error="")
        insert_task_scores(function, task_id=task.pk)
    return True


def _evaluate(task: Task, function: BenchmarkFunction) -> Evaluation:
    tolerances = dict(function.weights.values_list("ontology_class_id", "tolerance"))
    rows = task.project.ontology.classes.all()
    classes = tuple(class_spec(row, tolerance=tolerances.get(row.pk)) for row in rows)
    sizes = [(size.width, size.height) for size in frame_sizes(task.benchmark_task.data_unit)]
    reference, candidate = (
        Labels.from_document(read_snapshot(snapshot), classes=classes, frame_sizes=sizes)
        for snapshot in (task.benchmark_task.snapshot, task.submission)
        if snapshot is not None
    )
    settings = Settings(
        classes=classes, pairing_threshold=function.pairing_threshold, count_extras=function.count_extras
    )
    return evaluate(reference, candidate, settings=settings)


def _write_evaluation(task: Task, function: BenchmarkFunction, evaluation: Evaluation) -> None:
    classes = {row.feature_hash: row for row in task.project.ontology.classes.all()}
    shared = {
        "project_id": task.project_id,
        "annotator_id": task.annotator_id,
        "task_id": task.pk,
        "geometry_version": function.geometry_version,
    }
    task.evaluation_labels.filter(geometry_version=function.geometry_version).delete()
    task.class_stats.filter(geometry_version=function.geometry_version).delete()
    # A seeded key: evaluating again gives the same sample.
    keys = random.Random(task.pk)  # noqa: S311 (a sample, not a secret)
    records = list(evaluation.records())
    TaskEvaluation.objects.update_or_create(
        task=task,
        geometry_version=function.geometry_version,
        defaults={"project_id": task.project_id, "annotator_id": task.annotator_id, "n_labels": len(records)},
    )
    EvaluationLabel.objects.bulk_create(
        (_evaluation_label(record, classes, keys.random(), shared) for record in records), batch_size=2000
    )
    TaskClassStat.objects.bulk_create(_class_stats(records, evaluation, classes, shared))


def _evaluation_label(
    record: dict[str, Any], classes: dict[str, OntologyClass], sample_key: float, shared: dict[str, Any]
) -> EvaluationLabel:
    candidate_class = classes.get(record["candidate_class"])
    return EvaluationLabel(
        **shared,
        ontology_class=classes[record["class"]],
        candidate_class=candidate_class,
        frame=record["frame"],
        reference_uid=record["reference"] or "",
        candidate_uid=record["candidate"] or "",
        outcome=record["outcome"],
        similarity_ppm=record["similarity_ppm"],
        category=bool(record["category"]),
        attributes_ppm=record["attributes_ppm"],
        is_repaired=record["repaired"],
        sample_key=sample_key,
    )


def _class_stats(
    records: list[dict[str, Any]], evaluation: Evaluation, classes: dict[str, OntologyClass], shared: dict[str, Any]
) -> list[TaskClassStat]:
    outcomes: dict[str, dict[str, int]] = {}
    for record in records:
        counts = outcomes.setdefault(record["class"], {})
        counts[record["outcome"]] = counts.get(record["outcome"], 0) + 1
    return [
        TaskClassStat(
            **shared,
            ontology_class=classes[class_hash],
            n=sums.rows,
            sum_similarity_ppm=sums.similarity_ppm,
            sum_category=sums.category,
            sum_attributes_ppm=sums.attributes_ppm,
            **{f"n_{outcome}": outcomes[class_hash].get(outcome, 0) for outcome in EvaluationLabel.Outcome.values},
        )
        for class_hash, sums in evaluation.sums().items()
    ]


def _applied_function(project_id: int) -> BenchmarkFunction:
    function = Project.objects.select_related("applied_function").get(pk=project_id).applied_function
    if function is None:
        raise RuntimeError(f"Training project {project_id} has no benchmark function.")
    return function


def _with_labels(tasks: Any) -> Any:
    return tasks.select_related(
        "project__ontology", "benchmark_task__data_unit", "benchmark_task__snapshot", "submission"
    )
