"""How sure a trainee's score is: an interval about the mean of a few task scores, and what it says of a pass mark.

Scores and the ends of intervals lie between 0 and 100.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

#: 95 of 100 intervals hold the score that endless tasks would give.
Z = 1.959963984540054

#: Squared points; a score that wavers by less than a point is not known better than that.
LEAST_VARIANCE = 1.0

Word = Literal["pass", "not_yet", "too_close_to_call"]


class Estimate(NamedTuple):
    """A mean task score with its 95 % interval."""

    mean: float
    low: float
    high: float


class Verdict(NamedTuple):
    """What an interval says of a pass mark; `further_tasks`: how many more would settle it at the present mean.

    0 where it is settled, None where the mean is the mark itself and no number would do.
    """

    word: Word
    further_tasks: int | None


def pooled_variance(scores_by_trainee: Iterable[Sequence[float]]) -> float | None:
    """The variance of task scores within trainees, over all trainees of a project; None with no two tasks of any.

    sum of (x - own mean)^2 / sum of (tasks - 1), in squared points. One trainee's own variance says little at a few
    tasks; that of all says how much a task's score wavers here.

    >>> pooled_variance([[80, 100], [50, 50, 50], [70]])
    66.66666666666667
    """
    return variance_of_sums(
        (len(scores), math.fsum(scores), math.fsum(score**2 for score in scores)) for scores in scores_by_trainee
    )


def variance_of_sums(sums: Iterable[tuple[float, float, float]]) -> float | None:
    """`pooled_variance` of trainees of whom the number of scores is known, their sum, and the sum of their squares.

    Scores of at most 100 keep it exact to less than a millionth of a squared point for a million of them; what
    rounding leaves below 0 is 0. Where tasks weigh differently, a number need not be whole: it is that of tasks of one
    weight whose mean would waver as much.

    >>> variance_of_sums([(2, 180, 16_400), (3, 150, 7_500), (1, 70, 4_900)])
    66.66666666666667
    """
    squares, freedom = 0.0, 0.0
    for count, total, total_squares in sums:
        if count > 1:
            squares += max(0.0, total_squares - total**2 / count)
            freedom += count - 1
    return squares / freedom if freedom else None


def estimate(mean: float, *, tasks: float, variance: float | None) -> Estimate:
    """Wilson's interval about a mean of `tasks` task scores, for scores that waver by `variance` (squared points).

    centre and half width = (m + z^2/2n) / (1 + z^2/n) and z / (1 + z^2/n) sqrt(m (1 - m) / n + z^2 / 4n^2), with m the
    mean as a share and n the number of yes-or-no trials that would waver as much: see `trials`. ValueError for a mean
    outside 0 to 100, no task, or a negative variance. Source: Wilson 1927, doi 10.1080/01621459.1927.10502953.

    >>> [round(value, 1) for value in estimate(80, tasks=25, variance=400)]
    [80, 71.1, 86.7]
    """
    n, m = trials(mean, tasks=tasks, variance=variance), mean / 100
    shrink = 1 + Z**2 / n
    centre = (m + Z**2 / (2 * n)) / shrink
    half = Z / shrink * math.sqrt(m * (1 - m) / n + Z**2 / (4 * n**2))
    # At 0 and 100 the interval ends there, but for the last bit.
    return Estimate(mean, max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))


def trials(mean: float, *, tasks: float, variance: float | None) -> float:
    """The number of yes-or-no trials whose mean wavers as much as that of the tasks: n m (1 - m) / v, at least n / 2.

    A single score between 0 and 1 can waver by m (1 - m) at most; where the variance is unknown, or 0 (nobody's scores
    differ, mostly because all are perfect), that much is assumed and each task is one trial.

    >>> trials(80, tasks=10, variance=400), trials(100, tasks=10, variance=400), trials(100, tasks=10, variance=0)
    (40.0, 5.0, 10.0)
    """
    if not 0 <= mean <= 100:
        raise ValueError(f"mean: a score from 0 to 100 is expected, not {mean}")
    if tasks < 1:
        raise ValueError(f"tasks: at least 1 is expected, not {tasks}")
    if variance is not None and not variance >= 0:
        raise ValueError(f"variance: a number of at least 0 is expected, not {variance}")
    if not variance:
        return float(tasks)
    per_task = mean * (100 - mean) / max(variance, LEAST_VARIANCE)
    return tasks * max(0.5, per_task)


def verdict(mean: float, *, tasks: float, variance: float | None, pass_mark: float) -> Verdict:
    """Whether the interval lies above the pass mark (0 to 100), below it, or about it.

    The interval keeps clear of the mark p as soon as n > z^2 p (1 - p) / (m - p)^2, which gives the number of tasks.

    >>> verdict(80, tasks=4, variance=400, pass_mark=70)
    Verdict(word='too_close_to_call', further_tasks=17)
    >>> verdict(80, tasks=21, variance=400, pass_mark=70)
    Verdict(word='pass', further_tasks=0)
    """
    of = estimate(mean, tasks=tasks, variance=variance)
    if of.low > pass_mark:
        return Verdict("pass", 0)
    if of.high < pass_mark:
        return Verdict("not_yet", 0)
    gap = (mean - pass_mark) ** 2
    if gap == 0:
        return Verdict("too_close_to_call", None)
    per_task = trials(mean, tasks=tasks, variance=variance) / tasks
    needed = Z**2 * pass_mark * (100 - pass_mark) / gap
    return Verdict("too_close_to_call", max(1, math.floor(needed / per_task - tasks) + 1))
