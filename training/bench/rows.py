"""What a row of the bench is, and how times are taken."""

import statistics
import time
from collections.abc import Callable

#: name, value, unit, limit and ratio = value / limit: the form in which bench.json keeps it.
Row = dict[str, str | float]


def row(name: str, value: float, unit: str, *, limit: float) -> Row:
    """One measured value beside its limit."""
    return {"name": name, "value": value, "unit": unit, "limit": limit, "ratio": value / limit}


def least_s(work: Callable[[], object], *, repeats: int = 3) -> float:
    """Seconds on the clock of the fastest of some runs."""
    return min(_seconds(work) for _ in range(repeats))


def median_s(work: Callable[[], object], *, repeats: int = 15) -> float:
    """Seconds on the clock of the middle one of some runs, after one that fills the caches."""
    work()
    return statistics.median(_seconds(work) for _ in range(repeats))


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
