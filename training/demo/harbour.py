"""A harbour: boats and buoys between the mole and the open water, by day or at dusk."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from training.demo.boats import BOATS, Air, Brush
from training.demo.canvas import (
    SIZE_PX,
    Canvas,
    Pixels,
    Point,
    as_photo,
    blend,
    curve,
    ellipse,
    grid,
    line_path,
    noise,
    ramp,
    rectangle,
    rgb,
)
from training.demo.layout import Body, find_feet

WIDTH_PX, HEIGHT_PX = SIZE_PX
HORIZON_Y = 236.0

Generator = np.random.Generator


@dataclass(frozen=True)
class Hour:
    """The colours of sky, shore and water at one time of day."""

    sky: Sequence[tuple[float, str]]
    water: Sequence[tuple[float, str]]
    shores: tuple[str, ...]
    clouds: str
    sun: str
    glitter: float
    air: Air


HOURS = {
    "Day": Hour(
        sky=((0, "#5fa3d6"), (0.6, "#a9d2ea"), (1, "#e8f1ee")),
        water=((0, "#a8cdd6"), (0.2, "#6fa8bd"), (1, "#235a78")),
        shores=("#b3c7cf", "#8ba9a6", "#66876f"),
        clouds="#ffffff",
        sun="#fffaea",
        glitter=0.35,
        air=Air("#ffffff", is_lit=False),
    ),
    "Dusk": Hour(
        sky=((0, "#2c2f63"), (0.4, "#7a4f8c"), (0.75, "#e5805f"), (1, "#ffce85")),
        water=((0, "#f0a678"), (0.16, "#a9648a"), (1, "#272556")),
        shores=("#8d5f86", "#5f4573", "#3a2f57"),
        clouds="#f7a58c",
        sun="#ffe2a6",
        glitter=0.75,
        air=Air("#a8839c", is_lit=True),
    ),
}


@dataclass(frozen=True)
class Post:
    """A mooring post: its middle, its upper end, and half its width."""

    x: float
    top: float
    half: float


def paint_harbour(rng: Generator, hour: str, kinds: Sequence[str]) -> Canvas:
    """The harbour with one boat or buoy for each of the kinds; the canvas knows them by number, from 1."""
    mood, sun_x = HOURS[hour], float(rng.uniform(180, 780))
    canvas = _ground(rng, mood, sun_x).enlarged()
    _shores(canvas, rng, mood)
    _town(canvas, rng, mood)
    posts = _posts(rng)
    feet = _feet(rng, kinds, posts)
    for number, (kind, foot) in sorted(enumerate(zip(kinds, feet, strict=True), start=1), key=lambda it: it[1][1][1]):
        paint, size, _ = BOATS[kind]
        side, lean = float(rng.choice([-1, 1])), float(rng.uniform(-0.1, 0.1) if kind == "Buoy" else 0)
        paint(Brush(canvas, mood.air, foot, size * _length_px(foot), side, number, lean), rng)
        _reflect(canvas, rng, foot, number)
    _paint_posts(canvas, mood, posts)
    return canvas


def finish_harbour(pixels: Pixels, rng: Generator, hour: str) -> Pixels:
    """The painting as a photo."""
    return as_photo(pixels, rng, corners=0.6)


def _ground(rng: Generator, mood: Hour, sun_x: float) -> Canvas:
    """Sky and water, at their final size: they have no edge that would need a smooth one."""
    ground = Canvas(WIDTH_PX, HEIGHT_PX, scale=1)
    x, y = ground.grid()
    horizon = int(HORIZON_Y)
    sky = ramp(mood.sky, y[:horizon, :1] / HORIZON_Y)
    glow = np.exp(-(((x[:horizon] - sun_x) / 230) ** 2) - ((y[:horizon] - HORIZON_Y + 50) / 120) ** 2)
    streaks = noise(rng, (horizon, WIDTH_PX), (230, 34)) * 0.7 + noise(rng, (horizon, WIDTH_PX), (60, 12)) * 0.3
    clouds = ((streaks - 0.52) * 2.6).clip(0, 0.85) * (1 - y[:horizon] / HORIZON_Y * 0.6)
    ground.pixels[:horizon] = blend(blend(sky, rgb(mood.sun), 0.5 * glow), rgb(mood.clouds), clouds)
    _water(ground, rng, mood, sun_x)
    sun_y = HORIZON_Y - (150.0 if not mood.air.is_lit else 52.0)
    ground.polygon(ellipse((sun_x, sun_y), (20, 20)), mood.sun, blur_px=1.5)
    return ground


def _shores(canvas: Canvas, rng: Generator, mood: Hour) -> None:
    for depth, color in enumerate(mood.shores):
        height = HORIZON_Y - 44 + 17 * depth
        crest = [(step * 120 - 20.0, height + float(rng.uniform(-17, 14))) for step in range(10)]
        canvas.polygon([*curve(crest), (980, HORIZON_Y), (-20, HORIZON_Y)], color)


def _water(ground: Canvas, rng: Generator, mood: Hour, sun_x: float) -> None:
    x, y = grid(WIDTH_PX, HEIGHT_PX - int(HORIZON_Y))
    depth = y / y.max()
    water = np.broadcast_to(ramp(mood.water, depth[:, :1] ** 0.7), (*y.shape, 3))
    fine, coarse = noise(rng, y.shape, (26, 1.6)), noise(rng, y.shape, (110, 6))
    waves = fine * (1 - depth) + coarse * depth
    water = blend(water, rgb(mood.sky[0][1]), ((waves - 0.5) * 1.1).clip(0, 0.4))
    water = blend(water, rgb(mood.sky[-1][1]), ((0.42 - waves) * 0.9).clip(0, 0.22))
    path = np.exp(-(((x - sun_x) / (26 + 150 * depth)) ** 2)) * (1 - 0.75 * depth)
    sparkle = ((waves + 0.25 * fine - 0.5) * 3.2).clip(0, 1) * path
    ground.pixels[int(HORIZON_Y) :] = blend(water, rgb(mood.sun), (sparkle * mood.glitter * 1.5).clip(0, 0.9))


def _town(canvas: Canvas, rng: Generator, mood: Hour) -> None:
    """Houses on the far shore, and a lighthouse on its rock."""
    tone = rgb(mood.air.tone)
    x = float(rng.uniform(20, 260))
    for _ in range(int(rng.integers(9, 16))):
        width, height = float(rng.uniform(17, 30)), float(rng.uniform(13, 26))
        wall = rgb(str(rng.choice(["#e9dcc3", "#d9b48f", "#c8c3b4", "#e3c9a8", "#b9c3c4"]))) * tone
        top = HORIZON_Y - height
        canvas.polygon(rectangle(x, top, x + width, HORIZON_Y + 1), wall)
        roof = [(x - 2, top), (x + width / 2, top - width * 0.36), (x + width + 2, top)]
        canvas.polygon(roof, rgb(str(rng.choice(["#a3543b", "#8a4436", "#5f5a5c"]))) * tone)
        for pane in np.arange(x + 4, x + width - 5, 7):
            color = rgb("#ffd98a") if mood.air.is_lit and rng.random() < 0.6 else rgb("#51606a") * tone
            canvas.polygon(rectangle(pane, top + 4, pane + 3, top + 8), color)
        x += width + float(rng.choice([0, 0, 3, 12]))
    at = float(rng.uniform(700, 900))
    canvas.polygon(
        curve([(at - 60, 240), (at - 30, 228), (at + 10, 224), (at + 45, 232), (at + 70, 240)]), rgb("#5d5a55") * tone
    )
    canvas.polygon([(at - 9, 226), (at - 6, 150), (at + 6, 150), (at + 9, 226)], rgb("#f0e9dc") * tone)
    for band in (164, 192):
        canvas.polygon(rectangle(at - 7.4, band, at + 7.4, band + 13), rgb("#b9382f") * tone)
    canvas.polygon(rectangle(at - 8, 146, at + 8, 150), rgb("#30343a") * tone)
    canvas.polygon(rectangle(at - 4.5, 136, at + 4.5, 146), rgb("#ffe9a8") if mood.air.is_lit else rgb("#9fb4bd"))
    canvas.polygon([(at - 6.5, 136), (at, 128), (at + 6.5, 136)], rgb("#b9382f") * tone)
    if mood.air.is_lit:
        canvas.polygon(ellipse((at, 141), (15, 15)), "#ffe9a8", opacity=0.6, blur_px=8)


def _feet(rng: Generator, kinds: Sequence[str], posts: Sequence[Post]) -> list[Point]:
    """A place on the water for each, the far ones close together."""
    in_front = [(post.x, (post.top + HEIGHT_PX) / 2, 1.3 * post.half, 0.6 * (HEIGHT_PX - post.top)) for post in posts]

    def propose(feet: Sequence[Point]) -> Point:
        if feet and rng.random() < 0.45:
            near = feet[int(rng.integers(len(feet)))]
            return near[0] + float(rng.uniform(-130, 130)), near[1] + float(rng.uniform(-40, 40))
        return float(rng.uniform(60, 900)), HORIZON_Y + 24 + 350 * float(rng.random()) ** 1.4

    def is_free(foot: Point) -> bool:
        half = _length_px(foot) / 2
        return half < foot[0] < WIDTH_PX - half and HORIZON_Y + 18 < foot[1] < 606

    def body(index: int, foot: Point) -> Body:
        _, size, (across, up, middle) = BOATS[kinds[index]]
        length = size * _length_px(foot)
        return foot[0], foot[1] - middle * length, across * length, up * length

    return find_feet(len(kinds), propose=propose, is_free=is_free, body=body, size_px=SIZE_PX, in_front=in_front)


def _length_px(foot: Point) -> float:
    """How long a boat of size 1 is: what lies nearer is larger."""
    return 40 + 0.5 * (foot[1] - HORIZON_Y)


def _reflect(canvas: Canvas, rng: Generator, foot: Point, number: int) -> None:
    """Mirror what was painted last in the water before it, broken by waves; a reflection belongs to no object."""
    left, top, width, height = (int(side * canvas.scale) for side in canvas.box_xywh(number))
    surface = min(int(foot[1] * canvas.scale), top + height)
    part = slice(top, surface), slice(left, left + width)
    pixels, mask = canvas.pixels[part][::-1].copy(), (canvas.objects[part] == number)[::-1].astype(np.float32)
    rows = np.arange(len(pixels))
    shifts = (np.sin(rows / (3 + rows / 30) + float(rng.uniform(0, 6))) * (1 + rows / 28)).round().astype(int)
    columns = (np.arange(width)[None, :] - shifts[:, None]) % width
    fade = (0.5 * (1 - rows / max(1, len(rows))) ** 1.3).astype(np.float32)[:, None]
    broken = np.take_along_axis(pixels, columns[..., None], axis=1) * np.float32(0.82)
    canvas.lay(broken, np.take_along_axis(mask, columns, axis=1) * fade, (left / canvas.scale, surface / canvas.scale))


def _posts(rng: Generator) -> list[Post]:
    """Mooring posts in front: nothing to be labelled, but something that hides."""
    left, gap = float(rng.uniform(40, 700)), float(rng.uniform(70, 130))
    return [
        Post(left + index * gap, float(rng.uniform(430, 490)), float(rng.uniform(9, 12)))
        for index in range(int(rng.integers(2, 4)))
    ]


def _paint_posts(canvas: Canvas, mood: Hour, posts: Sequence[Post]) -> None:
    tone = rgb(mood.air.tone)
    wood, rope = rgb("#5a4636") * tone, rgb("#c9b48a") * tone
    for post in posts:
        left, right = post.x - post.half, post.x + post.half
        canvas.polygon(rectangle(left, post.top, right, 650), wood)
        canvas.polygon(rectangle(post.x + post.half * 0.2, post.top, right, 650), "#120c0a", opacity=0.35)
        canvas.polygon(ellipse((post.x, post.top), (post.half, 3.4)), wood * 1.35)
        canvas.polygon(rectangle(left - 1, post.top + 26, right + 1, post.top + 36), rope)
    for first, second in pairwise(posts):
        sag = ((first.x + second.x) / 2, max(first.top, second.top) + 64)
        canvas.polygon(line_path(curve([(first.x, first.top + 30), sag, (second.x, second.top + 30)]), 4), rope * 0.9)
