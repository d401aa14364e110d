"""How well everyone did under a version: the mean of their task scores, how sure it is, and what it says."""

from dataclasses import dataclass, replace

from scoring.statistics import Estimate, Verdict, estimate, variance_of_sums, verdict
from training.models import BenchmarkFunction, Project, TraineeScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A mean under the previous version and under the applied one, over the same tasks: those both have scored.

    Tasks submitted after the re-calculation have no previous score. Means over different tasks would show a change that
    no one made.
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
class Standing:
    """A trainee's score (0 to 100) with its interval; the verdict where the project has a pass mark."""

    n_tasks: int
    estimate: Estimate
    verdict: Verdict | None = None
    comparison: Comparison | None = None

    @property
    def score(self) -> float:
        return self.estimate.mean


def standings(*, project: Project, function: BenchmarkFunction | None = None) -> dict[int, Standing]:
    """Everyone with a scored submission under a version, by default the applied one: one query.

    The interval takes the variance of task scores within all trainees of the project, so that all of them are read,
    whoever is asked for.
    """
    function = function or project.applied_function
    rows = list(TraineeScore.objects.filter(function=function, n_tasks__gt=0)) if function else []
    sums = {row.annotator_id: (row.n_effective, row.sum_score, row.sum_squares) for row in rows}
    found = standings_of_sums(sums, pass_mark=project.pass_mark)
    return {
        row.annotator_id: replace(found[row.annotator_id], n_tasks=row.n_tasks, comparison=_comparison(row))
        for row in rows
    }


def standings_of_sums(sums: dict[int, tuple[float, float, float]], *, pass_mark: float | None) -> dict[int, Standing]:
    """The same from the number of each trainee's task scores, their sum, and the sum of their squares.

    Where tasks weigh differently, the number is that of tasks of one weight whose mean would waver as much.
    """
    variance = variance_of_sums(sums.values())
    found = {}
    for pk, (n_tasks, total, _squares) in sums.items():
        mean = min(100.0, total / n_tasks)  # rounding may leave the last bit above
        found[pk] = Standing(
            n_tasks=round(n_tasks),
            estimate=estimate(mean, tasks=n_tasks, variance=variance),
            verdict=None if pass_mark is None else verdict(mean, tasks=n_tasks, variance=variance, pass_mark=pass_mark),
        )
    return found


def _comparison(row: TraineeScore) -> Comparison | None:
    if row.mean_before is None or row.mean_after is None:
        return None
    return Comparison(n_tasks=row.n_compared, previous=row.mean_before, now=row.mean_after)
