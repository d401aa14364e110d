"""What the lists of projects read: the reader's projects with their role, people and progress."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from training.models import Membership, Project, SourceTask, Task
from training.permissions import Role

#: What the lists may be sorted by; the primary key breaks ties.
SORTS = {"title": ("title",), "-title": ("-title",), "created": ("created_at",), "-created": ("-created_at",)}
DEFAULT_SORT = "-created"


def annotation_projects(*, user: Any, search: str = "", status: str = "", sort: str = "") -> QuerySet[Project]:
    """The annotation projects that the user may open, each with `role`, `n_members`, `n_tasks` and `n_done`.

    Done is what counts as ground truth: In review or Completed.
    """
    tasks = SourceTask.objects.filter(project=OuterRef("pk"))
    rows = _project_rows(Project.objects.visible_to(user).annotation(), user=user)
    rows = rows.annotate(n_tasks=_count(tasks), n_done=_count(tasks.filter(status__in=SourceTask.ELIGIBLE)))
    return _chosen(rows, search=search, status=status, sort=sort)


def training_projects(*, user: Any, search: str = "", status: str = "", sort: str = "") -> QuerySet[Project]:
    """The training projects that the user may open, each with `role`, `n_members`, `n_tasks` and `n_done` (submitted).

    Annotators see the numbers of their own tasks, everyone else those of all.
    """
    tasks = Task.objects.filter(project=OuterRef("pk"))
    rows = _project_rows(Project.objects.visible_to(user).training(), user=user)
    # A benchmark task counts once, whatever the number of attempts.
    first, submitted = tasks.filter(attempt=1), tasks.filter(_SUBMITTED, is_superseded=False)
    rows = rows.annotate(n_tasks=_count_by_role(first, user), n_done=_count_by_role(submitted, user))
    return _chosen(rows, search=search, status=status, sort=sort)


def project_counts(*, user: Any) -> dict[str, int]:
    """How many projects of each kind the user may open, for the tabs of the lists."""
    is_kind = {f"n_{kind.value}": Count("pk", filter=Q(kind=kind)) for kind in Project.Kind}
    return Project.objects.visible_to(user).order_by().aggregate(**is_kind)


_SUBMITTED = Q(status=Task.Status.SUBMITTED)


def _project_rows(projects: QuerySet[Project], *, user: Any) -> QuerySet[Project]:
    own = Membership.objects.filter(project=OuterRef("pk"), user=user).values("role")[:1]
    members = Membership.objects.filter(project=OuterRef("pk"))
    # A superuser who is no member is taken as an admin, as `Access` does.
    role = Coalesce(Subquery(own), Value(Role.ADMIN.value), output_field=CharField())
    return projects.select_related("ontology").annotate(role=role, n_members=_count(members))


def _chosen(rows: QuerySet[Project], *, search: str, status: str, sort: str) -> QuerySet[Project]:
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(description__icontains=search))
    if status in Project.Status.values:
        rows = rows.filter(status=status)
    return rows.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT]), "-pk")


def _count_by_role(tasks: "QuerySet[Task]", user: Any) -> Case:
    own = When(role=Role.ANNOTATOR.value, then=_count(tasks.filter(annotator=user)))
    return Case(own, default=_count(tasks), output_field=IntegerField())


def _count(rows: "QuerySet[Model]") -> Coalesce:
    """The number of related rows: a subquery of its own, since two joins would multiply one another."""
    counted = rows.order_by().values("project").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
