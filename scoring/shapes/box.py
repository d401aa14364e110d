"""Bounding boxes: intersection over union, exact."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from scoring.arrays import BoolArray, FloatArray, Packed, Pairs
from scoring.classes import ClassSpec
from scoring.shapes.base import Geometry, Shape, intersection_over_union, not_repaired, numbers


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `box_xywh` is four finite numbers."""
    numbers(geometry, "box_xywh", 4)


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n, 4) float64 x1, y1, x2, y2 in pixels."""
    boxes = np.array([geometry["box_xywh"] for geometry in geometries], dtype=np.float64).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return not_repaired(boxes)


def is_empty(packed: Packed) -> BoolArray:
    """Boxes without area, measured on the corners: a width that disappears beside a large x is no width."""
    width, height = (packed[:, 2:] - packed[:, :2]).T
    has_area: BoolArray = (width > 0) & (height > 0) & (width * height > 0)
    return ~has_area


def bounds(packed: Packed) -> FloatArray:
    """A box is its own bounds."""
    return packed


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """Intersection over union of the two boxes of each pair.

    IoU = |A n B| / (|A| + |B| - |A n B|), with |.| the area in square pixels.

    `reference` (N, 4) and `candidate` (M, 4): float64 x1, y1, x2, y2 in pixels, x1 < x2 and y1 < y2; `scale` is not
    used. Gives (p,) float64 from 0 to 1: 1 for equal boxes, 0 for boxes that touch or lie apart, 0 where both areas
    are 0. NaN is refused by `check` and never arrives. Source: Everingham et al. 2010, doi 10.1007/s11263-009-0275-4.

    >>> two = np.array([[0.0, 0, 10, 10], [5, 0, 15, 10]])
    >>> index = np.array([0, 0]), np.array([0, 1]), np.array([0, 0])
    >>> similarity(two, two, Pairs(*index), np.zeros(2)).round(4).tolist()
    [1.0, 0.3333]
    """
    left = np.take(reference, pairs.reference, axis=0).T
    right = np.take(candidate, pairs.candidate, axis=0).T
    width = np.minimum(left[2], right[2]) - np.maximum(left[0], right[0])
    height = np.minimum(left[3], right[3]) - np.maximum(left[1], right[1])
    intersection = np.where((width > 0) & (height > 0), width * height, 0.0)
    area_sum = (left[2] - left[0]) * (left[3] - left[1]) + (right[2] - right[0]) * (right[3] - right[1])
    return intersection_over_union(intersection, area_sum)


def to_polygons(packed: Packed) -> Packed:
    """The boxes as shapely polygons."""
    outlines: Packed = shapely.box(*packed.T)
    return outlines


SHAPE = Shape(
    type="bounding_box",
    family="area",
    fields=("box_xywh",),
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=("box_xywh", "width and height must be above zero"),
    bounds=bounds,
    similarity=similarity,
    to_polygons=to_polygons,
)
