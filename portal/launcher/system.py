"""Packages of the operating system, for the few things that no Python package carries."""

import os
import shutil
import subprocess

from .console import LauncherError, say

APT_OPTIONS = ["-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]


def apt_install(packages: list[str], *, purpose: str) -> None:
    """Install packages with apt as root or through sudo without a password; raises LauncherError with the way out."""
    by_hand = f"{purpose} Please install it: apt-get install {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise LauncherError(
            f"{purpose} This system has no apt-get; please install what {' and '.join(packages)} contain."
        )
    prefix = _root_prefix()
    if prefix is None:
        raise LauncherError(f"{by_hand} (needs an administrator).")
    say(f"{purpose} Installing {' '.join(packages)} with apt-get ...")
    # Without an update first, a fresh image knows no package, and an old one asks for versions that are gone.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", *APT_OPTIONS, *packages]):
        command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *step]
        finished = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        # An update fails as a whole where one of many sources is away: the installation decides.
        if finished.returncode != 0 and step[0] == "install":
            raise LauncherError(f"{by_hand}\napt-get failed:\n{(finished.stdout + finished.stderr)[-1500:]}")


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    allowed = subprocess.run(
        [sudo, "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=20
    )
    return [sudo, "-n"] if allowed.returncode == 0 else None
