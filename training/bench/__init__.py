"""The rows of `./run bench`. A new part is a function here or in a module beside, and a line in the list."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import connection

import scoring.bench
from training.bench import editor, lists, media, portal, recalculation, summary
from training.bench.database import throw_away_portal
from training.bench.rows import Row


@dataclass(frozen=True)
class Part:
    """Rows whose names begin with one of the names; `needs_portal` gives them a database and media of their own."""

    names: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    needs_portal: bool = False


PARTS = (
    Part(("scoring",), scoring.bench.run),
    Part(("demo", "recalculate", "page"), portal.rows, needs_portal=True),
    Part(summary.NAMES, summary.rows, needs_portal=True),
    Part(lists.NAMES, lists.rows, needs_portal=True),
    Part(("media",), media.rows, needs_portal=True),
    Part(("editor",), editor.rows, needs_portal=True),
    Part((recalculation.name_on(connection.vendor),), recalculation.rows, needs_portal=True),
    Part((recalculation.name_on(recalculation.OTHER),), recalculation.rows_of_other_database),
)


def measure(only: str = "") -> Iterator[Row]:
    """Every row as it is measured; with `only`, those whose names begin so."""
    for part in chosen(only):
        with throw_away_portal() if part.needs_portal else nullcontext():
            yield from (row for row in part.rows() if str(row["name"]).startswith(only))


def chosen(only: str) -> list[Part]:
    """The parts that may have such rows; where one names them more closely than another, that one alone."""
    closest = max((len(name) for part in PARTS for name in part.names if only.startswith(name)), default=0)

    def may_have(name: str) -> bool:
        return name.startswith(only) or (only.startswith(name) and len(name) == closest)

    return [part for part in PARTS if any(map(may_have, part.names))]
