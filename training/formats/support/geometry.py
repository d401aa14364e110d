"""Geometry between label documents and files: turned boxes and corners, rings and points, masks and run lengths."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

from scoring import SHAPES, ClassSpec
from scoring.errors import GeometryError
from scoring.shapes.bitmask import run_lengths

Mask = NDArray[np.uint8]

#: Corners may lie this far from a rectangle's: tools round them to pixels.
SKEW_PX = 2.0


def numbers(values: Any, field: str, count: int | None = None) -> list[float]:
    """A list of finite numbers, or GeometryError."""
    if not isinstance(values, list | tuple) or (count is not None and len(values) != count):
        raise GeometryError(field, f"must hold {count} numbers" if count is not None else "must be a list of numbers")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
            raise GeometryError(field, "must hold finite numbers only")
    return [float(value) for value in values]


def number(text: Any, field: str) -> float:
    """A finite number written as text, or GeometryError."""
    try:
        value = float(text)
    except (TypeError, ValueError, OverflowError) as error:
        raise GeometryError(field, "is missing" if text is None else "is not a number") from error
    if not math.isfinite(value):
        raise GeometryError(field, "every number must be finite")
    return value


def bounds(shape: str, geometry: dict[str, Any], spec: ClassSpec | None = None) -> list[float]:
    """The upright box [x, y, width, height] about a geometry."""
    packed, _repaired = SHAPES[shape].pack([geometry], [spec or ClassSpec(id="", kind="object", shape=shape)])
    x1, y1, x2, y2 = SHAPES[shape].bounds(packed)[0].tolist()
    return [x1, y1, x2 - x1, y2 - y1]


def corners(box_xywh: Sequence[float], angle_deg: float) -> list[float]:
    """The four corners [x0, y0, ...] of a box turned clockwise on screen about its centre, from its top left one."""
    x, y, width, height = box_xywh
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    flat = []
    for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        dx, dy = right * width / 2, down * height / 2
        flat += [x + width / 2 + dx * cosine - dy * sine, y + height / 2 + dx * sine + dy * cosine]
    return flat


def turned_box(flat: Sequence[float], field: str) -> dict[str, Any]:
    """The turned box with these four corners in order; GeometryError where they are no rectangle's.

    >>> turned_box([0, 0, 4, 0, 4, 2, 0, 2], "corners")
    {'box_xywh': [0.0, 0.0, 4.0, 2.0], 'angle_deg': 0.0}
    """
    points = np.array(flat, dtype=np.float64).reshape(4, 2)
    if _signed_area(points) < 0:  # the other way round
        points = points[[0, 3, 2, 1]]
    centre = points.mean(axis=0)
    # Both long sides and both short ones speak for a side's direction: rounding evens out.
    along = ((points[1] - points[0]) + (points[2] - points[3])) / 2
    down = ((points[3] - points[0]) + (points[2] - points[1])) / 2
    width, height = float(np.hypot(*along)), float(np.hypot(*down))
    if width <= 0 or height <= 0:
        raise GeometryError(field, "the corners enclose no area")
    angle = math.degrees(math.atan2(along[1], along[0]))
    box = [float(centre[0] - width / 2), float(centre[1] - height / 2), width, height]
    skew = np.abs(np.array(corners(box, angle)).reshape(4, 2) - points).max()
    if skew > SKEW_PX:
        raise GeometryError(field, f"the corners are {skew:.1f} pixels off a rectangle's")
    return {"box_xywh": box, "angle_deg": angle}


def pairs(flat: Sequence[float]) -> list[tuple[float, float]]:
    """[x0, y0, x1, y1 ...] as points."""
    return list(zip(flat[::2], flat[1::2], strict=True))


def flat_points(points: Iterable[Sequence[float]]) -> list[float]:
    """Points as [x0, y0, x1, y1 ...]."""
    return [value for point in points for value in point]


def polygon_area(polygons: Sequence[Sequence[Sequence[float]]]) -> float:
    """Square pixels inside of a polygon with its holes, as it is scored."""
    shape = SHAPES["polygon"]
    packed, _repaired = shape.pack([{"polygons": polygons}], [ClassSpec(id="", kind="object", shape="polygon")])
    return float(packed[0].area)


# Masks


def mask_of(geometry: dict[str, Any]) -> Mask:
    """The pixels of a bitmask, (height, width), 0 or 1."""
    decoded: Mask = coco.decode({"size": list(geometry["size"]), "counts": geometry["counts"].encode("ascii")})
    return decoded


def bitmask(mask: NDArray[Any]) -> dict[str, Any]:
    """The bitmask of all pixels that are not 0."""
    encoded = coco.encode(np.asfortranarray(mask != 0, dtype=np.uint8))
    return {"size": [int(side) for side in encoded["size"]], "counts": encoded["counts"].decode("ascii")}


def extent(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, width and height of the box about the pixels of a mask, which has some."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top


def row_runs(mask: NDArray[Any]) -> list[int]:
    """Lengths of the runs of 0 and 1 in turn, zeros first, row by row."""
    flat = (mask != 0).ravel()
    edges = [0, *(np.flatnonzero(np.diff(flat.astype(np.int8))) + 1).tolist(), flat.size]
    runs = [last - first for first, last in pairwise(edges)]
    return [0, *runs] if flat.size and flat[0] else runs


def mask_of_runs(runs: Sequence[int], height: int, width: int, field: str) -> Mask:
    """The other way round: (height, width) from row-wise runs; GeometryError where they don't fill it exactly."""
    counts = np.array(runs, dtype=np.int64)
    if (counts < 0).any() or int(counts.sum()) != height * width:
        total = int(counts.sum())
        raise GeometryError(field, f"the runs add up to {total} pixels, not {width} x {height} = {width * height}")
    values = np.arange(len(counts)) % 2
    filled: Mask = np.repeat(values, counts).astype(np.uint8).reshape(height, width)
    return filled


def transposed_counts(counts: str, height: int, width: int, field: str) -> str:
    """Compressed run lengths counted along rows instead of columns, or columns instead of rows.

    A mask of (height, width) counted along rows is its transpose counted along columns: `height` and `width` are
    those of the mask as `counts` runs through it column by column.
    """
    runs = run_lengths(counts)
    if int(runs.sum()) != height * width:
        total = int(runs.sum())
        raise GeometryError(field, f"the runs add up to {total} pixels, not {width} x {height} = {width * height}")
    mask = mask_of({"size": [height, width], "counts": counts})
    encoded: str = bitmask(mask.T)["counts"]
    return encoded


def _signed_area(points: NDArray[np.float64]) -> float:
    x, y = points[:, 0], points[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)
