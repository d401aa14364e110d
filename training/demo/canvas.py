"""A canvas that remembers which object shows at every pixel, and the brushes that paint on it. Knows no scene."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

#: Things are painted at so many times their size and made smaller at the end, for smooth edges.
SCALE = 2

#: Width and height of every finished picture.
SIZE_PX = (960, 640)

Pixels = NDArray[np.floating[Any]]
Mask = NDArray[np.floating[Any]]
Point = tuple[float, float]


def rgb(color: str) -> Pixels:
    """The colour ``#rrggbb`` as three numbers from 0 to 1."""
    return np.array([int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)], np.float32)


def blend(first: Pixels, second: Pixels, share: Mask | float) -> Pixels:
    """``first`` where ``share`` is 0, ``second`` where it is 1."""
    mixed: Pixels = np.subtract(second, first, dtype=np.float32) * np.asarray(share, np.float32)[..., None]
    mixed += first
    return mixed


def ramp(stops: Sequence[tuple[float, str]], positions: Mask) -> Pixels:
    """Colours between the stops ``(position, colour)``, at each of the positions."""
    places = [position for position, _ in stops]
    colors = np.array([rgb(color) for _, color in stops])
    channels = [np.interp(positions, places, colors[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def noise(rng: np.random.Generator, shape: tuple[int, int], cell: tuple[float, float]) -> Mask:
    """Smooth random values from 0 to 1; ``cell`` is the width and height of one swell, in pixels of the result."""
    height, width = shape
    columns, rows = (max(2, round(side / swell) + 1) for side, swell in zip((width, height), cell, strict=True))
    grid = Image.fromarray(rng.random((rows, columns), dtype=np.float32))
    return np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)).clip(0, 1)


def grid(width: int, height: int) -> tuple[Mask, Mask]:
    """The x and y of every pixel of an area."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x, y


def as_photo(pixels: Pixels, rng: np.random.Generator, *, corners: float) -> Pixels:
    """The last coat: darker corners, by as much as is said, and the grain of a photo."""
    height, width = pixels.shape[:2]
    x, y = grid(width, height)
    away = (x / width - 0.5) ** 2 + (y / height - 0.5) ** 2
    pixels = blend(pixels, rgb("#0d0a12"), (away * corners).clip(0, 0.45))
    return (pixels + (rng.random((height, width, 1), dtype=np.float32) - 0.5) * 0.03).clip(0, 1)


def ellipse(center: Point, radii: Point, *, start_deg: float = 0, end_deg: float = 360) -> list[Point]:
    """Points along an ellipse, or a stretch of it; angles grow clockwise on the picture."""
    turn = np.radians(np.linspace(start_deg, end_deg, max(8, int(abs(end_deg - start_deg) / 4))))
    return list(zip(center[0] + radii[0] * np.cos(turn), center[1] + radii[1] * np.sin(turn), strict=True))


def rectangle(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """The corners of an upright rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def curve(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """A smooth line through the points (Catmull-Rom)."""
    given = np.array([points[0], *points, points[-1]], np.float64)
    share = np.linspace(0, 1, steps, endpoint=False)[:, None]
    line: list[Point] = []
    for a, b, c, d in zip(given[:-3], given[1:-2], given[2:-1], given[3:], strict=True):
        bend = (2 * a - 5 * b + 4 * c - d) * share**2 + (3 * b - a - 3 * c + d) * share**3
        line += [(float(x), float(y)) for x, y in b + ((c - a) * share + bend) / 2]
    return [*line, (float(points[-1][0]), float(points[-1][1]))]


def polygon_mask(points: Sequence[Point], *, scale: int = SCALE, blur_px: float = 0.0) -> tuple[int, int, Mask]:
    """Left, top and mask of a filled polygon; the points are in final pixels, the result is `scale` times as large."""
    scaled = np.array(points, np.float64) * scale
    margin = int(3 * blur_px * scale) + 2
    left, top = (int(side) for side in np.floor(scaled.min(axis=0)) - margin)
    width, height = (int(side) for side in np.ceil(scaled.max(axis=0)) - (left, top) + margin)
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).polygon([(float(x - left), float(y - top)) for x, y in scaled], fill=255)
    if blur_px:
        image = image.filter(ImageFilter.GaussianBlur(blur_px * scale))
    return left, top, np.asarray(image, np.float32) / 255


def line_path(points: Sequence[Point], width_px: float) -> list[Point]:
    """The outline of a line of some width."""
    path = np.array(points, np.float64)
    along = np.gradient(path, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across *= width_px / 2 / np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-9)[:, None]
    return [(float(x), float(y)) for x, y in [*(path + across), *(path - across)[::-1]]]


@dataclass(frozen=True)
class Sprite:
    """Something painted for itself, to be placed on canvases: pixels, where they are opaque, and its foot."""

    pixels: Pixels
    mask: NDArray[np.bool_]
    foot: tuple[int, int]


@dataclass
class Canvas:
    """Pixels, and beside them the number of the object that shows at each (0: none).

    What is painted opaque covers what lies behind it, in the picture and in the map of objects. Shadows and glows are
    painted with a soft or a thin brush, and cover nothing. All coordinates are in final pixels.
    """

    width: int
    height: int
    scale: int = SCALE
    pixels: Pixels = field(init=False)
    objects: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        self.pixels = np.zeros((self.height * self.scale, self.width * self.scale, 3), np.float32)
        self.objects = np.zeros(self.pixels.shape[:2], np.uint8)

    def grid(self) -> tuple[Mask, Mask]:
        """The x and y of every pixel, in final pixels."""
        x, y = grid(self.objects.shape[1], self.objects.shape[0])
        return x / self.scale, y / self.scale

    def enlarged(self) -> "Canvas":
        """A ground that was painted at its final size, ready for things."""
        canvas = Canvas(self.width, self.height)
        canvas.pixels = self.pixels.repeat(canvas.scale, axis=0).repeat(canvas.scale, axis=1)
        return canvas

    def mirror(self) -> None:
        """Swap left and right."""
        self.pixels, self.objects = self.pixels[:, ::-1], self.objects[:, ::-1]

    def polygon(
        self,
        points: Sequence[Point],
        color: str | Pixels,
        *,
        opacity: float = 1.0,
        blur_px: float = 0.0,
        number: int = 0,
    ) -> None:
        """Fill a polygon with one colour."""
        left, top, mask = polygon_mask(points, scale=self.scale, blur_px=blur_px)
        paint = rgb(color) if isinstance(color, str) else color
        self._lay(left, top, np.broadcast_to(paint, (*mask.shape, 3)), mask * np.float32(opacity))
        if opacity == 1 and not blur_px:
            self._mark(left, top, mask > 0, number)

    def lay(self, pixels: Pixels, mask: Mask, at: Point) -> None:
        """Lay pixels over the picture through a soft mask, with their left top corner at the point; covers nothing."""
        self._lay(round(at[0] * self.scale), round(at[1] * self.scale), pixels, mask)

    def place(self, sprite: Sprite, foot: Point, *, number: int = 0) -> None:
        """Set a sprite down with its foot at the point."""
        left, top = round(foot[0] * self.scale) - sprite.foot[0], round(foot[1] * self.scale) - sprite.foot[1]
        self._lay(left, top, sprite.pixels, sprite.mask.astype(np.float32))
        self._mark(left, top, sprite.mask, number)

    def box_xywh(self, number: int) -> tuple[float, float, float, float]:
        """The bounds of what shows of the object, in final pixels, exact to the half pixel."""
        bounds = Image.fromarray((self.objects == number).astype(np.uint8)).getbbox()
        if bounds is None:
            raise ValueError(f"object {number} does not show")
        left, top, right, bottom = (side / self.scale for side in bounds)
        return left, top, right - left, bottom - top

    def finished(self) -> Pixels:
        """The pixels at their final size, their colours between 0 and 1."""
        full = Image.fromarray((self.pixels.clip(0, 1) * 255).astype(np.uint8))
        return np.asarray(full.reduce(self.scale), np.float32) / 255

    def _lay(self, left: int, top: int, pixels: Pixels, mask: Mask) -> None:
        inside, part = self._overlap(left, top, mask.shape)
        self.pixels[inside] = blend(self.pixels[inside], pixels[part], mask[part])

    def _mark(self, left: int, top: int, mask: NDArray[np.bool_], number: int) -> None:
        inside, part = self._overlap(left, top, mask.shape)
        self.objects[inside][mask[part]] = number

    def _overlap(self, left: int, top: int, shape: tuple[int, ...]) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """The part of the canvas, and the part of what is laid on it, that meet."""
        height, width = self.objects.shape
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = max(min(left + shape[1], width), x0), max(min(top + shape[0], height), y0)
        return (slice(y0, y1), slice(x0, x1)), (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
