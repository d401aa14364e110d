"""Cases made by hand, in which a plausible scorer goes wrong; every number can be checked on paper."""

import math

import numpy as np
import pytest

from scoring import ClassSpec
from tests.scoring.geometries import SIZE, evaluated, mask_of, shifted, similarity, skeleton_of

DIAGONAL = math.hypot(*SIZE)


def polygon(*parts):
    return {"polygons": [list(part) for part in parts]}


SQUARE = [0, 0, 10, 0, 10, 10, 0, 10]
BOW_TIE = [0, 0, 10, 10, 10, 0, 0, 10]
HOLE = [2, 2, 8, 2, 8, 8, 2, 8]


def test_turned_boxes_whose_bounds_overlap_but_that_do_not_touch():
    reference = {"box_xywh": [0, 45, 100, 10], "angle_deg": 45}
    candidate = shifted("rotatable_bounding_box", reference, 15, -15)

    rows = evaluated("rotatable_bounding_box", [reference], [candidate])

    assert [row["outcome"] for row in rows] == ["missing", "extra"]


def test_a_box_turned_by_90_degrees_is_the_box_with_its_sides_exchanged():
    upright, lying = {"box_xywh": [40, 0, 20, 100], "angle_deg": 0}, {"box_xywh": [0, 40, 100, 20], "angle_deg": 90}

    assert similarity("rotatable_bounding_box", upright, lying) == pytest.approx(1, abs=1e-12)


def test_angles_turn_clockwise_on_screen():
    # Turned by +45 degrees, the long box runs from the top left to the bottom right.
    turned = {"box_xywh": [0, 45, 100, 10], "angle_deg": 45}
    at_bottom_right, at_top_right = {"box_xywh": [70, 70, 10, 10]}, {"box_xywh": [70, 20, 10, 10]}

    found = [
        similarity("rotatable_bounding_box", turned, corner, other="bounding_box")
        for corner in (at_bottom_right, at_top_right)
    ]

    assert found[0] > 0 == found[1]


@pytest.mark.parametrize(
    ("reference", "candidate", "expected"),
    [
        (polygon([SQUARE]), polygon([SQUARE[::-1]]), 1),
        (polygon([SQUARE]), polygon([[*SQUARE, 0, 0]]), 1),
        (polygon([SQUARE]), polygon([[*SQUARE[2:], *SQUARE[:2]]]), 1),
        (polygon([SQUARE]), polygon([[0, 0, 5, 0, *SQUARE[2:]]]), 1),
        (polygon([SQUARE]), polygon([[0, 0, 10, 0, 30, 0, *SQUARE[2:]]]), 1),
        (polygon([SQUARE]), polygon([BOW_TIE]), 0.5),
        (polygon([SQUARE]), polygon([SQUARE, HOLE]), 0.64),
        (polygon([SQUARE, HOLE]), polygon([HOLE]), 0),
        (polygon([SQUARE]), polygon([[0, 0, 5, 0, 5, 10, 0, 10]], [[5, 0, 10, 0, 10, 10, 5, 10]]), 1),
        (polygon([SQUARE]), polygon([[0, 0, 6, 0, 6, 10, 0, 10]], [[4, 0, 10, 0, 10, 10, 4, 10]]), 1),
    ],
    ids=["direction", "closed", "first point", "midpoint", "spike", "bow tie", "hole", "in hole", "parts", "overlap"],
)
def test_polygons(reference, candidate, expected):
    assert similarity("polygon", reference, candidate) == pytest.approx(expected, abs=1e-12)


def test_a_ring_that_runs_round_twice_is_read_as_even_odd():
    # The five-pointed star: its middle is encircled twice, so it does not belong to it.
    corners = [(100 + 80 * math.sin(0.8 * math.pi * n), 100 - 80 * math.cos(0.8 * math.pi * n)) for n in range(5)]
    star = polygon([[value for corner in corners for value in corner]])
    middle = polygon([[95, 95, 105, 95, 105, 105, 95, 105]])

    assert similarity("polygon", star, middle) == 0


@pytest.mark.parametrize("repaired_side", [0, 1])
def test_rows_say_where_a_polygon_was_repaired(repaired_side):
    sides = [polygon([SQUARE]), polygon([SQUARE])]
    sides[repaired_side] = polygon([BOW_TIE])

    assert evaluated("polygon", [sides[0]], [sides[1]])[0]["repaired"]
    assert not evaluated("polygon", [polygon([SQUARE])], [polygon([SQUARE, HOLE])])[0]["repaired"]


def pixels(*rows):
    return mask_of(np.array([[int(pixel) for pixel in row] for row in rows], dtype=np.uint8))


