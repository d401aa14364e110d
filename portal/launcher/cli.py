"""The two commands: ``./run`` and ``./test``."""

import argparse
import os
import sys

from . import gates, packages
from .console import ROOT, LauncherError
from .environment import VENV_PYTHON, command_environment

EPILOG = "./run COMMAND ... runs any command of manage.py in the prepared environment (./run help lists them)."


def main(arguments: list[str]) -> int:
    """Run one of the two commands; errors that a person can put right come out as a sentence."""
    command, *rest = arguments
    try:
        return {"run": _run, "test": gates.main}[command](rest)
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
    except PermissionError as error:
        sys.stderr.write(
            f"{error.filename or ROOT} cannot be written to by this user. Run as the owner of the folder, "
            "or work in a copy of your own.\n"
        )
    except KeyboardInterrupt:
        return 130
    return 1


def _run(arguments: list[str]) -> int:
    if arguments and not arguments[0].startswith("-"):
        packages.prepare(packages.RUNTIME)
        _replace_by_manage(arguments)
    options = demo_options().parse_args(arguments)
    packages.prepare(packages.RUNTIME)
    os.chdir(ROOT)
    _replace_by_manage(["portal", "--setup", *options_as_arguments(options)])
    return 1


def demo_options() -> argparse.ArgumentParser:
    """The options of ``./run``; they are read here so that a typing error does not wait for an installation."""
    parser = argparse.ArgumentParser(prog="./run", description="Sets up and starts the demo.", epilog=EPILOG)
    parser.add_argument("--bind", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port to listen on (default: 8088, or the next free one)")
    parser.add_argument("--no-demo", action="store_true", help="load no demo data")
    parser.add_argument("--reset-demo", action="store_true", help="set the present data aside and load the demo anew")
    return parser


def options_as_arguments(options: argparse.Namespace) -> list[str]:
    """The same options for ``manage.py portal``."""
    arguments = []
    for name, value in vars(options).items():
        flag = f"--{name.replace('_', '-')}"
        if value is True:
            arguments.append(flag)
        elif value is not None and value is not False:
            arguments.append(f"{flag}={value}")
    return arguments


def _replace_by_manage(arguments: list[str]) -> None:
    """Become manage.py: signals and the exit code then need no passing on."""
    sys.stdout.flush()
    os.execve(VENV_PYTHON, [str(VENV_PYTHON), str(ROOT / "manage.py"), *arguments], command_environment())  # noqa: S606
