"""What the Labels page of an annotation project reads."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from training.models import LabelClassification, LabelObject, Project, ReviewComment, SourceTask

Status = SourceTask.Status


@dataclass(frozen=True)
class StatusCount:
    """How many tasks of a project are in one state."""

    status: str
    label: str
    count: int

    @property
    def query(self) -> str:
        """The end of the address of these tasks alone."""
        return f"?status={self.status}"


#: What still waits for somebody: to be labelled, or to be reviewed.
QUEUE = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.IN_REVIEW)


def label_rows(*, project: Project, status: str = "", search: str = "", is_queue: bool = False) -> QuerySet[SourceTask]:
    """The tasks of an annotation project by title, each with `n_labels`, its objects and classifications, and with
    `review_comment`, the newest one.

    With `is_queue`, those alone that still wait for somebody.
    """
    rows = SourceTask.objects.filter(project=project).select_related("data_unit", "label_row__saved_by")
    if is_queue:
        rows = rows.filter(status__in=QUEUE)
    if status in SourceTask.Status.values:
        rows = rows.filter(status=status)
    if search:
        rows = rows.filter(data_unit__title__icontains=search)
    n_labels = _count(LabelObject.objects.all()) + _count(LabelClassification.objects.all())
    newest = ReviewComment.objects.filter(source_task=OuterRef("pk")).order_by("-created_at", "-pk").values("text")[:1]
    comment = Coalesce(Subquery(newest), Value(""), output_field=CharField())
    return rows.annotate(n_labels=n_labels, review_comment=comment).order_by("data_unit__title", "pk")


def review_comments(*, task: SourceTask) -> "QuerySet[ReviewComment]":
    """Why a task was returned each time, newest first."""
    return task.review_comments.select_related("author").order_by("-created_at", "-pk")


def status_counts(*, project: Project) -> list[StatusCount]:
    """How far the project's tasks are, one line for each state, in the order of the states."""
    counted = SourceTask.objects.filter(project=project).order_by().values("status").annotate(n=Count("pk"))
    numbers = dict(counted.values_list("status", "n"))
    return [
        StatusCount(status=status.value, label=str(status.label), count=numbers.get(status.value, 0))
        for status in SourceTask.Status
    ]


def next_to_label(*, user: Any, project: Project) -> SourceTask | None:
    """The task for the user to go on with: one in progress that they saved last, else the first not started."""
    own = Q(status=Status.IN_PROGRESS, label_row__saved_by=user)
    rows = SourceTask.objects.filter(own | Q(status=Status.NOT_STARTED), project=project)
    # "in_progress" sorts before "not_started".
    return rows.order_by("status", "data_unit__title", "pk").first()


def next_to_review(*, project: Project) -> SourceTask | None:
    """The first task in review."""
    rows = SourceTask.objects.filter(project=project, status=Status.IN_REVIEW)
    return rows.order_by("data_unit__title", "pk").first()


def _count(instances: "QuerySet[Model]") -> Coalesce:
    of_row = instances.filter(label_row=OuterRef("label_row")).order_by()
    counted = of_row.values("label_row").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
