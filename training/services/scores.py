"""Scores submissions. The one module that knows both rows and kernels."""

import random
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from scoring import ClassSpec, Evaluation, Labels, Settings, evaluate
from training.jobs import job
from training.locks import lock_project
from training.models import (
    BenchmarkFunction,
    BenchmarkWeight,
    EvaluationLabel,
    OntologyClass,
    Project,
    Task,
    TaskClassStat,
    TaskEvaluation,
    TaskScore,
)
from training.selectors.benchmark import ground_truth
from training.selectors.task_scores import INSERT_TASK_SCORES
from training.services.figures import add_tallies, refresh_scores
from training.services.labels import frame_sizes, read_snapshot
from training.specs import class_spec
from training.sums import pack


@dataclass(frozen=True)
class Ruler:
    """A version's settings in the terms of the scoring package, and the ontology's classes by hash.

    Read it after the tasks that it is for, so that it knows every class that their labels may name.
    """

    function: BenchmarkFunction
    classes: dict[str, OntologyClass]
    settings: Settings

    @classmethod
    def of(cls, function: BenchmarkFunction) -> "Ruler":
        weights = {row.ontology_class_id: row for row in function.weights.all()}
        rows = OntologyClass.objects.filter(ontology__projects=function.project_id).order_by("pk")
        classes = {row.feature_hash: row for row in rows}
        specs = tuple(_spec(row, weights.get(row.pk)) for row in classes.values())
        settings = Settings(
            classes=specs, pairing_threshold=function.pairing_threshold, count_extras=function.count_extras
        )
        return cls(function, classes, settings)


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


def not_evaluated(function: BenchmarkFunction) -> list[int]:
    """The ids of the scored tasks without evaluation labels for this version's geometry."""
    made = TaskEvaluation.objects.filter(task=OuterRef("pk"), geometry_version=function.geometry_version)
    scored = Task.objects.filter(project_id=function.project_id).exclude(scored_at=None)
    return list(scored.filter(~Exists(made)).order_by("pk").values_list("pk", flat=True))


def evaluate_again(task_id: int, ruler: Ruler) -> None:
    """Make a scored task's evaluation labels for another geometry. Those that are there stay as they are.

    One short transaction; of two workers with the same task, the second finds it done.
    """
    if _is_evaluated(task_id, ruler.function):
        return
    task = _with_labels(Task.objects.filter(pk=task_id)).first()
    if task is None:
        return  # deleted meanwhile
    evaluation = _evaluate(task, ruler)
    with transaction.atomic():
        Task.objects.select_for_update().get(pk=task_id)
        if not _is_evaluated(task_id, ruler.function):
            _write_evaluation(task, ruler, evaluation)


def write_task_scores(function: BenchmarkFunction, *, task_id: int | None = None) -> int:
    """Score what is evaluated under a version, all tasks or one, in place of what was scored under it before.

    One INSERT from the sums per class, whatever the number of evaluation labels. Returns how many scores it wrote.
    """
    parameters = {
        "function": function.pk,
        "geometry": function.geometry_version,
        "project": function.project_id,
        "task": task_id,
    }
    before = TaskScore.objects.filter(function=function)
    one_task = "" if task_id is None else " AND s.task_id = %(task)s"
    with transaction.atomic(), connection.cursor() as cursor:
        (before if task_id is None else before.filter(task=task_id)).delete()
        if task_id is None and connection.vendor == "postgresql":
            # By default it would compile the statement, and put its sums on the disk: both take longer than the sums.
            cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(INSERT_TASK_SCORES.format(task=one_task), parameters)
        return int(cursor.rowcount)


def _score(task: Task, function: BenchmarkFunction) -> bool:
    """Whether the version was still the applied one when the rows were written; if not, nothing is written."""
    ruler = Ruler.of(function)
    evaluation = _evaluate(task, ruler)
    with transaction.atomic():
        # Shared with other submissions, apart from the moment in which a re-calculation applies its version.
        lock_project(task.project_id, shared=True)
        if _applied_function(task.project_id) != function:
            return False
        locked = Task.objects.select_for_update().get(pk=task.pk)
        if locked.scored_at is not None:
            return True
        _write_evaluation(locked, ruler, evaluation)
        Task.objects.filter(pk=task.pk).update(scored_at=timezone.now(), scoring_error="")
        write_task_scores(function, task_id=task.pk)
        refresh_scores(function=function, task=task)
    return True


def _evaluate(task: Task, ruler: Ruler) -> Evaluation:
    specs = ruler.settings.classes
    sizes = [(size.width, size.height) for size in frame_sizes(task.benchmark_task.data_unit)]
    reference, candidate = (
        Labels.from_document(read_snapshot(snapshot), classes=specs, frame_sizes=sizes)
        for snapshot in (ground_truth(task=task.benchmark_task, function=ruler.function), task.submission)
        if snapshot is not None
    )
    return evaluate(reference, candidate, settings=ruler.settings)


def _is_evaluated(task_id: int, function: BenchmarkFunction) -> bool:
    made = TaskEvaluation.objects.filter(task=task_id, geometry_version=function.geometry_version)
    return made.exists()


def _write_evaluation(task: Task, ruler: Ruler, evaluation: Evaluation) -> None:
    function, classes = ruler.function, ruler.classes
    shared = {
        "project_id": task.project_id,
        "annotator_id": task.annotator_id,
        "task_id": task.pk,
        "geometry_version": function.geometry_version,
    }
    if not task.is_superseded and task.evaluations.filter(geometry_version=function.geometry_version).exists():
        add_tallies(task=task, geometry_version=function.geometry_version, sign=-1)
    task.evaluation_labels.filter(geometry_version=function.geometry_version).delete()
    task.class_stats.filter(geometry_version=function.geometry_version).delete()
    # A seeded key: evaluating again gives the same sample.
    keys = random.Random(task.pk)  # noqa: S311 (a sample, not a secret)
    records = list(evaluation.records())
    TaskEvaluation.objects.update_or_create(
        task=task,
        geometry_version=function.geometry_version,
        defaults={
            "project_id": task.project_id,
            "annotator_id": task.annotator_id,
            "n_labels": len(records),
            "sums": pack((classes[class_hash].pk, sums) for class_hash, sums in evaluation.sums().items()),
        },
    )
    EvaluationLabel.objects.bulk_create(
        (_evaluation_label(record, classes, keys.random(), shared) for record in records), batch_size=2000
    )
    TaskClassStat.objects.bulk_create(_class_stats(records, evaluation, classes, shared))
    if not task.is_superseded:
        add_tallies(task=task, geometry_version=function.geometry_version)


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


def _spec(ontology_class: OntologyClass, weight: BenchmarkWeight | None) -> ClassSpec:
    if weight is None:
        return class_spec(ontology_class)
    return class_spec(ontology_class, tolerance=weight.tolerance, node_k=weight.node_k)


def _applied_function(project_id: int) -> BenchmarkFunction:
    function = Project.objects.select_related("applied_function").get(pk=project_id).applied_function
    if function is None:
        raise RuntimeError(f"Training project {project_id} has no benchmark function.")
    return function


def _with_labels(tasks: Any) -> Any:
    return tasks.select_related(
        "project__ontology", "benchmark_task__data_unit", "benchmark_task__snapshot", "submission"
    )
