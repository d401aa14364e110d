"""The trainee's own page: their tasks and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from training.models import Project, Task


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
    tasks = project.tasks.filter(annotator=user).select_related("benchmark_task")
    states = list(tasks.values_list("status", flat=True))
    return Queue(
        tasks=tasks,
        n_tasks=len(states),
        n_submitted=states.count(Task.Status.SUBMITTED),
        n_in_progress=states.count(Task.Status.IN_PROGRESS),
    )
