"""Files of other tools, written by hand: what each format reads, and what it refuses with its place."""

import base64
import json

import numpy as np
import pytest

from tests.training.label_files import (
    BY_SHAPE,
    CLASSES,
    HEIGHT,
    WIDTH,
    archive,
    blob,
    labelled,
    make_class,
    make_document,
    make_unit,
    parse,
    places,
    upload,
    written,
)
from training.formats.support.masks import write_png
from training.formats.support.yolo import yaml_names

IMAGE = f'<image id="0" name="photos/a.jpg" width="{WIDTH}" height="{HEIGHT}">%s</image>'
FILM = '<meta><task><name>task 7</name></task><source>film</source></meta><track id="0" label="Car">%s</track>'
BOX = 'xtl="1" ytl="2" xbr="4" ybr="6"'


def cvat(content, **given):
    return parse("cvat", f"<annotations><version>1.1</version>{content}</annotations>", **given)


def only_shape(plan):
    assert plan.n_problems == 0, plan.problems
    ((shape,),) = [shapes for shapes in plan.documents[1]["frames"].values() if shapes]
    return {key: value for key, value in shape.items() if key != "object"}


@pytest.mark.parametrize(
    ("element", "geometry"),
    [
        (f'<box label="car" occluded="1" {BOX} z_order="0"/>', {"box_xywh": [1, 2, 3, 4]}),
        (f'<box label="Ship" rotation="30" {BOX}/>', {"box_xywh": [1, 2, 3, 4], "angle_deg": 30}),
        ('<polygon label="Field" points="1,2;3.5,2;3,9"/>', {"polygons": [[[1, 2, 3.5, 2, 3, 9]]]}),
        ('<polyline label="Lane" points="1,2;3,4"/>', {"points": [1, 2, 3, 4]}),
        ('<points label="Nose" points="1,2"/>', {"point": [1, 2]}),
        ('<mask label="Lesion" rle="0, 3, 1, 2" left="5" top="3" width="3" height="2"/>', None),
        (
            '<skeleton label="Person"><points label="Head" outside="0" occluded="1" points="1,2"/>'
            '<points label="Foot" outside="1" points="0,0"/></skeleton>',
            {
                "nodes": [
                    {"id": "n0", "visibility": "occluded", "x": 1, "y": 2},
                    {"id": "n2", "visibility": "invisible"},
                ]
            },
        ),
    ],
)
def test_cvat_elements_become_shapes(element, geometry):
    shape = only_shape(cvat(IMAGE % element))

    if geometry is None:
        picture = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
        picture[3, 5:8] = picture[4, 6:8] = 1
        from_blobs = blob(5, 3, 3, 1)
        assert shape["size"] == from_blobs["size"]
        assert json.dumps(shape)
    else:
        assert shape == geometry


@pytest.mark.parametrize(
    ("element", "field"),
    [
        (f'<box label="Bus" {BOX}/>', "label"),
        (f'<box label="Field" {BOX}/>', "label"),
        (f"<box {BOX}/>", "label"),
        ('<box label="Car" xtl="1" ytl="2" xbr="4"/>', "ybr"),
        ('<box label="Car" xtl="nan" ytl="2" xbr="4" ybr="6"/>', "xtl"),
        ('<box label="Car" xtl="4" ytl="2" xbr="1" ybr="6"/>', "box"),
        (f'<box label="Car" rotation="5" {BOX}/>', "rotation"),
        ('<polygon label="Field" points="1,2;3"/>', "points"),
        ('<polygon label="Field" points="1,2;3,4"/>', "polygon"),
        ('<points label="Nose" points="1,2;3,4"/>', "points"),
        ('<mask label="Lesion" rle="0, 9" left="5" top="3" width="3" height="2"/>', "rle"),
        ('<mask label="Lesion" rle="0, 6" left="63" top="3" width="3" height="2"/>', "rle"),
        ('<mask label="Lesion" rle="0, -6" left="3" top="3" width="3" height="2"/>', "rle"),
        ('<mask label="Lesion" rle="0, 6" left="3" top="3" width="9999999" height="2"/>', "rle"),
        ('<skeleton label="Person"><points label="Tail" points="1,2"/></skeleton>', "skeleton"),
        ('<cuboid label="Car"/>', ""),
        ('<tag label="Mood"/>', "label"),
        (f'<box label="Car" {BOX}><attribute name="Colour">Green</attribute></box>', "attribute"),
        (f'<box label="Car" {BOX}><attribute name="Age">old</attribute></box>', "attribute"),
    ],
)
def test_cvat_names_the_picture_and_the_label_that_are_wrong(element, field):
    ((where, found),) = places(cvat(IMAGE % element))

    assert found == field
    assert "image “photos/a.jpg”" in where
    assert "line 1" in where


