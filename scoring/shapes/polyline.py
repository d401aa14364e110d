"""Polylines: the quality measure of road extraction, with the exact length that lies within the tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from scoring.arrays import BoolArray, FloatArray, IndexArray, Packed, Pairs, expand, object_array, total
from scoring.classes import ClassSpec
from scoring.shapes.base import Geometry, Shape, not_repaired, points, radius_px, reach_of_scale

DEFAULT_TOLERANCE = 0.01


class Segments(NamedTuple):
    """The straight pieces of many lines, one after the other; line i has the pieces first[i] to first[i + 1]."""

    start: FloatArray
    step: FloatArray
    length: FloatArray
    first: IndexArray


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `points` is a flat list of at least two points."""
    points(geometry, "points", 2)


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n,) arrays (V, 2) float64 x, y in pixels."""
    lines = [np.array(geometry["points"], dtype=np.float64).reshape(-1, 2) for geometry in geometries]
    return not_repaired(object_array(lines))


def is_empty(packed: Packed) -> BoolArray:
    """Lines without length."""
    return line_lengths(segments(packed)) <= 0


def bounds(packed: Packed) -> FloatArray:
    """The upright box about the points."""
    return np.array([[*line.min(axis=0), *line.max(axis=0)] for line in packed], dtype=np.float64).reshape(-1, 4)


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """Quality of the candidate line of each pair against the reference line.

    quality = M / (M + C + R): M the length of the candidate within r of the reference, C the rest of the candidate,
    R the length of the reference that is farther than r from the candidate. Lengths are exact: the part of a straight
    piece within r of another is one interval, and the union of the intervals is measured.

    `reference` (N,) and `candidate` (M,): arrays (V, 2) of float64 x, y in pixels; `scale` (N,): r of each reference,
    in pixels, above 0. Gives (p,) float64 from 0 to 1: 1 where each lies within r of the other, 0 where no piece of
    the candidate does, and for a candidate without length. NaN is refused by `check` and never arrives. Not symmetric.
    Source: Wiedemann, Heipke, Mayer and Jamet 1998, Empirical evaluation of automatically extracted road axes.

    >>> lines, _ = pack([{"points": [0, 0, 100, 0]}, {"points": [0, 1, 50, 1]}], [])
    >>> index = Pairs(np.array([0]), np.array([1]), np.array([0]))
    >>> similarity(lines, lines, index, np.array([1.0, 1.0])).tolist()
    [0.5]
    """
    left, right = segments(reference), segments(candidate)
    radius = scale[pairs.reference]
    matched = covered_length(right, pairs.candidate, left, pairs.reference, radius)
    found = covered_length(left, pairs.reference, right, pairs.candidate, radius)
    whole = line_lengths(right)[pairs.candidate] + line_lengths(left)[pairs.reference] - found
    # Only rounding is cut off here: a sum of parts may be larger than the whole by the last bit.
    return np.clip(np.divide(matched, whole, out=np.zeros_like(matched), where=whole > 0), 0.0, 1.0)


def segments(lines: Packed) -> Segments:
    """The pieces of all lines; pieces without length are left out."""
    counts = np.array([len(line) for line in lines], dtype=np.intp)
    xy = np.concatenate([*lines, np.zeros((1, 2))])
    step = np.diff(xy, axis=0)
    length = np.hypot(*step.T)
    keep = length > 0
    keep[np.cumsum(counts) - 1] = False
    first = np.concatenate(([0], np.cumsum(keep)))[np.concatenate(([0], np.cumsum(counts)))]
    return Segments(xy[:-1][keep], step[keep], length[keep], first)


def line_lengths(pieces: Segments) -> FloatArray:
    """(n,) the length of each line in pixels."""
    owner = np.repeat(np.arange(len(pieces.first) - 1), np.diff(pieces.first))
    return total(owner, pieces.length, len(pieces.first) - 1)


def covered_length(
    pieces: Segments, line: IndexArray, others: Segments, other: IndexArray, radius: FloatArray
) -> FloatArray:
    """(p,) how much of `line[p]` (a line of `pieces`) lies within `radius[p]` of `other[p]` (a line of `others`)."""
    pair, piece = expand(pieces.first[line], pieces.first[line + 1])
    # One entry per piece of a pair; then one per piece of the other line that comes near it.
    entry, facing = expand(others.first[other[pair]], others.first[other[pair] + 1])
    near = _bounds_meet(pieces, piece[entry], others, facing, radius[pair[entry]])
    entry, facing = entry[near], facing[near]
    begin, end = capsule_interval(
        pieces.start[piece[entry]] - others.start[facing],
        pieces.step[piece[entry]],
        others.step[facing],
        radius[pair[entry]],
    )
    share = _union_length(entry, begin, end, len(piece))
    return total(pair, share * pieces.length[piece], len(line))


def capsule_interval(
    offset: FloatArray, step: FloatArray, axis: FloatArray, radius: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(q,), (q,) the shares 0 to 1 of a piece between which it lies within `radius` of a second one; equal if never.

    `offset` (q, 2) is where the piece starts, seen from the second's start; `step` and `axis` are the two pieces'
    directions with their lengths. What lies within r of a piece is two discs and a rectangle between them; together
    they are convex, so a straight line passes through them once.
    """
    along, across = _dot(offset, axis), _cross(axis, offset)
    length = np.hypot(*axis.T)
    inside_length = _between(along, _dot(step, axis), np.zeros_like(length), length**2)
    inside_width = _between(across, _cross(axis, step), -radius * length, radius * length)
    parts = [
        (np.maximum(inside_length[0], inside_width[0]), np.minimum(inside_length[1], inside_width[1])),
        _inside_disc(offset, step, radius),
        _inside_disc(offset - axis, step, radius),
    ]
    begin, end = np.full(len(length), np.inf), np.full(len(length), -np.inf)
    for first, last in parts:
        is_met = first <= last
        begin = np.where(is_met, np.minimum(begin, first), begin)
        end = np.where(is_met, np.maximum(end, last), end)
    begin = np.clip(begin, 0.0, 1.0)
    return begin, np.maximum(begin, np.clip(end, 0.0, 1.0))


