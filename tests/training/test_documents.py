"""The label document: what is refused, and with which place."""

import pytest

from training.answers import clean_answers
from training.documents import FrameSize, clean_document, n_labels
from training.errors import InvalidError
from training.models import OntologyClass

FRAMES = [FrameSize(640, 480)]
QUESTION = {
    "name": "Light",
    "type": "radio",
    "featureNodeHash": "light",
    "options": [
        {"label": "Day", "value": "day", "featureNodeHash": "day"},
        {
            "label": "Night",
            "value": "night",
            "featureNodeHash": "night",
            "options": [
                {
                    "name": "Moon",
                    "type": "checklist",
                    "featureNodeHash": "moon",
                    "options": [
                        {"label": "Full", "value": "full", "featureNodeHash": "full"},
                        {"label": "Red", "value": "red", "featureNodeHash": "red"},
                    ],
                }
            ],
        },
    ],
}
CLASSES = {
    "apple": OntologyClass(kind="object", name="Apple", feature_hash="apple", shape="bounding_box", attributes=[]),
    "light": OntologyClass(kind="classification", name="Light", feature_hash="light", attributes=[QUESTION]),
}


def document(**changes):
    base = {
        "revision": 2,
        "objects": [{"id": "one", "class": "apple", "attributes": {}}],
        "classifications": [{"id": "two", "class": "light", "answers": {"light": "day"}, "ranges": [[0, 0]]}],
        "frames": {"0": [{"object": "one", "box_xywh": [1, 2, 3, 4]}]},
    }
    return {**base, **changes}


def clean(content):
    return clean_document(content, classes=CLASSES, frames=FRAMES)


def test_a_right_document_comes_back_as_it_is():
    assert clean(document()) == document()


def test_n_labels_counts_shapes_and_classified_frames():
    classified = [{"id": "two", "class": "light", "answers": {}, "ranges": [[0, 2], [5, 5]]}]

    assert n_labels(document(classifications=classified)) == 1 + 4


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"revision": "2"}, "revision"),
        ({"revision": -1}, "revision"),
        ({"revision": True}, "revision"),
        ({"objects": {}}, "objects"),
        ({"objects": ["one"]}, "objects[0]"),
        ({"objects": [{"id": "a b", "class": "apple"}]}, "objects[0].id"),
        ({"objects": [{"id": "x" * 41, "class": "apple"}]}, "objects[0].id"),
        ({"objects": [{"id": "one", "class": "apple"}] * 2}, "objects[1].id"),
        ({"objects": [{"id": "one", "class": "pear"}]}, "objects[0].class"),
        ({"objects": [{"id": "one", "class": "light"}]}, "objects[0].class"),
        ({"objects": [{"id": "one", "class": ["apple"]}]}, "objects[0].class"),
        ({"objects": [{"id": "one", "class": "apple", "attributes": {"x": 1}}]}, "objects[0].attributes"),
        ({"frames": {"1": []}}, "frames.1"),
        ({"frames": {"00": []}}, "frames.00"),
        ({"frames": {"0": {}}}, "frames.0"),
        ({"frames": []}, "frames"),
        ({"frames": {"0": [{"object": "none"}]}}, "frames.0[0].object"),
        ({"frames": {"0": [{"object": "one", "box_xywh": [0, 0, 0, 4]}]}}, "frames.0[0] (one)"),
        ({"frames": {"0": [{"object": "one", "box_xywh": [0, 0, float("nan"), 4]}]}}, "frames.0[0] (one)"),
        ({"frames": {"0": [{"object": "one"}]}}, "frames.0[0] (one)"),
        ({"frames": {"0": [{"object": "one", "box_xywh": [0, 0, 1, 1]}] * 2}}, "frames.0[1].object"),
    ],
)
def test_clean_document_names_the_place(changes, where):
    with pytest.raises(InvalidError) as caught:
        clean(document(**changes))

    assert where in [error["where"] for error in caught.value.errors]


@pytest.mark.parametrize("ranges", [[], [[1, 1]], [[0, 0], [0, 0]], [[0]], [[0.0, 0]], "0", [[0, True]], None])
def test_clean_document_refuses_ranges_outside_the_frames(ranges):
    classified = [{"id": "two", "class": "light", "answers": {}, "ranges": ranges}]

    with pytest.raises(InvalidError, match="classifications"):
        clean(document(classifications=classified))


@pytest.mark.parametrize("content", [None, [], "document", 7])
def test_clean_document_refuses_what_is_no_object(content):
    with pytest.raises(InvalidError, match="JSON object"):
        clean(content)


def test_every_problem_is_told_at_once():
    objects = [{"id": "one", "class": "pear"}, {"id": "two", "class": "plum"}]

    with pytest.raises(InvalidError) as caught:
        clean(document(objects=objects, frames={}))

    assert [error["where"] for error in caught.value.errors] == ["objects[0].class", "objects[1].class"]


def test_answers_below_an_option_that_is_not_chosen_are_left_out():
    assert clean_answers({"light": "day", "moon": ["full"]}, [QUESTION]) == {"light": "day"}


def test_a_checklist_comes_back_in_the_order_of_its_options():
    answers = {"light": "night", "moon": ["red", "full"]}

    assert clean_answers(answers, [QUESTION]) == {"light": "night", "moon": ["full", "red"]}


@pytest.mark.parametrize("answer", ["noon", 1, ["day"], {"day": True}])
def test_clean_answers_refuses_what_is_no_option(answer):
    with pytest.raises(ValueError, match="Light"):
        clean_answers({"light": answer}, [QUESTION])


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("text", 5),
        ("text", "x" * 10_001),
        ("text", "a\0b"),
        ("numeric", "5"),
        ("numeric", True),
        ("numeric", float("inf")),
        ("numeric", 10**400),
    ],
)
def test_clean_answers_refuses_the_wrong_type(kind, answer):
    with pytest.raises(ValueError, match="Note"):
        clean_answers({"note": answer}, [{"name": "Note", "type": kind, "featureNodeHash": "note"}])
