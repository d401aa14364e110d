"""The frames of videos as stills on this machine's disk: made when they are asked for, and some ahead; the oldest go.

The cache may be lost at any time. It lies in a folder of its own, since every still is made again from its video.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from training.decoding.client import decode
from training.decoding.scratch import PART_BYTES
from training.errors import BusyError, InvalidError

logger = logging.getLogger(__name__)

#: As many frames as one request makes; about a second of work.
CHUNK = 30
TRIES = 3
#: The cache is measured after so many chunks, and cut back to this share of what it may have.
CHUNKS_PER_CHECK = 20
KEPT_SHARE = 0.9
#: A request waits no longer: the work goes on without it, and whoever asks again finds the still.
WAIT_S = 10.0
RETRY_AFTER_S = 1


@dataclass(frozen=True)
class Video:
    """A stored video and the table of its frames."""

    sha256: str
    file: Any
    rotation: int
    times: Sequence[int]
    keys: Sequence[int]

    def key_before(self, index: int) -> int:
        return max((key for key in self.keys if key <= index), default=0)


class _Run:
    """One chunk that is being made."""

    def __init__(self, sha256: str, first: int, last: int) -> None:
        self.sha256 = sha256
        self.first = first
        self.last = last
        self.changed = threading.Condition()
        self.is_over = False
        self.error: InvalidError | None = None

    def covers(self, sha256: str, index: int) -> bool:
        return self.sha256 == sha256 and not self.is_over and self.first <= index <= self.last

    def tell(self, progress: dict[str, Any]) -> None:
        with self.changed:
            self.changed.notify_all()

    def end(self, error: InvalidError | None = None) -> None:
        with self.changed:
            self.is_over, self.error = True, error
            self.changed.notify_all()

    def wait(self, path: Path, timeout_s: float = WAIT_S) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.is_over or path.exists(), timeout_s)


class Stills:
    """The cache of one process; several share the folder."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: list[_Run] = []
        self._n_chunks = 0
        self._n_waiting = 0

    def path(self, video: Video, index: int) -> Path:
        """Where the frame's still lies, as a JPEG.

        Raises:
            InvalidError: the frame can't be decoded.
            BusyError: so many wait already that no one else may, or it takes too long.
        """
        path = _folder(video.sha256) / f"{index}.jpg"
        if not path.exists():
            with self._turn():
                self._make_one(video, index, path)
        # What is looked at stays.
        os.utime(path)
        return path

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """A place among those who wait. They hold threads of the web server, which has work for others too."""
        with self._lock:
            if self._n_waiting >= settings.FRAME_WAITERS:
                raise _busy()
            self._n_waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._n_waiting -= 1

    def _make_one(self, video: Video, index: int, path: Path) -> None:
        deadline = time.monotonic() + WAIT_S
        for _try in range(TRIES):
            run = self._run(video, index)
            run.wait(path, deadline - time.monotonic())
            if path.exists():
                return
            if run.error is not None:
                raise run.error
            if not run.is_over:
                raise _busy()
        raise InvalidError(_("The frame can't be decoded."))

    def _run(self, video: Video, index: int) -> _Run:
        with self._lock:
            self._runs = [run for run in self._runs if not run.is_over]
            found = next((run for run in self._runs if run.covers(video.sha256, index)), None)
            if found is not None:
                return found
            run = _Run(video.sha256, index, min(index + CHUNK, len(video.times)) - 1)
            self._runs.append(run)
        threading.Thread(target=self._make, args=(video, run), daemon=True).start()
        return run

    def _make(self, video: Video, run: _Run) -> None:
        folder = _folder(video.sha256)
        start = video.key_before(run.first)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            decode(
                "videos.stills",
                on_progress=run.tell,
                gives_way=True,
                path=str(local_path(video)),
                rotation=video.rotation,
                start=start,
                times=list(video.times[start : run.last + 1]),
                wanted=run.first,
                folder=str(folder),
            )
            run.end()
        except InvalidError as error:
            run.end(error)
        except OSError:
            logger.exception("the cache of stills can't be written")
            run.end(InvalidError(_("The frame can't be decoded.")))
        self._count()

    def _count(self) -> None:
        with self._lock:
            self._n_chunks += 1
            is_due = self._n_chunks % CHUNKS_PER_CHECK == 1
        if is_due:
            shrink(settings.FRAME_CACHE_ROOT, settings.FRAME_CACHE_BYTES)


STILLS = Stills()


def _busy() -> BusyError:
    return BusyError(_("Many frames are being decoded: ask again in a moment."), retry_after_s=RETRY_AFTER_S)


def local_path(video: Video) -> Path:
    """The video on this machine's disk; fetched once from a store that lies elsewhere."""
    try:
        return Path(video.file.path)
    except NotImplementedError:
        path: Path = settings.FRAME_CACHE_ROOT / "videos" / video.sha256
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with video.file.storage.open(video.file.name) as source, draft.open("wb") as out:
            while part := source.read(PART_BYTES):
                out.write(part)
        draft.replace(path)
    os.utime(path)
    return path


def shrink(folder: Path, max_bytes: int) -> None:
    """Delete what was not looked at for the longest time, until the folder is well below what it may have."""
    files = []
    for path in folder.rglob("*"):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file():
            files.append((facts.st_mtime, facts.st_size, path))
    total = sum(size for _time, size, _path in files)
    if total <= max_bytes:
        return
    for _time, size, path in sorted(files):
        if total <= max_bytes * KEPT_SHARE:
            return
        path.unlink(missing_ok=True)
        total -= size


def _folder(sha256: str) -> Path:
    folder: Path = settings.FRAME_CACHE_ROOT / "stills" / sha256[:2] / sha256
    return folder
