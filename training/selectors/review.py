"""View: a submission beside the benchmark, and what became of each label."""

from typing import Any

from django.db.models import F

from training.models import PPM, BenchmarkFunction, OntologyClass, Task, TaskScore
from training.scoring_sql import scored_labels
from training.selectors.benchmark import ground_truth
from training.selectors.explanation import instance_score
from training.services.labels import read_snapshot

#: Points; scores are shown to one decimal.
LEAST_DIFFERENCE = 0.05

_FIELDS = ("id", "frame", "reference_uid", "candidate_uid", "outcome", "similarity_ppm", "category", "score")


def review_documents(*, task: Task, function: BenchmarkFunction, with_benchmark: bool) -> dict[str, Any]:
    """The label documents of both sides, the benchmark's as the version is held against it.

    Without the right to the benchmark, its side is None.
    """
    reference = ground_truth(task=task.benchmark_task, function=function) if with_benchmark else None
    return {
        "benchmark": read_snapshot(reference) if reference else None,
        "submission": read_snapshot(task.submission) if task.submission else None,
    }


def review_pairs(*, task: Task, function: BenchmarkFunction, with_benchmark: bool) -> list[dict[str, Any]]:
    """Every evaluation label of a submission under a version, as the editor's review mode lists them.

    Without the right to the benchmark a pair says what became of the trainee's label, and not which label of the
    benchmark it was held against: the editor would look for its answers, and report that there are none.
    """
    labels = scored_labels(function).filter(task=task).order_by("frame", "id")
    rows = labels.values(*_FIELDS, kind=F("ontology_class__kind"), feature_hash=F("ontology_class__feature_hash"))
    return [_pair(row, with_benchmark) for row in rows]


def review_result(*, task: Task, function: BenchmarkFunction) -> dict[str, Any]:
    """The task's own score under a version, and beside it the mean of its objects where that is another number."""
    kept = TaskScore.objects.filter(function=function, task=task).first()
    score = kept.score if kept else None
    has_frames = task.benchmark_task.data_unit.n_frames > 1
    by_instance = instance_score(task=task, function=function) if has_frames else None
    is_told = score is not None and by_instance is not None and abs(score - by_instance) >= LEAST_DIFFERENCE
    return {
        "version": function.version,
        "score": score,
        "n_labels": kept.n_labels if kept else 0,
        "instance_score": by_instance if is_told else None,
    }


def _pair(row: dict[str, Any], with_benchmark: bool) -> dict[str, Any]:
    is_object = row["kind"] == OntologyClass.Kind.OBJECT
    return {
        "id": row["id"],
        "frame": row["frame"],
        "reference": (row["reference_uid"] or None) if with_benchmark else None,
        "candidate": row["candidate_uid"] or None,
        "outcome": row["outcome"],
        "similarity": row["similarity_ppm"] / PPM if is_object else None,
        "category": int(row["category"]),
        "score": row["score"],
        "class": row["feature_hash"],
    }
