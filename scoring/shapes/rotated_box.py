"""Rotatable bounding boxes: exact intersection over union of rectangles turned in pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from scoring.arrays import BoolArray, FloatArray, Packed, Pairs
from scoring.classes import ClassSpec
from scoring.shapes import box
from scoring.shapes.base import Geometry, Shape, intersection_over_union, not_repaired, number, numbers

#: A packed box: centre x, centre y, half the width, half the height (pixels), cosine and sine of the angle.
CENTRE, HALF, COSINE, SINE = slice(0, 2), slice(2, 4), 4, 5
#: The corners in units of half the sides, in the direction in which the angle turns.
CORNERS = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `box_xywh` is four finite numbers and `angle_deg` one."""
    numbers(geometry, "box_xywh", 4)
    number(geometry.get("angle_deg"), "angle_deg")


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n, 6) float64; the angle is in degrees, clockwise on screen (y points down), about the centre."""
    boxes, _ = box.pack(geometries, classes)
    angle = np.deg2rad(np.array([geometry["angle_deg"] for geometry in geometries], dtype=np.float64))
    centre, half = (boxes[:, 2:] + boxes[:, :2]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    return not_repaired(np.column_stack((centre, half, np.cos(angle), np.sin(angle))))


def is_empty(packed: Packed) -> BoolArray:
    """Boxes without area."""
    return box.is_empty(np.hstack((-packed[:, HALF], packed[:, HALF])))


def corners(packed: Packed) -> FloatArray:
    """(n, 4, 2) the corners in pixels."""
    x, y = (CORNERS * packed[:, None, HALF]).transpose(2, 0, 1)
    return packed[:, None, CENTRE] + _turned(x, y, packed[:, None, COSINE], packed[:, None, SINE])


def bounds(packed: Packed) -> FloatArray:
    """The upright box about the corners."""
    points = corners(packed)
    return np.hstack((points.min(axis=1), points.max(axis=1)))


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """Intersection over union of the two turned rectangles of each pair.

    Seen from the reference's own axes it is the upright box [-a, a] x [-b, b], and
    |A n B| = sum over the candidate's sides of the integral over x of clamp(y(x), -b, b), x going along the side
    as far as it lies in [-a, a] (Green's theorem). Sides that cross, touch or coincide need no case of their own.

    `reference` (N, 6) and `candidate` (M, 6) as `pack` gives them; `scale` is not used. Gives (p,) float64 from 0 to
    1 to about 1e-12: 1 for equal boxes, 0 (to that precision) for boxes that touch or lie apart. NaN is refused by
    `check` and never arrives.

    >>> geometries = [{"box_xywh": [0, 0, 10, 10], "angle_deg": angle} for angle in (0, 45, 90)]
    >>> packed, _ = pack(geometries, [])
    >>> index = np.array([0, 0]), np.array([1, 2]), np.array([0, 0])
    >>> similarity(packed, packed, Pairs(*index), np.zeros(3)).round(6).tolist()
    [0.707107, 1.0]
    """
    left, right = reference[pairs.reference], candidate[pairs.candidate]
    cosine, sine = left[:, None, COSINE], left[:, None, SINE]
    across = (corners(right) - left[:, None, CENTRE]).transpose(2, 0, 1)
    seen = _turned(across[0], across[1], cosine, -sine)
    intersection = _area_inside(seen[..., 0], seen[..., 1], *left[:, HALF].T)
    area_sum = 4 * (left[:, HALF].prod(axis=1) + right[:, HALF].prod(axis=1))
    # Only rounding is cut off here: the integrals cancel to the last bits.
    return np.clip(intersection_over_union(intersection, area_sum), 0.0, 1.0)


def to_polygons(packed: Packed) -> Packed:
    """The boxes as shapely polygons."""
    outlines: Packed = shapely.polygons(corners(packed))
    return outlines


def _turned(x: FloatArray, y: FloatArray, cosine: FloatArray, sine: FloatArray) -> FloatArray:
    return np.stack((x * cosine - y * sine, x * sine + y * cosine), axis=-1)


def _area_inside(x: FloatArray, y: FloatArray, half_width: FloatArray, half_height: FloatArray) -> FloatArray:
    """(p,) area of the polygons with corners x, y (p, k) inside the boxes [-a, a] x [-b, b].

    The corners must run so that the area is positive with y pointing up: from +x towards +y.
    """
    a, b = half_width[:, None], half_height[:, None]
    step_x, step_y = np.roll(x, -1, axis=1) - x, np.roll(y, -1, axis=1) - y
    # The part of each side between x = -a and x = a, as shares of the side; what lies outside adds no width.
    enter, leave = _crossings(x, step_x, -a, a)
    # Inside it, the height is straight between these shares and constant outside them.
    low, high = _crossings(y, step_y, -b, b)
    at = np.stack((enter, np.clip(low, enter, leave), np.clip(high, enter, leave), leave))
    height = np.clip(y + at * step_y, -b, b)
    mean_height = (np.diff(at, axis=0) * (height[1:] + height[:-1]) / 2).sum(axis=0)
    area: FloatArray = -(mean_height * step_x).sum(axis=1)
    return area


def _crossings(start: FloatArray, step: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The shares 0 <= s <= t <= 1 between which start + share * step lies between low and high; s = t where never."""
    zero = np.zeros_like(start)
    shares = [np.divide(limit - start, step, out=zero.copy(), where=step != 0) for limit in (low, high)]
    first, last = np.clip(np.minimum(*shares), 0, 1), np.clip(np.maximum(*shares), 0, 1)
    is_inside = (start >= low) & (start <= high)
    return first, np.where(step == 0, np.where(is_inside, 1.0, 0.0), last)


SHAPE = Shape(
    type="rotatable_bounding_box",
    family="area",
    fields=("box_xywh", "angle_deg"),
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=("box_xywh", "width and height must be above zero"),
    bounds=bounds,
    similarity=similarity,
    to_polygons=to_polygons,
)
