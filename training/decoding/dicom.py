"""Reads DICOM files: 16-bit samples with what windows them, or colour pictures; without what names a patient.

Runs in the child.
"""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from PIL import Image
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.pixels import apply_color_lut, apply_modality_lut, iter_pixels, pixel_array

from training.decoding import jpeg12
from training.decoding.dicom_kept import write_kept
from training.decoding.printable import printable
from training.decoding.refusal import RefusalError

#: pydicom promises no single class either: so many kinds of error came out of three thousand damaged files.
UNREADABLE = (
    InvalidDicomError,
    BytesLengthException,
    AttributeError,
    ValueError,
    TypeError,
    LookupError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)
SYNTAXES = frozenset(
    {
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
        uid.RLELossless,
        uid.JPEGBaseline8Bit,
        uid.JPEGExtended12Bit,
        uid.JPEGLossless,
        uid.JPEGLosslessSV1,
        uid.JPEGLSLossless,
        uid.JPEGLSNearLossless,
        uid.JPEG2000Lossless,
        uid.JPEG2000,
    }
)
PREVIEW_PX = 320
WORD_LENGTH = 64
Report = Callable[[dict[str, Any]], bool]

jpeg12.register()


def describe(report: Report, *, path: str) -> dict[str, Any]:
    """What tells the files of one series from others; empty for one that can't be read, which `read` will explain."""
    try:
        found = _header(path)
        return {
            "series": str(found.get("SeriesInstanceUID", "")),
            "instance": str(found.get("SOPInstanceUID", "")),
            "size": [int(found.Rows), int(found.Columns), int(found.SamplesPerPixel)],
            "n_frames": int(found.get("NumberOfFrames") or 1),
            "orientation": [round(float(value), 3) for value in found.get("ImageOrientationPatient") or []],
        }
    except (RefusalError, *UNREADABLE):
        return {}


def read(
    report: Report, *, path: str, folder: str, max_pixels: int, max_frames: int, salt: str, keeps_names: bool
) -> dict[str, Any]:
    """Decode all frames of a file into `folder`, write the file that is kept there too, and say what they mean."""
    try:
        header = _header(path)
        _check(header, max_pixels, max_frames)
        whole = pydicom.dcmread(path)
        found = _decode(report, whole, Path(folder))
        kept = Path(folder) / "kept.dcm"
        if not keeps_names:
            found["kept"] = str(kept)
            write_kept(whole, kept, salt)
        return found
    except UNREADABLE as error:
        raise RefusalError("dicom_damaged") from error


def _header(path: str) -> Dataset:
    meta = pydicom.filereader.read_file_meta_info(path)
    syntax = meta.get("TransferSyntaxUID")
    if syntax is None or syntax not in SYNTAXES:
        # Deflated files among them: three hundred kilobytes may hold half a gigabyte of header.
        raise RefusalError("dicom_syntax", name=printable(getattr(syntax, "name", ""), WORD_LENGTH) or "?")
    if meta.get("MediaStorageSOPClassUID") == uid.MediaStorageDirectoryStorage:
        raise RefusalError("dicom_directory")
    return pydicom.dcmread(path, stop_before_pixels=True)


