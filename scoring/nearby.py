"""Which labels are near enough to be compared at all: pairs whose bounds meet on one frame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.arrays import BoolArray, FloatArray, IndexArray, Pairs, expand

#: Places of a block of frames that are compared at once: large enough to drown Python, small enough for the cache.
BLOCK = 200_000


def meeting_pairs(
    reference_xyxy: FloatArray, reference_frame: IndexArray, candidate_xyxy: FloatArray, candidate_frame: IndexArray
) -> Pairs:
    """All pairs on one frame whose bounds overlap or touch, sorted by reference, then candidate.

    Bounds are (n, 4) float64 x1, y1, x2, y2 in pixels, sorted by frame. An empty side gives no pairs.

    >>> left, right = np.array([[0.0, 0, 10, 10]]), np.array([[5.0, 5, 15, 15], [11, 0, 20, 10]])
    >>> meeting_pairs(left, np.array([0]), right, np.array([0, 0])).candidate.tolist()
    [0]
    """
    frames = np.intersect1d(reference_frame, candidate_frame)
    starts = [np.searchsorted(side, frames) for side in (reference_frame, candidate_frame)]
    stops = [np.searchsorted(side, frames, side="right") for side in (reference_frame, candidate_frame)]
    counts = [stop - start for start, stop in zip(starts, stops, strict=True)]
    parts = [np.zeros((2, 0), dtype=np.intp)]
    for first, last in _blocks(*counts):
        of_reference, of_candidate = (
            _padded(bounds, start[first:last], count[first:last])
            for bounds, start, count in zip((reference_xyxy, candidate_xyxy), starts, counts, strict=True)
        )
        block, i, j = np.nonzero(_meets(of_reference[..., None], of_candidate[..., None, :]))
        parts.append(np.stack((starts[0][first + block] + i, starts[1][first + block] + j)))
    reference, candidate = np.concatenate(parts, axis=1)
    return Pairs(reference, candidate, reference_frame[reference])


def _blocks(reference_count: IndexArray, candidate_count: IndexArray) -> Iterator[tuple[int, int]]:
    """Runs of frames whose padded comparison fits a block; a frame that is larger makes a block of its own."""
    first = rows = columns = 0
    for frame, (n, m) in enumerate(zip(reference_count.tolist(), candidate_count.tolist(), strict=True)):
        rows, columns = max(rows, n), max(columns, m)
        if frame > first and (frame + 1 - first) * rows * columns > BLOCK:
            yield first, frame
            first, rows, columns = frame, n, m
    if len(reference_count):
        yield first, len(reference_count)


def _padded(bounds_xyxy: FloatArray, start: IndexArray, count: IndexArray) -> FloatArray:
    """(4, frames, most) bounds by frame; NaN, which meets nothing, where a frame has fewer than the most."""
    padded = np.full((4, len(count), count.max()), np.nan)
    frame, index = expand(start, start + count)
    padded[:, frame, index - start[frame]] = bounds_xyxy[index].T
    return padded


def _meets(left: FloatArray, right: FloatArray) -> BoolArray:
    meets: BoolArray = left[0] <= right[2]
    meets &= right[0] <= left[2]
    meets &= left[1] <= right[3]
    meets &= right[1] <= left[3]
    return meets
