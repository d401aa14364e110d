"""The Overview of a training project: how far everyone is, and how well they did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Avg, Count, F, FilteredRelation, Max, Q, QuerySet

from training.models import BenchmarkFunction, Membership, Project, Task, TaskScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many of someone's tasks stand where.

    A benchmark task counts once, whatever the number of attempts: as submitted and scored by the newest submitted one.
    """

    assigned: int = 0
    in_progress: int = 0
    submitted: int = 0
    scored: int = 0
    failed: int = 0
    further_attempts: int = 0
    last_submitted_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """Submitted, and the score is still to come."""
        return self.submitted - self.scored - self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A mean under the previous version and under the applied one, over the tasks that both versions scored.

    Tasks submitted after the re-calculation have no previous score. Means over different tasks would show a change that
    no one made, so that both are taken over the same.
    """

    n_tasks: int
    previous: float
    now: float

    @property
    def change(self) -> float:
        return self.now - self.previous

    @property
    def change_points(self) -> float:
        """The difference of the two numbers as a page shows them, so that they add up to the reader's eye."""
        return round(round(self.now, 1) - round(self.previous, 1), 1)

    @property
    def direction(self) -> str:
        return "up" if self.change_points > 0 else "down" if self.change_points < 0 else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeLine:
    """One line of the Overview. Scores are 0 to 100; None where nothing is scored yet."""

    trainee: Any
    is_member: bool
    progress: Progress
    score: float | None
    comparison: Comparison | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The lines of all trainees, and what the team comes to. Every trainee counts once in the team's score."""

    lines: list[TraineeLine]
    n_benchmark_tasks: int
    n_annotators: int
    progress: Progress
    score: float | None
    comparison: Comparison | None

    @property
    def n_expected(self) -> int:
        """The tasks there should be: every benchmark task once for every annotator."""
        return self.n_benchmark_tasks * self.n_annotators

    @property
    def is_complete(self) -> bool:
        return self.progress.assigned == self.n_expected


#: The orders of the Overview: lines without a figure come last, then by name.
_SORTS = {
    "trainee": lambda line: str(line.trainee).casefold(),
    "submitted": lambda line: line.progress.submitted,
    "score": lambda line: line.score,
    "change": lambda line: line.comparison and line.comparison.change,
    "last": lambda line: line.progress.last_submitted_at,
}
SORTS = tuple(_SORTS)


def overview(*, project: Project, sort: str = "trainee") -> Overview:
    """Read the Overview with a fixed number of queries. ``sort`` is one of SORTS, with - before it for descending."""
    members = {item.user_id: item.user for item in _annotators(project)}
    progress = _progress(project)
    people = {**get_user_model().objects.in_bulk(set(progress) - set(members)), **members}
    scores = _scores(project.applied_function)
    comparisons = _comparisons(project)
    lines = [
        TraineeLine(
            trainee=person,
            is_member=pk in members,
            progress=progress.get(pk, Progress()),
            score=scores.get(pk),
            comparison=comparisons.get(pk),
        )
        for pk, person in people.items()
        if pk in members or progress[pk].submitted
    ]
    team = [line for line in lines if line.is_member]
    return Overview(
        lines=_sorted(lines, sort),
        n_benchmark_tasks=project.benchmark_tasks.count(),
        n_annotators=len(team),
        progress=_together([line.progress for line in team]),
        score=_mean([line.score for line in team if line.score is not None]),
        comparison=_team_comparison([line.comparison for line in team if line.comparison]),
    )


def _annotators(project: Project) -> Any:
    return project.memberships.filter(role=Membership.RoleChoice.ANNOTATOR).select_related("user")


def _progress(project: Project) -> dict[int, Progress]:
    is_due = Q(status=Task.Status.SUBMITTED, scored_at=None)
    is_counted = Q(is_superseded=False)
    rows = (
        project.tasks.order_by()
        .values("annotator")
        .annotate(
            assigned=Count("pk", filter=Q(attempt=1)),
            in_progress=Count("pk", filter=Q(status=Task.Status.IN_PROGRESS)),
            submitted=Count("pk", filter=Q(status=Task.Status.SUBMITTED) & is_counted),
            scored=Count("pk", filter=Q(scored_at__isnull=False) & is_counted),
            failed=Count("pk", filter=is_due & ~Q(scoring_error="") & is_counted),
            further_attempts=Count("pk", filter=Q(attempt__gt=1)),
            last_submitted_at=Max("submitted_at"),
        )
    )
    counts: list[dict[str, Any]] = [dict(row) for row in rows]
    return {row.pop("annotator"): Progress(**row) for row in counts}


def _scores(function: BenchmarkFunction | None) -> dict[int, float]:
    rows = _counted_scores(function).order_by().values("annotator").annotate(mean=Avg("score"))
    return {row["annotator"]: row["mean"] for row in rows}


def _counted_scores(function: BenchmarkFunction | None) -> "QuerySet[TaskScore]":
    """The scores under a version, of the newest submitted attempt at each benchmark task."""
    scores = TaskScore.objects.filter(function=function)
    if function is None:
        return scores
    # Further attempts are few: their index is read, and the tasks are not.
    superseded = Task.objects.filter(project=function.project_id, is_superseded=True).order_by()
    return scores.exclude(task__in=superseded.values("pk"))


def _comparisons(project: Project) -> dict[int, Comparison]:
    if project.previous_function is None:
        return {}
    rows = (
        _counted_scores(project.previous_function)
        .annotate(
            applied=FilteredRelation("task__scores", condition=Q(task__scores__function=project.applied_function_id))
        )
        .filter(applied__isnull=False)
        .order_by()
        .values("annotator")
        .annotate(n_tasks=Count("pk"), previous=Avg("score"), now=Avg(F("applied__score")))
    )
    return {
        row["annotator"]: Comparison(n_tasks=row["n_tasks"], previous=row["previous"], now=row["now"]) for row in rows
    }


def _together(parts: list[Progress]) -> Progress:
    return Progress(
        assigned=sum(part.assigned for part in parts),
        in_progress=sum(part.in_progress for part in parts),
        submitted=sum(part.submitted for part in parts),
        scored=sum(part.scored for part in parts),
        failed=sum(part.failed for part in parts),
        further_attempts=sum(part.further_attempts for part in parts),
        last_submitted_at=max((part.last_submitted_at for part in parts if part.last_submitted_at), default=None),
    )


def _team_comparison(parts: list[Comparison]) -> Comparison | None:
    if not parts:
        return None
    return Comparison(
        n_tasks=sum(part.n_tasks for part in parts),
        previous=sum(part.previous for part in parts) / len(parts),
        now=sum(part.now for part in parts) / len(parts),
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _sorted(lines: list[TraineeLine], sort: str) -> list[TraineeLine]:
    key = _SORTS.get(sort.removeprefix("-"), _SORTS["trainee"])
    by_name = sorted(lines, key=lambda line: (str(line.trainee).casefold(), line.trainee.pk))
    with_figure = [line for line in by_name if key(line) is not None]
    without = [line for line in by_name if key(line) is None]
    return sorted(with_figure, key=key, reverse=sort.startswith("-")) + without
