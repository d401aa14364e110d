"""Every shape against the same measure by other means, never by the library call that the kernel makes."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco
from pycocotools.cocoeval import COCOeval

from tests.scoring import oracles
from tests.scoring.geometries import GEOMETRIES, NODES, SIZE, mask_of, masks, pixels_of, similarity

DIAGONAL = math.hypot(*SIZE)
seeds = pytest.mark.parametrize("seed", range(25))


@given(GEOMETRIES["bounding_box"], GEOMETRIES["bounding_box"])
def test_boxes_agree_with_pycocotools(reference, candidate):
    boxes = [np.array([geometry["box_xywh"]], dtype=float) for geometry in (reference, candidate)]

    assert similarity("bounding_box", reference, candidate) == pytest.approx(coco.iou(*boxes, [0])[0, 0], abs=1e-12)


@given(GEOMETRIES["bounding_box"], GEOMETRIES["bounding_box"])
def test_turned_boxes_at_0_degrees_are_boxes(reference, candidate):
    turned = [{**geometry, "angle_deg": 0} for geometry in (reference, candidate)]

    expected = similarity("bounding_box", reference, candidate)

    assert similarity("rotatable_bounding_box", *turned) == pytest.approx(expected, abs=1e-12)


@given(GEOMETRIES["rotatable_bounding_box"], GEOMETRIES["rotatable_bounding_box"])
def test_turned_boxes_agree_with_clipped_polygons(reference, candidate):
    outlines = [shapely.Polygon(oracles.turned_corners(*geometry.values())) for geometry in (reference, candidate)]
    expected = outlines[0].intersection(outlines[1]).area / outlines[0].union(outlines[1]).area

    assert similarity("rotatable_bounding_box", reference, candidate) == pytest.approx(expected, abs=1e-9)


def random_turned(generator):
    return {
        "box_xywh": [*generator.uniform(0, 10, 2).tolist(), *generator.uniform(5, 20, 2).tolist()],
        "angle_deg": float(generator.uniform(-360, 360)),
    }


@seeds
def test_turned_boxes_agree_with_counted_pixels(seed):
    generator = np.random.default_rng(seed)
    sides = [random_turned(generator) for _ in "rc"]
    x, y = oracles.grid(-20, 50)
    inside = [oracles.ring_inside(oracles.turned_corners(*side.values()), x, y) for side in sides]

    counted = oracles.counted_iou(*inside)

    assert similarity("rotatable_bounding_box", *sides) == pytest.approx(counted, abs=0.01)


def random_polygon(generator, corners):
    """Corners anywhere: most such rings cross themselves; a second part has a hole."""
    rings = [generator.uniform(0, 40, 2 * corners).tolist() for _ in range(3)]
    return {"polygons": [[rings[0]], rings[1:]]}


@seeds
@pytest.mark.parametrize("corners", [3, 7])
def test_polygons_agree_with_counted_pixels(seed, corners):
    generator = np.random.default_rng(seed)
    sides = [random_polygon(generator, corners) for _ in "rc"]
    inside = [oracles.polygon_inside(side["polygons"], *oracles.grid(0, 40)) for side in sides]

    counted = oracles.counted_iou(*inside)

    assert similarity("polygon", *sides) == pytest.approx(counted, abs=0.01)


@seeds
def test_rings_whose_edges_lie_on_each_other_agree_with_counted_pixels(seed):
    generator = np.random.default_rng(seed)
    # On so coarse a grid most rings meet their own corners and run along their own edges.
    sides = [{"polygons": [[(10.0 * generator.integers(0, 5, 24)).tolist()]]} for _ in "rc"]
    inside = [oracles.polygon_inside(side["polygons"], *oracles.grid(0, 40)) for side in sides]

    counted = oracles.counted_iou(*inside)

    assert similarity("polygon", *sides) == pytest.approx(counted, abs=0.01)


@given(masks(), masks())
def test_masks_agree_with_counted_pixels(reference, candidate):
    left, right = pixels_of(reference) > 0, pixels_of(candidate) > 0

    assert similarity("bitmask", reference, candidate) == (left & right).sum() / (left | right).sum()


@seeds
def test_a_polygon_beside_a_mask_is_the_pixels_whose_centres_it_holds(seed):
    generator = np.random.default_rng(seed)
    size = (60, 50)
    outline = {"polygons": [[generator.uniform(-10, 70, 14).tolist(), generator.uniform(0, 50, 6).tolist()]]}
    mask = np.zeros(size[::-1], dtype=bool)
    mask[10:40, 5:30] = True
    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    drawn = oracles.polygon_inside(outline["polygons"], x, y)
    expected = (drawn & mask).sum() / (drawn | mask).sum()

    assert similarity("polygon", outline, mask_of(mask), other="bitmask", size=size) == pytest.approx(expected)
    assert similarity("bitmask", mask_of(mask), outline, other="polygon", size=size) == pytest.approx(expected)


@given(GEOMETRIES["bounding_box"], GEOMETRIES["rotatable_bounding_box"])
def test_outlines_of_different_kinds_are_compared_exactly(box, turned):
    x, y, w, h = box["box_xywh"]
    as_polygon = {"polygons": [[[x, y, x + w, y, x + w, y + h, x, y + h]]]}
    as_turned = {**box, "angle_deg": 0}
    expected = similarity("rotatable_bounding_box", as_turned, turned)

    for shape, geometry in (("bounding_box", box), ("polygon", as_polygon)):
        found = similarity(shape, geometry, turned, other="rotatable_bounding_box")
        assert found == pytest.approx(expected, abs=1e-9)


def test_a_box_of_whole_pixels_equals_its_mask():
    mask = np.zeros(SIZE[::-1])
    mask[20:50, 10:80] = 1
    box = {"box_xywh": [10, 20, 70, 30]}

    assert similarity("bounding_box", box, mask_of(mask), other="bitmask") == 1


@given(GEOMETRIES["point"], GEOMETRIES["point"], st.sampled_from([0.01, 0.05, 0.5]))
def test_points_agree_with_straight_arithmetic(reference, candidate, tolerance):
    radius = tolerance * DIAGONAL
    expected = max(0, 1 - math.dist(reference["point"], candidate["point"]) / radius)

    assert similarity("point", reference, candidate, tolerance=tolerance) == pytest.approx(expected, abs=1e-12)


@given(GEOMETRIES["polyline"], GEOMETRIES["polyline"], st.sampled_from([0.01, 0.1]))
def test_lines_agree_with_walking_along_them(reference, candidate, tolerance):
    left, right = (oracles.corner_pairs(geometry["points"]) for geometry in (reference, candidate))
    radius = tolerance * DIAGONAL
    candidate_length, matched = oracles.walked_lengths(right, left, radius, step_px=0.5)
    reference_length, found = oracles.walked_lengths(left, right, radius, step_px=0.5)
    union = candidate_length + reference_length - found

    # Where a line comes near and leaves again, walking is wrong by up to half a step.
    error = 0.02 + 1 / union
    quality = similarity("polyline", reference, candidate, tolerance=tolerance)
    assert quality == pytest.approx(matched / union, abs=error)


@pytest.mark.parametrize("tolerance", [0.01, 0.1])
def test_short_lines_agree_with_walking_in_small_steps(tolerance):
    left, right = [(0, 0), (0, 9)], [(0, 0), (1, 1)]
    walked, matched = oracles.walked_lengths(right, left, tolerance * DIAGONAL, step_px=0.001)
    whole, found = oracles.walked_lengths(left, right, tolerance * DIAGONAL, step_px=0.001)

    quality = similarity("polyline", {"points": [0, 0, 0, 9]}, {"points": [0, 0, 1, 1]}, tolerance=tolerance)

    assert quality == pytest.approx(matched / (walked + whole - found), abs=0.002)


@given(GEOMETRIES["skeleton"], GEOMETRIES["skeleton"])
def test_skeletons_agree_with_coco(reference, candidate):
    """COCO looks at every node of a detection; a node that ours left out lies infinitely far away there."""
    evaluation = COCOeval(iouType="keypoints")
    evaluation.params.kpt_oks_sigmas = np.array(list(NODES.values())) / 2
    labelled = [node for node in reference["nodes"] if node["visibility"] == "visible"]
    xs, ys = ([node[axis] for node in labelled] for axis in "xy")
    area = max(1, (max(xs) - min(xs)) * (max(ys) - min(ys)))
    evaluation._gts[1, 1] = [{"keypoints": coco_nodes(reference, 0), "area": area, "bbox": [0, 0, 1, 1]}]
    evaluation._dts[1, 1] = [{"keypoints": coco_nodes(candidate, 1e6), "score": 1}]

    expected = evaluation.computeOks(1, 1)[0, 0]

    assert similarity("skeleton", reference, candidate) == pytest.approx(expected, abs=1e-6)


def coco_nodes(skeleton, elsewhere):
    nodes = ((node, node["visibility"] == "visible") for node in skeleton["nodes"])
    return [value for n, seen in nodes for value in ((n["x"], n["y"], 2) if seen else (elsewhere, elsewhere, 0))]
