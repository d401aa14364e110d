"""What every template keeps to: nothing that the content security policy forbids, and icons that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
FORBIDDEN = {
    "style attribute": r"<[^>]*\sstyle=",
    "event handler": r"<[^>]*\son[a-z]+=",
    "style element": r"<style",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "unescaped value": r"\|\s*safe\b|autoescape off",
    "HTML comment": r"<!--",
}
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()))


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles(path):
    get_template(name_of(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_nothing_that_the_policy_forbids(path):
    text = path.read_text()

    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_uses_icons_of_the_sprite(path):
    used = re.findall(r'(?:\bicon(?:_end)?=|{% icon )"([\w-]+)"', path.read_text())

    assert set(used) <= ICONS
