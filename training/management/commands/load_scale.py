"""A training project with a million evaluation labels, for measuring."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training.scale.load import Size, load_project


class Command(BaseCommand):
    """Loads rows alone: no pictures, no drawn labels, and people who cannot sign in."""

    help = "Loads a training project of any size into the portal's database: for measuring, not for a real portal."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("--trainees", type=int, default=100, metavar="N")
        parser.add_argument("--tasks", type=int, default=1000, metavar="N", help="Tasks of each trainee.")
        parser.add_argument("--labels", type=int, default=10, metavar="N", help="Evaluation labels of each task.")
        parser.add_argument("--classes", type=int, default=10, metavar="N", help="Classes of the ontology.")
        parser.add_argument("--force", action="store_true", help="Load it even where other machines are served.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the project and say where it is."""
        sizes = {name: options[name] for name in ("trainees", "tasks", "labels", "classes")}
        if min(sizes.values()) < 1:
            raise CommandError("Every number must be at least 1.")
        if settings.ORIGIN is not None and not options["force"]:
            raise CommandError(
                "TOUCHSTONE_ORIGIN says that others use this portal. Rows made up for measuring do not belong here; "
                "--force loads them all the same."
            )
        begin = time.perf_counter()
        project = load_project(Size(**sizes))
        seconds = time.perf_counter() - begin
        self.stdout.write(f"Loaded “{project.title}” ({project.uuid}) in {seconds:.1f} s.")
