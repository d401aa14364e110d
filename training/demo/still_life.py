"""Still lifes: fruit on a kitchen table beside a window, by day or at dusk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.demo.canvas import (
    SCALE,
    SIZE_PX,
    Canvas,
    Pixels,
    Point,
    as_photo,
    blend,
    curve,
    ellipse,
    grid,
    noise,
    ramp,
    rectangle,
    rgb,
)
from training.demo.fruit import FRUIT, Light, paint_fruit
from training.demo.layout import Body, find_feet
from training.demo.pottery import paint_bowl_back, paint_bowl_front, paint_jug

WIDTH_PX, HEIGHT_PX = SIZE_PX
TABLE_Y = 318.0
WINDOW_PX = 270.0
WINDOW_TOP, WINDOW_BOTTOM = 26.0, 262.0

Generator = np.random.Generator
#: Something on the table: its depth, and the strokes that paint it.
Thing = tuple[float, Callable[[Canvas], None]]


@dataclass(frozen=True)
class Hour:
    """The light of one time of day: on things, in the sky, and over everything."""

    light: Light
    sky: Sequence[tuple[float, str]]
    hills: tuple[str, str]
    clouds: str
    frame: str
    beam: str
    tint: str
    tint_share: float
    corners: float


HOURS = {
    "Day": Hour(
        light=Light((-0.55, -0.6, 0.58), "#fff4e2", "#a9b4c8"),
        sky=((0, "#7fb4dc"), (0.7, "#cfe4ee"), (1, "#f4efe0")),
        hills=("#9bb7b4", "#6f9473"),
        clouds="#ffffff",
        frame="#e7e0d2",
        beam="#fff3cf",
        tint="#fff6e6",
        tint_share=0.07,
        corners=0.45,
    ),
    "Dusk": Hour(
        light=Light((-0.75, -0.3, 0.58), "#ffb07c", "#7a72a5"),
        sky=((0, "#3a3f78"), (0.45, "#9a5f94"), (0.75, "#ee8f5e"), (1, "#ffd08a")),
        hills=("#6b4f7f", "#3c3159"),
        clouds="#f2a08a",
        frame="#a88fa0",
        beam="#ff9a52",
        tint="#33224f",
        tint_share=0.2,
        corners=0.85,
    ),
}
WALLS = ("#cdbd9c", "#adba9f", "#a3b6bf", "#cfab96", "#c2b6a6")
WOODS = (("#9c683d", "#7b4f2d"), ("#b5875a", "#96704a"), ("#7a5740", "#5f4331"))
GLAZES = ("#d9d2c3", "#4f6f86", "#7d8f6b", "#b5623f", "#3f4a57")


def paint_still_life(rng: Generator, hour: str, kinds: Sequence[str]) -> Canvas:
    """A table with one fruit for each of the kinds; the canvas knows them by number, from 1."""
    mood, window_left = HOURS[hour], float(rng.uniform(40, 150))
    canvas = _ground(rng, mood, window_left).enlarged()
    _window(canvas, rng, mood, window_left)
    for _, paint in sorted(_things(rng, mood.light, kinds), key=lambda thing: thing[0]):
        paint(canvas)
    if rng.random() < 0.4:
        canvas.mirror()
    return canvas


def finish_still_life(pixels: Pixels, rng: Generator, hour: str) -> Pixels:
    """The painting as a photo, in the tint of the hour."""
    mood = HOURS[hour]
    return as_photo(blend(pixels, rgb(mood.tint), mood.tint_share), rng, corners=mood.corners)


def _ground(rng: Generator, mood: Hour, window_left: float) -> Canvas:
    """Wall and table, at their final size: they have no edge that would need a smooth one."""
    ground = Canvas(WIDTH_PX, HEIGHT_PX, scale=1)
    x, y = ground.grid()
    near = np.exp(-(((x - window_left - 130) / 560) ** 2) - ((y - 180) / 440) ** 2)
    plaster = 0.68 + 0.4 * near + 0.05 * (noise(rng, x.shape, (60, 40)) - 0.5)
    color = rgb(str(rng.choice(WALLS))) * (rgb(mood.light.ambient) * 0.4 + rgb(mood.light.key) * 0.6)
    ground.pixels = (color * plaster[..., None]).astype(np.float32)
    ground.pixels[int(TABLE_Y) :] = _wood(rng, mood, window_left)
    ground.polygon(rectangle(-20, TABLE_Y - 8, WIDTH_PX + 20, TABLE_Y + 6), "#000000", opacity=0.35, blur_px=5)
    slant = float(rng.uniform(150, 260))
    for pane in range(2):
        start = window_left + 130 + pane * 150
        beam = [(start, 352), (start + 132, 352), (start + 175 + slant, 628), (start - 30 + slant, 628)]
        ground.polygon(beam, mood.beam, opacity=0.3, blur_px=9)
    return ground


def _wood(rng: Generator, mood: Hour, window_left: float) -> Pixels:
    light, dark = WOODS[int(rng.integers(len(WOODS)))]
    x, y = grid(WIDTH_PX, HEIGHT_PX - int(TABLE_Y))
    depth = y / y.max()
    board = (x - WIDTH_PX / 2) / (0.62 + 0.5 * depth) / 150 + 20.5
    grain = noise(rng, x.shape, (260, 3)) * 0.6 + noise(rng, x.shape, (40, 1.2)) * 0.4
    grain = (grain + 0.13 * np.sin(np.floor(board) * 12.9) + 0.15).clip(0, 1)
    seams = (1 - 70 * np.minimum(board % 1, 1 - board % 1)).clip(0, 1)
    wood = blend(ramp([(0, dark), (1, light)], grain), rgb(dark) * 0.45, 0.8 * seams)
    near = 0.72 + 0.5 * np.exp(-(((x - window_left - 260) / 520) ** 2)) * (0.5 + 0.5 * depth)
    lit = wood * (rgb(mood.light.ambient) * 0.45 + rgb(mood.light.key) * 0.62) * near[..., None]
    return lit.astype(np.float32)


def _window(canvas: Canvas, rng: Generator, mood: Hour, left: float) -> None:
    right, top, bottom = left + WINDOW_PX, WINDOW_TOP, WINDOW_BOTTOM
    canvas.polygon(rectangle(left - 16, top - 16, right + 16, bottom + 14), mood.frame)
    rows = np.linspace(0, 1, int((bottom - top) * SCALE), dtype=np.float32)[:, None]
    sky = np.broadcast_to(ramp(mood.sky, rows), (len(rows), int(WINDOW_PX * SCALE), 3))
    clouds = (noise(rng, (sky.shape[0], sky.shape[1]), (180, 32)) - 0.52).clip(0, 1) * 1.9 * (1 - rows)
    canvas.lay(blend(sky, rgb(mood.clouds), clouds.clip(0, 0.7)), np.ones(sky.shape[:2], np.float32), (left, top))
    for depth, color in enumerate(mood.hills):
        height = bottom - 62 + 30 * depth
        crest = [(left + WINDOW_PX * step / 6, height + float(rng.uniform(-16, 16))) for step in range(7)]
        canvas.polygon([*curve(crest), (right, bottom), (left, bottom)], color)
    if mood is HOURS["Dusk"]:
        sun = (left + float(rng.uniform(60, 210)), bottom - 78)
        canvas.polygon(ellipse(sun, (34, 34)), "#ffd08a", blur_px=16, opacity=0.9)
        canvas.polygon(ellipse(sun, (13, 13)), "#fff0c4", blur_px=1.2)
    frame, middle = rgb(mood.frame) * 0.94, (left + right) / 2
    canvas.polygon(rectangle(middle - 5, top, middle + 5, bottom), frame)
    canvas.polygon(rectangle(left, 128, right, 136), frame)
    canvas.polygon(rectangle(left - 26, bottom + 6, right + 26, bottom + 22), frame)
    canvas.polygon(rectangle(left - 26, bottom + 22, right + 26, bottom + 34), "#000000", opacity=0.25, blur_px=5)


def _things(rng: Generator, light: Light, kinds: Sequence[str]) -> list[Thing]:
    bowl = (float(rng.uniform(540, 780)), float(rng.uniform(455, 520)))
    jug = (float(rng.uniform(bowl[0] - 260, bowl[0] - 160) if rng.random() < 0.5 else rng.uniform(700, 860)), 358.0)
    tall, handle = float(rng.uniform(150, 190)), float(rng.choice([-1, 1]))
    glaze, other = (str(color) for color in rng.choice(GLAZES, 2, replace=False))
    n_inside = min(3, len(kinds) // 3)
    things: list[Thing] = [
        (jug[1], lambda canvas: paint_jug(canvas, light, jug, color=glaze, tall=tall, handle=handle)),
        (bowl[1] - 3, lambda canvas: paint_bowl_back(canvas, light, bowl, color=other)),
        (bowl[1], lambda canvas: paint_bowl_front(canvas, light, bowl, color=other)),
    ]
    for number, kind in enumerate(kinds[:n_inside], start=1):
        offset = {1: (0.0,), 2: (-44.0, 44.0), 3: (-66.0, 66.0, 0.0)}[n_inside][number - 1]
        foot = (bowl[0] + offset + float(rng.uniform(-6, 6)), bowl[1] - float(rng.uniform(34, 46)))
        things.append((bowl[1] - 2 + 0.1 * number, _fruit(rng, light, kind, foot, number=number)))
    feet = _feet(rng, bowl, kinds[n_inside:])
    for number, (kind, foot) in enumerate(zip(kinds[n_inside:], feet, strict=True), start=n_inside + 1):
        things.append((foot[1], _fruit(rng, light, kind, foot, number=number, has_shadow=True)))
    return things


def _feet(rng: Generator, bowl: Point, kinds: Sequence[str]) -> list[Point]:
    """A place on the table for each fruit."""

    def propose(feet: Sequence[Point]) -> Point:
        if feet and rng.random() < 0.7:
            near = feet[int(rng.integers(len(feet)))]
            return near[0] + float(rng.uniform(-105, 105)), near[1] + float(rng.uniform(-45, 45))
        return float(rng.uniform(80, 880)), float(rng.uniform(420, 612))

    def is_free(foot: Point) -> bool:
        is_beside_bowl = abs(foot[0] - bowl[0]) > 180 or foot[1] > bowl[1] + 45
        return 62 < foot[0] < 898 and 410 < foot[1] < 618 and is_beside_bowl

    def body(index: int, foot: Point) -> Body:
        radius = FRUIT[kinds[index]].radius_px * _size(foot)
        return foot[0], foot[1] - 1.15 * radius, 1.05 * radius, 1.15 * radius

    return find_feet(len(kinds), propose=propose, is_free=is_free, body=body, size_px=SIZE_PX)


def _size(foot: Point) -> float:
    """Things that stand nearer are larger."""
    return 0.74 + 0.5 * (foot[1] - 400) / 220


def _fruit(
    rng: Generator, light: Light, kind: str, foot: Point, *, number: int, has_shadow: bool = False
) -> Callable[[Canvas], None]:
    size = _size(foot)
    is_lying = kind == "Pear" and rng.random() < 0.4
    angle_deg = float(rng.choice([-1, 1]) * rng.uniform(62, 95) if is_lying else rng.normal(0, 13))
    sprite, width = paint_fruit(rng, kind, light, size=size, angle_deg=angle_deg), FRUIT[kind].radius_px * size

    def paint(canvas: Canvas) -> None:
        if has_shadow:
            shift = width * (0.75 if light.direction[1] < -0.5 else 1.15)
            cast = ellipse((foot[0] + shift, foot[1] - width * 0.05), (width * 1.5, width * 0.34))
            canvas.polygon(cast, "#1a0f10", opacity=0.42, blur_px=7)
            touch = ellipse((foot[0] + 4, foot[1] - 3), (width * 0.8, width * 0.2))
            canvas.polygon(touch, "#120a0a", opacity=0.6, blur_px=4)
        canvas.place(sprite, foot, number=number)

    return paint
