"""What a shape has to offer: the form every file of this folder fills in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.arrays import BoolArray, FloatArray, IndexArray, Packed, Pairs
from scoring.classes import ClassSpec
from scoring.errors import GeometryError

#: A geometry as it travels: the keys are the shape's own (`box_xywh`, `points` ...).
Geometry = Mapping[str, Any]

#: No picture is larger; beyond it a coordinate is a mistake, and products of coordinates lose their exactness.
COORDINATE_LIMIT_PX = 1e7


def no_scale(classes: Sequence[ClassSpec], class_index: IndexArray, diagonal_px: FloatArray) -> FloatArray:
    """The scale of shapes that need no tolerance."""
    return np.zeros(len(class_index))


def radius_px(
    classes: Sequence[ClassSpec], class_index: IndexArray, diagonal_px: FloatArray, *, default: float
) -> FloatArray:
    """The tolerance of each label in pixels: its class's share of the frame's diagonal, or the default share."""
    shares = np.array([default if spec.tolerance is None else spec.tolerance for spec in classes], dtype=np.float64)
    return shares[class_index] * diagonal_px


def no_reach(packed: Packed, scale: FloatArray) -> FloatArray:
    """The reach of shapes that are similar only where they overlap."""
    return np.zeros(len(packed))


def reach_of_scale(packed: Packed, scale: FloatArray) -> FloatArray:
    """The reach of shapes that are similar as far as their tolerance goes."""
    return scale


def any_class(geometry: Geometry, spec: ClassSpec) -> None:
    """For shapes whose geometry does not depend on the class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape.

    - `type`: the ontology's word for it; `family`: shapes of one family are compared with one another.
    - `fields`: the keys of its geometry.
    - `check(geometry, width, height)`: raises GeometryError where the form is wrong: fields, numbers, counts.
    - `check_class(geometry, spec)`: the same where the geometry does not fit its class.
    - `pack(geometries, classes)`: checked geometries (and the class of each) as one array, and which were repaired.
    - `is_empty(packed)`: (n,) where there is nothing to compare; `emptiness`: the field and the sentence that say so.
    - `bounds(packed)`: (n, 4) x1, y1, x2, y2 in pixels.
    - `scale(classes, class_index, diagonal_px)`: what "near" means for each label, in the shape's own unit.
    - `reach(packed, scale)`: (n,) pixels beyond its bounds at which a reference still has similarity.
    - `similarity(reference, candidate, pairs, scale)`: (p,) between 0 and 1; `scale` belongs to the reference.
    - `to_polygons(packed)`: area shapes with exact outlines: (n,) shapely geometries.
    """

    type: str
    family: str
    fields: tuple[str, ...]
    check: Callable[[Geometry, int, int], None]
    pack: Callable[[Sequence[Geometry], Sequence[ClassSpec]], tuple[Packed, BoolArray]]
    is_empty: Callable[[Packed], BoolArray]
    emptiness: tuple[str, str]
    bounds: Callable[[Packed], FloatArray]
    similarity: Callable[[Packed, Packed, Pairs, FloatArray], FloatArray]
    check_class: Callable[[Geometry, ClassSpec], None] = any_class
    scale: Callable[[Sequence[ClassSpec], IndexArray, FloatArray], FloatArray] = no_scale
    reach: Callable[[Packed, FloatArray], FloatArray] = no_reach
    to_polygons: Callable[[Packed], Packed] | None = None


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
        raise GeometryError(field, "must hold %(count)s numbers, not %(given)s", count=count, given=len(values))
    return [number(value, field) for value in values]


def number(value: Any, field: str) -> float:
    """`value` as a float, or GeometryError under the name `field`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GeometryError(field, "must hold numbers only")
    if abs(value) <= COORDINATE_LIMIT_PX:
        return float(value)
    finite = isinstance(value, int) or math.isfinite(value)
    raise GeometryError(field, "a number is too large for any frame" if finite else "every number must be finite")


def points(geometry: Geometry, field: str, least: int) -> list[float]:
    """A flat list x0, y0, x1, y1 ... of at least `least` points under `field`, or GeometryError.

    >>> points({"points": [1, 2, 3]}, "points", 2)
    Traceback (most recent call last):
        ...
    scoring.errors.GeometryError: points: x and y must come in pairs, not 3 numbers
    """
    values = numbers(geometry, field)
    if len(values) % 2:
        raise GeometryError(field, "x and y must come in pairs, not %(given)s numbers", given=len(values))
    if len(values) < 2 * least:
        raise GeometryError(
            field, "needs at least %(least)s points, not %(given)s", least=least, given=len(values) // 2
        )
    return values


def not_repaired(packed: Packed) -> tuple[Packed, BoolArray]:
    """What `pack` gives for a shape that is never repaired."""
    return packed, np.zeros(len(packed), dtype=np.bool_)


def intersection_over_union(intersection: FloatArray, area_sum: FloatArray) -> FloatArray:
    """intersection / (area_sum - intersection), 0 where both areas are 0; `area_sum` = the two areas added.

    >>> intersection_over_union(np.array([1.0, 0.0]), np.array([3.0, 0.0])).tolist()
    [0.5, 0.0]
    """
    union = area_sum - intersection
    return np.divide(intersection, union, out=np.zeros_like(intersection), where=union > 0)
