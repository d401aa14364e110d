"""Starts commands under a guard (see guard.py): they end with this process, however it ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

GUARD = Path(__file__).with_name("guard.py")


class GuardedProcess:
    """A command, everything that it starts, and the guard beside them."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        output: IO[bytes] | int | None = None,
        pass_fds: Sequence[int] = (),
        stop_signal: str = "TERM",
        grace_s: float = 10.0,
        user: str | None = None,
        remove: Path | None = None,
    ) -> None:
        options = ["--stop-signal", stop_signal, "--grace", str(grace_s)]
        options += ["--user", user] if user else []
        options += ["--remove", str(remove)] if remove else []
        options += [f"--keep={descriptor}" for descriptor in pass_fds]
        self._grace_s = grace_s
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(GUARD), *options, "--", *command],
                env=env,
                cwd=cwd,
                stdin=theirs.fileno(),
                stdout=output,
                stderr=subprocess.STDOUT if output is not None else None,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._code: int | None = None

    @property
    def pid(self) -> int:
        """The guard's process id, which is also that of its process group."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code of the command once it and all that it started are gone; None before."""
        if self._code is None and self._process.poll() is not None:
            self._code = self._finish()
        return self._code

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Wait for the end; None where it did not come in time."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        return self.poll()

    def terminate(self) -> None:
        """Ask the command to stop; the guard kills what has not stopped after the grace time."""
        if self.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Stop the command and wait until nothing of it is left."""
        self.terminate()
        # A little longer than the guard's own patience, which is the one that should end it.
        if self.wait(self._grace_s + 5) is None:
            self.kill()

    def kill(self) -> None:
        """End everything at once."""
        if self.poll() is None:
            self._process.send_signal(signal.SIGINT)  # to the guard: without further patience
        if self.wait(3) is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self.poll()

    def _finish(self) -> int:
        # A guard that was itself killed has left its group behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: not permitted for a group of zombies
            os.killpg(self.pid, signal.SIGKILL)
        with self._socket:
            self._socket.setblocking(False)
            try:
                report = self._socket.recv(100).decode().strip()
            except OSError:
                report = ""
        return int(report) if report else -signal.SIGKILL
