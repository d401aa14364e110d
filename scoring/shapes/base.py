"""What a shape has to offer: the form every file of this folder fills in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.classes import ClassSpec
from scoring.errors import GeometryError

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
#: Many geometries of one shape: an array with one entry per geometry on its first axis.
Packed = NDArray[Any]
#: A geometry as it travels: the keys are the shape's own (`box_xywh`, `points` ...).
Geometry = Mapping[str, Any]

#: No picture is larger; beyond it a coordinate is a mistake, and products of coordinates lose their exactness.
COORDINATE_LIMIT_PX = 1e7


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of labels to compare: `reference[p]` with `candidate[p]`, both on `frame[p]`; sorted by frame."""

    reference: IndexArray
    candidate: IndexArray
    frame: IndexArray

    def __len__(self) -> int:
        return len(self.reference)

    def where(self, chosen: BoolArray | IndexArray) -> Pairs:
        """The chosen pairs, in the same order."""
        return Pairs(self.reference[chosen], self.candidate[chosen], self.frame[chosen])


def no_scale(classes: Sequence[ClassSpec], class_index: IndexArray, diagonal_px: FloatArray) -> FloatArray:
    """For shapes that need no tolerance."""
    return np.zeros(len(class_index))


def no_reach(packed: Packed, scale: FloatArray) -> FloatArray:
    """For shapes that are similar only where they overlap."""
    return np.zeros(len(packed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape.

    - `type`: the ontology's word for it; `family`: shapes of one family are compared with one another.
    - `check(geometry, width, height)`: raises GeometryError for what cannot be scored.
    - `pack(geometries, classes)`: checked geometries (and the class of each) as one array, and which were repaired.
    - `bounds(packed)`: (n, 4) x1, y1, x2, y2 in pixels.
    - `scale(classes, class_index, diagonal_px)`: what "near" means for each label, in the shape's own unit.
    - `reach(packed, scale)`: (n,) pixels beyond its bounds at which a reference still has similarity.
    - `similarity(reference, candidate, pairs, scale)`: (p,) between 0 and 1; `scale` belongs to the reference.
    - `default_tolerance`: a share of the frame's diagonal, where the shape has one.
    """

    type: str
    family: str
    check: Callable[[Geometry, int, int], None]
    pack: Callable[[Sequence[Geometry], Sequence[ClassSpec]], tuple[Packed, BoolArray]]
    bounds: Callable[[Packed], FloatArray]
    similarity: Callable[[Packed, Packed, Pairs, FloatArray], FloatArray]
    scale: Callable[[Sequence[ClassSpec], IndexArray, FloatArray], FloatArray] = no_scale
    reach: Callable[[Packed, FloatArray], FloatArray] = no_reach
    default_tolerance: float | None = None


def numbers(geometry: Geometry, field: str, count: int | None = None) -> list[float]:
    """The list of numbers under `field`, or GeometryError: absent, of another type or length, NaN, infinite, absurd.

    >>> numbers({"point": [3, float("nan")]}, "point", 2)
    Traceback (most recent call last):
        ...
    scoring.errors.GeometryError: point: every number must be finite
    """
    values = geometry.get(field)
    if not isinstance(values, list | tuple):
        raise GeometryError(field, "is missing" if values is None else "must be a list of numbers")
    if count is not None and len(values) != count:
        raise GeometryError(field, f"must hold {count} numbers, not {len(values)}")
    return [number(value, field) for value in values]


def number(value: Any, field: str) -> float:
    """`value` as a float, or GeometryError under the name `field`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GeometryError(field, "must hold numbers only")
    if abs(value) <= COORDINATE_LIMIT_PX:
        return float(value)
    finite = isinstance(value, int) or math.isfinite(value)
    raise GeometryError(field, "a number is too large for any frame" if finite else "every number must be finite")


def intersection_over_union(intersection: FloatArray, area_sum: FloatArray) -> FloatArray:
    """intersection / (area_sum - intersection), 0 where both areas are 0; `area_sum` = the two areas added."""
    union = area_sum - intersection
    return np.divide(intersection, union, out=np.zeros_like(intersection), where=union > 0)
