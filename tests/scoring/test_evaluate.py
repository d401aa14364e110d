"""What becomes of labels: outcomes, components, scores."""

import random

import pytest

from scoring import (
    BENCHMARKS,
    ClassSpec,
    Label,
    LabelError,
    Labels,
    Settings,
    SettingsError,
    Weights,
    evaluate,
    task_score,
)

APPLE = ClassSpec(id="apple", name="Apple", kind="object", shape="bounding_box")
PEAR = ClassSpec(id="pear", name="Pear", kind="object", shape="bounding_box")
RIPE = ClassSpec(id="ripe", name="Ripe?", kind="classification")
CLASSES = (APPLE, PEAR, RIPE)
SIZES = [(640, 480)] * 3
WEIGHTS = BENCHMARKS["dynamic"].check_weights(CLASSES, {})


def box(label_id, class_id, x, y, w=10, h=10, frame=0, answers=None):
    return Label(label_id, class_id, frame, {"box_xywh": [x, y, w, h]}, answers or {})


def answer(label_id, answers, frame=0):
    return Label(label_id, "ripe", frame, None, answers)


def run(reference, candidate, **settings):
    sides = [Labels.from_records(side, classes=CLASSES, frame_sizes=SIZES) for side in (reference, candidate)]
    return evaluate(*sides, settings=Settings(classes=CLASSES, **settings))


def rows(*arguments, **settings):
    names = ("reference", "candidate", "outcome", "similarity_ppm", "category")
    return [tuple(row[name] for name in names) for row in run(*arguments, **settings).records()]


def score(*arguments, weights=WEIGHTS, **settings):
    return task_score(run(*arguments, **settings).sums(), weights)


def test_every_outcome_has_its_row():
    reference = [box("a", "apple", 0, 0), box("b", "apple", 100, 0), box("c", "apple", 200, 0)]
    candidate = [box("x", "apple", 0, 0), box("y", "pear", 100, 5), box("z", "pear", 300, 0)]

    assert rows(reference, candidate) == [
        ("a", "x", "matched", 1_000_000, 1),
        ("b", "y", "wrong_category", 333_333, 0),
        ("c", None, "missing", 0, 0),
        (None, "z", "extra", 0, 0),
    ]


def test_two_boxes_at_one_place_score_100_whatever_the_order_of_their_classes():
    reference = [box("a", "apple", 0, 0), box("b", "pear", 0, 0)]
    candidate = [box("x", "pear", 0, 0), box("y", "apple", 0, 0)]

    assert score(reference, candidate) == 100


def test_pairing_is_optimal_not_greedy():
    # Taking the best pair first (a with x) would leave b and y alone.
    reference = [box("a", "apple", 0, 0), box("b", "apple", 8, 0)]
    candidate = [box("x", "apple", 3, 0), box("y", "apple", -6, 0)]

    assert [row[:2] for row in rows(reference, candidate)] == [("a", "y"), ("b", "x")]


def test_a_clear_overlap_with_a_wrong_class_is_recognised_as_that_object():
    reference = [box("a", "apple", 0, 0)]
    candidate = [box("near", "pear", 0, 0), box("far", "apple", 7, 0)]

    assert rows(reference, candidate)[0][:3] == ("a", "near", "wrong_category")


def test_a_right_class_wins_among_comparable_shapes():
    reference = [box("a", "apple", 0, 0)]
    candidate = [box("wrong", "pear", 0, 0), box("right", "apple", 2, 0)]

    assert rows(reference, candidate)[0][:3] == ("a", "right", "matched")


def test_boxes_that_only_touch_are_never_paired():
    assert [row[2] for row in rows([box("a", "apple", 0, 0)], [box("x", "apple", 10, 0)])] == ["missing", "extra"]


def test_boxes_side_by_side_that_overlap_by_rounding_are_never_paired():
    reference, candidate = [box("a", "apple", 0.1, 0, 0.2, 10)], [box("x", "apple", 0.3, 0)]

    assert [row[2] for row in rows(reference, candidate)] == ["missing", "extra"]


@pytest.mark.parametrize(("threshold", "outcome"), [(0.49, "matched"), (0.5, "missing")])
def test_a_similarity_at_the_threshold_is_not_enough(threshold, outcome):
    half = [box("x", "apple", 0, 0, 10, 5)]

    assert rows([box("a", "apple", 0, 0)], half, pairing_threshold=threshold)[0][2] == outcome


@pytest.mark.parametrize("threshold", [-0.1, 1, float("nan")])
def test_a_threshold_outside_its_range_is_refused(threshold):
    with pytest.raises(SettingsError, match="pairing threshold"):
        Settings(classes=CLASSES, pairing_threshold=threshold)


def test_the_order_of_the_labels_changes_nothing():
    generator = random.Random(7)
    sides = [
        [
            box(
                f"{side}{n}",
                generator.choice(["apple", "pear"]),
                *(generator.randrange(5) * 4 for _ in "xy"),
                frame=n % 3,
            )
            for n in range(60)
        ]
        for side in "rc"
    ]
    expected = list(run(*sides).records())

    for _ in range(10):
        for side in sides:
            generator.shuffle(side)
        assert list(run(*sides).records()) == expected


