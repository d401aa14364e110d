"""Imports a file of labels into an annotation project."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from training.access import present_projects
from training.errors import DomainError
from training.formats import FORMATS
from training.models import Project
from training.services.imports import STATUSES_AFTER, ImportRefusedError, import_labels, preview_import


class Command(BaseCommand):
    """Reads the file whole or not at all; every problem is named by its place."""

    help = "Imports labels into an annotation project."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("project", type=UUID, help="The annotation project's UUID.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=list(FORMATS), dest="format_name")
        parser.add_argument("--as", required=True, dest="email", help="The e-mail address of who imports.")
        parser.add_argument("--status", default="in_review", choices=[str(status) for status in STATUSES_AFTER])
        parser.add_argument("--replace", action="store_true", help="Replace labels that are there.")
        parser.add_argument("--dry-run", action="store_true", help="Store nothing; say what would happen.")
        parser.add_argument("--json", action="store_true", help="Answer in JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say what an import would do."""
        try:
            project = present_projects(Project.Kind.ANNOTATION).get(uuid=options["project"])
            actor = get_user_model()._default_manager.get(email__iexact=options["email"])
            chosen = {"format_name": options["format_name"], "replace": options["replace"]}
            with options["file"].open("rb") as upload:
                chosen |= {"project": project, "upload": upload, "status_after": options["status"]}
                if options["dry_run"]:
                    preview = preview_import(**chosen)
                    facts: dict[str, Any] = {
                        "stored": False,
                        "n_units": len(preview.lines),
                        "n_labels": preview.n_labels,
                    }
                    facts |= {"lines": [asdict(line) for line in preview.lines], "notes": list(preview.notes)}
                else:
                    facts = {"stored": True, **asdict(import_labels(actor=actor, **chosen))}
        except ImportRefusedError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"stored": False, "detail": error.message, "errors": error.errors}))
            else:
                for fault in error.errors:
                    place = ", ".join(part for part in (fault["file"], fault["where"], fault["field"]) if part)
                    self.stderr.write(f"{place}: {fault['message']}")
            raise CommandError(error.message) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        except (OSError, Project.DoesNotExist, get_user_model().DoesNotExist) as error:
            raise CommandError(str(error)) from error
        self._report(facts, in_json=options["json"])

    def _report(self, facts: dict[str, Any], *, in_json: bool) -> None:
        if in_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        for line in facts.get("lines", []):
            what = "labels are replaced" if line["is_labelled"] else "new labels"
            self.stdout.write(f"{line['title']}: {line['n_labels']} labels, {what}")
        for note in facts["notes"]:
            self.stdout.write(f"Note: {note}")
        did = "Imported" if facts["stored"] else "Would import"
        self.stdout.write(f"{did} {facts['n_labels']} labels on {facts['n_units']} data units.")
