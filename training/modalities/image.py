"""Single images: any that Pillow reads, upright; where browsers would show one wrong or not at all, a rendition."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.decoding.client import decode
from training.decoding.formats import DICOM, PICTURES, format_of
from training.decoding.scratch import LocalFile, Scratch
from training.decoding.sentences import note
from training.modalities.base import Frame, Modality, NewFile, Probe
from training.models import DataFile, DataUnit

_FORMATS = {found.name: found for found in PICTURES}


def recognises(head: bytes) -> bool:
    """Whether a file that begins so may be a picture; a DICOM file may begin like a TIFF."""
    return format_of(head, PICTURES) is not None and not DICOM.recognises(head)


def max_bytes() -> int:
    """The largest picture file that is taken."""
    return int(settings.UPLOAD_MAX_BYTES)


def gather(files: "Sequence[File[bytes]]", scratch: Scratch) -> "list[tuple[File[bytes], ...]]":
    """Each picture is a data unit of its own."""
    return [(file,) for file in files]


def read_picture(
    file: "File[bytes]", scratch: Scratch, *, levels: list[float] | None = None
) -> tuple[NewFile, tuple[str, ...], dict[str, Any]]:
    """The file to store, the upload itself or a rendition; notes on what was done; and what the decoder found.

    The picture is read wholly, so that no label is ever drawn on a broken one; pixels are counted before decoding.
    """
    out = scratch.new_path()
    found = decode(
        "images.read",
        path=scratch.path_of(file),
        out=str(out),
        max_pixels=settings.UPLOAD_MAX_PIXELS,
        levels=levels,
    )
    kind = _FORMATS[found["format"]]
    notes = [note(code, facts) for code, facts in found["notes"]]
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix not in kind.suffixes:
        notes.append(_("Its content is %(format)s, whatever its name says.") % {"format": kind.name})
    rendition = found.get("rendition")
    new = NewFile(
        content=LocalFile(out) if rendition else file,
        suffix=rendition["suffix"] if rendition else kind.suffixes[0],
        content_type=rendition["content_type"] if rendition else kind.content_type,
        width=found["width"],
        height=found["height"],
    )
    return new, tuple(notes), found


def probe(files: "Sequence[File[bytes]]", scratch: Scratch) -> Probe:
    """Read one picture."""
    (file,) = files
    picture, notes, _found = read_picture(file, scratch)
    return Probe(width=picture.width, height=picture.height, n_frames=1, files=(picture,), notes=notes)


def frames(data_unit: DataUnit) -> list[Frame]:
    """The one frame of a picture."""
    return [Frame(index=0, width=data_unit.width, height=data_unit.height)]


def open_frame(data_unit: DataUnit, index: int) -> DataFile:
    """The stored file itself."""
    return data_unit.files.get(kind=DataFile.Kind.FRAME, index=index)


MODALITY = Modality(
    type="image",
    label=gettext_lazy("Single image"),
    viewer="image",
    recognises=recognises,
    max_bytes=max_bytes,
    gather=gather,
    probe=probe,
    frames=frames,
    open_frame=open_frame,
    counted=lambda count: ngettext("%(count)s single image", "%(count)s single images", count) % {"count": count},
)
