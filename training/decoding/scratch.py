"""Local copies for the decoders: a folder that is gone afterwards, whatever happened."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File

PART_BYTES = 1 << 20


class LocalFile(File):
    """A file on this machine's disk that is opened only while it is read: a series may have thousands.

    A storage on the same disk takes the file itself instead of a copy, since it has a `temporary_file_path`.
    """

    def __init__(self, path: str | Path, name: str | None = None) -> None:
        self.path = str(path)
        self.name = name or Path(path).name
        self._open: IO[bytes] | None = None

    def temporary_file_path(self) -> str:
        return self.path

    @property
    def size(self) -> int:
        return os.stat(self.path).st_size

    @property
    def file(self) -> IO[bytes]:  # type: ignore[override]
        if self._open is None:
            self._open = open(self.path, "rb")  # noqa: SIM115 - closed by close()
        return self._open

    @property
    def closed(self) -> bool:
        return self._open is None

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> "LocalFile":
        self.file.seek(0)
        return self

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        with open(self.path, "rb") as file:
            while part := file.read(chunk_size or PART_BYTES):
                yield part

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


class Scratch:
    """A folder for the time of a `with`."""

    def __init__(self) -> None:
        self._n_files = 0

    def __enter__(self) -> "Scratch":
        settings.SCRATCH_ROOT.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = Path(tempfile.mkdtemp(dir=settings.SCRATCH_ROOT))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_path(self) -> Path:
        """A path that no one uses yet."""
        self._n_files += 1
        return self.folder / f"{self._n_files}"

    def new_folder(self) -> Path:
        path = self.new_path()
        path.mkdir()
        return path

    def path_of(self, file: "File[bytes]") -> str:
        """Where the file lies on this machine; copied there if it doesn't yet."""
        if hasattr(file, "temporary_file_path"):
            if not isinstance(file, LocalFile):
                file.flush()
            return str(file.temporary_file_path())
        path = self.new_path()
        file.seek(0)
        with path.open("wb") as out:
            shutil.copyfileobj(file, out, PART_BYTES)
        file.seek(0)
        return str(path)
