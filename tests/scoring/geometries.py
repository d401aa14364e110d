"""Geometries of every shape for the property tests: how to draw one, how to move one, what to compare two with."""

from itertools import chain

import numpy as np
from hypothesis import strategies as st
from pycocotools import mask as coco

from scoring import SHAPES, ClassSpec, Label, Labels, Settings, evaluate
from scoring.comparing import compare

SIZE = (640, 480)
NODES = {"nose": 0.05, "knee": 0.1, "foot": 0.2}

whole = st.integers(0, 200)
side = st.integers(1, 100)
xy = st.tuples(whole, whole).map(list)
box = st.builds(lambda x, y, w, h: [x, y, w, h], whole, whole, side, side)


@st.composite
def rings(draw, least=0.2):
    """An outline that does not cross itself: points about a centre, by angle."""
    count = draw(st.integers(3, 9))
    turns = (np.arange(count) + np.array(draw(st.lists(st.floats(0, 0.7), min_size=count, max_size=count)))) / count
    radius = 100 * np.array(draw(st.lists(st.floats(least, 1), min_size=count, max_size=count)))
    centre = np.array(draw(xy)) + 100
    points = centre + np.column_stack((radius * np.cos(2 * np.pi * turns), radius * np.sin(2 * np.pi * turns)))
    return points.round(2).ravel().tolist()


@st.composite
def masks(draw):
    """Some rectangles, united and taken out; at least one pixel."""
    pixels = np.zeros(SIZE[::-1], dtype=np.uint8)
    for x, y, w, h in draw(st.lists(box, min_size=1, max_size=4)):
        pixels[y : y + h, x : x + w] ^= 1
    if not pixels.any():
        pixels[0, 0] = 1
    return mask_of(pixels)


def mask_of(pixels):
    """A wire bitmask of an array (height, width)."""
    mask = coco.encode(np.asfortranarray(pixels.astype(np.uint8)))
    return {"size": list(pixels.shape), "counts": mask["counts"].decode()}


def pixels_of(geometry):
    """The array (height, width) of a wire bitmask."""
    return coco.decode({"size": geometry["size"], "counts": geometry["counts"].encode()})


def skeleton_of(points):
    """A wire skeleton; None for a node that is invisible."""
    return {
        "nodes": [
            {
                "id": node,
                "x": (point or (0, 0))[0],
                "y": (point or (0, 0))[1],
                "visibility": "visible" if point else "invisible",
            }
            for node, point in zip(NODES, points, strict=True)
        ]
    }


#: One strategy per shape: a test compares the names with the list of shapes.
GEOMETRIES = {
    "bounding_box": st.builds(lambda box: {"box_xywh": box}, box),
    "rotatable_bounding_box": st.builds(
        lambda box, angle: {"box_xywh": box, "angle_deg": angle}, box, st.integers(-720, 720) | st.floats(-400, 400)
    ),
    "polygon": st.builds(
        lambda parts: {"polygons": parts}, st.lists(st.builds(lambda r: [r], rings()), min_size=1, max_size=2)
    ),
    "bitmask": masks(),
    "point": st.builds(lambda point: {"point": point}, xy),
    "polyline": st.lists(xy, min_size=2, max_size=6, unique_by=tuple).map(
        lambda line: {"points": [*chain.from_iterable(line)]}
    ),
    "skeleton": st.lists(st.none() | xy, min_size=3, max_size=3).filter(any).map(skeleton_of),
}

AREA_SHAPES = [name for name, shape in SHAPES.items() if shape.family == "area"]
VECTOR_SHAPES = [name for name in SHAPES if name != "bitmask"]


def shifted(shape, geometry, dx, dy):
    """The same geometry elsewhere; dx and dy whole pixels."""
    if shape == "bitmask":
        return mask_of(np.roll(pixels_of(geometry), (dy, dx), axis=(0, 1)))
    return _mapped(geometry, lambda x: x + dx, lambda y: y + dy, 1)


def scaled(shape, geometry, factor):
    """The same geometry, `factor` (a whole number) times as large."""
    if shape == "bitmask":
        return mask_of(np.kron(pixels_of(geometry), np.ones((factor, factor), dtype=np.uint8)))
    return _mapped(geometry, lambda x: x * factor, lambda y: y * factor, factor)


def _mapped(geometry, move_x, move_y, factor):
    def flat(values):
        return [(move_x, move_y)[index % 2](value) for index, value in enumerate(values)]

    change = {
        "box_xywh": lambda v: [*flat(v[:2]), v[2] * factor, v[3] * factor],
        "angle_deg": lambda v: v,
        "polygons": lambda parts: [[flat(ring) for ring in part] for part in parts],
        "points": flat,
        "point": flat,
        "nodes": lambda nodes: [{**node, "x": move_x(node["x"]), "y": move_y(node["y"])} for node in nodes],
    }
    return {key: change[key](value) for key, value in geometry.items()}


def spec_of(shape, **settings):
    """A class of one shape, named like it."""
    return ClassSpec(id=shape, kind="object", shape=shape, nodes=NODES if shape == "skeleton" else {}, **settings)


def similarity(shape, reference, candidate, *, other=None, size=SIZE, **settings):
    """The similarity of one pair, by way of everything that scoring does with it; `other` is the candidate's shape."""
    classes = [spec_of(shape, **settings), *([spec_of(other)] if other not in (None, shape) else [])]
    left, right = (
        Labels.from_records([Label("k", name, 0, geometry)], classes=classes, frame_sizes=[size])
        for name, geometry in ((shape, reference), (other or shape, candidate))
    )
    pairs, similarities = compare(left, right, family=SHAPES[shape].family, classes=classes)
    assert len(pairs) <= 1
    return float(similarities[0]) if len(pairs) else 0.0


def evaluated(shape, references, candidates, size=SIZE, **settings):
    """The rows of labels of one class on one frame."""
    classes = (spec_of(shape, **settings),)
    sides = [
        Labels.from_records(
            [Label(f"{side}{n}", shape, 0, geometry) for n, geometry in enumerate(geometries)],
            classes=classes,
            frame_sizes=[size],
        )
        for side, geometries in (("r", references), ("c", candidates))
    ]
    return list(evaluate(*sides, settings=Settings(classes=classes)).records())
