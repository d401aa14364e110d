"""A small cut-out of a frame with labels drawn on it, for lists. Runs in the child.

Marks come as numbers in pixels of the frame: `paths` are lines ``[[x, y], ...]``, `dots` are points, `mask` is a
bitmask as ``{"size", "counts"}``; `color` is ``#rrggbb``, and `is_dashed` marks the benchmark's side.
"""

import gzip
import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from pycocotools import mask as coco

from training.decoding.images import UNREADABLE
from training.decoding.refusal import RefusalError

Report = Callable[[dict[str, Any]], bool]
Box = list[float]

#: Drawn so much larger and then made smaller, which smooths the lines.
FINER = 2
LINE_PX, CASING_PX, DOT_PX, DASH_PX = 4, 6, 5, 10
MASK_SHARE = 0.45
QUALITY = 85
WHITE, BLACK = "#ffffff", "#101216"


def cut(
    report: Report,
    *,
    path: str,
    out: str,
    box: Box,
    size: list[int],
    marks: list[dict[str, Any]],
    samples: dict[str, Any] | None = None,
) -> None:
    """Write the part `box` (x, y, width, height) of the picture at `path` to `out`, as a JPEG of `size` pixels.

    Of a slice that is kept as 16-bit samples, `samples` tells its size and its window.
    """
    width, height = (side * FINER for side in size)
    try:
        picture, factor = _windowed(path, samples) if samples else _opened(path, box, width)
        x, y, w, h = (value * factor for value in box)
        part = picture.crop((math.floor(x), math.floor(y), math.ceil(x + w), math.ceil(y + h)))
    except UNREADABLE as error:
        raise RefusalError("picture_damaged") from error
    drawn = part.convert("RGB").resize((width, height), Image.Resampling.BILINEAR)
    for mark in marks:
        drawn = _with_mask(drawn, mark, box) if mark.get("mask") else drawn
        _draw_lines(ImageDraw.Draw(drawn), mark, box, width / box[2])
    drawn.resize((size[0], size[1]), Image.Resampling.LANCZOS).save(out, "JPEG", quality=QUALITY)


def _opened(path: str, box: Box, width: int) -> tuple[Image.Image, float]:
    """The picture, and how much smaller it was read: a JPEG is decoded no larger than the cut-out needs."""
    image = Image.open(path, formats=["JPEG", "PNG", "WEBP"])
    full = image.width
    share = width / box[2]
    image.draft("RGB", (math.ceil(image.width * share), math.ceil(image.height * share)))
    image.load()
    return image, image.width / full


def _windowed(path: str, samples: dict[str, Any]) -> tuple[Image.Image, float]:
    with gzip.open(path) as file:
        stored = np.frombuffer(file.read(), np.int16 if samples["signed"] else np.uint16)
    values = stored.reshape(samples["height"], samples["width"]) * samples["slope"] + samples["intercept"]
    center, width = samples["window"]
    share = ((values - center) / max(width, 1) + 0.5).clip(0, 1)
    grey = np.rint(255 * (1 - share if samples["is_inverted"] else share)).astype(np.uint8)
    return Image.fromarray(grey), 1.0


def _with_mask(drawn: Image.Image, mark: dict[str, Any], box: Box) -> Image.Image:
    """The mask's pixels tinted, its rim in full colour; of a dashed one the rim alone."""
    mask = mark["mask"]
    pixels = coco.decode({"size": mask["size"], "counts": mask["counts"].encode()})
    x, y, w, h = box
    part = Image.fromarray(pixels * np.uint8(255)).crop(
        (math.floor(x), math.floor(y), math.ceil(x + w), math.ceil(y + h))
    )
    inside = np.asarray(part.resize(drawn.size, Image.Resampling.BOX)) > 127
    padded = np.pad(inside, LINE_PX)
    rim = inside & ~np.logical_and.reduce(
        [np.roll(padded, step, axis)[LINE_PX:-LINE_PX, LINE_PX:-LINE_PX] for axis in (0, 1) for step in _AROUND]
    )
    if mark["is_dashed"]:
        rows, columns = np.indices(inside.shape)
        tint, rim = np.zeros_like(inside), rim & ((rows + columns) % (2 * DASH_PX) < DASH_PX)
    else:
        tint = inside & ~rim
    shares = np.where(rim, 1.0, np.where(tint, MASK_SHARE, 0.0))[..., None]
    color = np.array([int(mark["color"][at : at + 2], 16) for at in (1, 3, 5)])
    return Image.fromarray(np.rint(np.asarray(drawn) * (1 - shares) + color * shares).astype(np.uint8))


_AROUND = (-LINE_PX, LINE_PX)


def _draw_lines(draw: ImageDraw.ImageDraw, mark: dict[str, Any], box: Box, scale: float) -> None:
    def place(point: list[float]) -> tuple[float, float]:
        return (point[0] - box[0]) * scale, (point[1] - box[1]) * scale

    casing = WHITE if mark["is_dashed"] else BLACK
    for path in mark.get("paths", []):
        points = [place(point) for point in path]
        draw.line(points, fill=casing, width=CASING_PX, joint="curve")
        for piece in _dashes(points) if mark["is_dashed"] else [points]:
            draw.line(piece, fill=mark["color"], width=LINE_PX, joint="curve")
    for point in mark.get("dots", []):
        x, y = place(point)
        rim, fill = (mark["color"], WHITE) if mark["is_dashed"] else (WHITE, mark["color"])
        for radius, color in ((DOT_PX + 3, rim), (DOT_PX, fill)):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def _dashes(points: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Every other stretch along a line."""
    walked = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        at = 0.0
        while at < length:
            rest = DASH_PX - (walked + at) % DASH_PX
            end = min(length, at + rest)
            if int((walked + at) / DASH_PX) % 2 == 0:
                yield [(x0 + (x1 - x0) * one / length, y0 + (y1 - y0) * one / length) for one in (at, end)]
            at = max(end, at + 1e-6)
        walked += length
