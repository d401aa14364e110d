"""The tree of questions below a class: what is given, and what is refused where."""

import pytest

from training.errors import InvalidError
from training.services.questions import clean_questions

RADIO = {"type": "radio", "options": [{"label": "Day"}, {"label": "Night"}]}


def where(error) -> list[str]:
    return [fault["where"] for fault in error.value.errors]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ({"name": "", "type": "text"}, "attributes[0].name"),
        ({"name": 3, "type": "text"}, "attributes[0].name"),
        ({"name": "Ripe", "type": "slider"}, "attributes[0].type"),
        ({"name": "Ripe", "type": "radio"}, "attributes[0].options"),
        ({"name": "Ripe", "type": "radio", "options": "Day"}, "attributes[0].options"),
        ({"name": "Ripe", "type": "text", "options": [{"label": "Day"}]}, "attributes[0].options"),
        ({"name": "Ripe", "type": "radio", "options": [{"label": "Day"}, {"label": "day"}]}, "attributes[0].options"),
        ({"name": "Ripe", "type": "radio", "options": [{"label": ""}]}, "attributes[0].options[0].label"),
        (
            {
                "name": "Ripe",
                "type": "checklist",
                "options": [{"label": "A", "options": [{"name": "B", "type": "text"}]}],
            },
            "attributes[0].options[0].options",
        ),
        ({"name": "Ripe", "type": "text", "featureNodeHash": "not a hash!"}, "attributes[0].featureNodeHash"),
        ({"name": "Ripe", "type": "text", "featureNodeHash": "taken"}, "attributes[0].featureNodeHash"),
        (
            {
                "name": "A",
                "type": "radio",
                "options": [{"label": "B", "featureNodeHash": "x"}, {"label": "C", "featureNodeHash": "x"}],
            },
            "attributes[0].options[1].featureNodeHash",
        ),
        (
            {
                "name": "A",
                "type": "radio",
                "options": [{"label": "B", "options": [{"name": "C", "type": "text", "dynamic": True}]}],
            },
            "attributes[0].options[0].options[0].dynamic",
        ),
    ],
)
def test_clean_questions_names_every_fault(question, place):
    with pytest.raises(InvalidError) as error:
        clean_questions([question], is_object=True, taken={"taken"})

    assert place in where(error)


def test_clean_questions_refuses_a_classification_that_changes_by_frame():
    with pytest.raises(InvalidError):
        clean_questions([{"name": "A", "type": "text", "dynamic": True}], is_object=False, taken=set())


def test_clean_questions_tells_alike_options_apart_by_value():
    (question,) = clean_questions(
        [{"name": "A", "type": "radio", "options": [{"label": "1 a"}, {"label": "1-a"}, {"label": "→"}]}],
        is_object=True,
        taken=set(),
    )

    assert [option["value"] for option in question["options"]] == ["1_a", "1_a_2", "option"]


def test_clean_questions_keeps_what_it_has_cleaned():
    once = clean_questions([{"name": "Ripe", **RADIO}], is_object=True, taken=set())

    assert clean_questions(once, is_object=True, taken=set()) == once
