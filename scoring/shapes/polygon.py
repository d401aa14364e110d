"""Polygons with holes and several parts: exact intersection over union; rings that cross themselves are repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from scoring.arrays import BoolArray, FloatArray, IndexArray, Packed, Pairs, object_array
from scoring.classes import ClassSpec
from scoring.errors import GeometryError
from scoring.shapes.base import Geometry, Shape, intersection_over_union, points

#: Pairs of a ring's edges whose upright boxes overlap: what an outline costs to repair and to compare grows with
#: them. An outline drawn by hand has some dozens; a ring of random points reaches this many with 200.
OVERLAPPING_EDGES = 10_000
EDGES_AT_ONCE = 64
#: Rays that are held against edges at once, so that the arrays of a long outline stay small.
CROSSINGS_AT_ONCE = 1_000_000


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `polygons` holds parts of rings of at least three different points, none of them a tangle.

    >>> check({"polygons": [[[0, 0, 10, 0, 10, 0]]]}, 640, 480)
    Traceback (most recent call last):
        ...
    scoring.errors.GeometryError: polygons: a ring needs at least 3 different points, not 2
    """
    parts = geometry.get("polygons")
    if not isinstance(parts, list | tuple) or not parts:
        raise GeometryError("polygons", "is missing" if parts is None else "must be a list of at least one part")
    for part in parts:
        if not isinstance(part, list | tuple) or not part:
            raise GeometryError("polygons", "a part must be a list of rings: its outline, then its holes")
        for ring in part:
            flat = points({"polygons": ring}, "polygons", 3)
            different = len(set(zip(flat[::2], flat[1::2], strict=True)))
            if different < 3:
                raise GeometryError(
                    "polygons", "a ring needs at least 3 different points, not %(given)s", given=different
                )
            if _is_tangle(np.array(flat, dtype=np.float64).reshape(-1, 2)):
                tangle = "more than %(most)s pairs of its edges cross or overlap: draw simpler outlines"
                raise GeometryError("polygons", tangle, most=OVERLAPPING_EDGES)


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n,) shapely multipolygons, valid, in pixels; and which of them had to be repaired."""
    if not geometries:
        return object_array(()), np.zeros(0, dtype=np.bool_)
    parts = list(_numbered(geometry["polygons"] for geometry in geometries))
    rings = list(_numbered(part for _, part in parts))
    coordinates = [np.array(ring, dtype=np.float64).reshape(-1, 2) for _, ring in rings]
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in coordinates])
    outlines = shapely.linearrings(np.concatenate(coordinates), indices=owner)
    polygons = shapely.polygons(outlines, indices=_owners(rings))
    packed: Packed = shapely.multipolygons(polygons, indices=_owners(parts))
    repaired = ~shapely.is_valid(packed)
    packed[repaired] = [repair(geometry) for geometry in packed[repaired]]
    return packed, repaired


def repair(geometry: shapely.MultiPolygon) -> shapely.Geometry:
    """The same rings read as even-odd: each ring on its own, then holes taken out, then parts united.

    >>> bow_tie = shapely.MultiPolygon([[[(0, 0), (2, 2), (2, 0), (0, 2)], []]])
    >>> repair(bow_tie).area
    2.0
    """
    parts = [
        shapely.difference(_filled(part.exterior), shapely.union_all([_filled(hole) for hole in part.interiors]))
        for part in geometry.geoms
    ]
    return shapely.union_all(parts)


def is_empty(packed: Packed) -> BoolArray:
    """Polygons without area."""
    empty: BoolArray = shapely.area(packed) <= 0
    return empty


def bounds(packed: Packed) -> FloatArray:
    """The upright box about the outline."""
    xyxy: FloatArray = shapely.bounds(packed).reshape(-1, 4)
    return xyxy


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """Intersection over union of the two polygons of each pair.

    IoU = |A n B| / (|A| + |B| - |A n B|), with |.| the area in square pixels, holes taken out.

    `reference` (N,) and `candidate` (M,): valid shapely polygons, in pixels; `scale` is not used. Gives (p,) float64
    from 0 to 1, exact but for rounding: 1 for equal polygons, whatever their first point and direction; 0 for
    polygons that touch or lie apart. NaN is refused by `check` and never arrives. Source: GEOS OverlayNG.

    >>> two, _ = pack([{"polygons": [[[0, 0, x, 0, x, 10, 0, 10]]]} for x in (10, 20)], [])
    >>> similarity(two, two, Pairs(np.array([0, 0]), np.array([0, 1]), np.array([0, 0])), np.zeros(2)).tolist()
    [1.0, 0.5]
    """
    shared = shapely.area(shapely.intersection(reference[pairs.reference], candidate[pairs.candidate]))
    area_sum = shapely.area(reference)[pairs.reference] + shapely.area(candidate)[pairs.candidate]
    # Only rounding is cut off here: an intersection may be larger than its polygon by the last bit.
    return np.clip(intersection_over_union(shared, area_sum), 0.0, 1.0)


def to_polygons(packed: Packed) -> Packed:
    """They are polygons already."""
    return packed


def _numbered(groups: Any) -> Iterator[tuple[int, Any]]:
    """The members of all groups, each with the number of its group."""
    return ((number, member) for number, group in enumerate(groups) for member in group)


def _owners(numbered: Sequence[tuple[int, Any]]) -> IndexArray:
    return np.array([number for number, _ in numbered], dtype=np.intp)


def _filled(ring: shapely.LinearRing) -> shapely.Geometry:
    """What a ring encloses an odd number of times: the faces between its edges whose inside is so."""
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([ring]))))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    corners = shapely.get_coordinates(ring)
    at_once = max(1, CROSSINGS_AT_ONCE // len(corners))
    odd = [_is_inside(inside[start : start + at_once], corners) for start in range(0, len(inside), at_once)]
    return shapely.coverage_union_all(faces[np.concatenate(odd)] if odd else faces)


def _is_inside(places: FloatArray, corners: FloatArray) -> BoolArray:
    """Which of (m, 2) places the closed ring of (n, 2) corners encloses oddly: a ray to the right leaves so often."""
    x, y = places.reshape(-1, 2, 1).transpose(1, 0, 2)
    (x0, y0), (x1, y1) = corners[:-1].T, corners[1:].T
    spans = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):  # level edges span no height: what they give is not looked at
        is_right = x0 + (y - y0) / (y1 - y0) * (x1 - x0) > x
    odd: BoolArray = np.count_nonzero(spans & is_right, axis=1) % 2 == 1
    return odd


def _is_tangle(ring: FloatArray) -> bool:
    """Whether too many of the (n, 2) ring's edges come near each other; found soon, however many they are."""
    if len(ring) ** 2 < OVERLAPPING_EDGES:
        return False
    ends = np.stack((ring, np.roll(ring, -1, axis=0)))
    boxes = shapely.box(*ends.min(axis=0).T, *ends.max(axis=0).T)
    tree = shapely.STRtree(boxes)
    meetings = 0
    for start in range(0, len(boxes), EDGES_AT_ONCE):
        portion = boxes[start : start + EDGES_AT_ONCE]
        # Each edge meets itself and its two neighbours, and each pair is seen from both of its ends.
        meetings += tree.query(portion).shape[1] - 3 * len(portion)
        if meetings > 2 * OVERLAPPING_EDGES:
            return True
    return False


SHAPE = Shape(
    type="polygon",
    family="area",
    fields=("polygons",),
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=("polygons", "encloses no area"),
    bounds=bounds,
    similarity=similarity,
    to_polygons=to_polygons,
)
