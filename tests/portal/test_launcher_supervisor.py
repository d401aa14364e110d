"""The supervisor: restarts what died or hangs, and ends clean."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.portal.processes import PATIENCE_S, all_gone, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
# Keeps one service: a process that adds its id to a file and sleeps. Its sign of life is the age of a second file.
SUPERVISE = """
import os, sys
from pathlib import Path
from portal.launcher import supervisor
from portal.launcher.console import LauncherError
supervisor.BACK_OFF_S = (0.1,)
supervisor.LOOK_EVERY_S = 0.1
folder = Path(sys.argv[1])
code = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); " + sys.argv[2]
def sign_of_life():
    return (folder / "beat").stat().st_mtime_ns if (folder / "beat").exists() else None
service = supervisor.Service(
    name="sleeper", command=[sys.executable, "-c", code, str(folder / "pids")], environment=dict(os.environ),
    folder=folder, sign_of_life=sign_of_life, grace_s=0.5, silence_s=float(sys.argv[3]), announces=True,
)
try:
    supervisor.Supervisor([service]).run(lambda: (folder / "announced").touch())
except LauncherError as error:
    sys.exit(str(error))
"""


@contextmanager
def supervised(
    folder: Path, *, code: str = "time.sleep(300)", silence_s: float = 300
) -> Iterator[subprocess.Popen[str]]:
    """A supervisor of one service, in a process of its own, as it listens for signals."""
    command = [sys.executable, "-c", SUPERVISE, str(folder), code, str(silence_s)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def pids(folder: Path) -> list[int]:
    path = folder / "pids"
    return [int(word) for word in path.read_text().split()] if path.exists() else []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_with_exit_code_zero(tmp_path: Path, number: signal.Signals) -> None:
    with supervised(tmp_path) as supervisor:
        assert wait_until(lambda: bool(pids(tmp_path)))

        supervisor.send_signal(number)

        assert supervisor.wait(PATIENCE_S) == 0
        assert all_gone(pids(tmp_path)[:1])


def test_a_service_that_died_is_started_again(tmp_path: Path) -> None:
    (tmp_path / "beat").touch()
    with supervised(tmp_path):
        assert wait_until(lambda: (tmp_path / "announced").exists() and bool(pids(tmp_path)))

        os.kill(pids(tmp_path)[0], signal.SIGKILL)

        assert wait_until(lambda: len(pids(tmp_path)) == 2)


def test_a_silent_service_is_restarted_though_it_ignores_the_request_to_stop(
    tmp_path: Path,
) -> None:
    (tmp_path / "beat").touch()
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
    with supervised(tmp_path, code=code, silence_s=1):
        assert wait_until(lambda: len(pids(tmp_path)) == 2)
        assert all_gone(pids(tmp_path)[:1])


def test_a_service_that_gives_signs_of_life_is_left_alone(tmp_path: Path) -> None:
    with supervised(tmp_path, silence_s=2):
        for _ in range(40):
            (tmp_path / "beat").write_text("")
            time.sleep(0.1)

        assert len(pids(tmp_path)) == 1


def test_a_service_that_never_comes_up_ends_the_supervisor_with_a_sentence(tmp_path: Path) -> None:
    with supervised(tmp_path, code="sys.exit(3)") as supervisor:
        _, errors = supervisor.communicate(timeout=PATIENCE_S)

        assert supervisor.returncode == 1
        assert "The sleeper does not start" in errors
        assert len(pids(tmp_path)) == 3
