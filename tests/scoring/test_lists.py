"""The growing points: every file of a folder stands in its list, and the package says what it offers."""

from pathlib import Path

import pytest

import scoring
from scoring import BENCHMARKS, SHAPES
from scoring.shapes import FAMILIES

#: Files of the folders that are no entry: the list itself, and the form that entries fill in.
NOT_AN_ENTRY = {"__init__", "base"}


@pytest.mark.parametrize(("folder", "entries"), [("shapes", SHAPES), ("benchmarks", BENCHMARKS)])
def test_every_file_stands_in_its_list(folder, entries):
    files = {path.stem for path in (Path(scoring.__file__).parent / folder).glob("*.py")} - NOT_AN_ENTRY

    assert len(files) == len(entries)


def test_an_entry_is_listed_under_its_own_name():
    assert all(shape.type == name for name, shape in SHAPES.items())
    assert all(benchmark.kind == name for name, benchmark in BENCHMARKS.items())


def test_the_families_are_those_of_the_definition():
    assert FAMILIES == ("area", "point", "line", "skeleton")


def test_every_public_name_is_there():
    assert all(hasattr(scoring, name) for name in scoring.__all__)
