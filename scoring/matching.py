"""Who is compared with whom: the one-to-one pairing with the largest possible total affinity on every frame."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from scoring.shapes.base import BoolArray, IndexArray, Pairs

PPM = 1_000_000


def affinity(similarity_ppm: NDArray[np.int64], same_class: BoolArray) -> NDArray[np.int64]:
    """Half millionths: the similarity where the classes are equal, half of it where they differ.

    >>> affinity(np.array([PPM, PPM]), np.array([True, False])).tolist()
    [2000000, 1000000]
    """
    return np.where(same_class, 2 * similarity_ppm, similarity_ppm)


def assign(pairs: Pairs, affinities: NDArray[np.int64]) -> IndexArray:
    """The positions of the pairs that are made, in rising order: per frame the largest total, one to one.

    `pairs` (p,) are the pairs that may be made, sorted by reference, then candidate, none twice; `affinities` (p,)
    are positive integers. Whole numbers make totals exact, so equal totals are really equal, and of these the solver
    takes the same one for the same labels. Pairs that compete with no other are made at once; the others go to
    scipy's linear_sum_assignment (Crouse 2016, doi 10.1109/TAES.2016.140952), frame by frame.

    >>> two_by_two = Pairs(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 0, 0]))
    >>> assign(two_by_two, np.array([10, 8, 7])).tolist()
    [1, 2]
    """
    if not len(pairs):
        return np.zeros(0, dtype=np.intp)
    rivals = np.bincount(pairs.reference)[pairs.reference] + np.bincount(pairs.candidate)[pairs.candidate]
    contested = np.flatnonzero(rivals > 2)
    made = [np.flatnonzero(rivals == 2)]
    frame = pairs.frame[contested]
    borders = np.flatnonzero(np.diff(frame, prepend=-1, append=-1))
    for start, stop in pairwise(borders):
        block = contested[start:stop]
        made.append(block[_assign_block(pairs.reference[block], pairs.candidate[block], affinities[block])])
    return np.sort(np.concatenate(made))


def _assign_block(reference: IndexArray, candidate: IndexArray, affinities: NDArray[np.int64]) -> IndexArray:
    """`assign` for the pairs of one frame."""
    row, column = reference - reference.min(), candidate - candidate.min()
    total = np.zeros((row.max() + 1, column.max() + 1))
    position = np.full(total.shape, -1, dtype=np.intp)
    total[row, column] = affinities
    position[row, column] = np.arange(len(row))
    made: IndexArray = position[linear_sum_assignment(total, maximize=True)]
    return made[made >= 0]
