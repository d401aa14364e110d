"""Answers: what counts as answered, and what as equal."""

import pytest

from scoring.answers import normalise, share_equal

NESTED = [{"featureNodeHash": "brand", "type": "text"}]
COLOURS = [{"featureNodeHash": "red"}, {"featureNodeHash": "blue"}]
ATTRIBUTES = [
    {"featureNodeHash": "kind", "options": [{"featureNodeHash": "car", "options": NESTED}, {"featureNodeHash": "bus"}]},
    {"featureNodeHash": "colours", "options": COLOURS},
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}),
        ({"a": ["x", "x"]}, {"a": ["x"]}),
        ({"a": " Caf\u00e9\n"}, {"a": "Cafe\u0301"}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": "", "b": [], "c": None, "d": "  "}, {}),
    ],
    ids=["order", "repetition", "unicode", "number", "nothing"],
)
def test_equal_answers(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [({"a": "Red"}, {"a": "red"}), ({"a": "1"}, {"a": 1}), ({"a": 0}, {}), ({"a": ["x"]}, {"a": ["x", "y"]})],
    ids=["case", "type", "zero", "subset"],
)
def test_different_answers(one, other):
    assert normalise(one) != normalise(other)


def test_answers_below_an_option_that_was_not_chosen_do_not_count():
    chosen, left_over = {"kind": "car", "brand": "X"}, {"kind": "bus", "brand": "X"}

    assert normalise(chosen, ATTRIBUTES) == normalise(chosen)
    assert normalise(left_over, ATTRIBUTES) == normalise({"kind": "bus"})


def test_answers_to_attributes_that_are_not_asked_do_not_count():
    assert normalise({"gone": 1, "colours": ["red"]}, ATTRIBUTES) == normalise({"colours": ["red"]})


def test_a_share_looks_at_the_reference_only():
    reference = normalise({"kind": "car", "brand": "X"})

    assert share_equal(reference, normalise({"kind": "car", "more": 1})) == 0.5
    assert share_equal(normalise({}), reference) == 1


def test_an_answer_of_no_known_form_is_refused():
    with pytest.raises(ValueError, match="an answer must be"):
        normalise({"a": {"b": 1}})
