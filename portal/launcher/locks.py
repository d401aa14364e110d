"""File locks between two starts in one folder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from .console import LauncherError, say


class FileLock:
    """An exclusive lock that the system releases when its holder ends, however it ends.

    flock() through Python works on Linux and macOS alike; the command of that name is missing on a Mac.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def try_acquire(self) -> bool:
        """Take the lock if it is free."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def acquire(self, *, meanwhile: str) -> None:
        """Take the lock; wait for it if need be, after saying so."""
        if not self.try_acquire():
            say(meanwhile)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def read_note(self) -> str:
        """What the holder has written into the file."""
        return os.pread(self._descriptor, 1000, 0).decode(errors="replace").strip()

    def write_note(self, text: str) -> None:
        """Leave a line for whoever finds the lock taken."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def lock_portal(var_dir: Path) -> FileLock:
    """The lock of the one running portal of a folder; raises LauncherError where it runs already."""
    lock = FileLock(var_dir / "portal.lock")
    if not lock.try_acquire():
        raise LauncherError(f"The portal of this folder runs already: {lock.read_note() or 'it is just starting'}.")
    lock.write_note("")
    return lock
