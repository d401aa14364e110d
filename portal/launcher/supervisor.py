"""Keeps a few services running: restarts what died or hangs, and leaves nothing behind at the end."""

import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .console import LauncherError, say
from .guarded import GuardedProcess

TICK_S = 0.2
BACK_OFF_S = (0.5, 1, 2, 5, 10, 30)
SETTLED_S = 60  # a service that ran this long begins the back-off anew
SILENCE_S = 180
LOOK_EVERY_S = 15
TRIES_TO_START = 3


@dataclass(frozen=True)
class Service:
    """A command to keep running, and how to see that it does its work."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    # A value that changes for as long as the service works, or None where it gave no sign. Change counts, not age: the
    # clock of the machine may jump, and a laptop may sleep.
    sign_of_life: Callable[[], object]
    grace_s: float = 10
    pass_fds: Sequence[int] = ()
    silence_s: float = SILENCE_S
    # Whether the portal counts as started when this service first gave a sign.
    announces: bool = False


@dataclass
class _Kept:
    """A service with its present process."""

    service: Service
    process: GuardedProcess | None = None
    start_at: float = 0.0
    started_at: float = 0.0
    failures: int = 0
    is_being_stopped: bool = False
    last_sign: object = None
    sign_seen_at: float | None = None

    def tend(self, now: float) -> None:
        """Start, restart or stop the service, whichever is due; never waits."""
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
            return
        code = self.process.poll()
        if code is not None:
            self._note_end(code, now)
        elif not self.is_being_stopped and now - self.alive_at() > self.service.silence_s:
            say(f"The {self.service.name} has given no sign of life for {self.service.silence_s:.0f} s: restarting it.")
            self.is_being_stopped = True
            self.process.terminate()

    def alive_at(self) -> float:
        """When the service was last known to be well; its start counts, so that it gets time to come up."""
        return max(self.started_at, self.sign_seen_at or 0.0)

    def look(self) -> None:
        """Ask for a sign of life (on the watching thread)."""
        sign = self.service.sign_of_life()
        if sign is not None and sign != self.last_sign:
            self.last_sign = sign
            self.sign_seen_at = time.monotonic()

    def _start(self, now: float) -> None:
        self.started_at = now
        self.is_being_stopped = False
        self.process = GuardedProcess(
            self.service.command,
            env=self.service.environment,
            cwd=self.service.folder,
            pass_fds=self.service.pass_fds,
            grace_s=self.service.grace_s,
        )

    def _note_end(self, code: int, now: float) -> None:
        self.process = None
        self.failures = 1 if now - self.started_at > SETTLED_S else self.failures + 1
        delay = BACK_OFF_S[min(self.failures, len(BACK_OFF_S)) - 1]
        self.start_at = now + delay
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        say(f"The {self.service.name} ended {how}; starting it again in {delay:g} s.")
        if self.service.announces and self.sign_seen_at is None and self.failures >= TRIES_TO_START:
            raise LauncherError(f"The {self.service.name} does not start; its own words stand above.")


class Supervisor:
    """Runs services until SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._kept = [_Kept(service) for service in services]
        self._stops: list[int] = []

    def run(self, announce: Callable[[], None]) -> None:
        """Start everything, say so when it answers, and return when all of it has ended."""
        self._listen_for_signals()
        try:
            for kept in self._kept:
                kept.tend(time.monotonic())
                threading.Thread(target=self._watch, args=(kept,), daemon=True).start()
            announced = False
            while not self._stops:
                for kept in self._kept:
                    kept.tend(time.monotonic())
                if not announced and all(kept.sign_seen_at for kept in self._kept if kept.service.announces):
                    announced = True
                    announce()
                time.sleep(TICK_S)
        finally:
            self._end_all()

    def _listen_for_signals(self) -> None:
        def note(number: int, _frame: object) -> None:
            self._stops.append(number)

        signal.signal(signal.SIGINT, note)
        signal.signal(signal.SIGTERM, note)
        # Under nohup the hang-up is ignored, and stays so.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, note)

    def _watch(self, kept: _Kept) -> None:
        while True:
            kept.look()
            time.sleep(LOOK_EVERY_S if kept.sign_seen_at else TICK_S)

    def _end_all(self) -> None:
        running = [kept.process for kept in self._kept if kept.process is not None]
        for process in running:
            process.terminate()
        patience = time.monotonic() + max(kept.service.grace_s for kept in self._kept) + 5
        while any(process.poll() is None for process in running):
            # A second Ctrl+C: at once.
            if len(self._stops) > 1 or time.monotonic() > patience:
                for process in running:
                    process.kill()
            time.sleep(TICK_S / 4)
