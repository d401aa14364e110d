"""The same measures by other means: slow, plain, and without the library that the kernel uses."""

import math
from itertools import pairwise

import numpy as np

#: Sub-pixels a side: an outline of n pixels is measured to about n / STEPS square pixels.
STEPS = 8


def grid(low, high):
    """x and y of the centres of the sub-pixels of a square window from low to high, whole pixels both ways."""
    centres = np.arange(low, high, 1 / STEPS) + 0.5 / STEPS
    return np.meshgrid(centres, centres)


def ring_inside(corners, x, y):
    """Which points a closed ring encloses an odd number of times: those in an odd number of the triangles that its
    first corner makes with each of its edges."""
    inside = np.zeros(x.shape, dtype=bool)
    for second, third in pairwise(corners[1:]):
        triangle = [corners[0], second, third, corners[0]]
        sides = [(x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for (x1, y1), (x2, y2) in pairwise(triangle)]
        inside ^= np.all([side > 0 for side in sides], axis=0) | np.all([side < 0 for side in sides], axis=0)
    return inside


def polygon_inside(parts, x, y):
    """Which points lie in a wire polygon: in the outline of a part and in none of its holes, each read as even-odd."""
    inside = np.zeros(x.shape, dtype=bool)
    for outline, *holes in parts:
        part = ring_inside(corner_pairs(outline), x, y)
        for hole in holes:
            part &= ~ring_inside(corner_pairs(hole), x, y)
        inside |= part
    return inside


def corner_pairs(flat):
    """A flat list of x and y as points."""
    return list(zip(flat[::2], flat[1::2], strict=True))


def turned_corners(box_xywh, angle_deg):
    """The corners of a turned box, by complex numbers: with y down, multiplying by e^(i angle) turns clockwise."""
    x, y, w, h = box_xywh
    turn = complex(math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg)))
    corners = [complex(x + w / 2, y + h / 2) + turn * complex(a * w / 2, b * h / 2) for a, b in SQUARE]
    return [(corner.real, corner.imag) for corner in corners]


SQUARE = [(-1, -1), (1, -1), (1, 1), (-1, 1)]


def counted_iou(reference, candidate):
    """Intersection over union of two sets of sub-pixels."""
    return (reference & candidate).sum() / (reference | candidate).sum()


def distance_to_line(point, line):
    """From a point to the nearest point of a polyline."""
    return min(distance_to_piece(point, start, end) for start, end in pairwise(line))


def distance_to_piece(point, start, end):
    """From a point to the nearest point of a straight piece."""
    step = (end[0] - start[0], end[1] - start[1])
    square = step[0] ** 2 + step[1] ** 2
    along = sum((p - s) * d for p, s, d in zip(point, start, step, strict=True)) / square if square else 0
    along = min(1, max(0, along))
    return math.dist(point, (start[0] + along * step[0], start[1] + along * step[1]))


def walked_lengths(line, other, radius, step_px=0.05):
    """The length of a line, and of it what lies within the radius of another, by walking along in small steps."""
    whole = near = 0.0
    for start, end in pairwise(line):
        length = math.dist(start, end)
        count = max(1, round(length / step_px))
        for index in range(count):
            share = (index + 0.5) / count
            place = tuple(s + share * (e - s) for s, e in zip(start, end, strict=True))
            whole += length / count
            near += length / count * (distance_to_line(place, other) <= radius)
    return whole, near
