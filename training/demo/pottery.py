"""Jugs and bowls: what stands between the fruit, and hides some of it."""

from collections.abc import Sequence

import numpy as np

from training.demo.canvas import SCALE, Canvas, Point, Sprite, curve, ellipse, line_path, rgb
from training.demo.fruit import Light

RIM_RADII_PX = (132.0, 30.0)
BOWL_PX = 72.0

_JUG = ((0.0, 36.0), (0.06, 44.0), (0.35, 62.0), (0.62, 50.0), (0.8, 30.0), (0.92, 29.0), (1.0, 37.0))
_BOWL = ((0.0, 52.0), (0.08, 54.0), (0.2, 72.0), (0.5, 108.0), (0.8, 127.0), (1.0, 132.0))


def paint_jug(canvas: Canvas, light: Light, foot: Point, *, color: str, tall: float, handle: float) -> None:
    """A jug with its handle to the left (-1) or to the right (1)."""
    canvas.polygon(ellipse((foot[0] + 40, foot[1] - 2), (95, 18)), "#1a0f10", opacity=0.4, blur_px=8)
    shade = rgb(color) * (rgb(light.ambient) * 0.5 + rgb(light.key) * 0.4)
    bow = ellipse((foot[0] + handle * 40, foot[1] - tall * 0.66), (35, tall * 0.25))
    canvas.polygon(line_path([*bow, bow[0]], 10), shade)
    canvas.polygon(line_path([(x - 2, y - 2) for x, y in bow], 2), rgb(light.key), opacity=0.3)
    canvas.place(_turned_body(_JUG, tall, color, light), foot)
    mouth = (foot[0], foot[1] - tall)
    canvas.polygon(ellipse(mouth, (37, 8)), rgb(color) * (rgb(light.key) * 0.55 + rgb(light.ambient) * 0.45))
    canvas.polygon(ellipse((mouth[0], mouth[1] + 0.8), (32, 6)), rgb(color) * 0.22)


def paint_bowl_back(canvas: Canvas, light: Light, foot: Point, *, color: str) -> None:
    """The inside of a bowl, and its shadow."""
    canvas.polygon(ellipse((foot[0] + 60, foot[1] - 2), (165, 26)), "#1a0f10", opacity=0.45, blur_px=9)
    rim = (foot[0], foot[1] - BOWL_PX)
    canvas.polygon(ellipse(rim, RIM_RADII_PX), rgb(color) * (rgb(light.key) * 0.6 + rgb(light.ambient) * 0.4))
    canvas.polygon(ellipse((rim[0], rim[1] + 2), (125, 26)), rgb(color) * rgb(light.ambient) * 0.55)


def paint_bowl_front(canvas: Canvas, light: Light, foot: Point, *, color: str) -> None:
    """The outside of a bowl, which covers the feet of what lies in it."""
    canvas.place(_turned_body(_BOWL, BOWL_PX, color, light, rim_px=RIM_RADII_PX[1]), foot)
    rim = ellipse((foot[0], foot[1] - BOWL_PX), (131, 29), start_deg=2, end_deg=178)
    canvas.polygon(line_path(rim, 3), rgb(color) * (rgb(light.key) * 0.85 + rgb(light.ambient) * 0.35))


def _turned_body(profile: Sequence[Point], tall: float, color: str, light: Light, *, rim_px: float = 0.0) -> Sprite:
    """A body off the potter's wheel: its radius at each height (0: foot, 1: rim); the front of the rim dips."""
    heights, radii = np.array(curve(profile)).T
    half, bottom = int(radii.max() * SCALE) + 2, int(max(4.0, radii[0] * 0.16) * SCALE)
    rows, columns = np.mgrid[-int(tall * SCALE) - 1 : bottom, -half:half].astype(np.float32)
    sideways = columns / (np.interp(-rows / (tall * SCALE), heights, radii).astype(np.float32) * SCALE)
    arch = np.sqrt((1 - sideways**2).clip(0, 1))
    foot = bottom * np.sqrt((1 - (columns / (radii[0] * SCALE)) ** 2).clip(0, 1))
    mask = (np.abs(sideways) <= 1) & (rows <= foot) & (rows >= (rim_px * arch - tall) * SCALE)
    facing = (sideways * light.direction[0] + arch * 0.75 - 0.12 * light.direction[1]).clip(0, 1)
    body = rgb(color) * (rgb(light.ambient) * 0.5 + rgb(light.key) * 0.75 * facing[..., None])
    pixels = body + 0.35 * facing[..., None] ** 14 * rgb(light.key)
    return Sprite(pixels.clip(0, 1).astype(np.float32), mask, (half, int(tall * SCALE) + 1))