def test_cvat_answers_are_found_by_name_with_the_way_where_names_are_shared():
    attributes = "".join(
        f'<attribute name="{name}">{text}</attribute>'
        for name, text in {
            "Colour": "red",
            "Shade": " dark ",
            "Damage: Dent": "true",
            "Damage: Rust": "false",
            "Age": "3.5",
            "Plate": "",
            "Wheels": "4",
        }.items()
    )

    plan = cvat(IMAGE % f'<box label="Car" {BOX}>{attributes}</box>')

    assert plan.documents[1]["objects"][0]["attributes"] == {
        "col": "col-Red",
        "shd": " dark ",
        "dmg": ["dmg-Dent"],
        "age": 3.5,
    }
    assert any("Wheels" in note for note in plan.notes)


def test_cvat_tracks_end_where_they_are_outside():
    boxes = "".join(
        f'<box frame="{frame}" keyframe="{key}" outside="{outside}" {BOX}>'
        f'<attribute name="Motion">{motion}</attribute></box>'
        for frame, key, outside, motion in (
            (0, 1, 0, "Moving"),
            (1, 0, 0, "Moving"),
            (2, 1, 0, "Stopped"),
            (3, 1, 1, "Stopped"),
        )
    )

    plan = cvat(FILM % boxes, units=[make_unit("film", n_frames=9)])

    document = plan.documents[1]
    assert plan.n_problems == 0, plan.problems
    assert [frame for frame, shapes in document["frames"].items() if shapes] == ["0", "1", "2"]
    assert document["frames"]["1"][0]["interpolated"] is True
    assert document["objects"][0]["dynamic"] == {
        "mov": [
            {"range": [0, 1], "answers": {"mov": "mov-Moving"}},
            {"range": [2, 2], "answers": {"mov": "mov-Stopped"}},
        ]
    }


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (FILM % f'<box frame="9" {BOX}/>', "frame"),
        (FILM % f'<box frame="x" {BOX}/>', "frame"),
        ((FILM % "").replace(">film<", ">clip<"), "source"),
        (
            FILM
            % (
                f'<box frame="0" {BOX}><attribute name="Plate">A</attribute></box>'
                f'<box frame="1" {BOX}><attribute name="Plate">B</attribute></box>'
            ),
            "attribute",
        ),
    ],
)
def test_cvat_tracks_that_do_not_fit_are_refused(content, field):
    assert [found for _, found in places(cvat(content, units=[make_unit("film", n_frames=9)]))] == [field]


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><annotations>&x;</annotations>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotations/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotations>&x;</annotations>',
        "<annotations>" * 60,
    ],
)
@pytest.mark.parametrize("name", ["cvat", "pascal_voc"])
def test_xml_bombs_are_refused_with_their_line(name, bomb):
    plan = parse(name, upload(bomb, "bomb.xml"))

    assert plan.n_problems == 1
    assert plan.problems[0].where == "bomb.xml, line 1"


# YOLO


def yolo(lines, *, names="names: [Car, Ship, Field]", name="yolo", path="labels/train/a.txt"):
    return parse(name, archive({"data.yaml": names, path: lines}))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("names: ['a', \"b\"]", {0: "a", 1: "b"}),
        ("names: [a b, c]\nnc: 2", {0: "a b", 1: "c"}),
        ("names:\n- a\n- b # second\nnc: 2", {0: "a", 1: "b"}),
        ("path: x\nnames:\n  3: 'it''s'\n  1: b\n", {3: "it's", 1: "b"}),
        ("names: {0: a, 1: b}", {0: "a", 1: "b"}),
        ("names: [a,\n b]", {0: "a", 1: "b"}),
        ("nc: 1", {}),
    ],
)
def test_the_names_of_yolo_are_read_in_all_their_forms(text, names):
    assert yaml_names(text) == names


