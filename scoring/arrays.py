"""The array types of the kernels, and what numpy leaves to its users."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
#: Many geometries of one shape: an array with one entry per geometry on its first axis.
Packed = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of labels to compare: `reference[p]` with `candidate[p]`, both on `frame[p]`; sorted by frame."""

    reference: IndexArray
    candidate: IndexArray
    frame: IndexArray

    def __len__(self) -> int:
        return len(self.reference)

    def where(self, chosen: BoolArray | IndexArray) -> Pairs:
        """The chosen pairs, in the same order."""
        return Pairs(self.reference[chosen], self.candidate[chosen], self.frame[chosen])


def expand(first: IndexArray, last: IndexArray) -> tuple[IndexArray, IndexArray]:
    """For each i the numbers first[i] <= k < last[i]: the i's and the k's, flat.

    >>> [part.tolist() for part in expand(np.array([0, 5, 5]), np.array([2, 5, 7]))]
    [[0, 0, 2, 2], [0, 1, 5, 6]]
    """
    count = np.maximum(last - first, 0)
    owner = np.repeat(np.arange(len(first)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return owner, np.repeat(first, count) + step


def total(owner: IndexArray, amount: FloatArray, count: int) -> FloatArray:
    """(count,) the sum of the amounts of each owner.

    >>> total(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    return np.asarray(np.bincount(owner, weights=amount, minlength=count), dtype=np.float64)


def object_array(items: Sequence[Any]) -> NDArray[np.object_]:
    """Things of any kind as a one-dimensional array, whatever numpy would like to make of them."""
    array = np.empty(len(items), dtype=np.object_)
    array[:] = items
    return array
