"""Laws that every shape obeys by standing in the list."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import SHAPES, check_geometry
from tests.scoring.geometries import (
    AREA_SHAPES,
    GEOMETRIES,
    SIZE,
    evaluated,
    scaled,
    shifted,
    similarity,
)

every_shape = pytest.mark.parametrize("shape", list(SHAPES))
every_area = pytest.mark.parametrize("shape", AREA_SHAPES)
#: An evaluation a second time elsewhere may differ by rounding.
SAME = 1e-6


def two(shape, data):
    return data.draw(GEOMETRIES[shape]), data.draw(GEOMETRIES[shape])


def test_every_shape_has_geometries_to_be_tested_with():
    assert set(GEOMETRIES) == set(SHAPES)


@every_shape
@given(data=st.data())
def test_drawn_geometries_pass_the_door(shape, data):
    check_geometry(shape, data.draw(GEOMETRIES[shape]), *SIZE)


@every_shape
@given(data=st.data())
def test_identity(shape, data):
    geometry = data.draw(GEOMETRIES[shape])

    assert similarity(shape, geometry, geometry) == pytest.approx(1, abs=1e-9)
    assert evaluated(shape, [geometry], [geometry])[0]["similarity_ppm"] == 1_000_000


@every_shape
@given(data=st.data())
def test_range(shape, data):
    assert 0 <= similarity(shape, *two(shape, data)) <= 1


@every_area
@given(data=st.data())
def test_symmetry(shape, data):
    reference, candidate = two(shape, data)

    assert similarity(shape, candidate, reference) == pytest.approx(similarity(shape, reference, candidate), abs=1e-9)


@every_shape
@given(data=st.data())
def test_far_apart_is_not_paired(shape, data):
    # Everything drawn lies within 0..401; a tolerance reaches 40 px, a skeleton at most 1.1 times its own size.
    reference, candidate = two(shape, data)
    # Masks can only be moved within their frame: all of them end before x = 301.
    far = shifted(shape, candidate, 301 if shape == "bitmask" else 2000, 0)

    assert [row["outcome"] for row in evaluated(shape, [reference], [far])] == ["missing", "extra"]


@every_shape
@given(data=st.data(), dx=st.integers(0, 50), dy=st.integers(0, 50))
def test_translation(shape, data, dx, dy):
    reference, candidate = two(shape, data)
    moved = (shifted(shape, geometry, dx, dy) for geometry in (reference, candidate))

    assert similarity(shape, *moved) == pytest.approx(similarity(shape, reference, candidate), abs=SAME)


@every_shape
@given(data=st.data(), factor=st.integers(2, 3))
def test_scaling_of_everything(shape, data, factor):
    reference, candidate = two(shape, data)
    assume(shape != "skeleton" or is_wide(reference))
    larger = (scaled(shape, geometry, factor) for geometry in (reference, candidate))
    size = tuple(factor * length for length in SIZE)

    assert similarity(shape, *larger, size=size) == pytest.approx(similarity(shape, reference, candidate), abs=SAME)


@every_shape
@given(data=st.data())
def test_empty_sides(shape, data):
    geometry = data.draw(GEOMETRIES[shape])

    assert [row["outcome"] for row in evaluated(shape, [geometry], [])] == ["missing"]
    assert [row["outcome"] for row in evaluated(shape, [], [geometry])] == ["extra"]
    assert evaluated(shape, [], []) == []


@every_shape
@given(data=st.data())
def test_a_crowd_of_copies_is_paired_completely(shape, data):
    crowd = data.draw(st.lists(GEOMETRIES[shape], min_size=2, max_size=5))

    rows = evaluated(shape, crowd, crowd[::-1])

    assert {(row["outcome"], row["similarity_ppm"]) for row in rows} == {("matched", 1_000_000)}


def is_wide(skeleton):
    """Whether its box has more than one square pixel, below which its size counts as one."""
    xs, ys = zip(*((n["x"], n["y"]) for n in skeleton["nodes"] if n["visibility"] == "visible"), strict=True)
    return (max(xs) - min(xs)) * (max(ys) - min(ys)) > 1
