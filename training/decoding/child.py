"""The process that decodes: one request a line on standard input, answers a line each. Nothing here is trusted.

Run as ``python -m training.decoding.child MEMORY_BYTES``. It ends with its parent, at the end of its input, and where a
call is silent for longer than its request allows.
"""

import contextlib
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable
from typing import Any

from training.decoding import archives, cuts, dicom, images, seekable, videos
from training.decoding.refusal import RefusalError

#: A decoder tells how far it is, and learns whether anyone still waits.
Report = Callable[[dict[str, Any]], bool]

CALLS: dict[str, Callable[..., Any]] = {
    "archives.expand": archives.expand,
    "cuts.cut": cuts.cut,
    "dicom.describe": dicom.describe,
    "dicom.read": dicom.read,
    "images.read": images.read,
    "videos.index": videos.index,
    "videos.seekable": seekable.write,
    "videos.stills": videos.stills,
}
PARENT_CHECK_S = 2.0


class Line:
    """The connection to the parent. What libraries print goes elsewhere: their words must not look like answers."""

    def __init__(self) -> None:
        self._out = os.dup(1)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        self._parent = os.getppid()
        self._kept = b""

    def requests(self) -> Any:
        while True:
            while b"\n" not in self._kept:
                if not self._is_readable(PARENT_CHECK_S):
                    if os.getppid() != self._parent:
                        return
                    continue
                part = os.read(0, 65536)
                if not part:
                    return
                self._kept += part
            line, _, self._kept = self._kept.partition(b"\n")
            request = json.loads(line)
            if "call" in request:
                yield request

    def send(self, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode() + b"\n"
        while data:
            data = data[os.write(self._out, data) :]

    def is_called_off(self) -> bool:
        """Whether something came in while a call runs: that can only be its end."""
        return bool(self._kept) or self._is_readable(0)

    def _is_readable(self, timeout_s: float) -> bool:
        return bool(select.select([0], [], [], timeout_s)[0])


def main() -> None:
    """Answer until no one asks any more."""
    _limit(int(sys.argv[1]))
    line = Line()
    for request in line.requests():
        line.send(_answer(line, request))


def _answer(line: Line, request: dict[str, Any]) -> dict[str, Any]:
    timeout_s = request["timeout_s"]

    def report(progress: dict[str, Any]) -> bool:
        signal.setitimer(signal.ITIMER_REAL, timeout_s)
        line.send({"progress": progress})
        return not line.is_called_off()

    # The alarm's default action ends the process, whatever foreign code it is in.
    signal.setitimer(signal.ITIMER_REAL, timeout_s)
    try:
        return {"value": CALLS[request["call"]](report, **request["arguments"])}
    except RefusalError as refusal:
        return {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        return {"refused": "memory", "facts": {}}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS knows this limit and refuses to set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    main()
