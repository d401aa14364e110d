"""Polylines: the quality measure of road extraction, with the exact length that lies within the tolerance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import BoolArray, FloatArray, IndexArray, Packed, Pairs, expand, object_array, total
from scoring.classes import ClassSpec
from scoring.shapes.base import Geometry, Shape, not_repaired, points, radius_px, reach_of_scale

DEFAULT_TOLERANCE = 0.01
#: Pieces of two lines that are compared at once.
BLOCK = 100_000

ComplexArray = NDArray[np.complex128]


class Segments(NamedTuple):
    """The straight pieces of many lines, one after the other; line i has the pieces first[i] to first[i + 1].

    A point x, y is the complex number x + iy: divided by a direction (times its `inverse`), that direction
    becomes the x axis. `bounds_xyxy` (4, s)
    are the bounds of the pieces, `line_xyxy` (4, n) those of the lines.
    """

    start: ComplexArray
    step: ComplexArray
    inverse: ComplexArray
    length: FloatArray
    first: IndexArray
    bounds_xyxy: FloatArray
    line_xyxy: FloatArray


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
    if not len(packed):
        return np.zeros((0, 4))
    xy, first = np.concatenate(list(packed)), np.cumsum([0, *map(len, packed[:-1])])
    return np.hstack((np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)))


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
    keep = (xy[1:] != xy[:-1]).any(axis=1)
    keep[np.cumsum(counts) - 1] = False
    first = np.concatenate(([0], np.cumsum(keep)))[np.concatenate(([0], np.cumsum(counts)))]
    start, end = xy[:-1][keep], xy[1:][keep]
    step = _complex(end - start)
    return Segments(
        start=_complex(start),
        step=step,
        inverse=1 / step,
        length=np.abs(step),
        first=first,
        bounds_xyxy=np.vstack((np.minimum(start, end).T, np.maximum(start, end).T)),
        line_xyxy=np.ascontiguousarray(bounds(lines).T),
    )


def line_lengths(pieces: Segments) -> FloatArray:
    """(n,) the length of each line in pixels."""
    owner = np.repeat(np.arange(len(pieces.first) - 1), np.diff(pieces.first))
    return total(owner, pieces.length, len(pieces.first) - 1)


def covered_length(
    pieces: Segments, line: IndexArray, others: Segments, other: IndexArray, radius: FloatArray
) -> FloatArray:
    """(p,) how much of `line[p]` (a line of `pieces`) lies within `radius[p]` of `other[p]` (a line of `others`)."""
    # One entry per piece of a pair, as far as it is near the other line at all.
    pair, piece = expand(pieces.first[line], pieces.first[line + 1])
    near = _meet(pieces.bounds_xyxy, piece, others.line_xyxy, other[pair], radius[pair])
    pair, piece = pair[near], piece[near]
    share = np.zeros(len(piece))
    for entries in _blocks(np.diff(others.first)[other[pair]]):
        share[entries] = _covered_share(pieces, piece[entries], others, other[pair[entries]], radius[pair[entries]])
    return total(pair, share * pieces.length[piece], len(line))


def _blocks(count: IndexArray) -> Iterator[slice]:
    """Stretches whose counts add up to about a block, however many points the lines have."""
    block = np.cumsum(count) // BLOCK
    return (slice(start, stop) for start, stop in pairwise(np.flatnonzero(np.diff(block, prepend=-1, append=-1))))


def _covered_share(
    pieces: Segments, piece: IndexArray, others: Segments, other: IndexArray, radius: FloatArray
) -> FloatArray:
    """(e,) the share of each `piece[e]` that lies within `radius[e]` of the line `other[e]`."""
    entry, facing = expand(others.first[other], others.first[other + 1])
    near = _meet(pieces.bounds_xyxy, piece[entry], others.bounds_xyxy, facing, radius[entry])
    entry, facing = entry[near], facing[near]
    turn = others.inverse[facing]
    begin, end = capsule_interval(
        (pieces.start[piece[entry]] - others.start[facing]) * turn,
        pieces.step[piece[entry]] * turn,
        radius[entry] / others.length[facing],
    )
    return _union_length(entry, begin, end, len(piece))


def capsule_interval(start: ComplexArray, step: ComplexArray, radius: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(q,), (q,) the shares 0 to 1 of each piece between which it lies within `radius` of the piece from 0 to 1.

    What lies within r of a piece is a rectangle and a disc about each end; together they are convex, so a straight
    line passes through them once. Both shares are equal where it never does.
    """
    along, across = _between(start.real, step.real, 0.0, 1.0), _between(start.imag, step.imag, -radius, radius)
    parts = [
        (np.maximum(along[0], across[0]), np.minimum(along[1], across[1])),
        _inside_disc(start, step, radius),
        _inside_disc(start - 1, step, radius),
    ]
    begin, end = np.full(len(start), np.inf), np.full(len(start), -np.inf)
    for first, last in parts:
        is_met = first <= last
        begin = np.where(is_met, np.minimum(begin, first), begin)
        end = np.where(is_met, np.maximum(end, last), end)
    begin = np.clip(begin, 0.0, 1.0)
    return begin, np.maximum(begin, np.clip(end, 0.0, 1.0))


def _between(
    start: FloatArray, step: FloatArray, low: FloatArray | float, high: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """The shares between which low <= start + share * step <= high; the first above the last where never."""
    moves, is_inside = step != 0, (low <= start) & (start <= high)
    limits = [
        np.divide(limit - start, step, out=np.where(is_inside, infinity, np.inf), where=moves)
        for limit, infinity in ((low, -np.inf), (high, np.inf))
    ]
    first, last = np.minimum(*limits), np.maximum(*limits)
    return first, np.where(moves | is_inside, last, -np.inf)


def _inside_disc(start: ComplexArray, step: ComplexArray, radius: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The shares between which |start + share * step| <= radius; the first above the last where never."""
    turned, squared = start * step.conj(), step.real**2 + step.imag**2
    # Half the chord that the disc cuts out of the piece's line lies on either side of the point nearest to its centre.
    half_chord_squared = radius**2 * squared - turned.imag**2
    is_met = half_chord_squared >= 0
    half_chord = np.sqrt(np.where(is_met, half_chord_squared, 0.0))
    first, last = (-turned.real - half_chord) / squared, (-turned.real + half_chord) / squared
    return np.where(is_met, first, np.inf), np.where(is_met, last, -np.inf)


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


def _complex(xy: FloatArray) -> ComplexArray:
    """(n, 2) x and y as (n,) complex numbers."""
    return np.ascontiguousarray(xy).view(np.complex128)[:, 0]


def _meet(
    left_xyxy: FloatArray, left: IndexArray, right_xyxy: FloatArray, right: IndexArray, radius: FloatArray
) -> BoolArray:
    """Which bounds, of `left[q]` and `right[q]`, come within `radius[q]` of each other in x and in y."""
    meets = np.ones(len(left), dtype=np.bool_)
    for low, high in ((0, 2), (1, 3)):
        meets &= left_xyxy[low][left] - right_xyxy[high][right] <= radius
        meets &= right_xyxy[low][right] - left_xyxy[high][left] <= radius
    return meets


SHAPE = Shape(
    type="polyline",
    family="line",
    fields=("points",),
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=("points", "the line has no length"),
    bounds=bounds,
    similarity=similarity,
    scale=partial(radius_px, default=DEFAULT_TOLERANCE),
    reach=reach_of_scale,
)
