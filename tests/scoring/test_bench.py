"""The bench measures what it says it measures."""

import numpy as np
import pytest

from scoring import OUTCOMES, SHAPES, evaluate
from scoring.bench import CLASSES, SUBJECTS, run, scene


def test_every_shape_is_on_the_bench():
    assert {subject.shape for subject in SUBJECTS} == set(SHAPES)


def test_every_row_says_what_it_measured():
    rows = list(run(frames=1, objects=3))

    assert [row["name"] for row in rows] == [
        *(f"scoring.{subject.name}.cpu_s" for subject in SUBJECTS),
        "scoring.box_800.cpu_s",
    ]
    assert all(row["ratio"] == row["value"] / row["limit"] and row["unit"] == "s" for row in rows)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_a_scene_holds_what_an_ordinary_trainee_does(subject):
    reference, candidate, settings = scene(subject, frames=4, objects=100)

    result = evaluate(reference, candidate, settings=settings)

    assert len(reference) == 400
    shares = dict(zip(OUTCOMES, np.bincount(result.outcome, minlength=4) / 400, strict=True))
    assert shares["matched"] == pytest.approx(0.90, abs=0.06)
    assert all(shares[name] == pytest.approx(0.05, abs=0.05) for name in OUTCOMES[1:])
    assert len(settings.classes) == CLASSES
