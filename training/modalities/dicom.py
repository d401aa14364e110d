"""DICOM: single slices, series in the order of their positions, and multi-frame files.

Browsers get sixteen-bit samples and window them themselves; colour comes as pictures. What is kept of a file names no
patient, unless a setting says so, and is sent to no one.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.decoding.client import decode
from training.decoding.formats import DICOM
from training.decoding.scratch import LocalFile, Scratch
from training.errors import InvalidError
from training.modalities import image
from training.modalities.base import Frame, Modality, NewFile, Probe, RefusedFilesError, upload_name
from training.modalities.image_group import natural
from training.models import DataFile, DataUnit, FrameTable

MM_DIGITS = 3


def recognises(head: bytes) -> bool:
    """Whether a file that begins so is DICOM."""
    return DICOM.recognises(head)


def max_bytes() -> int:
    """The largest DICOM file that is taken."""
    return int(settings.DICOM_MAX_BYTES)


def gather(files: "Sequence[File[bytes]]", scratch: Scratch) -> "list[tuple[File[bytes], ...]]":
    """The files of one series are one data unit: one size and one orientation, each with one slice.

    Multi-frame files stand alone, and so does whatever can't be read; of files that claim to be the same slice, the
    first belongs to the series. Its files stand in the order of their instances' numbers: the same series in another
    order of files is the same content.
    """
    units: dict[Any, list[tuple[str, File[bytes]]]] = {}
    seen: set[tuple[Any, str]] = set()
    for file in files:
        found = _described(file, scratch)
        key: Any = (found.get("series"), *found.get("size", ()), *found.get("orientation", ()))
        mark = (key, found.get("instance", ""))
        if not found.get("series") or found["n_frames"] > 1 or mark in seen:
            key = id(file)
        seen.add(mark)
        units.setdefault(key, []).append((mark[1], file))
    return [tuple(file for _instance, file in sorted(unit, key=itemgetter(0))) for unit in units.values()]


def _described(file: "File[bytes]", scratch: Scratch) -> dict[str, Any]:
    """What tells its series; nothing of a file that brings the decoder down, which stands alone with its sentence."""
    if file.size > max_bytes():
        return {}
    try:
        found: dict[str, Any] = decode("dicom.describe", path=scratch.path_of(file))
    except InvalidError:
        return {}
    return found


def probe(files: "Sequence[File[bytes]]", scratch: Scratch) -> Probe:
    """Decode all slices, and put them in the order of their positions along the normal.

    A slice that can't be used is left out, and the person who uploads is told: the others are worth labelling.
    """
    if len(files) > settings.UPLOAD_MAX_FRAMES:
        raise InvalidError(_("More than %(limit)s slices can't be one task.") % {"limit": settings.UPLOAD_MAX_FRAMES})
    found, refused = [], []
    for file in files:
        try:
            found.append((file, _read(file, scratch)))
        except InvalidError as error:
            refused.append((file, error.message))
    if not found:
        raise RefusedFilesError(refused)
    found.sort(key=_order([read for _file, read in found]))
    return _probe(found, refused)


def _read(file: "File[bytes]", scratch: Scratch) -> dict[str, Any]:
    read: dict[str, Any] = decode(
        "dicom.read",
        path=scratch.path_of(file),
        folder=str(scratch.new_folder()),
        max_pixels=settings.UPLOAD_MAX_PIXELS,
        max_frames=settings.UPLOAD_MAX_FRAMES,
        salt=salted_hmac("training.dicom", "uid").hexdigest(),
        keeps_names=settings.DICOM_KEEP_IDENTITY,
    )
    return read


def _order(reads: list[dict[str, Any]]) -> Any:
    """The key that sorts (file, read): by position where every slice has one, else by instance number; never by name
    alone."""
    has_positions = all(len(read["frames"][0]["position"]) == 3 for read in reads)
    normal = _normal(reads[0]["frames"][0]["orientation"])

    def key(pair: "tuple[File[bytes], dict[str, Any]]") -> tuple[Any, ...]:
        file, read = pair
        place = round(_along(read["frames"][0]["position"], normal), MM_DIGITS) if has_positions else 0.0
        return (place, read["instance"], natural(file.name or ""))

    return key


def _normal(orientation: Sequence[float]) -> tuple[float, float, float]:
    if len(orientation) != 6:
        return (0.0, 0.0, 1.0)
    (ax, ay, az), (bx, by, bz) = orientation[:3], orientation[3:]
    return (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)


def _along(position: Sequence[float], normal: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(position, normal, strict=True))


def _probe(found: "list[tuple[File[bytes], dict[str, Any]]]", refused: "list[tuple[File[bytes], str]]") -> Probe:
    first = found[0][1]
    width, height = first["width"], first["height"]
    frames = [frame for _file, read in found for frame in read["frames"]]
    suffix, content_type = (".gz", "application/gzip") if first["is_grey"] else (".png", "image/png")
    files = [NewFile(LocalFile(frame["path"]), suffix, content_type, width, height) for frame in frames]
    for file, read in found:
        content = LocalFile(read["kept"]) if "kept" in read else file
        files.append(NewFile(content, ".dcm", DICOM.content_type, width, height, DataFile.Kind.SOURCE))
    preview = found[len(found) // 2][1]["preview"]
    if preview:
        files.append(NewFile(LocalFile(preview), ".jpg", "image/jpeg", width, height, DataFile.Kind.PREVIEW))
    return Probe(
        width=width,
        height=height,
        n_frames=len(frames),
        files=tuple(files),
        notes=_notes(found, len(refused)),
        title=_title(found, len(frames), files[0]),
        table=_table(first, frames),
        refused=refused,
    )


def _notes(found: "list[tuple[File[bytes], dict[str, Any]]]", n_refused: int) -> tuple[str, ...]:
    notes = []
    if not settings.DICOM_KEEP_IDENTITY:
        notes.append(_("What names the patient was removed."))
    if any(read["is_burned_in"] for _file, read in found):
        notes.append(_("The file says that its picture itself carries text: check that it names no one."))
    if len(found) > 1:
        notes.append(_("It is one of %(count)s slices of a series.") % {"count": len(found)})
    if n_refused:
        sentence = ngettext(
            "The series was added without a slice that can't be used.",
            "The series was added without %(count)s slices that can't be used.",
            n_refused,
        )
        notes.append(sentence % {"count": n_refused})
    return tuple(notes)


def _title(found: "list[tuple[File[bytes], dict[str, Any]]]", n_frames: int, content: NewFile) -> str:
    """A name that tells nothing: file and folder names of DICOM often are those of the patient."""
    if settings.DICOM_KEEP_IDENTITY:
        return min((upload_name(file) for file, _read in found), key=natural)
    first = found[0][1]
    digest = _short_digest(Path(content.content.temporary_file_path()))  # type: ignore[attr-defined]
    return f"{first['modality'] or 'DICOM'} {first['width']}×{first['height']}×{n_frames} {digest}"


def _short_digest(path: Path) -> str:
    return salted_hmac("training.dicom.title", path.read_bytes()).hexdigest()[:6]


def _table(first: Mapping[str, Any], frames: list[dict[str, Any]]) -> dict[str, Any]:
    normal = _normal(frames[0]["orientation"])
    positions = [
        round(_along(frame["position"], normal), MM_DIGITS) if len(frame["position"]) == 3 else None for frame in frames
    ]
    table: dict[str, Any] = {"is_grey": first["is_grey"], "modality": first["modality"], "positions_mm": positions}
    if not first["is_grey"]:
        return table
    ends = [frame[end] * frame["slope"] + frame["intercept"] for frame in frames for end in ("low", "high")]
    return table | {
        "is_inverted": first["is_inverted"],
        "unit": first["unit"],
        "function": frames[0]["function"],
        "range": [min(ends), max(ends)],
        **{name: _once([frame[key] for frame in frames]) for name, key in _PER_FRAME.items()},
    }


_PER_FRAME = {"signed": "signed", "slopes": "slope", "intercepts": "intercept", "windows": "windows"}


def _once(values: list[Any]) -> list[Any]:
    """The values, or one for all where they are the same."""
    return values[:1] if all(one == other for one, other in pairwise(values)) else values


def frames(data_unit: DataUnit) -> list[Frame]:
    """The slices with their positions along the normal."""
    table = FrameTable.objects.get(data_unit=data_unit).table
    return [
        Frame(index, data_unit.width, data_unit.height, position_mm=position)
        for index, position in enumerate(table["positions_mm"])
    ]


def media(data_unit: DataUnit) -> dict[str, Any]:
    """What the viewer windows the samples with; nothing of it names a patient."""
    table = FrameTable.objects.get(data_unit=data_unit).table
    if not table["is_grey"]:
        return {"viewer": "stills"}
    names = ("modality", "is_inverted", "function", "range", *_PER_FRAME)
    return {"samples": {"unit": table.get("unit", "")} | {name: table[name] for name in names}}


MODALITY = Modality(
    type="dicom",
    label=gettext_lazy("DICOM"),
    viewer="dicom",
    recognises=recognises,
    max_bytes=max_bytes,
    gather=gather,
    probe=probe,
    frames=frames,
    open_frame=image.open_frame,
    counted=lambda count: ngettext("%(count)s DICOM series", "%(count)s DICOM series", count) % {"count": count},
    parts=lambda count: ngettext("%(count)s slice", "%(count)s slices", count) % {"count": count},
    is_uniform=True,
    is_shown=False,
    media=media,
)
