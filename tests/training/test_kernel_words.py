"""What the scoring package says is what can be translated: no sentence of it reaches a page in English alone."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from scoring.errors import GeometryError, SettingsError
from training.kernel_words import TEMPLATES, reason, reason_with_field

ERRORS = {"GeometryError", "SettingsError"}


def _texts(node, names):
    """The texts that an expression may be: itself, either branch, or what was assigned to the name in its function."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body, names) | _texts(node.orelse, names)
    if isinstance(node, ast.Name):
        return names.get(node.id, set())
    return set()


def _said_by(path):
    said, names = set(), {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, set()).update(_texts(node.value, {}))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            position = 1 if node.func.id == "GeometryError" else 0
            if len(node.args) > position:
                said |= _texts(node.args[position], names)
        if isinstance(node, ast.keyword) and node.arg == "emptiness" and isinstance(node.value, ast.Tuple):
            said |= _texts(node.value.elts[1], names)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and "EMPTINESS" in ast.dump(node):
            said |= _texts(node.value.elts[1], names)
    return said


def test_every_sentence_of_the_kernels_can_be_translated_and_no_other():
    folder = Path(settings.BASE_DIR) / "scoring"
    said = set().union(*(_said_by(path) for path in folder.rglob("*.py") if path.name != "errors.py"))

    assert said == set(TEMPLATES)


def test_every_message_of_the_kernels_is_a_template():
    """A sentence put together on the spot would be one that no list can hold."""
    for path in (Path(settings.BASE_DIR) / "scoring").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                assert not any(isinstance(argument, ast.JoinedStr) for argument in node.args), path


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (GeometryError("points", "needs at least %(least)s points, not %(given)s", least=3, given=2), "Punkte: 3, 2"),
        (SettingsError("%(name)s: the ontology has no such class", name="100 %"), "100 %: fehlt"),
    ],
)
def test_the_facts_stand_in_the_readers_language(error, sentence, monkeypatch):
    german = {
        "needs at least %(least)s points, not %(given)s": "Punkte: %(least)s, %(given)s",
        "%(name)s: the ontology has no such class": "%(name)s: fehlt",
    }
    monkeypatch.setattr("training.kernel_words._", german.__getitem__)

    with override("de"):
        assert reason(error) == sentence


def test_a_message_without_facts_keeps_its_percent_signs():
    error = GeometryError("bbox", "50 % of it leaves the picture")

    assert (str(error), reason_with_field(error)) == ("bbox: 50 % of it leaves the picture",) * 2
