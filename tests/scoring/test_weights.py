"""Weights: what is refused, and the arithmetic from components to scores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import BENCHMARKS, ClassSpec, SettingsError, Sums, Weights, row_score, task_score

APPLE = ClassSpec(id="apple", name="Apple", kind="object", shape="bounding_box")
RIPE = ClassSpec(id="ripe", name="Ripe?", kind="classification")
DYNAMIC, FRAME = BENCHMARKS["dynamic"], BENCHMARKS["frame_classification"]


def test_defaults_are_those_of_the_kind():
    assert DYNAMIC.check_weights([APPLE, RIPE], {}) == {"apple": (50, 50, 0), "ripe": (0, 100, 0)}
    assert FRAME.check_weights([APPLE, RIPE], {}) == {"apple": (0, 0, 0), "ripe": (0, 100, 0)}


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"apple": Weights(-1, 50, 0)}, "Apple: the iou weight must be a number of at least 0, not -1"),
        ({"apple": Weights(50, float("nan"), 0)}, "Apple: the category weight"),
        ({"apple": Weights(50, 50, float("inf"))}, "Apple: the attributes weight"),
        ({"plum": Weights(50, 50, 0)}, "plum: the ontology has no such class"),
        ({"ripe": Weights(10, 90, 0)}, "Ripe\\?: a classification has a category weight only, no iou weight"),
        ({"apple": Weights(0, 0, 0), "ripe": Weights(0, 0, 0)}, "Apple, Ripe\\?: at least one class"),
    ],
)
def test_weights_that_make_no_sense_are_refused_by_class(weights, message):
    with pytest.raises(SettingsError, match=message):
        DYNAMIC.check_weights([APPLE, RIPE], weights)


def test_frame_classification_gives_objects_no_weight():
    with pytest.raises(SettingsError, match="Apple: does not count"):
        FRAME.check_weights([APPLE, RIPE], {"apple": Weights(50, 50, 0)})


def test_a_class_with_weights_0_is_left_out():
    sums = {"apple": Sums(4, 0, 0, 0), "ripe": Sums(1, 0, 1, 0)}

    assert task_score(sums, {"apple": Weights(0, 0, 0), "ripe": Weights(0, 100, 0)}) == 100


weight = st.integers(0, 100)
components = st.tuples(st.integers(0, 10**6), st.integers(0, 1), st.integers(0, 10**6))


@given(st.tuples(weight, weight, weight).filter(any), st.lists(components, min_size=1))
def test_a_task_score_is_the_mean_of_its_rows(weights, rows):
    sums = Sums(len(rows), *map(sum, zip(*rows, strict=True)))
    scores = [
        row_score(Weights(*weights), similarity_ppm=similarity, category=category, attributes_ppm=attributes)
        for similarity, category, attributes in rows
    ]

    assert all(0 <= score <= 100 for score in scores)
    assert task_score({"a": sums}, {"a": Weights(*weights)}) == pytest.approx(sum(scores) / len(scores))
