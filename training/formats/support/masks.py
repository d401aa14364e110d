"""Pictures of masks: read from PNG with its size known before, and told apart by their values."""

import io
from collections.abc import Iterable
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from PIL import Image
from pycocotools import mask as coco

from scoring.errors import GeometryError
from training.formats.support.geometry import Mask

#: The largest value of a 16-bit PNG.
MAX_VALUE = 65_535


def read_png(content: bytes, width: int, height: int, field: str) -> NDArray[Any]:
    """(height, width) values of a grey or palette PNG; GeometryError where it is none, or of another size."""
    try:
        # Its size is read first: nothing is decoded that is larger than the picture it belongs to.
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.size != (width, height):
                said = f"{picture.size[0]} x {picture.size[1]}"
                message = _("is %(said)s pixels, not %(width)d x %(height)d")
                raise GeometryError(field, message % {"said": said, "width": width, "height": height})
            values = np.asarray(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, GeometryError):
            raise
        raise GeometryError(field, _("is no PNG, or a damaged one")) from error
    if values.ndim == 3:
        colours = values[..., :3] if values.shape[2] > 2 else values[..., :1]
        if (colours != colours[..., :1]).any():
            raise GeometryError(field, _("holds colours; masks are grey or have a palette"))
        values = colours[..., 0]
    return values.astype(np.int64)


def write_png(values: NDArray[Any]) -> bytes:
    """A grey PNG of 1, 8 or 16 bits, whichever holds the values."""
    buffer = io.BytesIO()
    if values.dtype == np.bool_:
        Image.fromarray(values).save(buffer, "PNG")
    else:
        Image.fromarray(values.astype(np.uint8 if values.max(initial=0) < 256 else np.uint16)).save(buffer, "PNG")
    return buffer.getvalue()


def bitmasks_by_value(values: NDArray[Any]) -> dict[int, dict[str, Any]]:
    """The bitmask of each value but 0, by one walk over the picture, however many values there are."""
    height, width = values.shape
    flat = values.ravel(order="F")
    starts = np.concatenate(([0], np.flatnonzero(np.diff(flat)) + 1))
    lengths = np.diff(np.append(starts, flat.size))
    of_run = flat[starts]
    order = np.argsort(of_run, kind="stable")
    found = {}
    for group in np.split(order, np.flatnonzero(np.diff(of_run[order])) + 1):
        value = int(of_run[group[0]])
        if value:
            counts = _counts(starts[group], lengths[group], flat.size)
            encoded = coco.frPyObjects({"size": [height, width], "counts": counts}, height, width)
            found[value] = {"size": [height, width], "counts": encoded["counts"].decode("ascii")}
    return found


def layers(masks: Iterable[Mask], height: int, width: int) -> list[tuple[NDArray[Any], list[int]]]:
    """Pictures of values in which no mask hides another: each with the masks that are 1, 2 ... in it; at least one."""
    found: list[tuple[NDArray[Any], list[int]]] = [(_blank(height, width), [])]
    for place, mask in enumerate(masks):
        pixels = mask != 0
        free = (layer for layer in found if len(layer[1]) < MAX_VALUE and not layer[0][pixels].any())
        layer = next(free, None)
        if layer is None:
            layer = (_blank(height, width), [])
            found.append(layer)
        layer[1].append(place)
        layer[0][pixels] = len(layer[1])
    return found


def _blank(height: int, width: int) -> NDArray[Any]:
    return np.zeros((height, width), dtype=np.uint16)


def _counts(starts: NDArray[Any], lengths: NDArray[Any], total: int) -> list[int]:
    """Runs of 0 and 1 in turn, zeros first, from the places and lengths of the ones."""
    ends = starts + lengths
    gaps = starts - np.concatenate(([0], ends[:-1]))
    counts = np.column_stack((gaps, lengths)).ravel().tolist()
    return counts + ([total - int(ends[-1])] if ends[-1] < total else [])