def _check(header: Dataset, max_pixels: int, max_frames: int) -> None:
    if "Rows" not in header or "Columns" not in header:
        raise RefusalError("dicom_no_pixels")
    if int(header.Rows) * int(header.Columns) > max_pixels:
        raise RefusalError("picture_pixels", limit=max_pixels // 1_000_000)
    if int(header.get("NumberOfFrames") or 1) > max_frames:
        raise RefusalError("video_frames", limit=max_frames)


def _decode(report: Report, whole: Dataset, folder: Path) -> dict[str, Any]:
    if not any(name in whole for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        raise RefusalError("dicom_no_pixels")
    is_grey = whole.PhotometricInterpretation in ("MONOCHROME1", "MONOCHROME2")
    frames = []
    scale = _scale(whole) if is_grey else None
    n_frames = int(whole.get("NumberOfFrames") or 1)
    for number, values in enumerate(_arrays(whole)):
        path = folder / f"{number}"
        facts = _write_samples(path, values, scale) if is_grey else _write_colours(path, values, whole)
        facts |= _facts(whole, number)
        if is_grey and not all(np.isfinite(facts[end] * facts["slope"]) for end in ("low", "high")):
            raise RefusalError("dicom_damaged")
        if is_grey and number == n_frames // 2:
            _write_preview(folder / "preview", values, facts, is_inverted=_is_inverted(whole))
        if scale is not None:
            low, step = scale
            facts["intercept"] += low * facts["slope"]
            facts["slope"] *= step
        frames.append({**facts, "path": str(path)})
        report({"done": number + 1, "total": n_frames})
    if len(frames) != n_frames:
        raise RefusalError("dicom_damaged")
    return {
        "width": int(whole.Columns),
        "height": int(whole.Rows),
        "modality": printable(whole.get("Modality", ""), WORD_LENGTH),
        "unit": _unit(whole),
        "is_grey": is_grey,
        "is_inverted": _is_inverted(whole),
        "instance": int(whole.get("InstanceNumber") or 0),
        "is_burned_in": str(whole.get("BurnedInAnnotation", "")).upper() == "YES",
        "preview": str(folder / "preview") if is_grey else None,
        "frames": frames,
    }


def _arrays(whole: Dataset) -> Iterator[np.ndarray]:
    """The frames, one after the other, so that a long file is not held decoded."""
    is_single = int(whole.get("NumberOfFrames") or 1) == 1
    # pydicom's iterator can't correct the sign of some JPEG 2000 files, whose buffer it finds read-only.
    for values in [pixel_array(whole, index=0)] if is_single else iter_pixels(whole):
        # Samples that a table translates are the table's from here on.
        yield apply_modality_lut(values, whole) if whole.get("ModalityLUTSequence") else values


def _scale(whole: Dataset) -> tuple[float, float] | None:
    """(lowest value, step) that bring samples of more than sixteen bits into sixteen; None where they fit."""
    if int(whole.get("BitsAllocated") or 16) <= 16 and "PixelData" in whole:
        return None
    low, high = np.inf, -np.inf
    for values in _arrays(whole):
        low, high = min(low, float(np.nanmin(values))), max(high, float(np.nanmax(values)))
    if not np.isfinite([low, high]).all():
        raise RefusalError("dicom_damaged")
    return low, (high - low) / 65535 or 1.0


def _write_samples(path: Path, values: np.ndarray, scale: tuple[float, float] | None) -> dict[str, Any]:
    if scale is not None:
        values = np.rint((values.astype(np.float64) - scale[0]) / scale[1]).astype("<u2")
    is_signed = values.dtype.kind == "i"
    samples = values.astype("<i2" if is_signed else "<u2")
    if not (samples == values).all():
        raise RefusalError("dicom_damaged")
    path.write_bytes(gzip.compress(samples.tobytes(), 1))
    return {"signed": is_signed, "low": int(samples.min()), "high": int(samples.max())}


def _write_colours(path: Path, values: np.ndarray, whole: Dataset) -> dict[str, Any]:
    if whole.PhotometricInterpretation == "PALETTE COLOR":
        values = apply_color_lut(values, whole)
    if values.dtype.itemsize > 1:
        bits = 16 if whole.PhotometricInterpretation == "PALETTE COLOR" else int(whole.BitsStored)
        values = values >> max(0, bits - 8)
    Image.fromarray(values.astype(np.uint8)).save(path, "PNG", compress_level=4)
    return {}


def _is_inverted(whole: Dataset) -> bool:
    return whole.PhotometricInterpretation == "MONOCHROME1" or whole.get("PresentationLUTShape") == "INVERSE"


def _facts(whole: Dataset, number: int) -> dict[str, Any]:
    """What windows a frame and where it lies: from the file, or from the functional groups of this frame."""
    places = [whole, *_groups(whole, number)]
    windows = []
    centers, widths = _numbers(places, "WindowCenter"), _numbers(places, "WindowWidth")
    for center, width in zip(centers, widths, strict=False):
        if width > 0:
            windows.append([center, width])
    return {
        "slope": (_numbers(places, "RescaleSlope") or [1.0])[0] or 1.0,
        "intercept": (_numbers(places, "RescaleIntercept") or [0.0])[0],
        "windows": windows,
        "function": _word(places, "VOILUTFunction") or "LINEAR",
        "position": _numbers(places, "ImagePositionPatient"),
        "orientation": _numbers(places, "ImageOrientationPatient"),
        "spacing": _numbers(places, "PixelSpacing"),
    }


def _unit(whole: Dataset) -> str:
    """HU where the rescaled values are Hounsfield units: in CT they are, unless the file says otherwise."""
    places = [whole, *_groups(whole, 0)]
    is_rescaled = bool(_numbers(places, "RescaleIntercept"))
    said = _word(places, "RescaleType").upper()
    return "HU" if is_rescaled and (said == "HU" or (not said and whole.get("Modality") == "CT")) else ""


def _groups(whole: Dataset, number: int) -> list[Dataset]:
    groups = list(whole.get("SharedFunctionalGroupsSequence") or [])
    of_frames = whole.get("PerFrameFunctionalGroupsSequence") or []
    groups += of_frames[number : number + 1]
    found = []
    for group in groups:
        for element in group:
            if element.VR == "SQ" and element.value:
                found.append(element.value[0])
    return found


def _numbers(places: list[Dataset], name: str) -> list[float]:
    for place in reversed(places):
        value = place.get(name)
        if value not in (None, ""):
            values = [value] if isinstance(value, int | float | str) else list(value)
            return [float(one) for one in values if np.isfinite(float(one))]
    return []


def _word(places: list[Dataset], name: str) -> str:
    return next((printable(place.get(name), WORD_LENGTH) for place in reversed(places) if place.get(name)), "")


def _write_preview(path: Path, values: np.ndarray, facts: dict[str, Any], *, is_inverted: bool) -> None:
    shown = values * facts["slope"] + facts["intercept"]
    low, high = float(shown.min()), float(shown.max())
    if facts["windows"]:
        center, width = facts["windows"][0]
        low, high = center - width / 2, center + width / 2
    grey = ((shown - low) / ((high - low) or 1) * 255).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(255 - grey if is_inverted else grey)
    picture.thumbnail((PREVIEW_PX, PREVIEW_PX))
    picture.save(path, "JPEG", quality=85)
