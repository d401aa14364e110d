"""The web server and the background worker as one command."""

import argparse
import http.client
import os
import shutil
import socket
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, close_old_connections
from django.utils import timezone
from django_q.models import Schedule

from portal.launcher.console import LauncherError, say
from portal.launcher.environment import command_environment
from portal.launcher.locks import FileLock, lock_portal
from portal.launcher.supervisor import Service, Supervisor
from training.demo.build import is_built
from training.models import Heartbeat

DEFAULT_PORT = 8088
SWEEP = "training.services.sweep.sweep"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    """Runs gunicorn and the queue's cluster until it is stopped."""

    help = "Runs the web server and the background worker together."
    # qcluster makes the checks as it starts; here they would only be a second more to wait for.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options; ./run passes its own on."""
        parser.add_argument("--bind", default="127.0.0.1", help="The address to listen on.")
        parser.add_argument("--port", type=int, help=f"The port; by default {DEFAULT_PORT} or the next free one.")
        parser.add_argument("--setup", action="store_true", help="First migrate, collect static files, load the demo.")
        parser.add_argument("--no-demo", action="store_true", help="With --setup: load no demo data.")
        parser.add_argument("--reset-demo", action="store_true", help="With --setup: set the present data aside first.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the lock of the data folder, set up if asked, and supervise."""
        try:
            with lock_portal(settings.VAR_DIR) as lock:
                listener = listen(options["bind"], options["port"])
                if options["setup"]:
                    self._set_up(with_demo=not options["no_demo"], reset=options["reset_demo"])
                self._supervise(listener, lock)
        except LauncherError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        except KeyboardInterrupt:
            sys.exit(130)

    def _set_up(self, *, with_demo: bool, reset: bool) -> None:
        settings.VAR_DIR.chmod(0o700)
        if reset:
            set_data_aside()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if with_demo:
            call_command("seed_demo")

    def _supervise(self, listener: socket.socket, lock: FileLock) -> None:
        refuse_demo_in_public()
        host, port = listener.getsockname()[:2]
        address = address_of(host, port)
        schedule_sweep()

        def announce() -> None:
            lock.write_note(f"{address} (process {os.getpid()})")
            say(f"\nTouchstone is at {address}\nCtrl+C stops it.")
            if not get_user_model()._default_manager.exists():
                say("Nobody can sign in yet: `./run createsuperuser` makes the first account.")

        Supervisor([web_service(listener), worker_service()]).run(announce)
        lock.write_note("")


def refuse_demo_in_public() -> None:
    """The demo's accounts have a password that everyone can read: they are served to this machine alone."""
    if settings.ORIGIN is not None and is_built():
        raise LauncherError(
            "This data folder holds the demo, whose passwords are public, and TOUCHSTONE_ORIGIN is set. "
            "Choose another folder with TOUCHSTONE_VAR (or another DATABASE_URL) for the real portal."
        )


def schedule_sweep() -> None:
    """Have the queue look for due work now and every minute; also what makes the worker's heart beat."""
    every_minute = {"func": SWEEP, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
    Schedule.objects.update_or_create(name="sweep", defaults=every_minute | {"next_run": timezone.now()})


def listen(bind: str, port: int | None) -> socket.socket:
    """A listening socket. It is opened here and handed to gunicorn, so that no other program can take the port between
    a check and its use, and so that callers wait instead of being refused while the web server is restarted."""
    if bind not in LOOPBACK and settings.ORIGIN is None:
        raise CommandError(
            f"Listening on {bind} shows the portal to other machines. Set TOUCHSTONE_ORIGIN to the address that people "
            "will use, such as https://labels.example.com (docs/settings.md)."
        )
    ports = [port] if port is not None else [*range(DEFAULT_PORT, DEFAULT_PORT + 20), 0]
    for candidate in ports:
        try:
            family, _, _, _, address = socket.getaddrinfo(bind, candidate, type=socket.SOCK_STREAM)[0]
            return socket.create_server(address[:2], family=family, backlog=2048)
        except OSError as error:
            reason = error
    raise CommandError(f"Cannot listen on {bind}, port {port}: {reason.strerror or reason}.")


def address_of(host: str, port: int) -> str:
    """What to type into a browser."""
    if settings.ORIGIN is not None:
        return "://".join(settings.ORIGIN)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def web_service(listener: socket.socket) -> Service:
    """gunicorn on the listening socket."""
    host, port = listener.getsockname()[:2]
    descriptor = listener.fileno()
    # No --preload: a database connection opened before the fork would be shared after it. The control socket would lie
    # in the home folder, which may not exist. Recycling bounds what a leak can take.
    command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{descriptor}", "--worker-class", "gthread"]
    command += ["--workers", "1", "--threads", "8", "--no-control-socket", "--log-level", "warning"]
    command += ["--max-requests", "1000", "--max-requests-jitter", "100"]
    command += ["--timeout", "120", "--graceful-timeout", "5", "portal.wsgi:application"]

    def sign_of_life() -> float | None:
        probe = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
        connection = http.client.HTTPConnection(probe, port, timeout=20)
        try:
            # Any answer will do: what is asked is whether a thread is free to give one.
            connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        return time.monotonic()

    return Service(
        name="web server",
        command=command,
        environment=command_environment(),
        folder=settings.BASE_DIR,
        sign_of_life=sign_of_life,
        pass_fds=[descriptor],
        announces=True,
    )


def worker_service() -> Service:
    """The queue's cluster."""

    def sign_of_life() -> datetime | None:
        # A cluster whose idle worker was killed hangs for ever with all processes alive (the dead one held the lock of
        # their queue); that nothing beats any more is all that can be seen of it.
        try:
            close_old_connections()
            return Heartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
        except DatabaseError:
            return None

    return Service(
        name="background worker",
        command=[sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"],
        # On a Mac, a forked process that then meets a system library is ended without this.
        environment=command_environment(OBJC_DISABLE_INITIALIZE_FORK_SAFETY="YES"),
        folder=settings.BASE_DIR,
        sign_of_life=sign_of_life,
    )


def set_data_aside() -> None:
    """Move the embedded database, the media and the mail into var/before-reset; one such copy is kept."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        raise CommandError("--reset-demo is for the embedded database alone; DATABASE_URL names another one.")
    aside = settings.VAR_DIR / "before-reset"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    files = [Path(str(database["NAME"]) + suffix) for suffix in ("", "-wal", "-shm")]
    for path in [*files, Path(settings.MEDIA_ROOT), Path(settings.EMAIL_FILE_PATH)]:
        if path.exists():
            shutil.move(path, aside / path.name)
    say(f"The data of before now lies in {aside}.")
