"""What the list of all tasks reads, for those who control them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from training.models import Project, Task
from training.permissions import Role

#: What the list may be sorted by; the task's number breaks ties.
SORTS = {
    "trainee": ("annotator__name", "annotator__email", "benchmark_task__position", "attempt"),
    "task": ("benchmark_task__position", "annotator__name", "annotator__email", "attempt"),
    "status": ("status", "annotator__name", "benchmark_task__position"),
}
DEFAULT_SORT = "trainee"


def all_tasks(
    *, project: Project, search: str = "", status: str = "", annotator_id: int | None = None, sort: str = ""
) -> "QuerySet[Task]":
    """The tasks of all trainees, with the names that the list shows."""
    rows = project.tasks.select_related("benchmark_task", "annotator")
    if search:
        rows = rows.filter(benchmark_task__title__icontains=search)
    if status == "first":
        rows = rows.filter(priority__gt=0)
    elif status in Task.Status.values:
        rows = rows.filter(status=status)
    if annotator_id is not None:
        rows = rows.filter(annotator=annotator_id)
    fields = SORTS.get(sort.removeprefix("-"), SORTS[DEFAULT_SORT])
    sign = "-" if sort.startswith("-") else ""
    return rows.order_by(*(f"{sign}{field}" for field in fields), "pk")


def annotators(*, project: Project) -> "QuerySet[Any]":
    """The people who can be given tasks, by name."""
    people = get_user_model()._default_manager.order_by("name", "email", "pk")
    return people.filter(memberships__project=project, memberships__role=Role.ANNOTATOR.value)


def people_with_tasks(*, project: Project) -> "QuerySet[Any]":
    """Everyone with tasks in the project, former annotators too, by name."""
    with_tasks = Task.objects.filter(project=project).order_by().values("annotator")
    return get_user_model()._default_manager.filter(Q(pk__in=with_tasks)).order_by("name", "email", "pk")
