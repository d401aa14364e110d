"""Bitmasks: intersection over union of pixel sets, on COCO run lengths, without ever drawing them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

from scoring.arrays import BoolArray, FloatArray, Packed, Pairs, object_array
from scoring.classes import ClassSpec
from scoring.errors import GeometryError
from scoring.shapes.base import Geometry, Shape, not_repaired

#: No run of a real mask needs more characters; longer ones would not fit the numbers of a computer.
LONGEST_RUN_CHARACTERS = 7
EMPTINESS = ("counts", "the mask has no pixel")


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `size` is the frame's [height, width] and `counts` are run lengths that add up to it.

    What is refused here would make pycocotools read or write beyond its memory.

    >>> check({"size": [2, 2], "counts": "13"}, 2, 2)
    >>> check({"size": [2, 2], "counts": "11"}, 2, 2)
    Traceback (most recent call last):
        ...
    scoring.errors.GeometryError: counts: the runs add up to 2 pixels, the frame has 2 x 2 = 4
    """
    size = geometry.get("size")
    if not isinstance(size, list | tuple) or list(size) != [height, width]:
        wanted = "must be [height, width] of the frame, [%(height)s, %(width)s], not %(size)s"
        raise GeometryError("size", wanted, height=height, width=width, size=size)
    runs = run_lengths(geometry.get("counts"))
    total = int(runs.sum())
    if total != width * height:
        wanted = "the runs add up to %(total)s pixels, the frame has %(width)s x %(height)s = %(area)s"
        raise GeometryError("counts", wanted, total=total, width=width, height=height, area=width * height)
    if len(runs) < 2:
        raise GeometryError(*EMPTINESS)


def run_lengths(counts: object) -> NDArray[np.int64]:
    """The run lengths in a COCO text: zeros first, column by column; GeometryError where it is not one.

    Each run is a number in groups of five bits, lowest first, a sixth bit saying that more follows, shifted into
    printable characters; from the fourth run on it is the difference to the run two places before.

    >>> run_lengths("0213").tolist()
    [0, 2, 1, 5]
    """
    if not isinstance(counts, str) or not counts.isascii():
        raise GeometryError("counts", "must be COCO's compressed run-length text")
    groups = np.frombuffer(counts.encode("ascii"), dtype=np.uint8).astype(np.int64) - ord("0")
    ends = np.flatnonzero((groups & 32) == 0)
    if not len(groups) or groups.min() < 0 or groups.max() > 63 or ends[-1:].tolist() != [len(groups) - 1]:
        raise GeometryError("counts", "is not a run-length text, or breaks off")
    lengths = np.diff(ends, prepend=-1)
    if lengths.max() > LONGEST_RUN_CHARACTERS:
        raise GeometryError("counts", "holds a run that is too long for any frame")
    starts = ends - lengths + 1
    place = np.arange(len(groups)) - np.repeat(starts, lengths)
    runs = np.add.reduceat((groups & 31) << (5 * place), starts)
    runs -= np.where(groups[ends] & 16, 1 << (5 * lengths), 0)
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    # pycocotools stops too early where two empty runs meet; only the first may be empty, before a mask's first pixel.
    if runs[0] < 0 or (runs[1:] < 1).any():
        raise GeometryError("counts", "holds a run without a pixel")
    return runs


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n,) run lengths as pycocotools takes them."""
    masks = [
        {"size": [int(side) for side in item["size"]], "counts": item["counts"].encode("ascii")} for item in geometries
    ]
    return not_repaired(object_array(masks))


def is_empty(packed: Packed) -> BoolArray:
    """A mask without a pixel has a single run: `check` refuses it."""
    return np.zeros(len(packed), dtype=np.bool_)


def bounds(packed: Packed) -> FloatArray:
    """The upright box about the pixels."""
    boxes = np.asarray(coco.toBbox(list(packed)), dtype=np.float64).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """Intersection over union of the two pixel sets of each pair.

    IoU = |A n B| / |A u B|, with |.| the number of pixels.

    `reference` (N,) and `candidate` (M,): run lengths in COCO's compressed form, none empty, all of the pair's frame;
    sorted by frame, as `pairs` are; `scale` is not used. Gives (p,) float64 from 0 to 1, exact: 1 for equal sets, 0
    for sets without a common pixel. One call to pycocotools per frame. Source: COCO's maskApi.c, rleIou.

    >>> two, _ = pack([{"size": [2, 2], "counts": text} for text in ("04", "13")], [])
    >>> similarity(two, two, Pairs(np.array([0, 0]), np.array([0, 1]), np.array([0, 0])), np.zeros(2)).tolist()
    [1.0, 0.75]
    """
    result = np.zeros(len(pairs))
    for start, stop in pairwise(np.flatnonzero(np.diff(pairs.frame, prepend=-1, append=-1))):
        i, j = pairs.reference[start:stop], pairs.candidate[start:stop]
        left, right = reference[i.min() : i.max() + 1], candidate[j.min() : j.max() + 1]
        matrix = coco.iou(list(left), list(right), [0] * len(right))
        result[start:stop] = matrix[i - i.min(), j - j.min()]
    return result


SHAPE = Shape(
    type="bitmask",
    family="area",
    fields=("size", "counts"),
    check=check,
    pack=pack,
    is_empty=is_empty,
    emptiness=EMPTINESS,
    bounds=bounds,
    similarity=similarity,
)
