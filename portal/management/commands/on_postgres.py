"""Any command on a PostgreSQL of its own, which is gone when the command has ended."""

import argparse
import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.launcher.console import LauncherError
from portal.launcher.postgres import temporary_postgres


class Command(BaseCommand):
    """Starts the server of the tests, in a temporary folder."""

    help = "Runs another command, such as bench, on a throw-away PostgreSQL."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The other command with its arguments."""
        parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND", help="The command to run.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, and end as it ends."""
        if not options["command"]:
            raise CommandError("Name the command to run on PostgreSQL.")
        try:
            with temporary_postgres() as address:
                command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *options["command"]]
                code = subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode  # noqa: S603
        except LauncherError as error:
            raise CommandError(str(error)) from error
        sys.exit(code)
