"""The pictures of the demo: drawn by number, always the same, with labels that are exactly known."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from training.demo.boats import BOATS
from training.demo.canvas import Canvas, Pixels
from training.demo.fruit import FRUIT
from training.demo.harbour import finish_harbour, paint_harbour
from training.demo.still_life import finish_still_life, paint_still_life

HOURS = ("Day", "Dusk")
#: The least and the greatest number of things in a picture.
N_THINGS = (6, 12)


@dataclass(frozen=True)
class Thing:
    """A labelled thing: its class, and the bounds of what shows of it, in pixels."""

    kind: str
    box_xywh: tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    """A finished picture and its labels."""

    title: str
    jpeg: bytes
    hour: str
    things: tuple[Thing, ...]


def hour_of(number: int) -> str:
    """Two pictures in five are of the dusk."""
    return HOURS[number % 5 in {0, 3}]


@dataclass(frozen=True)
class Scene:
    """A kind of picture: what may stand in it, and how it is painted and finished."""

    name: str
    seed: int
    kinds: tuple[str, ...]
    paint: Callable[[np.random.Generator, str, Sequence[str]], Canvas]
    finish: Callable[[Pixels, np.random.Generator, str], Pixels]

    def canvas(self, number: int) -> tuple[Canvas, str, list[str]]:
        """The painted canvas of one picture, with its hour and the kinds of its things, from 1 up."""
        rng = np.random.default_rng([self.seed, number])
        hour = hour_of(number)
        n_things = int(rng.integers(*N_THINGS, endpoint=True))
        one_of_each = rng.permutation(self.kinds)
        others = rng.choice(self.kinds, n_things - len(one_of_each))
        kinds = [str(kind) for kind in [*one_of_each, *others]]
        return self.paint(rng, hour, kinds), hour, kinds

    def picture(self, number: int) -> Picture:
        """One picture, the same at every call."""
        canvas, hour, kinds = self.canvas(number)
        things = tuple(Thing(kind, canvas.box_xywh(index)) for index, kind in enumerate(kinds, start=1))
        pixels = self.finish(canvas.finished(), np.random.default_rng([self.seed, number, 1]), hour)
        buffer = io.BytesIO()
        Image.fromarray((pixels * 255).round().astype(np.uint8)).save(buffer, "JPEG", quality=90)
        return Picture(f"{self.name}-{number:02d}.jpg", buffer.getvalue(), hour, things)


STILL_LIFE = Scene("still-life", 1, tuple(FRUIT), paint_still_life, finish_still_life)
HARBOUR = Scene("harbour", 2, tuple(BOATS), paint_harbour, finish_harbour)
