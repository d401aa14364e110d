"""``./test``: every check and every test, all of them run even if one fails, and a table at the end."""

import argparse
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import browser, node, packages, postgres
from .console import ROOT, LauncherError, say
from .environment import VENV_PYTHON, check_environment
from .guarded import GuardedProcess

PYTHON = str(VENV_PYTHON)
IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"  # it has no __main__


@dataclass
class Result:
    """What a gate found; a gate that is one check counts as one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Session:
    """One run of ./test."""

    folder: Path  # removed at the end
    pytest_arguments: Sequence[str]
    is_verbose: bool

    def execute(self, command: Sequence[str], *, timeout_s: float, env: Mapping[str, str], live: bool) -> Result:
        """Run a command under a guard; what it prints is shown while it runs, or afterwards if it failed."""
        output = self.folder / "output"
        with open(output, "wb") as file:
            process = GuardedProcess(command, env=env, cwd=ROOT, output=None if live else file, grace_s=5)
        try:
            code = process.wait(timeout_s)
        finally:
            process.kill()
        if not live and (code != 0 or self.is_verbose):
            say(output.read_text(errors="replace").rstrip())
        if code is None:
            return Result(failed=1, notes=[f"stopped: not done after {timeout_s:.0f} s"])
        return Result(passed=1) if code == 0 else Result(failed=1, notes=[f"exit code {code}"])


@dataclass(frozen=True)
class Gate:
    """A check with a name for --only."""

    name: str
    run: Callable[[Session], Result]


def _command(
    *command: str, timeout_s: float = 300, variables: Mapping[str, str] | None = None
) -> Callable[[Session], Result]:
    def run(session: Session) -> Result:
        env = check_environment(TOUCHSTONE_VAR=str(session.folder / "var"), **(variables or {}))
        return session.execute(command, timeout_s=timeout_s, env=env, live=False)

    return run


def _run_node(session: Session) -> Result:
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "editor").rglob("*.test.mjs"))
    if not files:
        return Result(failed=1, notes=["tests/editor holds no *.test.mjs"])
    command = [node.find_node(), "--test", "--test-reporter=spec", *files]
    result = session.execute(command, timeout_s=300, env=check_environment(), live=False)
    printed = (session.folder / "output").read_text(errors="replace")
    counts = {
        name: int(count) for name, count in re.findall(r"^\S+ (pass|fail|skipped|cancelled) (\d+)$", printed, re.M)
    }
    if not counts.get("pass") and not result.failed:
        return Result(failed=1, notes=["node ran no test"])
    failed = counts.get("fail", 0) + counts.get("cancelled", 0)
    return Result(counts.get("pass", 0), max(failed, result.failed), counts.get("skipped", 0), result.notes)


def _run_on_sqlite(session: Session) -> Result:
    try:
        # In this order: whoever has to install by hand is then told of both with one command.
        chromium = browser.find_chromium(session.folder)
        browser.check_driver()
    except LauncherError as error:
        say(str(error))
        # The rest is worth knowing, but the gate has failed.
        result = _run_pytest(session, "sqlite", ["-m", "not browser"])
        return Result(result.passed, result.failed + 1, result.skipped, [str(error).splitlines()[0], *result.notes])
    return _run_pytest(session, "sqlite", [], CHROMIUM=chromium)


def _run_on_postgres(session: Session) -> Result:
    with postgres.temporary_postgres() as address:
        # The kernels know no database: once is enough.
        pure = ["--ignore=scoring", "--ignore=tests/scoring"]
        return _run_pytest(session, "postgres", ["-m", "not browser", *pure], DATABASE_URL=address)


def _run_pytest(session: Session, name: str, selection: list[str], **variables: str) -> Result:
    report = session.folder / f"{name}.xml"
    var_dir = session.folder / f"var-{name}"
    var_dir.mkdir(mode=0o700)
    chosen = list(session.pytest_arguments) or ["-n", "2"]
    command = [PYTHON, "-m", "pytest", "-rfEs", f"--junitxml={report}", *selection, *chosen]
    env = check_environment(TOUCHSTONE_VAR=str(var_dir), TMPDIR=str(_temporary(session, name)), **variables)
    result = session.execute(command, timeout_s=1800, env=env, live=True)
    if not report.exists():
        return result
    totals = [0, 0, 0]
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 - pytest wrote it just now
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        totals = [totals[0] + int(suite.get("tests", 0)) - bad - skipped, totals[1] + bad, totals[2] + skipped]
    return Result(totals[0], max(totals[1], result.failed), totals[2], result.notes)


def _temporary(session: Session, name: str) -> Path:
    folder = session.folder / f"tmp-{name}"
    folder.mkdir(mode=0o700)
    return folder


PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "TOUCHSTONE_ORIGIN": "https://labels.example.com",
    "DATABASE_URL": "postgresql://touchstone@db.example.com/touchstone",
}
GATES = (
    Gate("lint", _command(PYTHON, "-m", "ruff", "check", ".")),
    Gate("format", _command(PYTHON, "-m", "ruff", "format", "--check", ".")),
    Gate("templates", _command(PYTHON, "-m", "djhtml", "--check", "templates")),
    Gate("types", _command(PYTHON, "-m", "mypy", timeout_s=600)),
    Gate("imports", _command(PYTHON, "-c", IMPORTS)),
    Gate("deploy", _command(PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", variables=PRODUCTION)),
    Gate("migrations", _command(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Gate("editor", _run_node),
    Gate("sqlite", _run_on_sqlite),
    Gate("postgres", _run_on_postgres),
)


def main(arguments: list[str]) -> int:
    """Run the gates and return the exit code."""
    names = [gate.name for gate in GATES]
    parser = argparse.ArgumentParser(prog="./test", description="Runs every check and every test.")
    parser.add_argument("--only", action="append", choices=names, metavar="GATE", help=f"one of {', '.join(names)}")
    parser.add_argument("pytest", nargs="*", help="after --: arguments for pytest (on SQLite unless --only says more)")
    options = parser.parse_args(arguments)
    chosen = options.only or (["sqlite"] if options.pytest else names)
    # Set even where a shell had them ignored: a background start must still be stoppable.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    packages.prepare(packages.DEVELOPMENT)
    folder = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
    try:
        session = Session(folder, options.pytest, is_verbose=bool(options.only))
        results = {gate.name: _run(gate, session) for gate in GATES if gate.name in chosen}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _report(results)


def _run(gate: Gate, session: Session) -> Result:
    say(f"\n=== {gate.name} ===")
    started = time.monotonic()
    try:
        result = gate.run(session)
    except (LauncherError, OSError, subprocess.SubprocessError) as error:
        say(str(error))
        result = Result(failed=1, notes=[str(error).splitlines()[0]])
    result.seconds = time.monotonic() - started
    return result


def _report(results: Mapping[str, Result]) -> int:
    say("\ngate          passed  failed  skipped  seconds")
    for name, result in results.items():
        row = f"{name:12}{result.passed:8}{result.failed:8}{result.skipped:9}{result.seconds:9.1f}"
        say("  ".join([row, *result.notes]))
    passed, failed, skipped = (
        sum(getattr(r, part) for r in results.values()) for part in ("passed", "failed", "skipped")
    )
    # The last line: what those who read only that need to know.
    say(f"\nchecks: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0
