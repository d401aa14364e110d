"""The settings of a benchmark function that change pairing or geometry: with others, labels are scored again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.classes import CLASSIFICATION, OBJECT, ClassSpec
from scoring.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a benchmark function that decide pairing and components; weights are not among them.

    - `classes`: the ontology's classes, with tolerances and k; the labels must be read with the same ones;
    - `pairing_threshold`: 0 to below 1; a pair with a similarity at or below it is never made;
    - `count_extras`: whether a candidate that no reference claims makes a row;
    - `kinds`: the kinds of class that take part (see `Benchmark.kinds`).

    >>> Settings(classes=(), pairing_threshold=1)
    Traceback (most recent call last):
        ...
    scoring.errors.SettingsError: the pairing threshold must be at least 0 and below 1, not 1
    """

    classes: Sequence[ClassSpec]
    pairing_threshold: float = 0.0
    count_extras: bool = True
    kinds: frozenset[str] = frozenset({OBJECT, CLASSIFICATION})

    def __post_init__(self) -> None:
        if not 0 <= self.pairing_threshold < 1:
            wanted = "the pairing threshold must be at least 0 and below 1, not %(value)s"
            raise SettingsError(wanted, value=self.pairing_threshold)
