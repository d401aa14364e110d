"""The documents: links lead somewhere, and the worked example is true."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from scoring import Weights, row_score

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize(("weights", "score"), [((50, 50, 0), 75), ((90, 10, 0), 55)])
def test_the_worked_example_of_scoring_is_true(weights, score):
    shown = (ROOT / "docs/scoring.md").read_text()

    assert row_score(Weights(*weights), similarity_ppm=500_000, category=1, attributes_ppm=0) == score
    assert f"**{score}**" in shown
