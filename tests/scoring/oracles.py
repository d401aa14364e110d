"""The same measures by other means: slow, plain, and without the library that the kernel uses."""

import math

import numpy as np

#: Sub-pixels a side: an outline of n pixels is measured to about n / STEPS square pixels.
STEPS = 8


def grid(box_xyxy):
    """The centres of the sub-pixels of a window."""
    x1, y1, x2, y2 = (math.floor(v) for v in box_xyxy[:2]) + (math.ceil(v) for v in box_xyxy[2:])
    return np.meshgrid(*(np.arange(low, high, 1 / STEPS) + 0.5 / STEPS for low, high in ((x1, x2), (y1, y2))))


def crossings_inside(rings, x, y):
    """Which points a set of closed rings encloses an odd number of times, by counting crossings to the right."""
    inside = np.zeros(x.shape, dtype=bool)
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            spans = (y1 > y) != (y2 > y)
            with np.errstate(divide="ignore", invalid="ignore"):
                inside ^= spans & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside
