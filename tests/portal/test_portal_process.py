"""The portal as a process: a real gunicorn and a real cluster, started, disturbed and stopped."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.launcher.console import ROOT
from portal.launcher.environment import check_environment
from portal.launcher.guard import _descendants
from tests.portal.processes import all_gone, wait_until

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="the family of a process is read from /proc"),
]
COMMAND = [sys.executable, str(ROOT / "manage.py"), "portal", "--setup", "--no-demo", "--port=0"]


class RunningPortal:
    """A portal on a folder of its own and a free port."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.environment = check_environment(TOUCHSTONE_VAR=str(folder / "var"))
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                COMMAND, cwd=folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        assert wait_until(lambda: "Touchstone is at" in self.words() or self.process.poll() is not None, patience_s=120)
        self.address = re.findall(r"http://[\d.:]+", self.words())[0]

    def words(self) -> str:
        return self.log.read_text()

    def family(self) -> list[int]:
        return _descendants(self.process.pid)

    def answer(self) -> bytes:
        with urllib.request.urlopen(f"{self.address}/healthz", timeout=30) as response:  # noqa: S310 - our own
            return response.read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests here: setting up takes longer than all the rest."""
    return tmp_path_factory.mktemp("portal")


@pytest.fixture
def portal(folder: Path) -> Iterator[RunningPortal]:
    running = RunningPortal(folder)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def test_the_portal_serves_survives_and_leaves_nothing_behind(portal: RunningPortal) -> None:
    assert portal.answer() == b"ok"

    second = subprocess.run(COMMAND, env=portal.environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"runs already: {portal.address} (process {portal.process.pid})" in second.stderr

    before = portal.family()
    for pid in _leaders(before):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: portal.words().count("starting it again") == 2)
    assert all_gone(set(before) - set(portal.family()))
    assert portal.answer() == b"ok"  # the listening socket was open all the time

    last = portal.family()
    portal.process.send_signal(signal.SIGINT)
    assert portal.process.wait(30) == 0
    assert all_gone(last)
    assert "Traceback" not in portal.words()


def test_a_killed_portal_takes_its_services_along(portal: RunningPortal) -> None:
    family = portal.family()

    portal.process.kill()

    assert all_gone(family)


def _leaders(family: list[int]) -> list[int]:
    """gunicorn's and the cluster's first processes: the children of the guards."""
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family}
    guards = [pid for pid, command in commands.items() if b"guard.py" in command]
    return [_descendants(guard)[0] for guard in guards]
