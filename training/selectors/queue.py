"""The trainee's own page: their tasks and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from training.models import Project, Task

#: What each order of tasks sorts by.
_ORDERS = {
    Project.TaskOrder.SHUFFLED: ("shuffle",),
    Project.TaskOrder.SHARED: ("benchmark_task__shuffle",),
    Project.TaskOrder.SOURCE: ("benchmark_task__position",),
}


def in_order(tasks: "QuerySet[Task]", *, project: Project) -> "QuerySet[Task]":
    """Tasks of one trainee in the order of the project's queue: what was put first, then as the setting says."""
    return tasks.order_by("-priority", *_ORDERS[Project.TaskOrder(project.task_order)], "attempt", "pk")


@dataclass(frozen=True)
class Queue:
    """A trainee's tasks in their order, and how far they are."""

    tasks: "QuerySet[Task]"
    n_tasks: int
    n_submitted: int
    n_in_progress: int

    @property
    def n_open(self) -> int:
        return self.n_tasks - self.n_submitted


def own_queue(*, user: Any, project: Project) -> Queue:
    """The user's tasks in a project; the benchmark task is joined for its title alone."""
    tasks = in_order(project.tasks.filter(annotator=user).select_related("benchmark_task"), project=project)
    states = list(tasks.values_list("status", flat=True))
    return Queue(
        tasks=tasks,
        n_tasks=len(states),
        n_submitted=states.count(Task.Status.SUBMITTED),
        n_in_progress=states.count(Task.Status.IN_PROGRESS),
    )
