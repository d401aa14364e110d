"""The demo: pictures, people, a benchmark and submissions, loaded once."""

import argparse
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from training.demo.build import build_demo, is_built
from training.demo.people import PASSWORD, SIGN_INS


class Command(BaseCommand):
    """Loads the demo into the portal's database, and prints how to sign in."""

    help = "Loads the demo; where it is loaded already, nothing changes."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("--sign-ins", action="store_true", help="Load nothing; only print how to sign in.")
        parser.add_argument("--force", action="store_true", help="Load it even where other machines are served.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the demo where it is missing; say who may sign in."""
        if not options["sign_ins"] and not is_built():
            self._build(is_forced=options["force"])
        self._print_sign_ins()

    def _build(self, *, is_forced: bool) -> None:
        if settings.ORIGIN is not None and not is_forced:
            raise CommandError(
                "The demo's password is known to everyone, and TOUCHSTONE_ORIGIN says that others can reach this "
                "portal. Start it with --no-demo, or load the demo with `./run seed_demo --force`."
            )
        self.stdout.write("Loading the demo: drawing its pictures, and scoring its trainees ...")
        build_demo()

    def _print_sign_ins(self) -> None:
        people = {person.email: person for person in get_user_model()._default_manager.filter(is_active=True)}
        lines = []
        for role, someone in SIGN_INS:
            account = people.get(someone.email)
            if account is not None and account.check_password(PASSWORD):
                lines.append(f"  {role:<14}{someone.email:<26}{PASSWORD}")
        if lines:
            self.stdout.write("\n".join(["Sign in to the demo as", *lines]))
        else:
            self.stdout.write("The demo's sign-ins are not valid here.")
