"""Reads a picture wholly, and makes a rendition where browsers would show it wrong or not at all. Runs in the child."""

import os
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageOps

from training.decoding.formats import HEAD_BYTES, PICTURES, FileFormat, format_of
from training.decoding.metadata import without_metadata
from training.decoding.refusal import RefusalError

#: What Pillow raises on files that are cut short or damaged; it promises no single class.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    NotImplementedError,
    struct.error,
    zlib.error,
)
#: One channel of more than eight bits.
DEEP_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
ROWS_AT_ONCE = 256
Report = Callable[[dict[str, Any]], bool]

# A picture at the limit is legal: the limit itself is checked before decoding.
Image.MAX_IMAGE_PIXELS = None


def read(report: Report, *, path: str, out: str, max_pixels: int, levels: list[float] | None = None) -> dict[str, Any]:
    """The upright size of the picture at `path`; where a rendition is needed, it is written to `out`.

    `levels` are the values to show as black and white where a channel has more than eight bits; its own without.
    """
    kind = _format_of(path)
    try:
        return _read(path, out, kind, max_pixels, levels)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(max_pixels) from error
    except UNREADABLE as error:
        raise RefusalError("picture_damaged") from error


def _read(path: str, out: str, kind: FileFormat, max_pixels: int, levels: list[float] | None) -> dict[str, Any]:
    with Image.open(path, formats=[kind.name]) as image:
        if image.width * image.height > max_pixels:
            raise _too_many(max_pixels)
        notes = _reasons(image, kind)
        size = image.size
        if kind.is_shown and not notes:
            _decode(image)
            cleaned = _cleaned(path, kind.name) if _orientation(image) == 1 else None
            if cleaned is not None:
                return {"format": kind.name, "width": size[0], "height": size[1], **_as_it_is(path, out, kind, cleaned)}
    with Image.open(path, formats=[kind.name]) as image:
        image.load()
        if _orientation(image) != 1:
            notes.insert(0, ["upright", {}])
        return {"format": kind.name, **_rendition(image, out, kind, levels, notes)}


def _cleaned(path: str, name: str) -> bytes | None:
    """The file without what tells of people and places; None where its parts can't be told apart."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        return without_metadata(name, content)
    except ValueError:
        return None


def _as_it_is(path: str, out: str, kind: FileFormat, cleaned: bytes) -> dict[str, Any]:
    """The picture as it was coded; only where something was taken out is it another file."""
    if len(cleaned) >= os.path.getsize(path):
        return {"notes": []}
    with open(out, "wb") as file:
        file.write(cleaned)
    return {
        "notes": [["metadata", {}]],
        "rendition": {"suffix": kind.suffixes[0], "content_type": kind.content_type},
    }


def _decode(image: Image.Image) -> None:
    # A JPEG is read to its end at an eighth of its size just as well, in a sixty-fourth of the memory; other formats
    # ignore this.
    image.draft(image.mode, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()


def _reasons(image: Image.Image, kind: FileFormat) -> list[list[Any]]:
    """Why the upload cannot be shown as it is, beside its orientation, which is known after decoding only."""
    reasons: list[list[Any]] = []
    if not kind.is_shown:
        reasons.append(["converted", {"format": kind.name}])
    if image.mode == "CMYK":
        reasons.append(["cmyk", {}])
    if image.mode in DEEP_MODES:
        reasons.append(["levels", {}])
    # A multi-picture JPEG is shown by every browser as its first picture; an animation would move under the labels.
    if image.format == kind.name and getattr(image, "is_animated", False):
        pages = getattr(image, "n_frames", 1)
        reasons.append(["pages", {"pages": pages}] if kind.name == "TIFF" else ["animation", {}])
    return reasons


def _rendition(
    image: Image.Image, out: str, kind: FileFormat, levels: list[float] | None, notes: list[list[Any]]
) -> dict[str, Any]:
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    found: dict[str, Any] = {}
    if image.mode in DEEP_MODES:
        upright, found["levels"] = _to_eight_bits(upright, levels)
        low, high = found["levels"]
        notes = [
            [code, {"low": f"{low:g}", "high": f"{high:g}"} if code == "levels" else facts] for code, facts in notes
        ]
    elif image.mode == "CMYK":
        upright, profile = _from_cmyk(upright, profile), None
    elif kind.name not in ("JPEG", "PNG", "WEBP") and upright.mode not in PNG_MODES:
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    saved, content_type, options = _saving(kind, upright)
    # What isn't handed over is not saved: the orientation mark and the place where the photo was taken go.
    upright.save(out, saved, icc_profile=profile, **options)
    # But for what a writer takes over unasked, such as the comment of a JPEG.
    cleaned = _cleaned(out, saved)
    if cleaned is not None:
        with open(out, "wb") as file:
            file.write(cleaned)
    return {
        "width": upright.width,
        "height": upright.height,
        "notes": notes,
        "rendition": {"suffix": f".{saved.lower().replace('jpeg', 'jpg')}", "content_type": content_type},
        **found,
    }


def _saving(kind: FileFormat, image: Image.Image) -> tuple[str, str, dict[str, Any]]:
    if kind.name == "JPEG" and image.mode in ("L", "RGB"):
        return "JPEG", "image/jpeg", {"quality": 95, "subsampling": 0}
    if kind.name == "WEBP":
        return "WEBP", "image/webp", {"lossless": True}
    return "PNG", "image/png", {"compress_level": 4}


def _to_eight_bits(image: Image.Image, levels: list[float] | None) -> tuple[Image.Image, list[float]]:
    values = np.asarray(image)
    low, high = levels or _levels(values)
    shown = np.zeros(values.shape, np.uint8)
    for row in range(0, values.shape[0] if high > low else 0, ROWS_AT_ONCE):
        part = values[row : row + ROWS_AT_ONCE].astype(np.float64)
        share = np.nan_to_num((part - low) / (high - low), nan=0.0, posinf=1.0, neginf=0.0)
        shown[row : row + ROWS_AT_ONCE] = np.rint(share.clip(0, 1) * 255)
    return Image.fromarray(shown), [float(low), float(high)]


def _levels(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def _from_cmyk(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            shown = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")
        if shown is not None:
            return shown
    return image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; marks that cannot be read count as absent, as they do in browsers.

    Only for a decoded image: to look for marks behind the pixels, Pillow reads those, and stops complaining of damage.
    """
    try:
        mark = image.getexif().get(ExifTags.Base.Orientation, 1)
    except UNREADABLE:
        return 1
    return mark if mark in range(1, 9) else 1


def _format_of(path: str) -> FileFormat:
    with open(path, "rb") as file:
        found = format_of(file.read(HEAD_BYTES), PICTURES)
    if found is None:
        raise RefusalError("picture_unknown")
    return found


def _too_many(max_pixels: int) -> RefusalError:
    return RefusalError("picture_pixels", limit=max_pixels // 1_000_000)
