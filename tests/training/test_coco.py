"""Reading COCO files: what fits becomes documents, and everything else is named by its place and field."""

import io
import json

import pytest

from training.formats import FORMATS, MAX_PROBLEMS
from training.formats.coco import parse
from training.models import DataUnit, OntologyClass

NAN, INFINITY = float("nan"), float("inf")
CATEGORY = {"id": 1, "name": "Cell"}
IMAGE = {"id": 7, "file_name": "a.jpg", "width": 640, "height": 480}
ANNOTATION = {"id": 12, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 40]}


def make_class(name="Cell", **fields):
    return OntologyClass(**{"kind": "object", "name": name, "feature_hash": name, "shape": "bounding_box", **fields})


def make_unit(title="a.jpg", pk=1, **fields):
    return DataUnit(pk=pk, title=title, **{"modality": "image", "width": 640, "height": 480, **fields})


def coco(*, images=(IMAGE,), categories=(CATEGORY,), annotations=(ANNOTATION,)):
    return {"images": list(images), "categories": list(categories), "annotations": list(annotations)}


def read(content, *, classes=None, units=None):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return parse(io.BytesIO(data), classes or [make_class()], units or [make_unit()])


def places(plan):
    return [(problem.where, problem.field) for problem in plan.problems]


def refuse(content, **given):
    """The one problem of a file that has exactly one."""
    plan = read(content, **given)
    assert plan.n_problems == 1, plan.problems
    assert plan.documents == {}
    return plan.problems[0]


def test_the_list_holds_coco_under_its_name():
    assert FORMATS["coco"].parse is parse


def test_a_box_becomes_an_object_with_one_shape_on_frame_0():
    plan = read(coco())

    document = plan.documents[1]
    (label,) = document["objects"]
    assert plan.n_problems == 0
    assert label == {"id": label["id"], "class": "Cell", "attributes": {}}
    assert document["frames"] == {"0": [{"object": label["id"], "box_xywh": [10.0, 20.0, 30.0, 40.0]}]}
    assert document["classifications"] == []


def test_every_object_has_an_id_of_its_own():
    boxes = [{**ANNOTATION, "id": number} for number in range(50)]

    document = read(coco(annotations=boxes)).documents[1]

    assert len({label["id"] for label in document["objects"]}) == 50


def test_an_image_without_annotations_is_an_empty_truth():
    plan = read(coco(annotations=[]))

    assert plan.documents == {1: {"objects": [], "classifications": [], "frames": {"0": []}}}


def test_images_that_the_file_does_not_name_are_left_alone():
    plan = read(coco(), units=[make_unit(), make_unit("b.jpg", pk=2)])

    assert list(plan.documents) == [1]


@pytest.mark.parametrize("file_name", ["a.jpg", "train/a.jpg", "C:\\photos\\a.jpg", "A.JPG", " a.jpg "])
def test_images_are_found_by_the_last_part_of_their_name_in_any_case(file_name):
    plan = read(coco(images=[{**IMAGE, "file_name": file_name}]))

    assert list(plan.documents) == [1]


def test_the_name_as_written_wins_over_one_in_another_case():
    units = [make_unit("A.jpg", pk=1), make_unit("a.jpg", pk=2)]

    plan = read(coco(), units=units)

    assert list(plan.documents) == [2]


@pytest.mark.parametrize("titles", [("A.jpg", "a.JPG"), ("a.jpg", "a.jpg")])
def test_a_name_that_fits_two_data_units_is_refused(titles):
    units = [make_unit(title, pk=number) for number, title in enumerate(titles)]

    problem = refuse(coco(), units=units)

    assert (problem.where, problem.field) == ("image 7", "file_name")
    assert "several" in problem.message


def test_an_image_that_the_project_has_not_is_named_with_the_annotations_that_need_it():
    boxes = [ANNOTATION, {**ANNOTATION, "id": 13}]

    problem = refuse(coco(images=[{**IMAGE, "file_name": "z.jpg"}], annotations=boxes))

    assert (problem.where, problem.field) == ("image 7", "file_name")
    assert "“z.jpg”" in problem.message
    assert "Annotation 12 and 1 more" in problem.message


def test_two_images_that_mean_the_same_data_unit_are_refused():
    problem = refuse(coco(images=[IMAGE, {**IMAGE, "id": 8, "file_name": "b/a.jpg"}]))

    assert (problem.where, problem.field) == ("image 8", "file_name")
    assert "image 7" in problem.message


@pytest.mark.parametrize("field", ["width", "height"])
def test_a_picture_of_another_size_is_refused(field):
    problem = refuse(coco(images=[{**IMAGE, field: 100}]))

    assert (problem.where, problem.field) == ("image 7", field)


