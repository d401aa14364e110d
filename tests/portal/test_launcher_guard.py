"""The guard: nothing of a command outlives its starter, whoever is killed and however."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.launcher.guarded import GuardedProcess
from tests.portal.processes import PATIENCE_S, all_gone, wait_until

# Starts a child that sleeps, and writes both process ids into a file; {setsid} lets the child leave the group.
PARENT_AND_CHILD = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session={leaves})
path = pathlib.Path({path!r})
path.with_suffix(".draft").write_text(f"{{os.getpid()}} {{child.pid}}")
path.with_suffix(".draft").rename(path)
{then}
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def family(tmp_path: Path, *, then: str = "time.sleep(300)", leaves: bool = False) -> tuple[list[str], Path]:
    path = tmp_path / "pids"
    return python(PARENT_AND_CHILD.format(path=str(path), then=then, leaves=leaves)), path


def pids_of(path: Path) -> list[int]:
    assert wait_until(path.exists)
    return [int(word) for word in path.read_text().split()]


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_of_the_command_is_reported(code: int) -> None:
    process = GuardedProcess(python(f"raise SystemExit({code})"))

    assert process.wait(PATIENCE_S) == code


def test_a_command_that_does_not_exist_is_reported_as_127() -> None:
    process = GuardedProcess(["/nowhere/at-all"], output=subprocess.DEVNULL)

    assert process.wait(PATIENCE_S) == 127


def test_what_a_command_leaves_behind_is_ended_with_it(tmp_path: Path) -> None:
    command, path = family(tmp_path, then="")

    process = GuardedProcess(command)

    assert process.wait(PATIENCE_S) == 0
    assert all_gone(pids_of(path))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a guard adopt what left its group")
def test_what_left_the_group_is_ended_too(tmp_path: Path) -> None:
    command, path = family(tmp_path, leaves=True)
    process = GuardedProcess(command)
    pids = pids_of(path)

    process.stop()

    assert all_gone(pids)


def test_a_command_may_tidy_up_when_it_is_asked_to_stop(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    code = "import signal, sys, pathlib, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))"
    process = GuardedProcess(python(f"{code}; pathlib.Path({str(marker)!r}).touch(); time.sleep(300)"))
    assert wait_until(marker.exists)

    process.stop()

    assert process.poll() == 7


def test_a_command_that_will_not_stop_is_killed_after_its_grace(tmp_path: Path) -> None:
    then = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
    command, path = family(tmp_path, then=then)
    process = GuardedProcess(command, grace_s=0.5)
    pids = pids_of(path)

    process.stop()

    assert process.poll() == -signal.SIGKILL
    assert all_gone(pids)


def test_a_killed_guard_leaves_nothing_behind(tmp_path: Path) -> None:
    command, path = family(tmp_path)
    process = GuardedProcess(command)
    pids = pids_of(path)

    os.kill(process.pid, signal.SIGKILL)

    assert process.wait(PATIENCE_S) == -signal.SIGKILL
    assert all_gone(pids)


@pytest.mark.parametrize("kills_guard", [False, True])
def test_a_killed_starter_leaves_nothing_behind(tmp_path: Path, kills_guard: bool) -> None:
    if kills_guard and sys.platform != "linux":
        pytest.skip("with guard and starter killed at once, only Linux tells the command")
    # The command ends its child on SIGTERM by itself in the second case, as gunicorn and the cluster's leader do.
    then = "import signal; signal.signal(signal.SIGTERM, lambda *_: (child.kill(), os._exit(0))); time.sleep(300)"
    command, path = family(tmp_path, then=then)
    removed = tmp_path / "to-be-removed"
    removed.mkdir()
    starter_code = (
        "import sys, time; from pathlib import Path; from portal.launcher.guarded import GuardedProcess\n"
        f"process = GuardedProcess({command!r}, remove=Path({str(removed)!r}))\n"
        "print(process.pid, flush=True); time.sleep(300)"
    )
    root = Path(__file__).resolve().parent.parent.parent
    with subprocess.Popen(python(starter_code), cwd=root, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        guard = int(starter.stdout.readline())
        pids = pids_of(path)

        starter.kill()
        if kills_guard:
            os.kill(guard, signal.SIGKILL)

        assert all_gone([guard, *pids])
        assert kills_guard or not removed.exists()
