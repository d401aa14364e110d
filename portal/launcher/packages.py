"""The virtual environment and the locked packages in it."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import pip_wheel, system
from .console import ROOT, LauncherError, say
from .environment import VENV, VENV_PYTHON, command_environment
from .guarded import GuardedProcess
from .locks import FileLock

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
# Stands while packages are being changed. pip takes a package whose metadata was already unpacked for a whole one, so
# what an interrupted installation left behind cannot be repaired, only thrown away.
UNFINISHED = VENV / "touchstone-unfinished"
# The interpreter behind a virtual environment: this one may lie in the .venv that is about to be thrown away.
BASE_PYTHON = getattr(sys, "_base_executable", "") or sys.executable


def prepare(lock_file: str) -> None:
    """Make sure that the packages of a lock file are installed; takes milliseconds where they are."""
    if _is_prepared(lock_file):
        return
    with FileLock(ROOT / "var" / "setup.lock") as lock:
        lock.acquire(meanwhile="Another start is installing packages; waiting for it.")
        if not _is_prepared(lock_file):
            _install(lock_file)


def _is_prepared(lock_file: str) -> bool:
    stamp = _stamp_file(lock_file)
    return not UNFINISHED.exists() and stamp.is_file() and stamp.read_text() == _stamp(lock_file)


def _stamp_file(lock_file: str) -> Path:
    return VENV / f"touchstone-{Path(lock_file).stem}"


def _stamp(lock_file: str) -> str:
    """What the packages depend on: the lock and the Python that they were chosen for."""
    return f"{hashlib.sha256((ROOT / lock_file).read_bytes()).hexdigest()} {_venv_version()}"


def _venv_version() -> str:
    """The version of the environment's Python, or nothing where it does not run.

    It is asked each time: an upgrade of the system may have replaced it under the packages.
    """
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([VENV_PYTHON, "-I", "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _install(lock_file: str) -> None:
    if VENV.exists() and not _can_be_kept():
        # Out of the way first: what still writes there, writes to the wreck.
        VENV.rename(VENV.with_name(f".venv-unusable-{os.getpid()}"))
    for wreck in VENV.parent.glob(".venv-unusable-*"):
        shutil.rmtree(wreck, ignore_errors=True)
    if not VENV.exists():
        say(f"Making the environment {VENV} with Python {sys.version.split()[0]} ...")
        VENV.mkdir()
    UNFINISHED.touch()
    if not VENV_PYTHON.exists():
        _create_venv()
    _ensure_pip()
    say(f"Installing the packages of {lock_file} (the first time takes about a minute) ...")
    _pip("install", "--require-hashes", "--only-binary", ":all:", "--no-user", "-r", str(ROOT / lock_file))
    # The development lock contains the runtime lock (a test compares them).
    for installed in {RUNTIME, lock_file}:
        _stamp_file(installed).write_text(_stamp(installed))
    UNFINISHED.unlink()


def _can_be_kept() -> bool:
    version = tuple(int(part) for part in _venv_version().split(".") if part)
    # A folder of packages of another version: the Python behind the environment was replaced.
    packages = VENV / "lib" / f"python{'.'.join(map(str, version))}" / "site-packages"
    return version >= (3, 11) and packages.is_dir() and not UNFINISHED.exists()


def _create_venv() -> None:
    """Without pip at first: where ensurepip is missing (a bare Debian), `venv` would stop half-way."""
    made = subprocess.run(
        [BASE_PYTHON, "-I", "-m", "venv", "--without-pip", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise LauncherError(f"Python's venv module failed:\n{made.stdout}{made.stderr}")


def _ensure_pip() -> None:
    if _runs("-m", "pip", "--version"):
        return
    if importlib.util.find_spec("ensurepip") is not None and _runs("-m", "ensurepip", "--default-pip"):
        return
    try:
        wheel = pip_wheel.fetch(VENV)
    except pip_wheel.FetchError as error:
        _install_ensurepip_from_system(str(error))
        return
    # A wheel is a zip file that Python can import from: pip installs itself.
    if not _runs(str(wheel / "pip"), "install", "--no-index", "--no-deps", "--no-user", str(wheel)):
        raise LauncherError(f"pip could not be installed into {VENV} from {wheel.name}.")
    wheel.unlink()


def _install_ensurepip_from_system(reason: str) -> None:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    system.apt_install(
        [f"{version}-venv"], purpose=f"This Python comes without pip, and pip could not be fetched ({reason})."
    )
    if not _runs("-m", "ensurepip", "--default-pip"):
        raise LauncherError(f"Installing {version}-venv did not give this Python its pip.")


def _runs(*arguments: str) -> bool:
    """Whether a command of the environment's Python succeeds; it is done in silence."""
    return _execute(arguments, command_environment(), output=subprocess.DEVNULL) == 0


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    environment = command_environment(PIP_ROOT_USER_ACTION="ignore")
    if _execute(["-m", "pip", arguments[0], *quiet, *arguments[1:]], environment) != 0:
        raise LauncherError(
            "The packages could not be installed; pip says why above. The next start begins anew. "
            "Behind a mirror or a proxy, pip's own settings hold: PIP_INDEX_URL, PIP_CERT, HTTPS_PROXY, pip.conf."
        )


def _execute(arguments: Sequence[str], environment: Mapping[str, str], output: int | None = None) -> int | None:
    """Run the environment's Python under a guard: a pip that outlived its starter would write beside the next one."""
    process = GuardedProcess([str(VENV_PYTHON), *arguments], env=environment, cwd=ROOT, output=output, grace_s=1)
    try:
        return process.wait()
    finally:
        process.kill()
