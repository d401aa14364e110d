"""The pairing: optimal, one to one, the same whatever the order."""

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment

from scoring.matching import PPM, affinity, assign
from scoring.nearby import BLOCK, meeting_pairs
from scoring.shapes import Pairs

matrices = st.tuples(st.integers(0, 5), st.integers(0, 5)).flatmap(
    lambda shape: arrays(np.int64, (2, *shape), elements=st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 9999)))
)


def pairs_of(matrices):
    """Possible pairs of several frames: places above 0; labels are numbered on from frame to frame."""
    frame, row, column = np.nonzero(matrices)
    _, rows, columns = matrices.shape
    return Pairs(frame * rows + row, frame * columns + column, frame), matrices[frame, row, column]


def best_total(matrix):
    """By trying every pairing."""
    rows, columns = matrix.shape
    if rows > columns:
        return best_total(matrix.T)
    return max(sum(matrix[row, column] for row, column in enumerate(p)) for p in permutations(range(columns), rows))


@given(matrices)
def test_assign_reaches_the_best_total_of_every_frame(frames):
    pairs, affinities = pairs_of(frames)

    made = assign(pairs, affinities)

    for number, matrix in enumerate(frames):
        assert affinities[made][pairs.frame[made] == number].sum() == best_total(matrix)


@given(matrices)
def test_assign_pairs_one_to_one(frames):
    pairs, affinities = pairs_of(frames)

    made = pairs.where(assign(pairs, affinities))

    assert len(set(made.reference)) == len(set(made.candidate)) == len(made)


def test_assign_of_a_crowd_is_as_good_as_the_solver():
    generator = np.random.default_rng(3)
    matrix = np.where(generator.random((60, 55)) < 0.5, generator.integers(1, PPM, (60, 55)), 0)
    pairs, affinities = pairs_of(matrix[None])

    made = assign(pairs, affinities)

    assert affinities[made].sum() == matrix[linear_sum_assignment(matrix, maximize=True)].sum()


def test_affinity_of_a_wrong_class_is_half():
    assert affinity(np.array([PPM, PPM]), np.array([True, False])).tolist() == [2 * PPM, PPM]


coordinates = st.integers(0, 12).map(float)
boxes = st.tuples(coordinates, coordinates, coordinates, coordinates).map(
    lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
)
sides = st.lists(st.tuples(st.integers(0, 3), boxes), max_size=12).map(lambda side: sorted(side, key=lambda x: x[0]))


def columns(side):
    return np.array([box for _, box in side], dtype=float).reshape(-1, 4), np.array([f for f, _ in side], dtype=np.intp)


@given(sides, sides)
def test_meeting_pairs_are_all_pairs_whose_bounds_meet(left, right):
    pairs = meeting_pairs(*columns(left), *columns(right))

    expected = [
        (i, j, frame)
        for i, (frame, a) in enumerate(left)
        for j, (other, b) in enumerate(right)
        if frame == other and a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
    ]
    assert list(zip(pairs.reference, pairs.candidate, pairs.frame, strict=True)) == expected


def test_meeting_pairs_crosses_the_borders_of_blocks():
    count = int(BLOCK**0.5) // 2
    frame = np.repeat(np.arange(7), count)
    bounds = np.tile([[0.0, 0.0, 1.0, 1.0]], (len(frame), 1)) + 2 * np.arange(len(frame))[:, None]

    pairs = meeting_pairs(bounds, frame, bounds, frame)

    assert (pairs.reference == pairs.candidate).all()
    assert len(pairs) == len(frame)
