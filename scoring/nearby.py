"""Which labels are near enough to be compared at all: pairs whose bounds meet, found without looking at every pair."""

from __future__ import annotations

import numpy as np

from scoring.shapes.base import FloatArray, IndexArray, Pairs


def meeting_pairs(
    reference_xyxy: FloatArray, reference_frame: IndexArray, candidate_xyxy: FloatArray, candidate_frame: IndexArray
) -> Pairs:
    """All pairs on one frame whose bounds overlap or touch, sorted by reference, then candidate.

    Sorted sweep along x: a candidate can only meet a reference if it begins before the reference ends, and not
    further to the left of it than the widest candidate is wide. Bounds are (n, 4) x1, y1, x2, y2 in pixels; frames
    must be sorted. Empty sides give no pairs.

    >>> left, right = np.array([[0.0, 0, 10, 10]]), np.array([[5.0, 5, 15, 15], [11, 0, 20, 10]])
    >>> meeting_pairs(left, np.array([0]), right, np.array([0, 0])).candidate.tolist()
    [0]
    """
    if not (len(reference_xyxy) and len(candidate_xyxy)):
        nothing = np.zeros(0, dtype=np.intp)
        return Pairs(nothing, nothing, nothing)
    widest = float(np.max(candidate_xyxy[:, 2] - candidate_xyxy[:, 0]))
    lowest = min(float(reference_xyxy[:, 0].min()), float(candidate_xyxy[:, 0].min())) - widest
    highest = max(float(reference_xyxy[:, 2].max()), float(candidate_xyxy[:, 2].max()))
    # One number line for all frames. Rounding never changes an order, so nothing that meets is lost.
    stride = highest - lowest + 1
    starts = candidate_frame * stride + (candidate_xyxy[:, 0] - lowest)
    order = np.argsort(starts, kind="stable")
    starts = starts[order]
    offset = reference_frame * stride
    first = np.searchsorted(starts, offset + (reference_xyxy[:, 0] - widest - lowest), side="left")
    last = np.searchsorted(starts, offset + (reference_xyxy[:, 2] - lowest), side="right")
    reference, position = expand(first, last)
    return _sorted_meeting(reference_xyxy, candidate_xyxy, reference, order[position], reference_frame)


def expand(first: IndexArray, last: IndexArray) -> tuple[IndexArray, IndexArray]:
    """For each i the numbers first[i] <= k < last[i]: the i's and the k's, flat.

    >>> [part.tolist() for part in expand(np.array([0, 5, 5]), np.array([2, 5, 7]))]
    [[0, 0, 2, 2], [0, 1, 5, 6]]
    """
    count = np.maximum(last - first, 0)
    owner = np.repeat(np.arange(len(first)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return owner, np.repeat(first, count) + step


def _sorted_meeting(
    reference_xyxy: FloatArray,
    candidate_xyxy: FloatArray,
    reference: IndexArray,
    candidate: IndexArray,
    frame: IndexArray,
) -> Pairs:
    left, right = reference_xyxy.T, candidate_xyxy.T
    meets = (left[1][reference] <= right[3][candidate]) & (right[1][candidate] <= left[3][reference])
    reference, candidate = reference[meets], candidate[meets]
    meets = (left[0][reference] <= right[2][candidate]) & (right[0][candidate] <= left[2][reference])
    reference, candidate = reference[meets], candidate[meets]
    order = np.argsort(reference * len(candidate_xyxy) + candidate)
    return Pairs(reference[order], candidate[order], frame[reference[order]])
