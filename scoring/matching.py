"""Who is compared with whom: the one-to-one pairing with the largest possible total affinity on every frame."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from scoring.arrays import BoolArray, IndexArray, Pairs

PPM = 1_000_000

IntArray = NDArray[np.int64]


def affinity(similarity_ppm: IntArray, same_class: BoolArray) -> IntArray:
    """Half millionths: the similarity where the classes are equal, half of it where they differ.

    >>> affinity(np.array([PPM, PPM]), np.array([True, False])).tolist()
    [2000000, 1000000]
    """
    return np.where(same_class, 2 * similarity_ppm, similarity_ppm)


def assign(pairs: Pairs, affinities: IntArray) -> IndexArray:
    """The positions of the pairs that are made, in rising order: per frame the largest total, one to one.

    `pairs` (p,) are the pairs that may be made, sorted by reference, then candidate, none twice; `affinities` (p,)
    are positive integers. Whole numbers make totals exact, so equal totals are really equal, and of these the solver
    takes the same one for the same labels. Pairs that belong to every best pairing are taken at once; what is left
    goes to scipy's linear_sum_assignment (Crouse 2016, doi 10.1109/TAES.2016.140952), frame by frame.

    >>> two_by_two = Pairs(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 0, 0]))
    >>> assign(two_by_two, np.array([10, 8, 7])).tolist()
    [1, 2]
    """
    open_pairs = np.arange(len(pairs))
    made = []
    while len(open_pairs):
        left = pairs.where(open_pairs)
        certain = _is_certain(left, affinities[open_pairs])
        if not certain.any():
            break
        made.append(open_pairs[certain])
        taken = np.isin(left.reference, left.reference[certain]) | np.isin(left.candidate, left.candidate[certain])
        open_pairs = open_pairs[~taken]
    borders = np.flatnonzero(np.diff(pairs.frame[open_pairs], prepend=-1, append=-1))
    for start, stop in pairwise(borders):
        block = open_pairs[start:stop]
        made.append(block[_assign_block(pairs.reference[block], pairs.candidate[block], affinities[block])])
    return np.sort(np.concatenate(made)) if made else open_pairs


def _is_certain(pairs: Pairs, affinities: IntArray) -> BoolArray:
    """Which pairs every best pairing contains: worth more than the best that its two labels could do without it.

    Whatever a pairing does instead with the two labels, it gains by giving that up for this pair.
    """
    own_best, other_best = np.zeros((2, len(pairs)), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
    for side, label in enumerate((pairs.reference, pairs.candidate)):
        own_best[side], second = _best_two(label, affinities)
        other_best += second
    certain: BoolArray = (affinities == own_best).all(axis=0) & (affinities > other_best)
    return certain


def _best_two(label: IndexArray, affinities: IntArray) -> tuple[IntArray, IntArray]:
    """For each pair the best and the second best affinity that its label has (equal where two share the best)."""
    best, second = np.zeros((2, label.max() + 1), dtype=np.int64)
    np.maximum.at(best, label, affinities)
    is_best = affinities == best[label]
    np.maximum.at(second, label[~is_best], affinities[~is_best])
    shared = np.bincount(label[is_best], minlength=len(best)) > 1
    second[shared] = best[shared]
    return best[label], second[label]


def _assign_block(reference: IndexArray, candidate: IndexArray, affinities: IntArray) -> IndexArray:
    """`assign` for the pairs of one frame."""
    rows, row = np.unique(reference, return_inverse=True)
    columns, column = np.unique(candidate, return_inverse=True)
    total = np.zeros((len(rows), len(columns)))
    position = np.full(total.shape, -1, dtype=np.intp)
    total[row, column] = affinities
    position[row, column] = np.arange(len(row))
    made: IndexArray = position[linear_sum_assignment(total, maximize=True)]
    return made[made >= 0]
