"""COCO's polygons, masks and keypoints, held against pycocotools; the boxes have a test of their own."""

import json

import numpy as np
import pytest
from pycocotools import mask as coco

from tests.training.label_files import HEIGHT, WIDTH, blob, labelled, make_document, make_unit, parse, places, written

IMAGE = {"id": 1, "file_name": "a.jpg", "width": WIDTH, "height": HEIGHT}


def read(annotation, *, category="Field", **category_fields):
    content = {
        "images": [IMAGE],
        "categories": [{"id": 1, "name": category, **category_fields}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, **annotation}],
    }
    return parse("coco", json.dumps(content))


def shape_of(plan):
    assert plan.n_problems == 0, plan.problems
    ((shape,),) = plan.documents[1]["frames"].values()
    return {key: value for key, value in shape.items() if key != "object"}


def exported(*shapes, **fields):
    return json.load(written("coco", labelled(make_document(*shapes), **fields)))


def test_a_segmentation_is_the_parts_of_one_polygon():
    rings = [[1, 1, 9, 1, 9, 9], [20, 20, 29, 20, 29, 29, 20, 20]]

    assert shape_of(read({"segmentation": rings})) == {"polygons": [[rings[0]], [rings[1][:-2]]]}


@pytest.mark.parametrize(
    "segmentation", [None, [], {}, [[1, 2]], [[1, 1, 2, 2]], [[1, 1, 2, 2, 3]], [["a"] * 6], [None], 7]
)
def test_a_segmentation_that_is_no_polygon_is_refused(segmentation):
    plan = read({"segmentation": segmentation})

    assert places(plan) == [("annotation 1", "segmentation")]


def test_run_lengths_are_read_compressed_and_plain():
    picture = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    picture[3:9, 5:20] = 1
    flat = picture.ravel(order="F")
    edges = [0, *(np.flatnonzero(np.diff(flat)) + 1).tolist(), flat.size]
    plain = np.diff(edges).tolist()

    expected = blob(5, 3, 15, 6)
    for counts in (expected["counts"], plain):
        plan = read({"segmentation": {"size": [HEIGHT, WIDTH], "counts": counts}, "iscrowd": 1}, category="Lesion")
        assert shape_of(plan) == {"size": [HEIGHT, WIDTH], "counts": expected["counts"]}
        assert plan.notes


@pytest.mark.parametrize(
    "segmentation",
    [
        {"size": [WIDTH, HEIGHT], "counts": [WIDTH * HEIGHT]},
        {"size": [HEIGHT, WIDTH], "counts": [1, 2]},
        {"size": [HEIGHT, WIDTH], "counts": [-1, 1 + WIDTH * HEIGHT]},
        {"size": [HEIGHT, WIDTH], "counts": [10**30]},
        {"size": [HEIGHT, WIDTH], "counts": "~~~~"},
        {"size": [HEIGHT, WIDTH], "counts": ""},
        {"size": [HEIGHT, WIDTH], "counts": [WIDTH * HEIGHT]},
        [[0, 0, 1e300, 0, 0, 5]],
        [[0, 0, 5e6, 0, 0, 5e6]],
    ],
)
def test_run_lengths_that_are_no_mask_of_the_picture_are_refused(segmentation):
    assert places(read({"segmentation": segmentation}, category="Lesion")) == [("annotation 1", "segmentation")]


def test_outlines_are_drawn_where_the_class_is_a_bitmask():
    square = [10, 10, 30, 10, 30, 20, 10, 20]

    drawn = shape_of(read({"segmentation": [square]}, category="Lesion"))

    expected = coco.merge(coco.frPyObjects([square], HEIGHT, WIDTH))
    assert drawn["counts"] == expected["counts"].decode()


def test_keypoints_are_found_by_the_names_of_the_category():
    points = [1, 2, 2, 3, 4, 1, 0, 0, 0]

    plan = read({"keypoints": points}, category="Person", keypoints=["Foot", "Head", "n1"])

    nodes = shape_of(plan)["nodes"]
    assert nodes == [
        {"id": "n2", "visibility": "visible", "x": 1.0, "y": 2.0},
        {"id": "n0", "visibility": "occluded", "x": 3.0, "y": 4.0},
        {"id": "n1", "visibility": "invisible"},
    ]


@pytest.mark.parametrize(
    ("points", "names"),
    [
        ([1, 2, 2], None),
        ([1, 2, 3] * 3, None),
        ([1, 2], None),
        (None, None),
        ([0, 0, 0] * 3, None),
        ([1, 2, 2] * 3, ["Head", "Hand", "Tail"]),
        ([float("nan"), 2, 2] * 3, None),
    ],
)
def test_keypoints_that_are_no_skeleton_of_the_class_are_refused(points, names):
    plan = read({"keypoints": points}, category="Person", **({"keypoints": names} if names else {}))

    assert places(plan) == [("annotation 1", "keypoints")]


def test_the_numbers_of_an_export_are_those_of_pycocotools():
    mask = blob(5, 3, 15, 6)
    polygon = {"polygons": [[[10, 10, 30, 10, 30, 20, 10, 20]], [[40, 40, 44, 40, 44, 44, 40, 44]]]}

    content = exported(("bitmask", mask), ("polygon", polygon))

    of_mask, of_polygon = content["annotations"]
    encoded = {"size": mask["size"], "counts": mask["counts"].encode()}
    assert of_mask["area"] == coco.area(encoded)
    assert of_mask["bbox"] == coco.toBbox(encoded).tolist()
    assert of_polygon["area"] == 20 * 10 + 4 * 4
    assert of_polygon["bbox"] == [10, 10, 34, 34]


def test_a_turned_box_keeps_its_angle_beside_its_corners():
    content = exported(("rotatable_bounding_box", {"box_xywh": [10, 10, 20, 10], "angle_deg": 90.0}))

    (annotation,) = content["annotations"]
    assert annotation["attributes"] == {"rotation": 90.0}
    assert annotation["segmentation"][0] == pytest.approx([25, 5, 25, 25, 15, 25, 15, 5])


def test_frames_of_a_sequence_are_images_of_their_own():
    unit = make_unit("film", n_frames=30)
    document = make_document(("bounding_box", {"box_xywh": [1, 2, 3, 4]}), frame=12)

    content = json.load(written("coco", labelled(document, unit)))

    assert [image["file_name"] for image in content["images"]] == ["film/000012.jpg"]
    plan = parse("coco", json.dumps(content), units=[unit])
    assert list(plan.documents[1]["frames"]) == ["12"]


@pytest.mark.parametrize("name", ["film", "film/000030.jpg", "film/x.jpg", "other/000001.jpg"])
def test_a_frame_that_is_not_there_is_refused(name):
    content = {"images": [{"id": 1, "file_name": name}], "categories": [], "annotations": []}

    assert places(parse("coco", json.dumps(content), units=[make_unit("film", n_frames=30)])) == [
        ("image 1", "file_name")
    ]