def test_a_file_without_sizes_is_read():
    assert read(coco(images=[{"id": 7, "file_name": "a.jpg"}])).n_problems == 0


def test_a_data_unit_of_several_frames_is_refused():
    assert refuse(coco(), units=[make_unit(n_frames=9)]).field == "file_name"


@pytest.mark.parametrize("name", ["Cell", "cell", " CELL "])
def test_categories_are_found_by_name_in_any_case(name):
    plan = read(coco(categories=[{"id": 1, "name": name}]))

    assert plan.documents[1]["objects"][0]["class"] == "Cell"


def test_an_unknown_class_is_named_once_by_its_first_annotation():
    boxes = [{**ANNOTATION, "id": number} for number in (12, 13, 14)]

    problem = refuse(coco(categories=[{"id": 1, "name": "Sell"}], annotations=boxes))

    assert (problem.where, problem.field) == ("annotation 12", "category_id")
    assert "“Sell”" in problem.message
    assert "2 more" in problem.message


def test_a_category_that_no_annotation_has_may_be_unknown():
    assert read(coco(categories=[CATEGORY, {"id": 2, "name": "pieces"}])).n_problems == 0


@pytest.mark.parametrize(
    "classes",
    [
        [make_class(archived=True)],
        [make_class(kind="classification", shape="")],
        [make_class(shape="polyline")],
        [make_class("CELL"), make_class("cell")],
    ],
    ids=["archived", "classification", "polyline", "ambiguous"],
)
def test_a_class_that_cannot_take_a_box_is_refused(classes):
    problem = refuse(coco(), classes=classes)

    assert (problem.where, problem.field) == ("annotation 12", "category_id")


@pytest.mark.parametrize(
    "box",
    [
        None,
        "10,20,30,40",
        {},
        [],
        [10, 20, 30],
        [10, 20, 30, 40, 50],
        [10, 20, "30", 40],
        [10, 20, True, 40],
        [10, 20, None, 40],
        [10, 20, 0, 40],
        [10, 20, 30, 0],
        [10, 20, -30, 40],
        [10, 20, 30, -40],
        [10, 20, 1e-300, 40],
        [10, 20, NAN, 40],
        [NAN, 20, 30, 40],
        [10, 20, INFINITY, 40],
        [-INFINITY, 20, 30, 40],
        [10, 20, 10**400, 40],
        [10, 20, 1e300, 40],
        [-1, 20, 30, 40],
        [10, -1, 30, 40],
        [611, 20, 30, 40],
        [10, 441, 30, 40],
        [700, 500, 30, 40],
        [[10], 20, 30, 40],
    ],
)
def test_a_box_that_is_no_box_of_this_picture_is_refused(box):
    problem = refuse(coco(annotations=[{**ANNOTATION, "bbox": box}]))

    assert (problem.where, problem.field) == ("annotation 12", "bbox")
    assert problem.message


def test_a_missing_box_is_refused():
    box = {key: value for key, value in ANNOTATION.items() if key != "bbox"}

    assert refuse(coco(annotations=[box])).field == "bbox"


@pytest.mark.parametrize("box", [[-0.5, 20, 30, 40], [10, 20, 630.9, 40], [0, 0, 640, 480.99], [639, 479, 1, 1]])
def test_less_than_a_pixel_over_the_edge_is_kept_as_given(box):
    document = read(coco(annotations=[{**ANNOTATION, "bbox": box}])).documents[1]

    assert document["frames"]["0"][0]["box_xywh"] == box


@pytest.mark.parametrize("iscrowd", [0, None, False])
def test_a_single_object_may_say_so(iscrowd):
    assert read(coco(annotations=[{**ANNOTATION, "iscrowd": iscrowd}])).n_problems == 0


@pytest.mark.parametrize("iscrowd", [1, True, "yes"])
def test_a_crowd_is_refused(iscrowd):
    assert refuse(coco(annotations=[{**ANNOTATION, "iscrowd": iscrowd}])).field == "iscrowd"


@pytest.mark.parametrize("field", ["image_id", "category_id"])
@pytest.mark.parametrize("value", [99, "7", None, [7], {}, 7.5, True])
def test_a_reference_to_nothing_is_refused(field, value):
    problem = refuse(coco(annotations=[{**ANNOTATION, field: value}]))

    assert (problem.where, problem.field) == ("annotation 12", field)


