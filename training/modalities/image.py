"""Single images: what browsers show themselves (JPEG, PNG, WebP), upright."""

import struct
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import ExifTags, Image, ImageOps

from training.errors import InvalidError
from training.modalities.base import HEAD_BYTES, Frame, Modality, NewFile, Probe
from training.models import DataFile, DataUnit

#: What Pillow raises on files that are cut short or damaged; it promises no single class.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)

# One picture is decoded at a time in each process: a legal one may take a quarter of a gigabyte.
_DECODING = threading.Lock()


@dataclass(frozen=True)
class ImageFormat:
    """A format that is accepted; `signature` holds the bytes that must stand at each offset."""

    name: str
    content_type: str
    suffixes: tuple[str, ...]
    signature: Mapping[int, bytes]
    saving: Mapping[str, Any] = field(default_factory=dict)

    def recognises(self, head: bytes) -> bool:
        return all(head.startswith(part, offset) for offset, part in self.signature.items())


FORMATS = (
    ImageFormat(
        name="JPEG",
        content_type="image/jpeg",
        suffixes=(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
        signature={0: b"\xff\xd8\xff"},
        saving={"quality": 95, "subsampling": 0},
    ),
    ImageFormat(name="PNG", content_type="image/png", suffixes=(".png", ".apng"), signature={0: b"\x89PNG\r\n\x1a\n"}),
    ImageFormat(
        name="WEBP",
        content_type="image/webp",
        suffixes=(".webp",),
        signature={0: b"RIFF", 8: b"WEBP"},
        saving={"lossless": True},
    ),
)


def recognises(head: bytes) -> bool:
    """Whether a file that begins so may be a picture."""
    return any(kind.recognises(head) for kind in FORMATS)


def max_bytes() -> int:
    """The largest picture file that is taken."""
    return int(settings.UPLOAD_MAX_BYTES)


def gather(files: "Sequence[File[bytes]]") -> "list[tuple[File[bytes], ...]]":
    """Each picture is a data unit of its own."""
    return [(file,) for file in files]


def probe(files: "Sequence[File[bytes]]") -> Probe:
    """Read one picture wholly, so that no label is ever drawn on a broken one; pixels are counted before decoding."""
    (file,) = files
    kind = _format_of(file)
    try:
        with _DECODING:
            picture, notes = _read(file, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UNREADABLE as error:
        raise InvalidError(_("The picture is damaged or cut short: it cannot be read to its end.")) from error
    notes += _name_notes(file, kind)
    return Probe(width=picture.width, height=picture.height, n_frames=1, files=(picture,), notes=notes)


def frames(data_unit: DataUnit) -> list[Frame]:
    """The one frame of a picture."""
    return [Frame(index=0, width=data_unit.width, height=data_unit.height)]


def open_frame(data_unit: DataUnit, index: int) -> DataFile:
    """The stored file itself."""
    return data_unit.files.get(index=index)


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
)


def _read(file: "File[bytes]", kind: ImageFormat) -> tuple[NewFile, tuple[str, ...]]:
    """The file to store: the upload as it came, or a rendition where it is turned or moves, with a note on each."""
    with Image.open(file, formats=[kind.name]) as image:
        _check_pixels(image)
        size = image.size
        _decode(image)
        notes = _reasons(image, kind)
    content = file
    if notes:
        content, size = _rendition(file, kind)
    return NewFile(content, kind.suffixes[0], kind.content_type, *size), notes


def _decode(image: Image.Image) -> None:
    # A JPEG is read to its end at an eighth of its size just as well, in a sixty-fourth of the memory; other formats
    # ignore this.
    image.draft(image.mode, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()


def _reasons(image: Image.Image, kind: ImageFormat) -> tuple[str, ...]:
    """Why the upload cannot be shown as it is; nothing where it can."""
    reasons = []
    if _orientation(image) != 1:
        reasons.append(_("Its orientation mark was applied, so that it stands upright."))
    # A multi-picture JPEG is shown by every browser as its first picture; an animation would move under the labels.
    if image.format == kind.name and getattr(image, "is_animated", False):
        reasons.append(_("It is an animation: its first frame is used."))
    return tuple(reasons)


def _rendition(file: "File[bytes]", kind: ImageFormat) -> tuple["File[bytes]", tuple[int, int]]:
    buffer = BytesIO()
    with Image.open(file, formats=[kind.name]) as image:
        upright = ImageOps.exif_transpose(image)
        # What isn't handed over is not saved: the orientation mark and the place where the photo was taken go.
        upright.save(buffer, kind.name, icc_profile=image.info.get("icc_profile"), **kind.saving)
    return ContentFile(buffer.getvalue()), upright.size


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; marks that cannot be read count as absent, as they do in browsers.

    Only for a decoded image: to look for marks behind the pixels, Pillow reads those, and stops complaining of damage.
    """
    try:
        mark = image.getexif().get(ExifTags.Base.Orientation, 1)
    except UNREADABLE:
        return 1
    return mark if mark in range(1, 9) else 1


def _format_of(file: "File[bytes]") -> ImageFormat:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    for kind in FORMATS:
        if kind.recognises(head):
            return kind
    raise InvalidError(_("The file is not a JPEG, PNG or WebP picture."))


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > settings.UPLOAD_MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> InvalidError:
    limit = settings.UPLOAD_MAX_PIXELS // 1_000_000
    return InvalidError(_("The picture has more than %(limit)s million pixels, the most allowed.") % {"limit": limit})


def _name_notes(file: "File[bytes]", kind: ImageFormat) -> tuple[str, ...]:
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix in kind.suffixes:
        return ()
    return (_("Its content is %(format)s, whatever its name says.") % {"format": kind.name},)
