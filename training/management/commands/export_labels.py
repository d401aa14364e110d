"""Writes labels to a file: ground truth, a benchmark, or a trainee's submissions."""

import argparse
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from training.access import present_projects
from training.formats import FORMATS
from training.models import Project
from training.selectors.exports import Export, benchmark, download, ground_truth, losses, submissions


class Command(BaseCommand):
    """Says what the format leaves out, and then writes only where that is accepted."""

    help = "Exports an annotation project's ground truth, or a training project's benchmark or submissions."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("project", type=UUID, help="The project's UUID.")
        parser.add_argument("output", type=Path, nargs="?", help="The file, or a folder; by default this folder.")
        parser.add_argument("--format", required=True, choices=list(FORMATS), dest="format_name")
        parser.add_argument("--trainee", help="Of a training project: the submissions of this e-mail address.")
        parser.add_argument("--all", action="store_true", help="Of an annotation project: tasks of any status.")
        parser.add_argument("--accept-losses", action="store_true", help="Write although something is left out.")
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; say what would be left out.")
        parser.add_argument("--json", action="store_true", help="Answer in JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Name the losses, and write the file."""
        try:
            project = present_projects().get(uuid=options["project"])
            export = _chosen(project, options)
        except (Project.DoesNotExist, get_user_model().DoesNotExist) as error:
            raise CommandError(str(error)) from error
        lost = losses(export, options["format_name"])
        facts: dict[str, Any] = {"n_units": export.n_units, "losses": lost, "file": None}
        if not options["json"]:
            for sentence in lost:
                self.stderr.write(sentence)
        is_accepted = options["accept_losses"] or not lost
        if is_accepted and not options["dry_run"]:
            facts["file"] = str(_write(export, options))
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        elif facts["file"]:
            self.stdout.write(f"Wrote the labels of {export.n_units} data units to {facts['file']}.")
        if not is_accepted and not options["dry_run"]:
            raise CommandError("The format does not carry everything: choose another, or give --accept-losses.")


def _chosen(project: Project, options: dict[str, Any]) -> Export:
    if not project.is_training:
        return ground_truth(project=project, statuses=() if options["all"] else ("in_review", "completed"))
    if options["trainee"] is None:
        return benchmark(project=project)
    trainee = get_user_model()._default_manager.get(email__iexact=options["trainee"])
    return submissions(project=project, trainee=trainee)


def _write(export: Export, options: dict[str, Any]) -> Path:
    file = download(export, options["format_name"])
    path = options["output"] or Path()
    path = path / file.file_name if path.is_dir() else path
    with path.open("wb") as target:
        for piece in file.content:
            target.write(piece)
    return path
