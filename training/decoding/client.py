"""Asks the decoding processes: `decode` gives a value, or raises InvalidError with a sentence on the file."""

import atexit
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings

from training.decoding.sentences import sentence
from training.errors import InvalidError

logger = logging.getLogger(__name__)

#: The child's own alarm comes first; the parent kills only one that can't even be alarmed.
GRACE_S = 2.0
#: Foreign code leaks: a process is let go after so many calls.
MAX_CALLS = 500

Progress = Callable[[dict[str, Any]], None]


class DecoderLostError(Exception):
    """The process ended, or was killed because it was silent for too long."""


class Decoder:
    """One process, which answers one call at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "training.decoding.child", str(settings.DECODER_MEMORY_BYTES)]
        # Neither the secret key nor the database's address goes along.
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(settings.BASE_DIR)}
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._kept = b""
        self.n_calls = 0

    def call(self, name: str, arguments: dict[str, Any], timeout_s: float, on_progress: Progress | None) -> Any:
        """The answer's value.

        Raises:
            InvalidError: the file is refused.
            DecoderLostError: the process is no more.
        """
        self.n_calls += 1
        self._send({"call": name, "arguments": arguments, "timeout_s": timeout_s})
        while "progress" in (answer := self._read(timeout_s + GRACE_S)):
            if on_progress is not None:
                on_progress(answer["progress"])
        if "refused" in answer:
            raise InvalidError(sentence(answer["refused"], answer["facts"]))
        return answer["value"]

    def call_off(self) -> None:
        """Ask the running call to end early; one that has ended takes no notice."""
        with suppress(DecoderLostError):
            self._send({})

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, message: dict[str, Any]) -> None:
        if self._process.stdin is None:
            raise DecoderLostError
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise DecoderLostError from error

    def _read(self, timeout_s: float) -> dict[str, Any]:
        out = self._process.stdout
        deadline = time.monotonic() + timeout_s
        while out is not None and b"\n" not in self._kept:
            ready, _, _ = select.select([out], [], [], max(0.0, deadline - time.monotonic()))
            part = os.read(out.fileno(), 65536) if ready else b""
            if not part:
                raise DecoderLostError
            self._kept += part
        line, _, self._kept = self._kept.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer


class Pool:
    """A few processes, started when they are first needed, for all threads of this one."""

    def __init__(self, size: int) -> None:
        self.owner = os.getpid()
        self._size = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Decoder] = []
        #: Calls that no one waits for: they give way.
        self._unhurried: list[Decoder] = []

    def call(
        self,
        name: str,
        arguments: dict[str, Any],
        *,
        timeout_s: float,
        on_progress: Progress | None = None,
        gives_way: bool = False,
    ) -> Any:
        if gives_way:
            # Work that no one waits for takes the processor from work that someone does.
            self._call_off_unhurried()
        self._size.acquire()
        try:
            return self._call(name, arguments, timeout_s, on_progress, gives_way)
        finally:
            self._size.release()

    def close(self) -> None:
        with self._lock:
            for decoder in self._idle:
                decoder.close()
            self._idle.clear()

    def _call(
        self, name: str, arguments: dict[str, Any], timeout_s: float, on_progress: Progress | None, gives_way: bool
    ) -> Any:
        decoder = self._take()
        is_told = False

        def progress(told: dict[str, Any]) -> None:
            # What was asked for is there; the rest gives way to who is in a hurry.
            nonlocal is_told
            with self._lock:
                if gives_way and not is_told:
                    self._unhurried.append(decoder)
            is_told = True
            if on_progress is not None:
                on_progress(told)

        try:
            value = decoder.call(name, arguments, timeout_s, progress)
        except InvalidError:
            self._give_back(decoder)
            raise
        except BaseException:
            self._forget(decoder)
            decoder.close()
            raise
        self._give_back(decoder)
        return value

    def _take(self) -> Decoder:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Decoder()

    def _give_back(self, decoder: Decoder) -> None:
        self._forget(decoder)
        if decoder.n_calls >= MAX_CALLS:
            decoder.close()
            return
        with self._lock:
            self._idle.append(decoder)

    def _forget(self, decoder: Decoder) -> None:
        with self._lock:
            if decoder in self._unhurried:
                self._unhurried.remove(decoder)

    def _call_off_unhurried(self) -> None:
        with self._lock:
            while self._unhurried:
                self._unhurried.pop().call_off()


_POOLS: dict[int, Pool] = {}
_POOLS_LOCK = threading.Lock()


def pool() -> Pool:
    """This process's decoders; a forked child starts its own."""
    with _POOLS_LOCK:
        found = _POOLS.get(os.getpid())
        if found is None:
            _POOLS.clear()
            found = _POOLS[os.getpid()] = Pool(settings.DECODER_PROCESSES)
            atexit.register(found.close)
        return found


def decode(
    name: str,
    *,
    timeout_s: float | None = None,
    on_progress: Progress | None = None,
    gives_way: bool = False,
    **arguments: Any,
) -> Any:
    """What the decoder makes of a file; `timeout_s` is the longest silence that is borne.

    A call that `gives_way` may end early once it has reported something, where others wait for a decoder.

    Raises:
        InvalidError: the file can't be used, or it brought the decoder down.
    """
    limit_s = settings.DECODER_TIMEOUT_S if timeout_s is None else timeout_s
    try:
        return pool().call(name, arguments, timeout_s=limit_s, on_progress=on_progress, gives_way=gives_way)
    except DecoderLostError as error:
        logger.warning("a decoder was lost in %s", name)
        raise InvalidError(sentence("lost", {})) from error
