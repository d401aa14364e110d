"""Boats and buoys, drawn about the point where they meet the water; lengths are shares of their size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.demo.canvas import Canvas, Pixels, Point, curve, ellipse, line_path, rectangle, rgb

Generator = np.random.Generator

HULLS = ("#f2efe6", "#1f4e6b", "#a8322d", "#2f6b4f", "#d9a53c", "#3a3f4a")
SAILS = (("#f6f1e2", "#dcd6c6"), ("#f3e9d2", "#d8c8a4"), ("#b4533a", "#8f3c2a"), ("#39607a", "#2b4a60"))
BUOYS = ("#c5322b", "#2c8052", "#e3b62f")


@dataclass(frozen=True)
class Air:
    """How the hour tints things: what their colours are multiplied by, and whether lamps are lit."""

    tone: str
    is_lit: bool


@dataclass(frozen=True)
class Brush:
    """Draws one thing on a canvas, at its place and size; `side` is -1 where it looks to the left."""

    canvas: Canvas
    air: Air
    foot: Point
    size_px: float
    side: float
    number: int
    lean: float = 0.0

    def shape(self, path: Sequence[Point], color: str, *, opacity: float = 1.0) -> None:
        """Fill a path, given in shares of the size, upwards negative."""
        self.canvas.polygon(self._placed(path), self._toned(color), opacity=opacity, number=self.number)

    def line(self, path: Sequence[Point], color: str, width: float) -> None:
        """Draw a line of some width, both in shares of the size."""
        outline = line_path(self._placed(path), max(1.0, width * self.size_px))
        self.canvas.polygon(outline, self._toned(color), number=self.number)

    def lamp(self, at: Point, color: str, radius: float) -> None:
        """A lamp: a dot by day, a glow at dusk."""
        ((x, y),) = self._placed([at])
        across = max(1.2, radius * self.size_px)
        if self.air.is_lit:
            self.canvas.polygon(ellipse((x, y), (across * 5, across * 5)), color, opacity=0.55, blur_px=across * 1.6)
        paint = rgb(color) if self.air.is_lit else self._toned(color)
        self.canvas.polygon(ellipse((x, y), (across, across)), paint, number=self.number)

    def _placed(self, path: Sequence[Point]) -> list[Point]:
        turned = [(x - y * self.lean, y + x * self.lean * 0.3) for x, y in path]
        return [(self.foot[0] + self.side * x * self.size_px, self.foot[1] + y * self.size_px) for x, y in turned]

    def _toned(self, color: str) -> Pixels:
        return rgb(color) * rgb(self.air.tone)


def _sailing_boat(brush: Brush, rng: Generator) -> None:
    sail, fold = SAILS[int(rng.integers(len(SAILS)))]
    hull = str(rng.choice(HULLS[:3]))
    brush.line([(0.05, -0.1), (0.05, -1.22)], "#6b5236", 0.014)
    brush.shape([*curve([(0.03, -1.18), (-0.2, -0.72), (-0.47, -0.2)]), (0.03, -0.19)], sail)
    brush.shape([*curve([(0.03, -1.18), (-0.06, -0.72), (-0.14, -0.2)]), (0.03, -0.19)], fold, opacity=0.55)
    for share in (0.35, 0.6, 0.8):
        brush.line([(0.03, -1.18 + 0.98 * share), (0.03 - 0.42 * share, -1.14 + 0.92 * share)], fold, 0.005)
    if rng.random() < 0.8:
        brush.shape([*curve([(0.08, -1.08), (0.22, -0.62), (0.5, -0.16)]), (0.1, -0.2)], sail)
        brush.shape([*curve([(0.08, -1.08), (0.2, -0.6), (0.3, -0.18)]), (0.1, -0.2)], fold, opacity=0.35)
    brush.line([(0.05, -0.19), (-0.47, -0.19)], "#6b5236", 0.014)
    brush.shape([(-0.22, -0.1), (-0.18, -0.17), (0.12, -0.17), (0.2, -0.1)], "#e9e2d0")
    brush.shape([(-0.1, -0.13), (-0.1, -0.155), (0.08, -0.155), (0.09, -0.13)], "#39424c")
    deck = curve([(-0.5, -0.1), (-0.1, -0.09), (0.54, -0.14)])
    brush.shape([*deck, *curve([(0.54, -0.14), (0.46, -0.03), (0.38, 0.0)]), (-0.42, 0.0)], hull)
    brush.shape([(-0.46, -0.035), (0.46, -0.04), (0.38, 0.0), (-0.42, 0.0)], "#22303a", opacity=0.45)
    brush.line([(-0.49, -0.075), (0.0, -0.068), (0.5, -0.105)], "#c8433a" if hull == HULLS[0] else "#f2efe6", 0.012)


def _fishing_boat(brush: Brush, rng: Generator) -> None:
    hull, house = str(rng.choice(HULLS[1:5])), str(rng.choice(["#f2efe6", "#e5dcc4"]))
    brush.line([(-0.26, -0.15), (-0.26, -0.82)], "#55443a", 0.02)
    brush.line([(-0.26, -0.72), (-0.48, -0.3)], "#55443a", 0.014)
    brush.line([(-0.26, -0.8), (0.1, -0.52)], "#3a3230", 0.006)
    brush.shape(rectangle(-0.04, -0.5, 0.24, -0.14), house)
    brush.shape([(-0.08, -0.5), (-0.06, -0.545), (0.27, -0.545), (0.29, -0.5)], hull)
    for left in (0.0, 0.085, 0.17):
        pane = [(left - 0.01, -0.46), (left + 0.05, -0.46), (left + 0.05, -0.36), (left - 0.01, -0.36)]
        brush.shape(pane, "#ffd27a" if brush.air.is_lit else "#4b6675")
    brush.line([(0.06, -0.545), (0.06, -0.7)], "#55443a", 0.012)
    brush.lamp((0.06, -0.71), "#ffe2a0", 0.016)
    brush.shape(rectangle(-0.42, -0.24, -0.32, -0.13), "#c87a34")
    deck = curve([(-0.52, -0.19), (-0.1, -0.15), (0.3, -0.2), (0.56, -0.34)])
    brush.shape([*deck, *curve([(0.56, -0.34), (0.48, -0.12), (0.42, 0.0)]), (-0.46, 0.0)], hull)
    brush.shape([(-0.475, -0.05), (0.445, -0.05), (0.42, 0.0), (-0.46, 0.0)], "#7a2f26")
    brush.line([(x, y + 0.03) for x, y in deck], "#f2efe6", 0.018)
    for left in (-0.34, -0.14, 0.06):
        brush.shape(ellipse((left, -0.085), (0.026, 0.034)), "#2a2c31")


def _rowing_boat(brush: Brush, rng: Generator) -> None:
    hull = str(rng.choice(["#8a5a34", "#f2efe6", "#2f6b4f", "#1f4e6b"]))
    brush.shape([*curve([(-0.5, -0.17), (0.0, -0.13), (0.52, -0.2)]), (0.4, -0.1), (-0.4, -0.1)], "#3d2a1c")
    if rng.random() < 0.75:
        coat = str(rng.choice(["#c8433a", "#e0a63a", "#34618a", "#4d6b4a"]))
        brush.line([(-0.05, -0.26), (0.28, -0.16), (0.62, -0.02)], "#a9804f", 0.02)
        brush.shape(curve([(-0.12, -0.1), (-0.11, -0.36), (0.0, -0.42), (0.09, -0.34), (0.1, -0.1)]), coat)
        brush.shape(ellipse((0.0, -0.49), (0.062, 0.072)), "#c99a76")
        brush.shape(curve([(-0.07, -0.5), (-0.05, -0.575), (0.05, -0.575), (0.075, -0.5)]), "#3a2e2a")
    rail = curve([(-0.52, -0.18), (-0.2, -0.12), (0.2, -0.12), (0.54, -0.21)])
    brush.shape([*rail, *curve([(0.54, -0.21), (0.46, -0.06), (0.36, 0.0)]), (-0.4, 0.0)], hull)
    brush.shape([(-0.45, -0.045), (0.44, -0.045), (0.36, 0.0), (-0.4, 0.0)], "#1d2226", opacity=0.35)
    brush.line(rail, "#d8b98a", 0.022)


def _buoy(brush: Brush, rng: Generator) -> None:
    color = str(rng.choice(BUOYS))
    brush.shape(curve([(-0.36, -0.02), (-0.38, -0.2), (0.0, -0.28), (0.38, -0.2), (0.36, -0.02), (0.0, 0.04)]), color)
    brush.shape(curve([(-0.36, -0.02), (-0.37, -0.1), (0.0, -0.04), (0.37, -0.1), (0.36, -0.02), (0, 0.04)]), "#3a2a2a")
    brush.shape([(-0.2, -0.22), (-0.09, -0.86), (0.09, -0.86), (0.2, -0.22)], color)
    brush.shape([(0.04, -0.24), (0.03, -0.86), (0.09, -0.86), (0.2, -0.22)], "#1c1414", opacity=0.3)
    brush.shape([(-0.165, -0.42), (-0.125, -0.62), (0.125, -0.62), (0.165, -0.42)], "#f2efe6")
    brush.shape(rectangle(-0.06, -1.0, 0.06, -0.86), "#2a2c31")
    brush.lamp((0.0, -1.05), "#ff8a6a" if color == BUOYS[0] else "#d8ffd0", 0.06)


#: How each kind is painted, its size beside the others, and the radii and height of the ellipse it takes up.
BOATS: dict[str, tuple[Callable[[Brush, Generator], None], float, tuple[float, float, float]]] = {
    "Sailing boat": (_sailing_boat, 1.0, (0.42, 0.6, 0.56)),
    "Fishing boat": (_fishing_boat, 0.95, (0.5, 0.36, 0.3)),
    "Rowing boat": (_rowing_boat, 0.62, (0.5, 0.26, 0.24)),
    "Buoy": (_buoy, 0.27, (0.38, 0.55, 0.5)),
}
