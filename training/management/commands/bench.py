"""How fast it is: a table on the screen, and bench.json beside manage.py."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training.bench import measure
from training.bench.rows import Row

WIDTH = 34


class Command(BaseCommand):
    """Measures on a database and media of its own; the user's are not touched."""

    help = "Measures how fast the portal is, on data of its own, and writes bench.json."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("--only", default="", metavar="NAME", help="Only rows whose names begin so; no file.")
        parser.add_argument("--output", type=Path, help="Where to write the rows (default: bench.json, for all rows).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every row as it is measured, then write them."""
        rows: list[Row] = []
        self.stdout.write(f"{'':<{WIDTH}}{'value':>10}{'limit':>10}  unit{'ratio':>8}")
        for row in measure(options["only"]):
            rows.append(row)
            self.stdout.write(line(row))
        if not rows:
            raise CommandError(f"No row's name begins with {options['only']}.")
        output = options["output"] or (None if options["only"] else settings.BASE_DIR / "bench.json")
        if output is not None:
            output.write_text(json.dumps(rows, indent=2) + "\n")


def line(row: Row) -> str:
    """A row of the table; what lies over its limit is marked."""
    numbers = f"{row['value']:>10.4g}{row['limit']:>10.4g}  {row['unit']:<4}{row['ratio']:>8.2f}"
    return f"{row['name']:<{WIDTH}}{numbers}{'  over' if float(row['ratio']) > 1 else ''}"
