"""From components to scores: the one place where weights are applied.

A score is a number from 0 to 100. Components are kept as whole millionths (ppm), so that sums are exact on every
database, and every score is arithmetic on sums: a row is a sum over one row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scoring.classes import CLASSIFICATION, ClassSpec, Kind
from scoring.errors import SettingsError
from scoring.matching import PPM

#: The score of a task without any row: nothing was asked and nothing was invented.
EMPTY_SCORE = 100.0


class Weights(NamedTuple):
    """The relative weights of one class; what counts is their proportion. All 0: the class is not scored."""

    iou: float
    category: float
    attributes: float

    @property
    def total(self) -> float:
        """The denominator of a score; 0 for a class that is not scored."""
        return self.iou + self.category + self.attributes

    @property
    def is_scored(self) -> bool:
        """Whether rows of the class count at all."""
        return self.total > 0


NOT_SCORED = Weights(0, 0, 0)


class Sums(NamedTuple):
    """What the weights multiply: of one class, the number of rows and the sums of their components."""

    rows: int
    similarity_ppm: int
    category: int
    attributes_ppm: int


def check_weights(
    classes: Sequence[ClassSpec], weights: Mapping[str, Weights], *, defaults: Mapping[Kind, Weights]
) -> dict[str, Weights]:
    """The weights of every class, by class id, with the default of its kind where none are given.

    A class of a kind without default does not count: its weights are 0.

    SettingsError, naming the class, for a class that does not exist; a weight that is negative, NaN or infinite; a
    weight on what the class does not have (a classification has no IoU and no attributes, a class that does not count
    has nothing); and when no class is scored at all.

    >>> apple = ClassSpec(id="a1b2c3d4", name="Apple", kind="object", shape="bounding_box")
    >>> check_weights([apple], {"a1b2c3d4": Weights(50, -1, 0)}, defaults={"object": Weights(50, 50, 0)})
    Traceback (most recent call last):
        ...
    scoring.errors.SettingsError: Apple: the category weight must be a number of at least 0, not -1
    """
    known = {spec.id for spec in classes}
    for class_id in weights:
        if class_id not in known:
            raise SettingsError("%(name)s: the ontology has no such class", name=class_id)
    complete = {}
    for spec in classes:
        default = defaults.get(spec.kind, NOT_SCORED)
        complete[spec.id] = _checked(spec, weights.get(spec.id, default), counts=spec.kind in defaults)
    if not any(item.is_scored for item in complete.values()):
        names = ", ".join(spec.label for spec in classes) or "no classes"
        wanted = "%(name)s: at least one class must have a weight above 0, or nothing is scored"
        raise SettingsError(wanted, name=names)
    return complete


def row_score(weights: Weights, *, similarity_ppm: int, category: int, attributes_ppm: int) -> float:
    """The score, 0 to 100, of one evaluation label of a scored class.

    100 (wI similarity + wC category + wA attributes) / (wI + wC + wA).

    >>> row_score(Weights(50, 50, 0), similarity_ppm=870_000, category=1, attributes_ppm=0)
    93.5
    """
    return points(weights, Sums(1, similarity_ppm, category, attributes_ppm))


def lost_points(weights: Weights, *, similarity_ppm: int, category: int, attributes_ppm: int) -> Weights:
    """What each component costs one evaluation label of a scored class: the three and the score add up to 100.

    >>> lost_points(Weights(50, 50, 0), similarity_ppm=870_000, category=1, attributes_ppm=0)
    Weights(iou=6.5, category=0.0, attributes=0.0)
    """
    _require_scored(weights)
    missed_ppm = (PPM - similarity_ppm, PPM - category * PPM, PPM - attributes_ppm)
    return Weights(*(100 * w * missed / (weights.total * PPM) for w, missed in zip(weights, missed_ppm, strict=True)))


def task_score(sums: Mapping[str, Sums], weights: Mapping[str, Weights]) -> float:
    """The mean score, 0 to 100, of a task's evaluation labels, from its sums per class id; 100 without any row.

    Classes that are not scored are left out.

    >>> task_score({"a": Sums(2, 1_000_000, 1, 0)}, {"a": Weights(50, 50, 0)})
    50.0
    >>> task_score({}, {"a": Weights(50, 50, 0)})
    100.0
    """
    scored = [(weights[class_id], item) for class_id, item in sums.items() if weights[class_id].is_scored]
    count = sum(item.rows for _, item in scored)
    return math.fsum(points(weight, item) for weight, item in scored) / count if count else EMPTY_SCORE


def points(weights: Weights, sums: Sums) -> float:
    """The scores of one class's rows added up: 100 (wI S + wC C + wA A) / (wI + wC + wA), S, C and A the sums.

    Also what a query writes out as SQL. ValueError for a class that is not scored.

    >>> points(Weights(90, 10, 0), Sums(3, 2_000_000, 3, 0))
    210.0
    """
    _require_scored(weights)
    weighted = (
        weights.iou * sums.similarity_ppm + weights.category * sums.category * PPM
        + weights.attributes * sums.attributes_ppm
    )  # fmt: skip
    return 100 * weighted / (weights.total * PPM)


def _checked(spec: ClassSpec, weights: Weights, *, counts: bool) -> Weights:
    for name, value in zip(weights._fields, weights, strict=True):
        if not (math.isfinite(value) and value >= 0):
            wanted = "%(name)s: the %(weight)s weight must be a number of at least 0, not %(value)s"
            raise SettingsError(wanted, name=spec.label, weight=name, value=value)
        if value and not counts:
            wanted = "%(name)s: does not count in this benchmark function, so it has no weights"
            raise SettingsError(wanted, name=spec.label)
        if value and spec.kind == CLASSIFICATION and name != "category":
            wanted = "%(name)s: a classification has a category weight only, no %(weight)s weight"
            raise SettingsError(wanted, name=spec.label, weight=name)
    return weights


def _require_scored(weights: Weights) -> None:
    if not weights.is_scored:
        raise ValueError("weights: all are 0, so the class has no score")
