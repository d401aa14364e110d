"""A real worker on the test's database, that can be made to stop at a moment of its work and be killed there."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.portal.processes import wait_until

#: The moments of scoring and of a re-calculation, in the order in which the work passes them.
MOMENTS = ("evaluating", "evaluated", "written", "scored", "done")
# The queue's own cluster, with a sweep that comes twice a second instead of once a minute. Where the test has put a
# file named after a moment, the first worker that gets there takes it away, says who it is, and waits to be killed.
SCRIPT = """
import functools, multiprocessing, os, sys, time
from datetime import timedelta
from pathlib import Path

multiprocessing.set_start_method("fork")  # the workers must find what is changed below
import django
django.setup()
from django_q.cluster import Cluster
from training.services import recalculation, scores, sweep

folder = Path(sys.argv[1])
sweep.GRACE, sweep.MAX_ATTEMPTS, sweep.MAX_SILENCES = timedelta(0), 1000, 1000
recalculation.LEASE = timedelta(seconds=1)

def pause(moment):
    try:
        (folder / moment).rename(folder / f"{moment}.taken")
    except FileNotFoundError:
        return
    (folder / f"{moment}.pid.part").write_text(str(os.getpid()))
    (folder / f"{moment}.pid.part").rename(folder / f"{moment}.pid")
    time.sleep(300)

def stopping(function, *, before=None, after=None):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if before:
            pause(before)
        result = function(*args, **kwargs)
        if after:
            pause(after)
        return result
    return wrapper

scores._evaluate = stopping(scores._evaluate, before="evaluating", after="evaluated")
scores._write_evaluation = stopping(scores._write_evaluation, after="written")
scores.write_task_scores = recalculation.write_task_scores = stopping(scores.write_task_scores, after="scored")
for job in (scores.score_task, recalculation.run_recalculation):
    job._function = stopping(job._function, after="done")

cluster = Cluster()
cluster.start()
(folder / "started").touch()
while True:
    sweep.sweep()
    time.sleep(0.5)
"""


class Worker:
    """The processes of one cluster, and the moments at which one of them is to stop."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self._process, self._folder = process, folder

    def kill_at(self, moment: str) -> None:
        """Wait until a process has stopped at the moment that was asked for, and kill that process alone."""
        os.kill(self.stopped_at(moment), signal.SIGKILL)

    def stopped_at(self, moment: str) -> int:
        """The id of the process that stopped there."""
        path = self._folder / f"{moment}.pid"
        assert wait_until(path.exists), f"No worker came to the moment “{moment}”.\n{self.log()}"
        return int(path.read_text())

    def kill_all(self) -> None:
        """Every process of the cluster at once, as when the power fails."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-4000:]


@contextmanager
def running_worker(folder: Path, *, workers: int, stop_at: tuple[str, ...] = ()) -> Iterator[Worker]:
    """A cluster that works until the end of the block; then it is killed, whatever it is at."""
    folder.mkdir(exist_ok=True)
    for moment in stop_at:
        (folder / moment).touch()
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(connection.settings_dict),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "TOUCHSTONE_WORKERS": str(workers),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    worker = Worker(process, folder)
    try:
        assert wait_until((folder / "started").exists), worker.log()
        yield worker
    finally:
        if process.poll() is None:
            worker.kill_all()


def _database_url(database: dict[str, Any]) -> str:
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    account = ":".join(quote(database[key], safe="") for key in ("USER", "PASSWORD") if database[key])
    host = quote(database["HOST"], safe="") + (f":{database['PORT']}" if database["PORT"] else "")
    return f"postgresql://{account}@{host}/{database['NAME']}"