def _between(start: FloatArray, step: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The shares between which low <= start + share * step <= high; the first above the last where never."""
    is_inside = (low <= start) & (start <= high)
    moves = step != 0
    limits = [
        np.divide(limit - start, step, out=np.where(is_inside, infinity, np.inf), where=moves)
        for limit, infinity in ((low, -np.inf), (high, np.inf))
    ]
    first, last = np.minimum(*limits), np.maximum(*limits)
    return first, np.where(moves | is_inside, last, -np.inf)


def _inside_disc(offset: FloatArray, step: FloatArray, radius: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The shares between which offset + share * step is no longer than the radius; first above last where never."""
    square, half = _dot(step, step), _dot(offset, step)
    discriminant = half**2 - square * (_dot(offset, offset) - radius**2)
    is_met = discriminant >= 0
    root = np.sqrt(np.where(is_met, discriminant, 0.0))
    return np.where(is_met, (-half - root) / square, np.inf), np.where(is_met, (-half + root) / square, -np.inf)


def _union_length(owner: IndexArray, begin: FloatArray, end: FloatArray, count: int) -> FloatArray:
    """(count,) for each owner, how much of 0 to 1 its intervals cover together."""
    order = np.lexsort((begin, owner))
    owner, begin, end = owner[order], begin[order], end[order]
    # One number line, on which every owner has a stretch of its own: the running end never reaches into the next.
    stretch = 2.0 * owner
    reached = np.maximum.accumulate(end + stretch) - stretch
    before = np.concatenate(([0.0], reached[:-1])) if len(owner) else reached
    same = np.diff(owner, prepend=-1) == 0
    added = np.maximum(0.0, end - np.maximum(begin, np.where(same, before, 0.0)))
    return total(owner, added, count)


def _bounds_meet(
    pieces: Segments, piece: IndexArray, others: Segments, facing: IndexArray, radius: FloatArray
) -> BoolArray:
    meets = np.ones(len(piece), dtype=np.bool_)
    for axis in (0, 1):
        low, high = _extent(pieces, axis)
        other_low, other_high = _extent(others, axis)
        meets &= low[piece] <= other_high[facing] + radius
        meets &= other_low[facing] - radius <= high[piece]
    return meets


def _extent(pieces: Segments, axis: int) -> tuple[FloatArray, FloatArray]:
    start, end = pieces.start[:, axis], pieces.start[:, axis] + pieces.step[:, axis]
    return np.minimum(start, end), np.maximum(start, end)


def _dot(left: FloatArray, right: FloatArray) -> FloatArray:
    product: FloatArray = left[:, 0] * right[:, 0] + left[:, 1] * right[:, 1]
    return product


def _cross(left: FloatArray, right: FloatArray) -> FloatArray:
    product: FloatArray = left[:, 0] * right[:, 1] - left[:, 1] * right[:, 0]
    return product


SHAPE = Shape(
    type="polyline",
    family="line",
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=("points", "the line has no length"),
    bounds=bounds,
    similarity=similarity,
    scale=partial(radius_px, default=DEFAULT_TOLERANCE),
    reach=reach_of_scale,
)