@pytest.mark.parametrize(
    ("section", "entry", "place"),
    [
        ("images", IMAGE, "image 7"),
        ("categories", CATEGORY, "category 1"),
        ("annotations", ANNOTATION, "annotation 12"),
    ],
)
def test_an_id_that_stands_twice_is_refused(section, entry, place):
    problem = refuse(coco(**{section: [entry, entry]}))

    assert (problem.where, problem.field) == (place, "id")


@pytest.mark.parametrize("key", [None, 1.5, True, [], {}])
def test_an_annotation_without_an_id_of_its_own_is_named_by_position(key):
    problem = refuse(coco(annotations=[ANNOTATION, {**ANNOTATION, "id": key}]))

    assert (problem.where, problem.field) == ("annotations[1]", "id")


def test_ids_may_be_texts():
    plan = read(
        coco(
            images=[{**IMAGE, "id": "x"}],
            categories=[{"id": "y", "name": "Cell"}],
            annotations=[{**ANNOTATION, "id": "z", "image_id": "x", "category_id": "y"}],
        )
    )

    assert plan.n_problems == 0


@pytest.mark.parametrize("entry", [None, 3, "annotation", [1]])
def test_an_entry_that_is_no_object_is_refused(entry):
    assert refuse(coco(annotations=[entry])).where == "annotations[0]"


@pytest.mark.parametrize("name", [None, 5, ["Cell"]])
def test_a_category_whose_name_is_no_text_is_refused(name):
    problem = refuse(coco(categories=[{"id": 1, "name": name}]))

    assert (problem.where, problem.field) == ("category 1", "name")


@pytest.mark.parametrize("file_name", [None, 5, "", "  ", ["a.jpg"]])
def test_an_image_whose_name_is_no_text_is_refused(file_name):
    problem = refuse(coco(images=[{**IMAGE, "file_name": file_name}]))

    assert (problem.where, problem.field) == ("image 7", "file_name")


@pytest.mark.parametrize("section", ["images", "categories", "annotations"])
@pytest.mark.parametrize("value", [None, {}, "list", 3])
def test_a_section_that_is_no_list_is_refused(section, value):
    problem = refuse({**coco(), section: value})

    assert problem.field == section


def test_a_file_without_an_image_is_refused():
    assert refuse(coco(images=[], annotations=[])).field == "images"


@pytest.mark.parametrize("content", [b"[]", b"3", b"null", b'"text"'])
def test_a_file_that_is_no_object_is_refused(content):
    assert refuse(content).where == "the file"


def test_broken_json_is_named_by_its_line():
    problem = refuse(b'{\n"images": [],\n"annotations": [,]\n}')

    assert problem.where == "line 3"
    assert "column 17" in problem.message


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\xfa", b'{"images": ["\xe9"]}', b"[" * 10_000_000, b'{"a":' * 500_000, b"[" + b"9" * 5000 + b"]"],
    ids=["empty", "no unicode", "latin-1", "ten megabytes of lists", "objects", "digits"],
)
def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(content):
    assert refuse(content).message


def test_values_nested_as_deep_as_python_reads_are_still_shown():
    for depth in range(400, 1000, 7):
        bbox = b"[" * depth + b"]" * depth
        content = json.dumps(coco()).replace("[10, 20, 30, 40]", "BOX").encode().replace(b"BOX", bbox)

        assert read(content).n_problems == 1


def test_a_byte_order_mark_is_no_fault():
    assert read(json.dumps(coco()).encode("utf-8-sig")).n_problems == 0


def test_text_that_no_page_can_hold_is_shown_escaped():
    problem = refuse(coco(images=[{**IMAGE, "file_name": "\ud800" + "x" * 500}]))

    assert problem.message.encode()
    assert len(problem.message) < 300


def test_all_problems_are_listed_and_nothing_is_planned():
    bad = [
        {**ANNOTATION, "id": 1, "bbox": [0, 0, 0, 5]},
        {**ANNOTATION, "id": 2, "image_id": 99},
        {**ANNOTATION, "id": 3},
        {**ANNOTATION, "id": 4, "category_id": 2},
    ]

    plan = read(coco(categories=[CATEGORY, {"id": 2, "name": "Dog"}], annotations=bad))

    assert plan.documents == {}
    assert sorted(places(plan)) == [
        ("annotation 1", "bbox"),
        ("annotation 2", "image_id"),
        ("annotation 4", "category_id"),
    ]


def test_the_first_hundred_problems_are_shown_and_all_are_counted():
    bad = [{**ANNOTATION, "id": number, "bbox": None} for number in range(250)]

    plan = read(coco(annotations=bad))

    assert len(plan.problems) == MAX_PROBLEMS
    assert plan.n_problems == 250
