"""Uploads of several files: a ZIP, or one file alone. Nothing is unpacked to the disk, and no more than is allowed."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from training.formats.base import Problems
from training.texts import shown

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: Labels shrink well, pictures of masks even better: so many times the largest upload may come out of one.
_TIMES = 20
_NO_LABELS = re.compile(r"(^|/)(__MACOSX/|\.)")
_LEADS_OUT = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")


class ArchiveError(ValueError):
    """A file that can't be read; its place, and a sentence."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where, self.message = where, message


class Upload:
    """The files of an upload by their paths; what is wrong with the archive itself becomes problems."""

    def __init__(self, file: IO[bytes], problems: Problems) -> None:
        self._file, self._archive = file, None
        self._rest = _TIMES * settings.UPLOAD_MAX_BYTES
        start = file.read(4)
        file.seek(0)
        if start not in _ZIP:
            self.paths = [re.split(r"[/\\]", getattr(file, "name", "") or "")[-1] or _("the file")]
            return
        self.paths = []
        try:
            self._archive = zipfile.ZipFile(file)
            self.paths = _paths(self._archive, problems)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
            problems.add(_("the file"), "", _("This archive is damaged or breaks off."))

    @property
    def is_archive(self) -> bool:
        """Whether it is a ZIP, and no single file."""
        return self._archive is not None

    def ending(self, suffixes: Iterable[str]) -> list[str]:
        """The paths of these suffixes; a single file is taken whatever it is called."""
        endings = tuple(suffixes)
        return [path for path in self.paths if not self.is_archive or path.lower().endswith(endings)]

    def read(self, path: str) -> bytes:
        """The content of one file; ArchiveError where it is damaged or larger than may be."""
        with self.open(path) as file:
            return file.read()

    def open(self, path: str) -> "Limited":
        """One file, to be read piece by piece."""
        if self._archive is None:
            self._file.seek(0)
            return Limited(self._file, self, path)
        try:
            return Limited(self._archive.open(path), self, path)
        except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError) as error:
            raise ArchiveError(path, _("This file of the archive can’t be read.")) from error

    def take(self, n_bytes: int, path: str) -> None:
        """Count what came out."""
        self._rest -= n_bytes
        if self._rest < 0:
            raise ArchiveError(path, _("The archive unpacks to more than this portal accepts."))


class Limited(io.RawIOBase):
    """A file that may not give more than its archive has left."""

    def __init__(self, file: IO[bytes], upload: Upload, path: str) -> None:
        self._inner, self._upload, self._path = file, upload, path

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, or all."""
        if size < 0:
            pieces = []
            while piece := self.read(1 << 16):
                pieces.append(piece)
            return b"".join(pieces)
        try:
            piece = self._inner.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ArchiveError(self._path, _("This file of the archive is damaged.")) from error
        self._upload.take(len(piece), self._path)
        return piece


def _paths(archive: zipfile.ZipFile, problems: Problems) -> list[str]:
    infos = archive.infolist()
    if len(infos) > settings.UPLOAD_MAX_FRAMES:
        problems.add(_("the file"), "", _("The archive holds more than %d files.") % settings.UPLOAD_MAX_FRAMES)
        return []
    paths: list[str] = []
    for info in infos:
        # As it is written: zipfile itself has already made slashes of backslashes on some systems.
        if _LEADS_OUT.search(info.orig_filename) or _LEADS_OUT.search(info.filename):
            problems.add(shown(info.orig_filename), "", _("This path leads out of the archive."))
        elif info.flag_bits & 1:
            problems.add(shown(info.filename), "", _("This file is encrypted."))
        elif not info.is_dir() and not _NO_LABELS.search(info.filename):
            paths.append(info.filename)
    if len(set(paths)) < len(paths):
        problems.add(_("the file"), "", _("The archive holds two files of one name."))
    return paths