#: Boxes whose pairs often share an affinity: half of the right class is worth as much as the whole of a wrong one.
TIES = [(0, 0, 10, 10), (0, 0, 10, 5), (0, 5, 10, 5), (0, 0, 5, 10), (5, 0, 5, 10), (0, 0, 10, 20)]


@pytest.mark.parametrize("seed", [29, 47, 76, 123, 145, 209, *range(10)])
def test_other_ids_change_no_score(seed):
    generator = random.Random(seed)
    sides = [
        [box(f"{side}{n}", generator.choice(["apple", "pear"]), *generator.choice(TIES)) for n in range(5)]
        for side in "rc"
    ]
    expected = run(*sides).sums()

    for _ in range(5):
        renamed = [
            [label._replace(id=f"{n}") for n, label in zip(generator.sample(range(5), 5), side, strict=True)]
            for side in sides
        ]
        assert run(*renamed).sums() == expected


def test_rows_stay_on_their_frame():
    reference = [box("a", "apple", 0, 0, frame=2), box("a", "apple", 0, 0, frame=0)]
    candidate = [box("x", "apple", 0, 0, frame=1), box("x", "apple", 0, 0, frame=2)]

    assert [(row["frame"], row["outcome"]) for row in run(reference, candidate).records()] == [
        (0, "missing"),
        (1, "extra"),
        (2, "matched"),
    ]


def test_an_empty_benchmark_left_empty_scores_100():
    assert score([], []) == 100


def test_an_extra_on_an_empty_benchmark_scores_0():
    assert score([], [box("x", "apple", 0, 0)]) == 0
    assert score([], [box("x", "apple", 0, 0)], count_extras=False) == 100


def test_a_class_without_weights_is_left_out_on_both_sides():
    weights = {**WEIGHTS, "pear": Weights(0, 0, 0)}
    reference = [box("a", "apple", 0, 0), box("b", "pear", 100, 0)]
    candidate = [box("x", "apple", 0, 0), box("y", "pear", 300, 0)]

    assert score(reference, candidate, weights=weights) == 100
    assert score([reference[1]], [], weights=weights) == 100


def test_classifications_agree_or_not():
    reference = [answer("a", {"q": "yes"}, 0), answer("a", {"q": "yes"}, 1), answer("a", {"q": "yes"}, 2)]
    candidate = [answer("x", {"q": "yes"}, 0), answer("x", {"q": "no"}, 1)]

    assert rows(reference, candidate) == [
        ("a", "x", "matched", 0, 1),
        ("a", "x", "wrong_category", 0, 0),
        ("a", None, "missing", 0, 0),
    ]


def test_of_two_classifications_of_one_class_the_agreeing_ones_pair():
    reference = [answer("a", {"q": "1"}), answer("b", {"q": "2"})]
    candidate = [answer("x", {"q": "2"}), answer("y", {"q": "1"})]

    assert score(reference, candidate) == 100


def test_frame_classification_never_hears_of_objects():
    kinds = BENCHMARKS["frame_classification"].kinds
    reference, candidate = [box("a", "apple", 0, 0), answer("c", {"q": "1"})], [answer("x", {"q": "1"})]

    assert [row[:2] for row in rows(reference, candidate, kinds=kinds)] == [("c", "x")]


@pytest.mark.parametrize(
    ("given", "ppm"),
    [
        ({"size": "big", "note": " fine"}, 1_000_000),
        ({"size": "big", "note": "bad", "more": "x"}, 500_000),
        ({}, 0),
    ],
)
def test_attributes_are_the_share_answered_equally(given, ppm):
    reference = [box("a", "apple", 0, 0, answers={"size": "big", "note": "fine"})]

    (row,) = run(reference, [box("x", "apple", 0, 0, answers=given)]).records()

    assert row["attributes_ppm"] == ppm


def test_attributes_of_a_wrong_class_are_worth_nothing():
    (row,) = run([box("a", "apple", 0, 0)], [box("x", "pear", 0, 0)]).records()

    assert row["attributes_ppm"] == 0


@pytest.mark.parametrize(
    ("label", "message"),
    [
        (box("k1", "plum", 0, 0), "label k1, class: the ontology has no class 'plum'"),
        (box("k1", "apple", 0, 0, frame=3), "label k1, frame: 3 is not one of 3, counted from 0"),
        (box("k1", "apple", 0, 0, 0), "label k1, box_xywh: width and height must be above zero"),
        (box("k1", "apple", float("inf"), 0), "label k1, box_xywh: every number must be finite"),
        (box("k1", "apple", "0", 0), "label k1, box_xywh: must hold numbers only"),
        (Label("k1", "apple", 0, {}), "label k1, box_xywh: is missing"),
        (Label("k1", "apple", 0, {"box_xywh": [1, 2, 3]}), "label k1, box_xywh: must hold 4 numbers, not 3"),
        (Label("k1", "apple", 0), "label k1, geometry: is missing; Apple is an object class"),
    ],
)
def test_bad_labels_are_refused_by_id_and_field(label, message):
    with pytest.raises(LabelError) as caught:
        run([label], [])

    assert str(caught.value) == message


def test_a_label_twice_on_one_frame_is_refused():
    with pytest.raises(LabelError, match="label a, id: frame 0 holds it twice"):
        run([box("a", "apple", 0, 0), box("a", "pear", 9, 9)], [])
