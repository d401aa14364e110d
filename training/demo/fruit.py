"""Fruit: outlines in polar form, lit like round bodies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.demo.canvas import SCALE, Mask, Pixels, Point, Sprite, blend, curve, noise, polygon_mask, ramp, rgb

Generator = np.random.Generator

#: The angles at which outlines are worked out; between them they are straight.
_ANGLES = np.linspace(-np.pi, np.pi, 1441, dtype=np.float32)


@dataclass(frozen=True)
class Light:
    """Where the light comes from (a unit vector; y grows downwards, z towards the eye), and its colours."""

    direction: tuple[float, float, float]
    key: str
    ambient: str


@dataclass(frozen=True)
class Surface:
    """The visible pixels of one fruit, before it is turned: (x, y) lies on the unit circle where the outline is."""

    angle: Mask
    x: Mask
    y: Mask
    mask: NDArray[np.bool_]
    rng: Generator

    @property
    def share(self) -> Mask:
        """0 in the middle, 1 at the edge."""
        return np.hypot(self.x, self.y)

    def texture(self, cell_px: float) -> Mask:
        """Swells of this size, from 0 to 1."""
        return noise(self.rng, (self.mask.shape[0], self.mask.shape[1]), (cell_px * SCALE, cell_px * SCALE))[self.mask]

    def stripes(self, n: int) -> Mask:
        """Stripes from stem to foot, as on a globe, from 0 to 1."""
        longitude = (self.x / np.sqrt((1 - self.y**2).clip(0.02, 1))).clip(-1, 1)
        return np.interp(np.arcsin(longitude), np.linspace(-1.6, 1.6, n), self.rng.random(n)).astype(np.float32)

    def bump(self, at_deg: float, width_deg: float) -> Mask:
        """1 towards the angle, 0 away from it."""
        return _bump(self.angle, at_deg, width_deg)


@dataclass(frozen=True)
class Fruit:
    """How one kind of fruit looks. The outline gives its radius, about 1, at each angle (0: right, 90 degrees: down).

    `leaf` is how likely it has one; `stem` is the stem's length in radii.
    """

    radius_px: float
    outline: Callable[[Mask], Mask]
    skin: Callable[[Surface], Pixels]
    gloss: float
    stem: float
    leaf: float


def _bump(angle: Mask, at_deg: float, width_deg: float) -> Mask:
    away = (angle - np.radians(at_deg) + np.pi) % (2 * np.pi) - np.pi
    return np.exp(-((away / np.radians(width_deg)) ** 2)).astype(np.float32)


def _apple(angle: Mask) -> Mask:
    """Broad shoulders, a dimple on top, a narrow foot with a smaller dimple."""
    dimples = 0.17 * _bump(angle, -90, 26) + 0.06 * _bump(angle, 90, 22)
    return 1.0 - 0.06 * np.sin(angle) - dimples + 0.03 * np.cos(2 * angle)


def _pear(angle: Mask) -> Mask:
    return 0.80 + 0.62 * _bump(angle, -90, 36) + 0.18 * _bump(angle, 90, 75)


def _lemon(angle: Mask) -> Mask:
    ends = _bump(angle, 0, 13) + 0.75 * _bump(angle, 180, 11)
    return 0.86 / np.sqrt(1 - 0.34 * np.cos(angle) ** 2) + 0.2 * ends


def _plum(angle: Mask) -> Mask:
    return 0.9 / np.sqrt(1 - 0.26 * np.sin(angle) ** 2) - 0.08 * _bump(angle, -90, 16)


def _apple_skin(surface: Surface) -> Pixels:
    rng, stripes = surface.rng, 0.5 * surface.stripes(19) + 0.5 * surface.stripes(60)
    if rng.random() < 0.25:
        green = ramp([(0, "#7d9a2e"), (0.6, "#95ad3c"), (1, "#b9bd58")], 0.8 - 0.4 * surface.y + 0.2 * stripes - 0.3)
        return blend(green, rgb("#bd5a3c"), 0.6 * surface.bump(rng.uniform(-60, 60), 40) * surface.share)
    red = ramp([(0, "#7d1420"), (0.5, "#a31d28"), (1, "#bf3a31")], 0.25 + 0.6 * stripes)
    blush = (0.55 * stripes - 0.75 * surface.y - 0.12).clip(0, 0.8)
    return blend(red, rgb("#d8a64a"), blush * rng.uniform(0.3, 1))


def _pear_skin(surface: Surface) -> Pixels:
    base = ramp([(0, "#8f9433"), (0.55, "#a8a83c"), (1, "#bfb352")], (1 + surface.y) / 2)
    base = blend(base, rgb("#a8502c"), 0.6 * surface.bump(surface.rng.uniform(-40, 60), 50) * surface.share)
    return blend(base, rgb("#76652a"), 0.45 * (surface.texture(1.2) > 0.93))


def _lemon_skin(surface: Surface) -> Pixels:
    light = 0.6 - 0.25 * surface.y + 0.25 * surface.texture(1.6)
    base = ramp([(0, "#cf9f1c"), (0.5, "#dfb92c"), (1, "#ead055")], light)
    ends = (surface.bump(0, 20) + surface.bump(180, 18)) * surface.share**6
    return blend(base, rgb("#a9a83a"), 0.5 * ends.clip(0, 1))


def _plum_skin(surface: Surface) -> Pixels:
    base = ramp([(0, "#3b2356"), (0.5, "#54306e"), (1, "#7b3f7a")], surface.texture(26))
    bloom = 0.42 * surface.texture(14) * (0.55 - 0.25 * surface.y)
    seam = np.exp(-(((surface.x - 0.2 * (1 - surface.y**2)) / 0.04) ** 2)) * (surface.y < 0.8)
    return blend(blend(base, rgb("#a9a2d4"), bloom), rgb("#24143a"), 0.55 * seam)


FRUIT: dict[str, Fruit] = {
    "Apple": Fruit(radius_px=47, outline=_apple, skin=_apple_skin, gloss=0.45, stem=0.42, leaf=0.5),
    "Pear": Fruit(radius_px=46, outline=_pear, skin=_pear_skin, gloss=0.2, stem=0.5, leaf=0.25),
    "Lemon": Fruit(radius_px=40, outline=_lemon, skin=_lemon_skin, gloss=0.3, stem=0.0, leaf=0.12),
    "Plum": Fruit(radius_px=33, outline=_plum, skin=_plum_skin, gloss=0.25, stem=0.35, leaf=0.0),
}


def paint_fruit(rng: Generator, kind: str, light: Light, *, size: float, angle_deg: float) -> Sprite:
    """One fruit of the kind, turned clockwise by the angle; its foot is the lowest point of its body."""
    fruit, turn = FRUIT[kind], float(np.radians(angle_deg))
    radius = fruit.radius_px * size * SCALE
    half = int(radius * 1.85)
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    angle = ((np.arctan2(y, x) - turn + np.pi) % (2 * np.pi) - np.pi).astype(np.float32)
    edge = radius * np.interp(angle, _ANGLES, fruit.outline(_ANGLES)).astype(np.float32)
    body = np.hypot(x, y) <= edge
    share, angle_of_body = (np.hypot(x, y) / edge)[body], angle[body]
    surface = Surface(angle_of_body, share * np.cos(angle_of_body), share * np.sin(angle_of_body), body, rng)
    pixels, mask = np.zeros((*body.shape, 3), np.float32), body.copy()
    pixels[body] = _lit(fruit.skin(surface), (x / edge)[body], (y / edge)[body], light, fruit.gloss)
    top_px = fruit.radius_px * size * float(fruit.outline(np.array([-np.pi / 2], np.float32))[0])
    for path, color in [*_stem(rng, fruit, size), *_leaf(rng, fruit, size)]:
        placed = _turned([(px, py - 0.93 * top_px) for px, py in path], turn, center=half / SCALE)
        _ink(pixels, mask, placed, rgb(color) * 0.6 * (rgb(light.ambient) + rgb(light.key)))
    return _trimmed(pixels, mask, foot=(half, int(np.nonzero(body)[0].max())))


def _lit(skin: Pixels, x: Mask, y: Mask, light: Light, gloss: float) -> Pixels:
    """The skin of a round body; (x, y) lies on the unit circle at its edge."""
    z = np.sqrt((1 - x * x - y * y).clip(0, 1))
    facing = x * light.direction[0] + y * light.direction[1] + z * light.direction[2]
    diffuse = (facing * 0.85 + 0.15).clip(0, 1)
    bounced = (0.9 - z).clip(0, 1) * (0.5 + 0.5 * y)
    shine = (2 * facing * z - light.direction[2]).clip(0, 1) ** 22 * gloss
    lit = skin * (rgb(light.ambient) * (0.62 + 0.3 * bounced[:, None]) + rgb(light.key) * diffuse[:, None])
    return (lit + shine[:, None] * rgb(light.key)).clip(0, 1).astype(np.float32)


def _stem(rng: Generator, fruit: Fruit, size: float) -> list[tuple[Sequence[Point], str]]:
    """The stem as a path from the top of the fruit, in final pixels, and its colour."""
    if not fruit.stem:
        return []
    length, width, lean = fruit.stem * fruit.radius_px * size, 2.2 * size, rng.uniform(-0.5, 0.5)
    line = [(0.0, 0.12 * length), (lean * 0.3 * length, -0.5 * length), (lean * length, -length)]
    right = curve([(x + width, y) for x, y in line])
    return [(curve([(x - width, y) for x, y in line]) + right[::-1], "#6b4a2b")]


def _leaf(rng: Generator, fruit: Fruit, size: float) -> list[tuple[Sequence[Point], str]]:
    """Perhaps a leaf, and its vein."""
    if rng.random() >= fruit.leaf:
        return []
    side, reach = float(rng.choice([-1, 1])), fruit.radius_px * size * float(rng.uniform(0.65, 0.95))

    def at(x: float, y: float) -> Point:
        return side * reach * x, reach * y

    blade = curve([at(0, 0), at(0.5, -0.62), at(1, -0.35)]) + curve([at(1, -0.35), at(0.5, -0.1), at(0, 0)])
    return [(blade, "#7ba044"), ([at(0, -0.02), at(0.5, -0.34), at(0.95, -0.34), at(0.5, -0.38)], "#587a33")]


def _turned(path: Sequence[Point], turn: float, *, center: float) -> list[Point]:
    cosine, sine = np.cos(turn), np.sin(turn)
    return [(x * cosine - y * sine + center, x * sine + y * cosine + center) for x, y in path]


def _ink(pixels: Pixels, mask: NDArray[np.bool_], path: Sequence[Point], color: Pixels) -> None:
    """Fill a path with one colour, in pixels and mask."""
    left, top, inked = polygon_mask(path)
    rows, columns = np.nonzero(inked)
    rows, columns = rows + top, columns + left
    inside = (rows >= 0) & (columns >= 0) & (rows < mask.shape[0]) & (columns < mask.shape[1])
    pixels[rows[inside], columns[inside]] = color.clip(0, 1)
    mask[rows[inside], columns[inside]] = True


def _trimmed(pixels: Pixels, mask: NDArray[np.bool_], foot: tuple[int, int]) -> Sprite:
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return Sprite(pixels[box], mask[box], (foot[0] - int(columns[0]), foot[1] - int(rows[0])))
