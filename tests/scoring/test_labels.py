"""Reading labels: documents, order, and answers per frame."""

import pytest

from scoring import ClassSpec, LabelError, Labels, Settings, evaluate

BOX = ClassSpec(id="apple", name="Apple", kind="object", shape="bounding_box")
POINT = ClassSpec(id="stalk", name="Stalk", kind="object", shape="point")
SKY = ClassSpec(id="sky", name="Sky", kind="classification")
CLASSES = (BOX, POINT, SKY)
SIZES = [(640, 480), (64, 48), (640, 480)]
DOCUMENT = {
    "revision": 3,
    "objects": [
        {
            "id": "box-one",
            "class": "apple",
            "attributes": {"size": "big"},
            "dynamic": {
                "seen": [{"range": [0, 1], "answers": {"seen": "no"}}, {"range": [2, 2], "answers": {"seen": "yes"}}]
            },
        },
        {"id": "point-one", "class": "stalk"},
        {"id": "unused", "class": "apple"},
    ],
    "classifications": [{"id": "sky-one", "class": "sky", "answers": {"q": "blue"}, "ranges": [[0, 1], [1, 2]]}],
    "frames": {
        "0": [{"object": "box-one", "box_xywh": [0, 0, 10, 10]}, {"object": "point-one", "point": [5, 5]}],
        "2": [{"object": "box-one", "box_xywh": [1, 0, 10, 10], "interpolated": True}],
    },
}


def read(document):
    return Labels.from_document(document, classes=CLASSES, frame_sizes=SIZES)


def test_a_document_becomes_one_label_per_annotation_and_frame():
    labels = read(DOCUMENT)

    found = sorted(zip(labels.frame.tolist(), labels.ids.tolist(), strict=True))
    assert found == [(0, "box-one"), (0, "point-one"), (0, "sky-one"), (1, "sky-one"), (2, "box-one"), (2, "sky-one")]


def test_an_empty_document_has_no_labels():
    assert len(read({})) == 0


def test_a_dynamic_attribute_has_the_answer_of_the_frame():
    labels = read(DOCUMENT)
    answers = {
        frame: dict(labels.answer_sets[index])
        for frame, name, index in zip(labels.frame.tolist(), labels.ids, labels.answer_index, strict=True)
        if name == "box-one"
    }

    assert answers == {0: {"size": "big", "seen": "no"}, 2: {"size": "big", "seen": "yes"}}


def test_a_shape_of_an_unknown_object_is_refused():
    with pytest.raises(LabelError, match="label ghost, object: frame 0 shows it"):
        read({"frames": {"0": [{"object": "ghost", "point": [1, 1]}]}})


def test_both_sides_must_be_read_alike():
    reference = read(DOCUMENT)
    other_classes = Labels.from_records([], classes=[BOX], frame_sizes=SIZES)
    other_sizes = Labels.from_records([], classes=CLASSES, frame_sizes=[(1, 1)])

    with pytest.raises(ValueError, match="candidate: was read with the classes"):
        evaluate(reference, other_classes, settings=Settings(classes=CLASSES))
    with pytest.raises(ValueError, match="candidate: was read with other frame sizes"):
        evaluate(reference, other_sizes, settings=Settings(classes=CLASSES))


def test_tolerances_follow_the_size_of_their_frame():
    def point(frame):
        return Labels.from_document(
            {
                "objects": [{"id": "p", "class": "stalk"}],
                "frames": {"0": [{"object": "p", "point": [frame, 0]}], "1": [{"object": "p", "point": [frame, 0]}]},
            },
            classes=CLASSES,
            frame_sizes=SIZES,
        )

    rows = list(evaluate(point(0), point(2), settings=Settings(classes=CLASSES)).records())

    assert [row["similarity_ppm"] for row in rows] == [950_000, 500_000]


def test_families_are_paired_apart():
    result = evaluate(read(DOCUMENT), read(DOCUMENT), settings=Settings(classes=CLASSES))

    assert {(row["reference"], row["candidate"]) for row in result.records()} == {
        ("box-one", "box-one"),
        ("point-one", "point-one"),
        ("sky-one", "sky-one"),
    }
