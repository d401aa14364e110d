"""Where the marks of a chart stand: plain numbers for the partials that draw them as SVG and for the table behind.

Scores lie between 0 and 100. Lengths are in the units of the chart's viewBox.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: The histogram's bins are 10 points wide; the last one holds 100 too.
BIN_POINTS = 10
PLOT_WIDTH, PLOT_HEIGHT, LEFT, TOP = 440.0, 130.0, 30.0, 18.0


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a histogram: the scores from `low` on and below `high`, how many, and how many before."""

    low: int
    high: int
    count: int
    count_before: int | None
    x: float
    width: float
    y: float
    height: float
    y_before: float
    height_before: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line: its place, what it is a mean of, and the mean."""

    x: float
    y: float
    label: str
    count: int
    value: float


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar whose whole is 100 wide."""

    key: str
    label: object
    count: int
    share: float
    x: float
    width: float

    @property
    def percent(self) -> float:
        return 100 * self.share


def histogram(scores: Sequence[float], before: Sequence[float] | None = None) -> list[Bin]:
    """The scores in ten bins, beside those they had before, on one scale.

    >>> [bin.count for bin in histogram([0, 55, 59.9, 100])]
    [1, 0, 0, 0, 0, 2, 0, 0, 0, 1]
    """
    counts = _counts(scores)
    counts_before = _counts(before) if before is not None else None
    tallest = max([*counts, *(counts_before or []), 1])
    step = PLOT_WIDTH / len(counts)
    bins = []
    for number, count in enumerate(counts):
        earlier = counts_before[number] if counts_before else 0
        height, height_before = (PLOT_HEIGHT * value / tallest for value in (count, earlier))
        bins.append(
            Bin(
                low=number * BIN_POINTS,
                high=(number + 1) * BIN_POINTS,
                count=count,
                count_before=earlier if counts_before else None,
                x=LEFT + number * step + step * 0.1,
                width=step * 0.8,
                y=TOP + PLOT_HEIGHT - height,
                height=height,
                y_before=TOP + PLOT_HEIGHT - height_before,
                height_before=height_before,
            )
        )
    return bins


def line(values: Sequence[tuple[str, int, float]]) -> list[Point]:
    """The points of a line from values with a label, a number of things and their mean score, evenly apart.

    >>> [(point.x, point.y) for point in line([("1", 1, 0.0), ("2", 1, 100.0)])] == [(30.0, 148.0), (470.0, 18.0)]
    True
    """
    step = PLOT_WIDTH / max(1, len(values) - 1)
    return [
        Point(LEFT + number * step, score_y(value), label, count, value)
        for number, (label, count, value) in enumerate(values)
    ]


def score_x(score: float) -> float:
    """Where a score stands on the axis of a histogram."""
    return LEFT + PLOT_WIDTH * score / 100


def score_y(score: float) -> float:
    """Where a score stands on the axis of a line."""
    return TOP + PLOT_HEIGHT * (1 - score / 100)


def stacked(parts: Sequence[tuple[str, object, int, float]]) -> list[Part]:
    """Shares of a whole, one after the other: key, label, number and share of each.

    >>> [(part.x, part.width) for part in stacked([("a", "A", 3, 0.75), ("b", "B", 1, 0.25)])]
    [(0.0, 75.0), (75.0, 25.0)]
    """
    found, x = [], 0.0
    for key, label, count, share in parts:
        found.append(Part(key, label, count, share, x, 100 * share))
        x += 100 * share
    return found


def shade(share: float) -> int:
    """In which of ten steps a cell is shaded, 0 for nothing at all.

    >>> shade(0), shade(0.001), shade(0.55), shade(1)
    (0, 1, 6, 10)
    """
    return 0 if share <= 0 else min(10, 1 + int(share * 10))


def _counts(scores: Sequence[float]) -> list[int]:
    counts = [0] * (100 // BIN_POINTS)
    for score in scores:
        counts[min(int(score // BIN_POINTS), len(counts) - 1)] += 1
    return counts
