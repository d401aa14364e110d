"""The documents: links lead somewhere, and the worked example is true."""

import re
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.urls import reverse

from scoring import Sums, Weights, row_score, task_score
from scoring.answers import normalise, share_equal
from tests.scoring.geometries import evaluated, mask_of, similarity, skeleton_of

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def shown_in_help(value):
    """Whether the page on scoring shows a result, as people write it: up to four digits, in bold."""
    return f"**{round(value, 4):g}**" in (ROOT / "docs/scoring.md").read_text()


def pixels(start, stop):
    """A bitmask of some pixels of the first row."""
    picture = np.zeros((480, 640), dtype=np.uint8)
    picture[0, start:stop] = 1
    return mask_of(picture)


SQUARE, HOLE = [0, 0, 10, 0, 10, 10, 0, 10], [2, 2, 8, 2, 8, 8, 2, 8]
#: The examples of similarity: shape, the benchmark's geometry, the trainee's, on a picture of 640 x 480.
SIMILARITIES = [
    ("bounding_box", {"box_xywh": [100, 100, 100, 100]}, {"box_xywh": [100, 100, 100, 50]}, 0.5),
    (
        "rotatable_bounding_box",
        {"box_xywh": [100, 100, 100, 20], "angle_deg": 0},
        {"box_xywh": [100, 100, 100, 20], "angle_deg": 90},
        0.1111,
    ),
    ("polygon", {"polygons": [[SQUARE, HOLE]]}, {"polygons": [[SQUARE]]}, 0.64),
    ("bitmask", pixels(0, 40), pixels(4, 54), 0.6667),
    ("point", {"point": [100, 100]}, {"point": [110, 100]}, 0.75),
    ("polyline", {"points": [100, 100, 300, 100]}, {"points": [100, 100, 260, 100]}, 0.8333),
    ("skeleton", skeleton_of([(100, 100), (190, 260), None]), skeleton_of([(94, 100), (190, 260), None]), 0.8033),
]


@pytest.mark.parametrize(("shape", "reference", "candidate", "expected"), SIMILARITIES)
def test_the_examples_of_similarity_are_true(shape, reference, candidate, expected):
    assert similarity(shape, reference, candidate, size=(640, 480)) == pytest.approx(expected, abs=5e-5)
    assert shown_in_help(expected)


def test_a_keypoint_at_the_tolerance_is_not_paired_as_the_help_says():
    rows = evaluated("point", [{"point": [100, 100]}], [{"point": [140, 100]}], size=(640, 480))

    assert [row["outcome"] for row in rows] == ["missing", "extra"]


def test_the_example_of_attributes_is_true():
    benchmark, trainee = ({"colour": "red", "parked": "yes", "side": side} for side in ("left", "right"))

    assert share_equal(normalise(benchmark), normalise(trainee)) == pytest.approx(0.6667, abs=5e-5)
    assert shown_in_help(0.6667)


@pytest.mark.parametrize(
    ("weights", "components", "score"),
    [
        ((50, 50, 0), (0.5, 1, 0), 75),
        ((90, 10, 0), (0.5, 1, 0), 55),
        ((0, 1, 0), (0.5, 1, 0), 100),
        ((50, 50, 0), (0.5, 0, 0), 25),
        ((40, 40, 20), (0.9, 1, 0.5), 86),
    ],
)
def test_the_examples_of_scores_are_true(weights, components, score):
    fit, category, attributes = components
    of_row = {"similarity_ppm": fit * 1e6, "category": category, "attributes_ppm": attributes * 1e6}

    assert row_score(Weights(*weights), **of_row) == pytest.approx(score)
    assert shown_in_help(score)


@pytest.mark.parametrize(("sums", "score"), [(Sums(2, 500_000, 1, 0), 37.5), (Sums(1, 0, 0, 0), 0)])
def test_the_examples_of_task_scores_are_true(sums, score):
    assert task_score({"apple": sums}, {"apple": Weights(50, 50, 0)}) == score
    assert shown_in_help(score)


@pytest.mark.django_db
def test_a_document_is_a_page_with_links_to_its_parts(client, django_user_model):
    client.force_login(django_user_model.objects.create(email="reader@example.com", name="Reader"))

    page = client.get(reverse("help_scoring")).content.decode()

    assert "<h1>How a submission is scored</h1>" in page
    for part in re.findall(r'href="#([\w-]+)">', page):
        assert part == "main" or f'<h2 id="{part}">' in page
