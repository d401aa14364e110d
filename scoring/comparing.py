"""Which labels come near each other, and how similar they are: from labels of any shape to pairs and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scoring.arrays import FloatArray, IndexArray, Pairs
from scoring.classes import ClassSpec
from scoring.labels import Labels
from scoring.mixed import similarity
from scoring.nearby import meeting_pairs
from scoring.shapes import SHAPES

#: Pairs that a kernel is given at once, so that its arrays stay small.
PORTION = 4_000


def compare(
    reference: Labels, candidate: Labels, *, family: str, classes: Sequence[ClassSpec]
) -> tuple[Pairs, FloatArray]:
    """All pairs of one family near enough to be similar, sorted by reference, then candidate, and their similarity."""
    types = [shape.type for shape in SHAPES.values() if shape.family == family]
    left = np.sort(np.concatenate([reference.positions[name] for name in types]))
    right = np.sort(np.concatenate([candidate.positions[name] for name in types]))
    grown, scales = _reaching(reference, types, classes)
    near = meeting_pairs(grown[left], reference.frame[left], candidate.bounds_xyxy[right], candidate.frame[right])
    pairs = Pairs(left[near.reference], right[near.candidate], near.frame)
    rows = Pairs(reference.row[pairs.reference], candidate.row[pairs.candidate], pairs.frame)
    result = np.zeros(len(pairs))
    for left_type, right_type, chosen in _portions(reference, candidate, pairs, types):
        portion, of_left, of_right = _window(rows.where(chosen))
        result[chosen] = similarity(
            left_type,
            reference.packed[left_type][of_left],
            right_type,
            candidate.packed[right_type][of_right],
            portion,
            scale=scales[left_type][of_left],
            frame_sizes=reference.frame_sizes,
        )
    return pairs, result


def _reaching(
    reference: Labels, types: Sequence[str], classes: Sequence[ClassSpec]
) -> tuple[FloatArray, dict[str, FloatArray]]:
    """The references' bounds, grown by as far as each may still be similar, and the scales of each shape."""
    grown = reference.bounds_xyxy.copy()
    scales = {}
    for name in types:
        where = reference.positions[name]
        diagonal_px = np.hypot(*reference.frame_sizes[reference.frame[where]].T)
        scales[name] = SHAPES[name].scale(classes, reference.class_index[where], diagonal_px)
        reach = SHAPES[name].reach(reference.packed[name], scales[name])
        grown[where] += np.outer(reach, (-1.0, -1.0, 1.0, 1.0))
    return grown, scales


def _portions(
    reference: Labels, candidate: Labels, pairs: Pairs, types: Sequence[str]
) -> Iterator[tuple[str, str, IndexArray]]:
    """The positions of the pairs of each two types, some at a time."""
    mixture = (
        _type_of_label(reference, types)[pairs.reference] * len(types)
        + _type_of_label(candidate, types)[pairs.candidate]
    )
    for code in np.flatnonzero(np.bincount(mixture)).tolist():
        chosen = np.flatnonzero(mixture == code)
        left, right = divmod(code, len(types))
        for start, stop in _cuts(pairs.frame[chosen]):
            yield types[left], types[right], chosen[start:stop]


def _cuts(frame: IndexArray) -> Iterator[tuple[int, int]]:
    """Stretches of at most a portion that end where a frame ends, unless a single frame has more pairs than that."""
    start = 0
    while start < len(frame):
        stop = min(start + PORTION, len(frame))
        if stop < len(frame) and frame[stop] != frame[start]:
            stop = int(np.searchsorted(frame, frame[stop]))
        yield start, stop
        start = stop


def _type_of_label(labels: Labels, types: Sequence[str]) -> IndexArray:
    of_label = np.zeros(len(labels), dtype=np.intp)
    for index, name in enumerate(types):
        of_label[labels.positions[name]] = index
    return of_label


def _window(pairs: Pairs) -> tuple[Pairs, slice, slice]:
    """The stretches of the two sides that a portion touches, and the pairs counted from their starts."""
    left, right = pairs.reference, pairs.candidate
    of_left, of_right = (slice(int(side.min()), int(side.max()) + 1) for side in (left, right))
    return Pairs(left - of_left.start, right - of_right.start, pairs.frame), of_left, of_right
