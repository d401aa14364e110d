"""The environment variables that commands get: those of the person, less what would lead them astray."""

import os
import tempfile
from pathlib import Path

from .console import ROOT

VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# These would put other packages in front of the locked ones, send pip's files elsewhere, or load other settings.
MISLEADING = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONOPTIMIZE",
    "PYTHONSAFEPATH",
    "PYTHONWARNINGS",
    "__PYVENV_LAUNCHER__",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "PIP_REQUIRE_HASHES",
    "PIP_NO_BINARY",
    "PIP_ONLY_BINARY",
    "PIP_CONSTRAINT",
    "DJANGO_SETTINGS_MODULE",
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
)
# A gate is judged on the code, not on how the portal of the person at the terminal is configured.
CONFIGURATION = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL")


def command_environment(**extra: str) -> dict[str, str]:
    """The environment for a command of the portal."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    environment |= {"VIRTUAL_ENV": str(VENV), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    if not _is_writable_folder(environment.get("HOME")):
        # Chromium, pip's cache and fontconfig give up, or say a page of warnings, without a home.
        environment["HOME"] = tempfile.gettempdir()
    return environment | extra


def check_environment(**extra: str) -> dict[str, str]:
    """The environment for a gate: the same, without the portal's configuration."""
    environment = command_environment()
    for name in list(environment):
        if name in CONFIGURATION or name.startswith("TOUCHSTONE_"):
            del environment[name]
    return environment | extra


def _is_writable_folder(path: str | None) -> bool:
    return bool(path) and Path(str(path)).is_dir() and os.access(str(path), os.W_OK | os.X_OK)
