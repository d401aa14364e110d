"""Unpacks a zip archive: no name becomes a path, and what comes out is counted as it comes. Runs in the child."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.decoding.refusal import RefusalError

PART_BYTES = 1 << 20
Report = Callable[[dict[str, Any]], bool]


def expand(report: Report, *, path: str, folder: str, max_files: int, max_bytes: int) -> list[dict[str, Any]]:
    """Write the archive's files to `folder` as 0, 1, 2 ...; answers with their names and sizes.

    A header may lie about sizes, so bytes are counted while they are written.
    """
    target = Path(folder)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_file(member)]
            if len(members) > max_files:
                raise RefusalError("archive_files", limit=max_files)
            if any(member.flag_bits & 0x1 for member in members):
                raise RefusalError("archive_encrypted")
            return _write(report, archive, members, target, max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, LookupError) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise RefusalError("archive_damaged") from error


def _write(
    report: Report, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], target: Path, max_bytes: int
) -> list[dict[str, Any]]:
    left, written = max_bytes, []
    for number, member in enumerate(members):
        place = target / str(number)
        with archive.open(member) as source, place.open("wb") as out:
            while part := source.read(PART_BYTES):
                left -= len(part)
                if left < 0:
                    raise RefusalError("archive_bytes", limit=max_bytes // 1_000_000)
                out.write(part)
        written.append({"name": member.filename, "path": str(place), "n_bytes": place.stat().st_size})
        report({"done": number + 1, "total": len(members)})
    return written


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Neither a folder nor a link, nor what file systems add for themselves."""
    parts = member.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    hidden = parts[-1].startswith(".") or "__MACOSX" in parts or parts[-1] == "Thumbs.db"
    return bool(parts[-1]) and not is_link and not hidden