@pytest.mark.parametrize(
    ("reference", "candidate", "expected"),
    [
        (pixels("110", "100"), pixels("110", "100"), 1),
        (pixels("110", "100"), pixels("100", "000"), 1 / 3),
        (pixels("111", "111"), pixels("001", "001"), 1 / 3),
        (pixels("100", "000"), pixels("000", "001"), 0),
        (pixels("101", "101"), pixels("010", "010"), 0),
    ],
    ids=["starts with a 1", "one pixel of three", "all pixels", "corners", "within its bounds"],
)
def test_masks(reference, candidate, expected):
    assert similarity("bitmask", reference, candidate, size=(3, 2)) == pytest.approx(expected)


@pytest.mark.parametrize(("distance", "expected"), [(0, 1), (20, 0.5), (40, 0), (41, 0)])
def test_points_up_to_the_tolerance(distance, expected):
    # The diagonal of 640 x 480 is 800 px, so the default tolerance is 40 px.
    reference, candidate = {"point": [100, 100]}, {"point": [100 + distance, 100]}

    rows = evaluated("point", [reference], [candidate])

    assert rows[0]["similarity_ppm"] == expected * 1_000_000
    assert rows[0]["outcome"] == ("matched" if expected else "missing")


def test_the_tolerance_is_that_of_the_reference_class_and_frame():
    near = {"point": [100, 100]}, {"point": [104, 100]}

    assert similarity("point", *near, tolerance=0.01) == pytest.approx(0.5)
    assert similarity("point", *near, size=(64, 48)) == 0


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        ([0, 100, 400, 100], 1),
        ([400, 100, 0, 100], 1),
        ([0, 100, 100, 100, 100, 100, 400, 100], 1),
        ([0, 107, 400, 107], 1),
        ([0, 109, 400, 109], 0),
        ([0, 100, 200, 100], 200 / 392),
        ([0, 100, 400, 100, 400, 300], 408 / 600),
        ([200, 0, 200, 200], 16 / 584),
    ],
    ids=["same", "backwards", "repeated point", "within", "beyond", "half", "tail", "across"],
)
def test_lines(candidate, expected):
    # The tolerance is 8 px. "half" also finds 8 px of the reference beyond its end, which lessen what is missed, not
    # what is matched: 200 / (200 + 192); "tail" matches 400 + 8 of its 600; "across" 16 of 200, missing 400 - 16.
    reference = {"points": [0, 100, 400, 100]}

    assert similarity("polyline", reference, {"points": candidate}) == pytest.approx(expected, abs=1e-9)


def test_a_line_drawn_twice_is_longer_but_not_wrong():
    assert similarity("polyline", {"points": [0, 0, 90, 0]}, {"points": [0, 0, 90, 0, 0, 1]}) == 1


def test_skeletons_of_one_node_have_a_size_of_one_pixel():
    # s = 1 px and k = 0.05, so that half a tenth of a pixel is one deviation.
    reference = skeleton_of([(10, 10), None, None])

    assert similarity("skeleton", reference, reference) == 1
    assert similarity("skeleton", reference, skeleton_of([(10, 10.05), None, None])) == pytest.approx(math.exp(-0.5))
    assert evaluated("skeleton", [reference], [skeleton_of([(11, 10), None, None])])[0]["outcome"] == "missing"


def test_nodes_that_only_one_side_labelled():
    # Only the reference's nodes are asked for; an invisible node of the candidate counts as missed.
    whole, part = skeleton_of([(0, 0), (0, 100), (100, 100)]), skeleton_of([(0, 0), (0, 100), None])

    assert similarity("skeleton", whole, part) == pytest.approx(2 / 3)
    assert similarity("skeleton", part, whole) == 1


def test_an_occluded_node_is_a_labelled_node():
    visible = skeleton_of([(0, 0), (0, 100), (100, 100)])
    occluded = {"nodes": [{**node, "visibility": "occluded"} for node in visible["nodes"]]}

    assert similarity("skeleton", occluded, visible) == 1


def test_skeletons_far_apart_are_not_paired_although_the_bell_curve_never_ends():
    reference = skeleton_of([(100, 100), (150, 200), (100, 200)])

    rows = evaluated("skeleton", [reference], [shifted("skeleton", reference, 100, 0)])

    assert [row["outcome"] for row in rows] == ["missing", "extra"]


@pytest.mark.parametrize(("distance", "ppm"), [(0.265, 1), (0.275, 0)])
def test_a_skeleton_is_paired_as_long_as_its_similarity_can_be_stored(distance, ppm):
    # One node, s k = 0.05 px: exp(-0.5 x 5.3^2) is 0.8 millionths, exp(-0.5 x 5.5^2) is 0.3.
    rows = evaluated("skeleton", [skeleton_of([(9, 9), None, None])], [skeleton_of([(9, 9 + distance), None, None])])

    assert (rows[0]["similarity_ppm"], rows[0]["outcome"]) == (ppm, "matched" if ppm else "missing")


def test_settings_of_a_class_must_make_sense():
    for settings in ({"tolerance": 0}, {"tolerance": float("nan")}, {"nodes": {"nose": -1}}):
        with pytest.raises(ValueError, match="Nose: "):
            ClassSpec(id="nose", name="Nose: ", kind="object", shape="point", **settings)