def test_yolo_boxes_are_shares_about_their_centre():
    assert only_shape(yolo("0 0.5 0.5 0.25 0.5\n")) == {"box_xywh": [24, 12, 16, 24]}


def test_oriented_boxes_are_read_from_corners_either_way_round():
    corners = [(10, 10), (30, 10), (30, 20), (10, 20)]
    for points in (corners, [corners[0], *reversed(corners[1:])]):
        line = " ".join(f"{x / WIDTH} {y / HEIGHT}" for x, y in points)
        shape = only_shape(yolo(f"1 {line}", name="yolo_oriented"))
        assert shape["box_xywh"] == pytest.approx([10, 10, 20, 10])
        assert shape["angle_deg"] == pytest.approx(0)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("7 0.5 0.5 0.1 0.1", "yolo"),
        ("x 0.5 0.5 0.1 0.1", "yolo"),
        ("1 0.5 0.5 0.1 0.1", "yolo"),
        ("0 0.5 0.5 0.1", "yolo"),
        ("0 0.5 0.5 0.1 nan", "yolo"),
        ("0 0.5 0.5 0.1 0", "yolo"),
        ("0 320 240 100 100", "yolo"),
        ("1 0 0 0.9 0.1 0.5 0.9 0.1 0.5", "yolo_oriented"),
        ("2 0 0 1 1", "yolo_segmentation"),
        ("2 0 0 1 1 0.5 0.5 0.5", "yolo_segmentation"),
    ],
)
def test_yolo_names_the_file_and_the_line(lines, name):
    ((where, _field),) = places(yolo(f"\n{lines}\n", name=name))

    assert where == "labels/train/a.txt, line 2"


def test_yolo_without_names_or_for_no_picture_is_refused():
    assert places(parse("yolo", archive({"labels/a.txt": "0 0 0 1 1"})))
    assert places(yolo("", path="labels/z.txt")) == [("labels/z.txt", "")]


def test_a_polygon_with_a_hole_is_said_to_be_filled_in_yolo():
    ring, hole = [0.0, 0, 20, 0, 20, 20, 0, 20], [5.0, 5, 10, 5, 10, 10, 5, 10]

    plan = parse(
        "yolo_segmentation",
        written("yolo_segmentation", labelled(make_document(("polygon", {"polygons": [[ring, hole]]})))),
    )

    assert only_shape(plan)["polygons"][0][0] == pytest.approx(ring)


# Pascal VOC


def voc(inside, *, filename="a.jpg"):
    size = f"<size><width>{WIDTH}</width><height>{HEIGHT}</height></size>"
    return parse(
        "pascal_voc", upload(f"<annotation><filename>{filename}</filename>{size}{inside}</annotation>", "x.xml")
    )


def test_voc_boxes_are_read_by_their_corners():
    corners = "<bndbox><xmin> 1 </xmin><ymax>6.5</ymax><xmax>4</xmax><ymin>2</ymin></bndbox>"

    plan = voc(f"<object><name>Car</name><difficult>1</difficult>{corners}</object>")

    assert only_shape(plan) == {"box_xywh": [1, 2, 3, 4.5]}
    assert plan.notes


@pytest.mark.parametrize(
    "inside",
    [
        "<object><name>Bus</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object>",
        "<object><name>Car</name></object>",
        "<object><name>Car</name><bndbox><xmin>3</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object>",
    ],
)
def test_voc_names_the_object_that_is_wrong(inside):
    ((where, _field),) = places(voc(inside))

    assert where.startswith("x.xml, object 1")


def test_voc_pictures_that_are_not_there_or_of_another_size_are_refused():
    assert places(voc("", filename="z.jpg")) == [("x.xml", "filename")]
    assert places(
        parse("pascal_voc", "<annotation><filename>a.jpg</filename><size><width>1</width></size></annotation>")
    )


# LabelMe


def labelme(*shapes, **fields):
    content = {"imagePath": "..\\a.jpg", "imageWidth": WIDTH, "imageHeight": HEIGHT, "shapes": list(shapes), **fields}
    return parse("labelme", json.dumps(content))


