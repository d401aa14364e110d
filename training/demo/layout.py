"""Where things stand in a picture: in groups, yet with enough of each to be seen."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.demo.canvas import Point

#: A thing that would show less of itself than this, by the rough measure below, is put elsewhere.
MIN_VISIBLE = 0.45
_CELL_PX = 6

#: The ellipse that a thing takes up, roughly: its centre and its radii.
Body = tuple[float, float, float, float]


def find_feet(
    n: int,
    *,
    propose: Callable[[Sequence[Point]], Point],
    is_free: Callable[[Point], bool],
    body: Callable[[int, Point], Body],
    size_px: tuple[int, int],
    in_front: Sequence[Body] = (),
) -> list[Point]:
    """A place for each of n things, proposed until it is free and shows enough of the thing and of all earlier ones."""
    feet: list[Point] = []
    while len(feet) < n:
        foot = propose(feet)
        bodies = [(at[1], body(index, at)) for index, at in enumerate([*feet, foot])]
        if is_free(foot) and _least_visible(bodies, in_front, size_px) > MIN_VISIBLE:
            feet.append(foot)
    return feet


def _least_visible(bodies: Sequence[tuple[float, Body]], in_front: Sequence[Body], size_px: tuple[int, int]) -> float:
    """The share that can be seen of the most hidden body; those of greater depth are nearer."""
    y, x = np.mgrid[0 : size_px[1] : _CELL_PX, 0 : size_px[0] : _CELL_PX]

    def covered(body: Body) -> NDArray[np.bool_]:
        left, top, across, up = body
        return np.asarray(((x - left) / across) ** 2 + ((y - top) / up) ** 2 < 1)

    shown = np.full(x.shape, -1)
    areas = []
    for index, (_, body) in sorted(enumerate(bodies), key=lambda item: item[1][0]):
        shown[covered(body)] = index
        areas.append((index, max(1, int(covered(body).sum()))))
    for body in in_front:
        shown[covered(body)] = -1
    return min(float((shown == index).sum()) / area for index, area in areas)
