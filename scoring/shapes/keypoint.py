"""Single points: similarity falls in a straight line from 1 at the reference to 0 at the tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from scoring.arrays import BoolArray, FloatArray, Packed, Pairs
from scoring.classes import ClassSpec
from scoring.shapes.base import Geometry, Shape, not_repaired, numbers, radius_px, reach_of_scale

DEFAULT_TOLERANCE = 0.05


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `point` is two finite numbers."""
    numbers(geometry, "point", 2)


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n, 2) float64 x, y in pixels."""
    return not_repaired(np.array([geometry["point"] for geometry in geometries], dtype=np.float64).reshape(-1, 2))


def is_empty(packed: Packed) -> BoolArray:
    """A point is never empty."""
    return np.zeros(len(packed), dtype=np.bool_)


def bounds(packed: Packed) -> FloatArray:
    """The point itself, twice."""
    return np.hstack((packed, packed))


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """max(0, 1 - d / r) of each pair: d the distance of the two points, r the tolerance, both in pixels.

    `reference` (N, 2) and `candidate` (M, 2): float64 x, y in pixels; `scale` (N,): r of each reference, above 0.
    Gives (p,) float64 from 0 to 1: 1 at the same place, 0 at the tolerance and beyond. NaN is refused by `check` and
    never arrives. Source: ours; an annotator can check it by hand.

    >>> points = np.array([[0.0, 0], [3, 4]])
    >>> similarity(points, points, Pairs(np.array([0]), np.array([1]), np.array([0])), np.array([20.0, 20])).tolist()
    [0.75]
    """
    step = reference[pairs.reference] - candidate[pairs.candidate]
    distance: FloatArray = np.hypot(step[:, 0], step[:, 1])
    return np.maximum(0.0, 1.0 - distance / scale[pairs.reference])


SHAPE = Shape(
    type="point",
    family="point",
    fields=("point",),
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=("point", "is missing"),
    bounds=bounds,
    similarity=similarity,
    scale=partial(radius_px, default=DEFAULT_TOLERANCE),
    reach=reach_of_scale,
)
