"""Pairs of any two types of one family: area shapes mix, exactly or pixel by pixel."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pycocotools import mask as coco

from scoring.arrays import FloatArray, IndexArray, Packed, Pairs, expand, object_array
from scoring.shapes import SHAPES, bitmask, polygon


def similarity(
    left: str,
    reference: Packed,
    right: str,
    candidate: Packed,
    pairs: Pairs,
    *,
    scale: FloatArray,
    frame_sizes: NDArray[np.int64],
) -> FloatArray:
    """(p,) the similarity of pairs of one family: `reference` holds shapes of type `left`, `candidate` of `right`.

    Both of one type: its own measure. Two area shapes of different types: intersection over union, exact where both
    have an outline; beside a bitmask, the other one is first drawn as the pixels whose centre lies in it.
    `frame_sizes` is (F, 2) width and height in pixels, `scale` is the reference's.
    """
    if left == right:
        return SHAPES[left].similarity(reference, candidate, pairs, scale)
    reference, of_reference, left_frame = _used(reference, pairs.reference, pairs.frame)
    candidate, of_candidate, right_frame = _used(candidate, pairs.candidate, pairs.frame)
    pairs = Pairs(of_reference, of_candidate, pairs.frame)
    outline_left, outline_right = SHAPES[left].to_polygons, SHAPES[right].to_polygons
    if outline_left and outline_right:
        return polygon.similarity(outline_left(reference), outline_right(candidate), pairs, scale)
    if outline_left:
        reference = rasterise(outline_left(reference), frame_sizes[left_frame])
    if outline_right:
        candidate = rasterise(outline_right(candidate), frame_sizes[right_frame])
    return bitmask.similarity(reference, candidate, pairs, scale)


def rasterise(polygons: Packed, sizes: NDArray[np.int64]) -> Packed:
    """Valid polygons as run lengths: a pixel belongs to one when its centre lies inside; edges count at the top left.

    `polygons` (n,) in pixels; `sizes` (n, 2) width and height of each one's frame; what lies outside is cut off.

    >>> (mask,) = rasterise(np.array([shapely.box(0, 0, 1, 2)]), np.array([[2, 2]]))
    >>> bitmask.run_lengths(mask["counts"].decode()).tolist()
    [0, 2, 2]
    """
    return object_array([_mask(outline, *size) for outline, size in zip(polygons, sizes.tolist(), strict=True)])


def _mask(outline: shapely.Geometry, width: int, height: int) -> dict[str, object]:
    """Where the boundary crosses the line of pixel centres of each column, a run begins or ends."""
    start, step = _edges(outline)
    low, high = np.minimum(start[:, 0], start[:, 0] + step[:, 0]), np.maximum(start[:, 0], start[:, 0] + step[:, 0])
    first, last = (np.clip(np.ceil(side - 0.5), 0, width).astype(np.intp) for side in (low, high))
    edge, column = expand(first, last)
    y = start[edge, 1] + (column + 0.5 - start[edge, 0]) / step[edge, 0] * step[edge, 1]
    row = np.clip(np.ceil(y - 0.5), 0, height).astype(np.int64)
    places, times = np.unique(column * height + row, return_counts=True)
    # Even-odd: two borders at one place are none.
    borders = places[times % 2 == 1]
    runs = np.diff(borders, prepend=0, append=width * height)
    mask: dict[str, object] = coco.frPyObjects({"size": [height, width], "counts": runs.tolist()}, height, width)
    return mask


def _edges(outline: shapely.Geometry) -> tuple[FloatArray, FloatArray]:
    """Start and step of every edge of every ring."""
    rings = shapely.get_rings(shapely.get_parts(outline))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = np.flatnonzero(np.diff(ring) == 0)
    return xy[within], xy[within + 1] - xy[within]


def _used(packed: Packed, index: IndexArray, frame: IndexArray) -> tuple[Packed, IndexArray, IndexArray]:
    """Only those that take part, what each entry of `index` is among them, and the frame of each."""
    used, where, renumbered = np.unique(index, return_index=True, return_inverse=True)
    return packed[used], renumbered, frame[where]
