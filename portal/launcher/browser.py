"""Finds, or installs, a Chromium that really starts."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import system
from .console import LauncherError
from .environment import VENV, command_environment

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
PURPOSE = "The browser tests need Chromium."
START_TIMEOUT_S = 90


def find_chromium(folder: Path) -> str:
    """The path of a working Chromium for the tests' variable CHROMIUM; a folder takes a start script if one is needed.

    A name alone proves nothing: Ubuntu's chromium-browser is a note that there is a snap.
    """
    chosen = os.environ.get("CHROMIUM", "")
    if chosen:
        return _made_to_start(chosen, folder) or _refuse(f"CHROMIUM is {chosen}, which does not start.")
    for candidate in _candidates():
        if working := _made_to_start(candidate, folder):
            return working
    # Fonts are only recommended by the package: without any, pages have no text to look at.
    system.apt_install(["chromium", "chromium-sandbox", "fonts-liberation", "libatomic1"], purpose=PURPOSE)
    for candidate in _candidates():
        if working := _made_to_start(candidate, folder):
            return working
    return _refuse(f"{PURPOSE} It was installed, but does not start.")


def check_driver() -> None:
    """Make sure that Playwright's own program runs; it needs a library that a bare Debian lacks."""
    drivers = list(VENV.glob("lib/python*/site-packages/playwright/driver/node"))
    if drivers and not _exits_well([str(drivers[0]), "--version"]):
        system.apt_install(["libatomic1"], purpose="The browser tests need the library libatomic.")
        if not _exits_well([str(drivers[0]), "--version"]):
            raise LauncherError(f"Playwright's program {drivers[0]} does not start on this system.")


def _refuse(sentence: str) -> str:
    raise LauncherError(f"{sentence} Install Chromium or Chrome, or name one: CHROMIUM=/path/to/chromium ./test")


def _candidates() -> list[str]:
    found = [path for name in NAMES if (path := shutil.which(name))]
    return found + [path for path in MAC_APPLICATIONS if Path(path).exists()]


def _made_to_start(path: str, folder: Path) -> str | None:
    """The browser itself, or a start script that switches its sandbox off where the system allows it none.

    As root, and in containers that forbid user namespaces, Chromium starts only without. The tests open nothing but the
    portal under test.
    """
    if os.geteuid() != 0 and _opens_a_page([path]):
        return path
    script = folder / "chromium-without-sandbox"
    quoted = "'" + path.replace("'", "'\\''") + "'"
    script.write_text(f'#!/bin/sh\nexec {quoted} --no-sandbox "$@"\n')
    script.chmod(0o755)
    return str(script) if _opens_a_page([str(script)]) else None


def _opens_a_page(command: list[str]) -> bool:
    with tempfile.TemporaryDirectory(prefix="touchstone-chromium-", ignore_cleanup_errors=True) as profile:
        options = ["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        page = ["--dump-dom", "data:text/html,<title>touchstone</title>"]
        return _exits_well([*command, *options, f"--user-data-dir={profile}", *page], output="<title>touchstone")


def _exits_well(command: list[str], *, output: str = "") -> bool:
    try:
        finished = subprocess.run(
            command,
            env=command_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=START_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0 and output.encode() in finished.stdout
