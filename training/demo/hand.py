"""How a trainee draws what is there: the picture's own labels, with the faults of their skill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.demo.people import Skill
from training.demo.scenes import HOURS, Picture, Thing

#: No hand is better than this.
LEAST_JITTER_PX = 0.7
MIN_SIDE_PX = 4.0

#: What is taken for what.
LOOKALIKES: Mapping[str, Sequence[str]] = {
    "Apple": ("Pear", "Plum"),
    "Pear": ("Lemon", "Apple"),
    "Lemon": ("Pear",),
    "Plum": ("Apple",),
    "Sailing boat": ("Fishing boat",),
    "Fishing boat": ("Sailing boat", "Rowing boat"),
    "Rowing boat": ("Fishing boat", "Buoy"),
    "Buoy": ("Rowing boat",),
}


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Drawn:
    """What someone labelled on a picture."""

    things: tuple[Thing, ...]
    hour: str


def draw_by_hand(
    rng: np.random.Generator, skill: Skill, picture: Picture, *, size_px: tuple[int, int], progress: float
) -> Drawn:
    """Label the picture; `progress` goes from 0 at someone's first picture to 1 at their last."""
    faults = 1 + skill.learning * (0.5 - progress)
    by_size = np.argsort(np.argsort([thing.box_xywh[2] * thing.box_xywh[3] for thing in picture.things]))
    things = []
    for thing, rank in zip(picture.things, by_size, strict=True):
        # What is small, or shows little of itself, is missed first.
        smallness = 1.7 - 1.4 * float(rank) / max(1, len(by_size) - 1)
        if rng.random() < skill.missed * faults * smallness:
            continue
        is_confused = rng.random() < skill.confused * faults
        kind = str(rng.choice(LOOKALIKES[thing.kind])) if is_confused else thing.kind
        things.append(Thing(kind, _box(rng, thing.box_xywh, skill.jitter * faults, skill.slack, size_px)))
    for _ in range(int(rng.poisson(skill.invented * faults))):
        things.append(_invention(rng, picture, size_px))
    is_wrong = rng.random() < skill.wrong_light * faults
    hour = next(other for other in HOURS if other != picture.hour) if is_wrong else picture.hour
    return Drawn(tuple(things), hour)


def _box(
    rng: np.random.Generator,
    box: tuple[float, float, float, float],
    jitter: float,
    slack: float,
    size_px: tuple[int, int],
) -> tuple[float, float, float, float]:
    x, y, width, height = box
    off = rng.normal(0, 1, 4)
    across, down = jitter * width + LEAST_JITTER_PX, jitter * height + LEAST_JITTER_PX
    left, right = x - slack * width + across * off[0], x + (1 + slack) * width + across * off[1]
    top, bottom = y - slack * height + down * off[2], y + (1 + slack) * height + down * off[3]
    return _in_frame(left, top, right, bottom, size_px)


def _invention(rng: np.random.Generator, picture: Picture, size_px: tuple[int, int]) -> Thing:
    """A box where there is nothing to be labelled: a shadow, a jug, a post."""
    like = picture.things[int(rng.integers(len(picture.things)))]
    width, height = like.box_xywh[2] * rng.uniform(0.7, 1.3), like.box_xywh[3] * rng.uniform(0.7, 1.3)
    left, top = rng.uniform(0, size_px[0] - width), rng.uniform(0.35 * size_px[1], size_px[1] - height)
    return Thing(like.kind, _in_frame(left, top, left + width, top + height, size_px))


def _in_frame(left: float, top: float, right: float, bottom: float, size_px: tuple[int, int]) -> Box:
    """The box as numbers of one decimal, within the picture and not empty."""
    x = min(max(left, 0.0), size_px[0] - MIN_SIDE_PX)
    y = min(max(top, 0.0), size_px[1] - MIN_SIDE_PX)
    width = max(min(right, size_px[0]) - x, MIN_SIDE_PX)
    height = max(min(bottom, size_px[1]) - y, MIN_SIDE_PX)
    return round(x, 1), round(y, 1), round(width, 1), round(height, 1)
