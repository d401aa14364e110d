"""The benchmark beside its sources: which ground truth a version is held against, and what has changed since."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from training.differences import Difference, differences
from training.models import BenchmarkFunction, BenchmarkTask, LabelSnapshot, OntologyClass, Project, SourceTask
from training.services.labels import read_document, read_snapshot
from training.services.training_projects import eligible_tasks

_HAS_SOURCE = Q(source_task__isnull=False, source_task__project__deleted_at=None)
_IS_ELIGIBLE = Q(source_task__status__in=SourceTask.ELIGIBLE)
_SAYS_ELSE = ~Q(source_task__labels_sha256="") & ~Q(source_task__labels_sha256=F("labels_sha256"))
#: So many tasks are compared label by label on one page.
COMPARED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How the source projects stand against the benchmark, in numbers of tasks.

    `n_reopened` are being worked on, and `n_gone` are there no more: both keep the ground truth they have.
    """

    n_changed: int
    n_new: int
    n_reopened: int
    n_gone: int

    @property
    def is_different(self) -> bool:
        """Whether a refresh would do something."""
        return bool(self.n_changed or self.n_new)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDifference:
    """A difference, with its class."""

    ontology_class: OntologyClass
    counts: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDifference:
    """A task whose labels say something else than its ground truth does."""

    task: BenchmarkTask
    classes: list[ClassDifference]


def source_state(*, project: Project) -> SourceState:
    """Two queries, and no label is read."""
    counted = project.benchmark_tasks.order_by().aggregate(
        n_changed=Count("pk", filter=_HAS_SOURCE & _IS_ELIGIBLE & _SAYS_ELSE),
        n_reopened=Count("pk", filter=_HAS_SOURCE & ~_IS_ELIGIBLE),
        n_gone=Count("pk", filter=~_HAS_SOURCE),
    )
    return SourceState(n_new=new_tasks(project=project).count(), **counted)


def changed_tasks(*, project: Project) -> "QuerySet[BenchmarkTask]":
    """The benchmark tasks whose source was handed in again with other labels."""
    changed = project.benchmark_tasks.filter(_HAS_SOURCE & _IS_ELIGIBLE & _SAYS_ELSE)
    return changed.select_related("source_task__label_row")


def new_tasks(*, project: Project) -> "QuerySet[SourceTask]":
    """Ground truth of the sources that is not in the benchmark."""
    sources = project.sources.filter(deleted_at=None)
    return eligible_tasks(sources, completed_only=project.completed_only).exclude(benchmark_tasks__project=project)


def task_differences(*, project: Project) -> list[TaskDifference]:
    """What was changed in the first of the changed tasks, label by label."""
    classes = {item.feature_hash: item for item in project.ontology.classes.all()}
    rows = changed_tasks(project=project).select_related("snapshot", "source_task__label_row", "source_task__project")
    return [_difference(task, classes) for task in rows.order_by("position")[:COMPARED]]


def ground_truth(*, task: BenchmarkTask, function: BenchmarkFunction | None = None) -> LabelSnapshot:
    """What a benchmark task's labels were for a version, or are for the newest.

    A refresh begins a geometry of its own, so that every version with the same geometry has the same ground truth.
    """
    revisions = task.revisions.select_related("snapshot").order_by("-function__version")
    if function is not None:
        revisions = revisions.filter(function__version__lte=function.geometry_version)
    newest = revisions.first()
    return newest.snapshot if newest else task.snapshot


def _difference(task: Any, classes: dict[str, OntologyClass]) -> TaskDifference:
    before = read_snapshot(ground_truth(task=task))
    found = differences(before, read_document(task.source_task.label_row))
    known = [ClassDifference(ontology_class=classes[item.class_hash], counts=item) for item in found]
    return TaskDifference(task=task, classes=known)
