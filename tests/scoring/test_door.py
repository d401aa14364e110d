"""Geometry that cannot be scored is refused where it enters, with the field and a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import SHAPES, ClassSpec, GeometryError, Label, LabelError, Labels, check_geometry
from scoring.shapes.bitmask import run_lengths
from tests.scoring.geometries import SIZE, mask_of, masks, pixels_of, skeleton_of, spec_of

NAN, INFINITE = float("nan"), float("inf")


def node(**changes):
    return {"nodes": [{"id": "nose", "x": 1, "y": 1, "visibility": "visible", **changes}]}


REFUSALS = [
    ("bounding_box", {}, "box_xywh: is missing"),
    ("bounding_box", {"box_xywh": "0 0 1 1"}, "box_xywh: must be a list of numbers"),
    ("bounding_box", {"box_xywh": [0, 0, 1]}, "box_xywh: must hold 4 numbers, not 3"),
    ("bounding_box", {"box_xywh": [0, 0, 1, None]}, "box_xywh: must hold numbers only"),
    ("bounding_box", {"box_xywh": [0, 0, 1, True]}, "box_xywh: must hold numbers only"),
    ("bounding_box", {"box_xywh": [0, 0, NAN, 1]}, "box_xywh: every number must be finite"),
    ("bounding_box", {"box_xywh": [-INFINITE, 0, 1, 1]}, "box_xywh: every number must be finite"),
    ("bounding_box", {"box_xywh": [0, 0, 1, 10**400]}, "box_xywh: a number is too large for any frame"),
    ("bounding_box", {"box_xywh": [0, 0, 0, 1]}, "box_xywh: width and height must be above zero"),
    ("bounding_box", {"box_xywh": [9, 9, -3, -3]}, "box_xywh: width and height must be above zero"),
    ("bounding_box", {"box_xywh": [1e6, 0, 1e-12, 1]}, "box_xywh: width and height must be above zero"),
    ("bounding_box", {"box_xywh": [0, 0, 1e-200, 1e-200]}, "box_xywh: width and height must be above zero"),
    ("rotatable_bounding_box", {"box_xywh": [0, 0, 1, 1]}, "angle_deg: must hold numbers only"),
    ("rotatable_bounding_box", {"box_xywh": [0, 0, 1, 1], "angle_deg": NAN}, "angle_deg: every number must be finite"),
    ("rotatable_bounding_box", {"box_xywh": [0, 0, 1, 0], "angle_deg": 5}, "box_xywh: width and height must be above"),
    ("polygon", {}, "polygons: is missing"),
    ("polygon", {"polygons": []}, "polygons: must be a list of at least one part"),
    ("polygon", {"polygons": [[]]}, "polygons: a part must be a list of rings: its outline, then its holes"),
    ("polygon", {"polygons": [[[0, 0, 9, 0]]]}, "polygons: needs at least 3 points, not 2"),
    ("polygon", {"polygons": [[[0, 0, 9, 0, 9, 9, 1]]]}, "polygons: x and y must come in pairs, not 7 numbers"),
    ("polygon", {"polygons": [[[0, 0, 9, 0, 0, 0]]]}, "polygons: a ring needs at least 3 different points, not 2"),
    ("polygon", {"polygons": [[[0, 0, 9, 0, 9, NAN]]]}, "polygons: every number must be finite"),
    ("polygon", {"polygons": [[[0, 0, 1, 1, 2, 2]]]}, "polygons: encloses no area"),
    ("polygon", {"polygons": [[[0, 0, 9, 0, 9, 9], [-1, -1, 20, -1, 20, 20]]]}, "polygons: encloses no area"),
    ("bitmask", {"counts": "04"}, "size: must be [height, width] of the frame, [480, 640], not None"),
    (
        "bitmask",
        {"size": [640, 480], "counts": "04"},
        "size: must be [height, width] of the frame, [480, 640], not [640",
    ),
    ("bitmask", {"size": [480, 640]}, "counts: must be COCO's compressed run-length text"),
    ("bitmask", {"size": [480, 640], "counts": [307200]}, "counts: must be COCO's compressed run-length text"),
    ("bitmask", {"size": [480, 640], "counts": "é"}, "counts: must be COCO's compressed run-length text"),
    ("bitmask", {"size": [480, 640], "counts": ""}, "counts: is not a run-length text, or breaks off"),
    ("bitmask", {"size": [480, 640], "counts": "P"}, "counts: is not a run-length text, or breaks off"),
    ("bitmask", {"size": [480, 640], "counts": "~~"}, "counts: is not a run-length text, or breaks off"),
    ("bitmask", {"size": [480, 640], "counts": "oooooooo0"}, "counts: holds a run that is too long for any frame"),
    (
        "bitmask",
        {"size": [480, 640], "counts": "04"},
        "counts: the runs add up to 4 pixels, the frame has 640 x 480 = 3",
    ),
    ("bitmask", {"size": [480, 640], "counts": "1O"}, "counts: holds a run without a pixel"),
    ("bitmask", mask_of(np.zeros((480, 640))), "counts: the mask has no pixel"),
    ("point", {"point": [1]}, "point: must hold 2 numbers, not 1"),
    ("point", {"point": [1, INFINITE]}, "point: every number must be finite"),
    ("polyline", {"points": [1, 2]}, "points: needs at least 2 points, not 1"),
    ("polyline", {"points": [1, 2, 1, 2]}, "points: the line has no length"),
    ("polyline", {"points": [1, 2, 3, "4"]}, "points: must hold numbers only"),
    ("skeleton", {}, "nodes: is missing"),
    ("skeleton", {"nodes": {}}, "nodes: must be a list of nodes"),
    ("skeleton", {"nodes": []}, "nodes: needs at least one node that is visible or occluded"),
    ("skeleton", skeleton_of([None, None, None]), "nodes: needs at least one node that is visible or occluded"),
    ("skeleton", {"nodes": [{"x": 1, "y": 1}]}, "nodes: every node must have an id"),
    ("skeleton", node(id="tail"), "nodes: skeleton has no node tail"),
    ("skeleton", node(visibility="seen"), "nodes: node nose must be one of visible, occluded, invisible"),
    ("skeleton", node(visibility=[]), "nodes: node nose must be one of visible, occluded, invisible"),
    ("skeleton", node(x=None), "nodes: must hold numbers only"),
    ("skeleton", node(y=NAN), "nodes: every number must be finite"),
    ("skeleton", {"nodes": node()["nodes"] * 2}, "nodes: node nose stands there twice"),
    ("cuboid", {}, "shape: 'cuboid' is not a shape that can be scored"),
]


@pytest.mark.parametrize(("shape", "geometry", "message"), REFUSALS)
def test_the_door_refuses(shape, geometry, message):
    with pytest.raises(GeometryError) as caught:
        check_geometry(shape, geometry, *SIZE, spec=spec_of(shape))

    assert str(caught.value).startswith(message)
    assert caught.value.field == message.split(":")[0]


@pytest.mark.parametrize(("shape", "geometry", "message"), [item for item in REFUSALS if item[0] in SHAPES])
def test_reading_labels_refuses_the_same_by_id(shape, geometry, message):
    good = Label("good", "point", 0, {"point": [1, 1]})

    with pytest.raises(LabelError) as caught:
        Labels.from_records([good, Label("bad", shape, 0, geometry)], classes=[*CLASSES.values()], frame_sizes=[SIZE])

    assert str(caught.value).startswith(f"label bad, {message}")


CLASSES = {shape: spec_of(shape) for shape in SHAPES}


def test_every_shape_has_refusals():
    assert {shape for shape, _, _ in REFUSALS} >= set(SHAPES)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["visible", "nose"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(["id", "x", "visibility"]), inner),
    max_leaves=12,
)
fields = ["box_xywh", "angle_deg", "polygons", "size", "counts", "point", "points", "nodes"]


@pytest.mark.parametrize("shape", list(SHAPES))
@given(geometry=st.dictionaries(st.sampled_from(fields), anything, min_size=1))
def test_the_door_never_fails_in_another_way(shape, geometry):
    try:
        check_geometry(shape, {"size": [480, 640], **geometry}, *SIZE, spec=CLASSES[shape])
    except GeometryError:
        return


@given(masks())
def test_run_lengths_are_those_of_the_pixels(mask):
    pixels = pixels_of(mask).ravel(order="F").tolist()

    runs = run_lengths(mask["counts"]).tolist()

    assert [value for index, run in enumerate(runs) for value in [index % 2] * run] == pixels


def test_a_skeleton_may_be_checked_without_its_class():
    check_geometry("skeleton", node(id="tail"), *SIZE)


def test_labels_of_an_unknown_class_or_kind_are_refused():
    classes = [CLASSES["point"], ClassSpec(id="sky", name="Sky", kind="classification")]
    cases = {
        "label k, class: the ontology has no class 'plum'": Label("k", "plum", 0),
        "label k, geometry: Sky is a classification and has no place on the frame": Label("k", "sky", 0, {}),
        "label k, geometry: is missing; point is an object class": Label("k", "point", 0),
        "label k, frame: -1 is not one of 1, counted from 0": Label("k", "sky", -1),
    }

    for message, label in cases.items():
        with pytest.raises(LabelError) as caught:
            Labels.from_records([label], classes=classes, frame_sizes=[SIZE])
        assert str(caught.value) == message


def random_ring(n_points):
    """A ring that jumps to and fro: half of its edges' upright boxes overlap."""
    return np.random.default_rng(5).uniform(0, 480, 2 * n_points).tolist()


