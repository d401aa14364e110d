"""One trainee's results: score, classes, the way it went, and the submissions that cost most."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from training.models import Membership, Project, Task, TaskScore
from training.selectors.standings import Standing, standings
from training.selectors.tallies import Figures, figures_of_trainees, scored_classes
from training.selectors.trainee_progress import Progress, progress_of_trainees

#: A learning curve has so many points at most; each is a mean over as many tasks.
CURVE_POINTS = 10
N_COSTLIEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """One submission that counts and its score, 0 to 100."""

    uuid: UUID
    title: str
    submitted_at: Any
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeResults:
    """All that is said of one trainee. ``curve``: label, number of tasks and mean score, in the order of submission."""

    trainee: Any
    is_member: bool
    progress: Progress
    standing: Standing | None
    figures: Figures
    scores: list[float]
    curve: list[tuple[str, int, float]]
    costliest: list[TaskResult]

    @property
    def query(self) -> str:
        """The trainee as the end of an address that lists what is theirs."""
        return f"?trainee={self.trainee.pk}"

    @property
    def minutes_per_task(self) -> float | None:
        return self.progress.active_s / 60 / self.progress.scored if self.progress.scored else None


def trainee_results(*, project: Project, annotator_id: int) -> TraineeResults | None:
    """The results of an annotator or former annotator of a project; None where there is no such person."""
    progress = progress_of_trainees(project=project, annotator_id=annotator_id).get(annotator_id)
    member = project.memberships.filter(user=annotator_id, role=Membership.RoleChoice.ANNOTATOR)
    is_member = member.exists()
    if not is_member and not (progress and progress.submitted):
        return None
    function = project.applied_function
    classes = scored_classes(function) if function else []
    figures = figures_of_trainees(function=function, classes=classes, annotators=[annotator_id]) if function else {}
    scores = _scores(project, annotator_id)
    return TraineeResults(
        trainee=get_user_model().objects.get(pk=annotator_id),
        is_member=is_member,
        progress=progress or Progress(),
        standing=standings(project=project).get(annotator_id),
        figures=figures.get(annotator_id, Figures()),
        scores=[score for _task, score in scores],
        curve=learning_curve([score for _task, score in scores]),
        costliest=_costliest(scores),
    )


def learning_curve(scores: Sequence[float]) -> list[tuple[str, int, float]]:
    """Task scores in the order of submission as at most ten means: "1-5", 5, 82.5; nothing below two tasks.

    >>> learning_curve([50, 70, 90])
    [('1', 1, 50.0), ('2', 1, 70.0), ('3', 1, 90.0)]
    >>> learning_curve([float(number) for number in range(25)])[0]
    ('1–2', 2, 0.5)
    """
    if len(scores) < 2:
        return []
    n_points = min(CURVE_POINTS, len(scores))
    edges = [round(number * len(scores) / n_points) for number in range(n_points + 1)]
    return [
        (_span(first, end), end - first, float(sum(scores[first:end]) / (end - first)))
        for first, end in itertools.pairwise(edges)
    ]


def _span(first: int, end: int) -> str:
    return str(end) if end == first + 1 else f"{first + 1}–{end}"


def _scores(project: Project, annotator_id: int) -> list[tuple[int, float]]:
    """The trainee's counted tasks and their scores, in the order of submission."""
    rows = TaskScore.objects.filter(function=project.applied_function_id, annotator=annotator_id)
    counted = rows.filter(task__is_superseded=False).order_by("task__submitted_at", "task_id")
    return list(counted.values_list("task_id", "score"))


def _costliest(scores: list[tuple[int, float]]) -> list[TaskResult]:
    """The submissions with the lowest scores; what scored 100 cost nothing."""
    by_score = dict(sorted((item for item in scores if item[1] < 100), key=lambda item: item[1])[:N_COSTLIEST])
    tasks = Task.objects.filter(pk__in=by_score).select_related("benchmark_task")
    found = [
        TaskResult(
            uuid=task.uuid, title=task.benchmark_task.title, submitted_at=task.submitted_at, score=by_score[task.pk]
        )
        for task in tasks
    ]
    return sorted(found, key=lambda item: (item.score, item.title))
