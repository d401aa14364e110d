"""Encord's label rows: three dialects, legacy lists, and what may be wrong with them."""

import copy
import json

import numpy as np
import pytest
from pycocotools import mask as coco

from tests.training.label_files import (
    CLASSES,
    HEIGHT,
    WIDTH,
    blob,
    labelled,
    make_document,
    make_unit,
    parse,
    places,
    upload,
    written,
)
from training.formats.base import Problems
from training.formats.support.encord_answers import read_dynamic
from training.formats.support.encord_ontology import read_ontology, write_ontology
from training.formats.support.json_stream import json_values

RADIO = {"featureHash": "wth", "answers": [{"featureHash": "wth-Sunny"}]}
TEXT = {"featureHash": "glr", "answers": "low"}


def make_row(**fields):
    """One row of a picture with a car and a classification, in the dialect of ranges."""
    car = {"objectHash": "car/+001", "featureHash": "car", "name": "other name", "manualAnnotation": False}
    car["boundingBox"] = {"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.25}
    row = {
        "data_hash": "no uuid of ours",
        "data_title": "folder/A.JPG",
        "data_type": "image",
        "object_answers": {
            "car/+001": {"classifications": [{"featureHash": "dmg", "answers": [{"featureHash": "dmg-Dent"}]}]}
        },
        "classification_answers": {
            "weather1": {"featureHash": "weather", "classifications": [TEXT, RADIO], "range": [[0, 0]]}
        },
        "object_actions": {},
        "data_units": {
            "x": {
                "data_sequence": 0,
                "width": WIDTH,
                "height": HEIGHT,
                "labels": {"objects": [car], "classifications": []},
            }
        },
    }
    return {**row, **fields}


def labels_of(row):
    return row["data_units"]["x"]["labels"]


def read(row, **given):
    return parse("encord", json.dumps(row), **given)


def document_of(plan):
    assert plan.n_problems == 0, plan.problems
    return plan.documents[1]


def test_a_row_becomes_a_document_in_pixels():
    document = document_of(read(make_row()))

    assert document["objects"] == [{"id": "car/+001", "class": "car", "attributes": {"dmg": ["dmg-Dent"]}}]
    (shape,) = document["frames"]["0"]
    assert shape["box_xywh"] == pytest.approx([0.1 * WIDTH, 0.2 * HEIGHT, 0.3 * WIDTH, 0.25 * HEIGHT])
    assert "interpolated" not in shape  # a single picture has no key frames
    assert document["classifications"] == [
        {"id": "weather1", "class": "weather", "answers": {"glr": "low", "wth": "wth-Sunny"}, "ranges": [[0, 0]]}
    ]


def test_the_legacy_dialect_keeps_classes_and_frames_of_classifications_in_the_frames():
    row = make_row()
    answer = row["classification_answers"]["weather1"]
    del answer["range"], answer["featureHash"]
    listed = {"classificationHash": "weather1", "featureHash": "weather", "name": "Glare"}
    labels_of(row)["classifications"].append(listed)

    assert document_of(read([row]))["classifications"] == document_of(read(make_row()))["classifications"]


def test_ranges_and_frames_together_give_one_classification():
    row = make_row()
    labels_of(row)["classifications"].append({"classificationHash": "weather1", "featureHash": "weather"})

    assert len(document_of(read(row))["classifications"]) == 1


def test_legacy_frames_of_a_film_become_ranges():
    unit = make_unit("A.jpg", n_frames=10)
    row = make_row()
    listed = {"classificationHash": "weather1", "featureHash": "weather"}
    row["classification_answers"]["weather1"].pop("range")
    frames = {str(frame): {"objects": [], "classifications": [listed]} for frame in (4, 2, 3, 7)}
    row["data_units"]["x"]["labels"] = frames

    (item,) = document_of(read(row, units=[unit]))["classifications"]

    assert item["ranges"] == [[2, 4], [7, 7]]


def test_a_row_is_found_by_our_own_id_first():
    other, unit = make_unit("folder/A.JPG", pk=2), make_unit("b.jpg")

    plan = read(make_row(data_hash=str(unit.uuid)), units=[other, unit])

    assert list(plan.documents) == [1]


def test_pictures_of_a_group_come_by_their_sequence_number_as_text_or_number():
    unit = make_unit("A.jpg", n_frames=3)
    row = make_row(classification_answers={})
    entry = row["data_units"]["x"]
    row["data_units"] = {"x": {**entry, "data_sequence": "2"}, "y": {**entry, "data_sequence": 0}}

    document = document_of(read(row, units=[unit]))

    assert sorted(document["frames"]) == ["0", "2"]
    assert len(document["objects"]) == 1
    assert document["frames"]["0"][0]["interpolated"] is True


def test_pieces_of_a_checklist_are_one_answer():
    row = make_row()
    pieces = [{"featureHash": "dmg", "answers": [{"featureHash": f"dmg-{name}"}]} for name in ("Dent", "Rust", "Dent")]
    row["object_answers"]["car/+001"]["classifications"] = pieces

    assert document_of(read(row))["objects"][0]["attributes"] == {"dmg": ["dmg-Dent", "dmg-Rust"]}


def test_answers_by_frame_are_cut_where_they_change_and_joined_where_they_do_not():
    motion = next(item for item in CLASSES if item.feature_hash == "car").attributes[-1]

    def action(option, *ranges):
        return {"featureHash": "mov", "answers": [{"featureHash": option}], "range": [list(pair) for pair in ranges]}

    actions = [action("mov-Stopped", (3, 4), (10, 10)), action("mov-Moving", (0, 1)), action("mov-Moving", (2, 2))]

    dynamic = read_dynamic(actions, [motion], 20)

    assert dynamic == {
        "mov": [
            {"range": [0, 2], "answers": {"mov": "mov-Moving"}},
            {"range": [3, 4], "answers": {"mov": "mov-Stopped"}},
            {"range": [10, 10], "answers": {"mov": "mov-Stopped"}},
        ]
    }


def test_answers_about_nothing_are_left_out_and_said():
    row = make_row()
    row["object_answers"]["orphan"] = {"classifications": []}
    row["classification_answers"]["orphan"] = {"classifications": []}

    plan = read(row)

    assert len(document_of(plan)["classifications"]) == 1
    assert len(plan.notes) == 2


def test_deleted_labels_are_left_out_and_said():
    row = make_row()
    labels_of(row)["objects"][0]["isDeleted"] = True

    plan = read(row)

    assert document_of(plan)["objects"] == []
    assert any("deleted" in note for note in plan.notes)


def test_polygons_win_over_the_first_outline_which_may_stand_alone():
    ring = [0.1, 0.1, 0.4, 0.1, 0.4, 0.4]
    numbered = {"1": {"x": 0.4, "y": 0.1}, "0": {"x": 0.1, "y": 0.1}, "2": {"x": 0.4, "y": 0.4}}
    for given in ({"polygon": numbered}, {"polygon": {}, "polygons": [[ring]]}):
        row = make_row(object_answers={})
        labels_of(row)["objects"] = [{"objectHash": "f", "featureHash": "field", **given}]
        (shape,) = document_of(read(row))["frames"]["0"]
        ((found,),) = shape["polygons"]
        assert found == pytest.approx([value * side for value, side in zip(ring, [WIDTH, HEIGHT] * 3, strict=True)])


def test_masks_are_counted_along_rows():
    picture = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    picture[3:9, 5:20] = 1
    text = coco.encode(np.asfortranarray(picture.T))["counts"].decode()
    row = make_row(object_answers={})
    mask = {"top": 0, "left": 0, "height": HEIGHT, "width": WIDTH, "rleString": text}
    labels_of(row)["objects"] = [{"objectHash": "m", "featureHash": "lesion", "bitmask": mask}]

    (shape,) = document_of(read(row))["frames"]["0"]

    assert shape["counts"] == blob(5, 3, 15, 6)["counts"]
    exported = json.load(written("encord", labelled(make_document(("bitmask", blob(5, 3, 15, 6))))))
    (unit,) = exported[0]["data_units"].values()
    assert unit["labels"]["objects"][0]["bitmask"] == mask


@pytest.mark.parametrize(
    ("given", "visibility"),
    [
        ({"visibility": "occluded"}, "occluded"),
        ({"visibility": "selfOccluded"}, "occluded"),
        ({"occluded": True}, "occluded"),
        ({"selfOccluded": True}, "occluded"),
        ({"visible": True, "occluded": False}, "visible"),
        ({"visible": False, "invisible": True}, "invisible"),
        ({}, "visible"),
    ],
)
def test_the_visibility_of_a_node_is_a_word_or_a_flag(given, visibility):
    row = make_row(object_answers={})
    nodes = {"0": {"x": 0.5, "y": 0.5, "featureHash": "n0"}, "1": {"x": 0.1, "y": 0.2, "featureHash": "n1", **given}}
    labels_of(row)["objects"] = [{"objectHash": "s", "featureHash": "person", "skeleton": nodes}]

    (shape,) = document_of(read(row))["frames"]["0"]

    assert shape["nodes"][1]["visibility"] == visibility


def broken(change):
    row = make_row()
    change(row)
    return row


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda row: row.update(data_title="z.jpg"), "data_title"),
        (lambda row: row.update(data_title=None), "data_title"),
        (lambda row: row.update(data_units=[]), "data_units"),
        (lambda row: row["data_units"].update(x=3), "data_units.x"),
        (lambda row: row["data_units"]["x"].update(data_sequence=1), "data_sequence"),
        (lambda row: row["data_units"]["x"].update(data_sequence="-1"), "data_sequence"),
        (lambda row: labels_of(row).update(objects=[3]), "objects"),
        (lambda row: labels_of(row)["objects"][0].update(featureHash="bus"), "featureHash"),
        (lambda row: labels_of(row)["objects"][0].update(featureHash="weather"), "featureHash"),
        (lambda row: labels_of(row)["objects"][0].update(objectHash="a b"), "objectHash"),
        (lambda row: labels_of(row)["objects"][0].update(objectHash=None), "objectHash"),
        (lambda row: labels_of(row)["objects"][0].pop("boundingBox"), "boundingBox"),
        (lambda row: labels_of(row)["objects"][0]["boundingBox"].update(x=float("nan")), "boundingBox.x"),
        (lambda row: labels_of(row)["objects"][0]["boundingBox"].update(w="wide"), "boundingBox.w"),
        (lambda row: labels_of(row)["objects"][0]["boundingBox"].update(w=0), "boundingBox"),
        (lambda row: row["object_answers"]["car/+001"].update(classifications=[{"featureHash": "no"}]), "featureHash"),
        (lambda row: row["object_answers"]["car/+001"].update(classifications=7), "answers"),
        (lambda row: row.update(object_answers=[]), None),
        (lambda row: row.update(object_answers=[1]), "object_answers"),
        (lambda row: row["classification_answers"]["weather1"].update(range=[[0, 1]]), "range"),
        (lambda row: row["classification_answers"]["weather1"].update(range=[[1, 0]]), "range"),
        (lambda row: row["classification_answers"]["weather1"].update(featureHash="car"), "featureHash"),
        (
            lambda row: row["classification_answers"]["weather1"].update(classifications=[RADIO | {"answers": 3}]),
            "answers",
        ),
        (
            lambda row: row["classification_answers"]["weather1"].update(
                classifications=[RADIO | {"answers": [{"featureHash": "wth-Sunny"}, {"featureHash": "wth-Rainy"}]}]
            ),
            "answers",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_named_by_its_place(change, field):
    plan = read([broken(change)])

    assert [place for _, place in places(plan)] == ([field] if field else [])
    assert all(where.startswith("row ") for where, _ in places(plan))


def test_two_rows_for_one_data_unit_are_refused():
    assert places(read([make_row(), make_row()])) == [("row “a.jpg”", "data_hash")]


def test_an_object_keeps_its_class():
    row = make_row(object_answers={})
    field = copy.deepcopy(labels_of(row)["objects"][0]) | {"featureHash": "ship"}
    labels_of(row)["objects"].append(field)

    assert [place for _, place in places(read(row))] == ["featureHash"]


def test_rows_may_come_one_after_the_other():
    rows = [make_row(), make_row(data_title="b.jpg")]
    lines = "\n".join(map(json.dumps, rows))

    plan = parse("encord", lines, units=[make_unit(), make_unit("b.jpg", pk=2)])

    assert sorted(plan.documents) == [1, 2]


@pytest.mark.parametrize(
    ("text", "values", "line"),
    [
        ("[]", [], None),
        (" [1, 2 ,3]\n", [1, 2, 3], None),
        ("1\n2\n", [1, 2], None),
        ('{"a": [1]}', [{"a": [1]}], None),
        ("[1, 2", [1, 2], 1),
        ("[1\n2]", [1], 2),
        ("[1,\n]", [1], 2),
        ("[1]\n\n3", [1], 3),
        ("[{},\n{},\n{x}]", [{}, {}], 3),
    ],
)
def test_values_are_read_one_by_one_up_to_the_first_fault(text, values, line):
    problems = Problems()

    assert list(json_values(upload(text), problems)) == values
    assert [problem.where for problem in problems.shown] == ([f"line {line}"] if line else [])


def test_a_long_value_is_read_in_pieces():
    value = {"text": "é" * 3_000_000}

    assert list(json_values(upload(json.dumps([value, 12], ensure_ascii=False)), Problems())) == [value, 12]


def test_an_export_has_the_keys_without_which_no_sdk_reads_it():
    document = make_document(("bounding_box", {"box_xywh": [1, 2, 3, 4]}, {"plt": "AB 12"}))
    document["classifications"] = [
        {"id": "weather1", "class": "weather", "answers": {"wth": "wth-Rainy"}, "ranges": [[0, 0]]}
    ]

    (row,) = json.load(written("encord", labelled(document, status="completed", editor="gold@example.org")))

    assert {"label_hash", "branch_name", "created_at", "last_edited_at", "data_hash", "dataset_hash"} <= set(row)
    assert {"dataset_title", "data_title", "data_type", "label_status", "data_units", "spaces"} <= set(row)
    assert row["created_at"] == "Mon, 05 Jan 2026 09:00:00 UTC"
    (unit,) = row["data_units"].values()
    (item,) = unit["labels"]["objects"]
    assert {"objectHash", "featureHash", "name", "value", "color", "shape", "confidence"} <= set(item)
    assert unit["labels"]["classifications"][0]["classificationHash"] == "weather1"
    assert row["classification_answers"]["weather1"]["range"] == [[0, 0]]
    (answer,) = row["object_answers"]["object0"]["classifications"]
    assert answer == {
        "name": "Plate",
        "value": "plate",
        "answers": "AB 12",
        "featureHash": "plt",
        "manualAnnotation": True,
    }


def test_an_ontology_comes_back_from_its_file():
    problems = Problems()

    specs = read_ontology(json.loads(json.dumps(write_ontology(CLASSES))), problems)

    assert problems.shown == []
    assert [(spec.kind, spec.name, spec.feature_hash, spec.shape) for spec in specs] == [
        (item.kind, item.name, item.feature_hash, item.shape) for item in CLASSES
    ]
    assert next(spec.skeleton for spec in specs if spec.shape == "skeleton") == CLASSES[6].skeleton


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        {"objects": [], "classifications": []},
        {"objects": [3], "classifications": []},
        {"objects": [{"name": "A", "shape": "circle", "featureNodeHash": "a"}], "classifications": []},
        {"objects": [{"name": "A", "shape": [], "featureNodeHash": "a"}], "classifications": []},
        {"objects": [{"name": "A", "shape": "skeleton", "featureNodeHash": "a"}], "classifications": []},
        {"objects": [{"name": 3, "shape": "polygon", "featureNodeHash": "a"}], "classifications": []},
        {"objects": [], "classifications": [{"featureNodeHash": "a", "attributes": []}]},
        {"objects": [], "classifications": [3]},
    ],
)
def test_what_is_no_ontology_of_ours_is_refused(content):
    problems = Problems()

    read_ontology(content, problems)

    assert problems.count >= 1