def test_labelme_polygons_of_one_group_are_one_object():
    polygon = {"label": "Field", "shape_type": "polygon", "points": [[1, 1], [5, 1], [5, 5]]}
    shapes = [{**polygon, "group_id": 1}, {**polygon, "group_id": 1}, {**polygon, "group_id": None}]

    plan = labelme(*shapes)

    assert [len(shape["polygons"]) for shape in plan.documents[1]["frames"]["0"]] == [2, 1]


def test_labelme_masks_stand_in_their_box():
    png = base64.b64encode(write_png(np.ones((6, 15), dtype=bool))).decode()

    plan = labelme({"label": "Lesion", "shape_type": "mask", "points": [[5, 3], [19, 8]], "mask": png})

    assert only_shape(plan) == blob(5, 3, 15, 6)


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        ({"shape_type": "circle", "points": [[1, 1], [2, 2]]}, "shape_type"),
        ({"shape_type": "rectangle", "points": [[1, 1]]}, "points"),
        ({"shape_type": "rectangle", "points": [[1, 1], [1, 5]]}, "points"),
        ({"shape_type": "rectangle", "points": "x"}, "points"),
        ({"shape_type": "rectangle", "points": [[1, 1], [2, float("nan")]]}, "points"),
        ({"shape_type": "polygon", "points": [[1, 1], [2, 2], [3, 9]]}, "label"),
        ({"shape_type": "mask", "label": "Lesion", "points": [[0, 0], [99, 9]], "mask": ""}, "points"),
        ({"shape_type": "mask", "label": "Lesion", "points": [[0, 0], [9, 9]], "mask": "!"}, "mask"),
        ({"shape_type": "mask", "label": "Lesion", "points": [[0, 0], [9, 9]], "mask": "AAAA"}, "mask"),
    ],
)
def test_labelme_names_the_shape_that_is_wrong(shape, field):
    plan = labelme({"label": "Car", **shape})

    assert [(where.split(", ")[-1], found) for where, found in places(plan)] == [("shape 1", field)]


# Masks


def png(values, dtype=np.uint8):
    return write_png(np.asarray(values, dtype=dtype))


def values_with(*numbers):
    values = np.zeros((HEIGHT, WIDTH), dtype=np.uint16)
    for number in numbers:
        values[number % HEIGHT, :9] = number
    return values


def test_every_value_of_a_mask_is_an_object_of_the_one_bitmask_class():
    plan = parse("masks_png", upload(png(values_with(1, 2, 300), np.uint16), "a.png"))

    assert plan.n_problems == 0, plan.problems
    assert len(plan.documents[1]["objects"]) == 3


def test_objects_that_overlap_stand_in_further_pictures():
    document = make_document(("bitmask", blob(0, 0, 10, 10)), ("bitmask", blob(5, 5, 10, 10)))

    plan = parse("masks_png", written("masks_png", labelled(document)))

    assert sorted(shape["counts"] for shape in plan.documents[1]["frames"]["0"]) == sorted(
        shape["counts"] for shape in document["frames"]["0"]
    )


@pytest.mark.parametrize(
    "files",
    [
        {"masks/a.png": b"no picture"},
        {"masks/a.png": png(np.zeros((2, 2)))},
        {"masks/z.png": png(values_with(1))},
        {"objects.json": "{", "a.png": png(values_with(1))},
        {"objects.json": "{}", "a.png": png(values_with(1))},
        {"objects.json": '[{"file": "a.png", "objects": []}]', "a.png": png(values_with(1))},
        {"objects.json": '[{"file": "a.png", "objects": 3}]', "a.png": png(values_with(1))},
        {
            "objects.json": '[{"file": "a.png", "objects": [{"value": 2, "class": "Lesion"}]}]',
            "a.png": png(values_with(1)),
        },
        {
            "objects.json": '[{"file": "a.png", "objects": [{"value": 1, "class": "Car"}]}]',
            "a.png": png(values_with(1)),
        },
        {"readme.md": "nothing"},
    ],
    ids=range(10),
)
def test_masks_that_do_not_fit_are_refused(files):
    plan = parse("masks_png", archive(files))

    assert plan.documents == {}
    assert plan.n_problems


def test_masks_of_several_classes_need_their_list():
    classes = [*CLASSES, make_class("Bone", "bitmask")]

    plan = parse("masks_png", upload(png(values_with(1)), "a.png"), classes=classes)

    assert places(plan) == [("a.png", "")]
    assert BY_SHAPE["bitmask"] in classes