def comb(n_teeth):
    """A ring that crosses itself nowhere, of slanted teeth: each lies in the upright box of every other."""
    teeth = np.arange(n_teeth)
    left, right = (np.column_stack((start + 0.01 * teeth, 0.01 * teeth + start / 10)) for start in (10, 300))
    outline = np.column_stack((left, right)).reshape(-1, 2)
    return [*outline.ravel().tolist(), 400.0, 0.0, 10.0, 0.0]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("ring", [random_ring(300), random_ring(20_000), comb(10_000)])
def test_a_tangle_is_refused_before_it_keeps_anyone_waiting(ring):
    with pytest.raises(GeometryError, match="polygons: more than 10000 pairs of its edges"):
        check_geometry("polygon", {"polygons": [[ring]]}, *SIZE)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("ring", [random_ring(100), comb(40)])
def test_what_crosses_or_turns_often_but_not_endlessly_is_taken(ring):
    check_geometry("polygon", {"polygons": [[ring]]}, *SIZE)


def test_a_long_outline_that_crosses_itself_here_and_there_is_taken():
    turn = np.linspace(0, 2 * np.pi, 5_000)
    outline = np.stack((240 + 200 * np.cos(turn), 240 + 200 * np.sin(turn)), axis=1)
    outline[::100, 1] += 10

    check_geometry("polygon", {"polygons": [[outline.ravel().tolist()]]}, *SIZE)
