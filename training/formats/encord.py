"""Encord's label rows: a JSON list of rows, a single row, or one row after the other (JSON Lines).

All three dialects are read, the legacy lists of the platform's export button included. What is written is the one
that every SDK reads.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.formats.base import Carries, ExportFile, ImportPlan, LabelFormat, LabelledUnit, Problems, to_json
from training.formats.support.encord_read import RowReader
from training.formats.support.encord_shapes import SHAPES
from training.formats.support.encord_write import write_row
from training.formats.support.json_stream import json_values
from training.formats.support.targets import Pictures
from training.models import DataUnit, OntologyClass


def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
    """Read label rows one by one; every row's data unit gets a document, an empty truth too."""
    problems = Problems()
    by_hash = {item.feature_hash: item for item in classes}
    reader = RowReader(Pictures(units), by_hash, problems)
    n_rows = 0
    for row in json_values(file, problems):
        reader.read(row, n_rows)
        n_rows += 1
    if not n_rows and not problems.count:
        problems.add(_("the file"), "", _("The file holds no label row."))
    return problems.plan(reader.drafts.documents)


def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
    """One list of rows, as the platform's export button gives it."""
    yield "label_rows.json", _content(units, classes)


def _content(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass]) -> Iterator[bytes]:
    by_hash = {item.feature_hash: item for item in classes}
    yield b"["
    for number, labelled in enumerate(units):
        yield f"{',' if number else ''}\n{to_json(write_row(labelled, by_hash))}".encode()
    yield b"\n]\n"


FORMAT = LabelFormat(
    name="encord",
    title=gettext_lazy("Encord label rows"),
    suffixes=(".json", ".jsonl"),
    carries=Carries(
        shapes=frozenset(SHAPES),
        holes=True,
        parts=True,
        attributes=True,
        dynamic=True,
        classifications=True,
        tracks=True,
        interpolated=True,
    ),
    parse=parse,
    write=write,
)
