"""The shapes that can be scored. A new one is a file here and a line in the list."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.arrays import Pairs
from scoring.classes import OBJECT, ClassSpec
from scoring.errors import GeometryError
from scoring.shapes import bitmask, box, keypoint, polygon, polyline, rotated_box, skeleton
from scoring.shapes.base import Geometry, Shape

SHAPES: dict[str, Shape] = {
    shape.type: shape
    for shape in (
        box.SHAPE,
        rotated_box.SHAPE,
        polygon.SHAPE,
        bitmask.SHAPE,
        keypoint.SHAPE,
        polyline.SHAPE,
        skeleton.SHAPE,
    )
}

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(shape.family for shape in SHAPES.values()))

__all__ = [
    "FAMILIES",
    "SHAPES",
    "Geometry",
    "Pairs",
    "Shape",
    "check_emptiness",
    "check_form",
    "check_geometry",
]


def check_geometry(shape: str, geometry: Geometry, width: int, height: int, *, spec: ClassSpec | None = None) -> None:
    """Raise GeometryError, with the field and a sentence for people, where a geometry cannot be scored.

    For every door by which labels enter: API, import, editor save. `shape` is the ontology's word; `width` and
    `height` are the frame's, in pixels. With `spec`, what belongs to the class is checked as well: a skeleton's nodes.

    >>> check_geometry("bounding_box", {"box_xywh": [0, 0, 10, 10]}, 640, 480)
    >>> check_geometry("bounding_box", {"box_xywh": [0, 0, float("nan"), 10]}, 640, 480)
    Traceback (most recent call last):
        ...
    scoring.errors.GeometryError: box_xywh: every number must be finite
    """
    if shape not in SHAPES:
        raise GeometryError("shape", "%(shape)r is not a shape that can be scored", shape=shape)
    check_form(shape, geometry, width, height, spec)
    for emptiness in check_emptiness(shape, [geometry], [spec or ClassSpec(id="", kind=OBJECT, shape=shape)]).values():
        raise emptiness


def check_emptiness(shape: str, geometries: Sequence[Geometry], specs: Sequence[ClassSpec]) -> dict[int, GeometryError]:
    """The other part of `check_geometry`, for many of one shape at once: what speaks against which of them.

    >>> boxes = [{"box_xywh": [0, 0, 10, 10]}]
    >>> check_emptiness("bounding_box", boxes, [ClassSpec(id="a", kind="object", shape="bounding_box")])
    {}
    """
    packed, _ = SHAPES[shape].pack(geometries, specs)
    empty = SHAPES[shape].is_empty(packed).nonzero()[0].tolist()
    return {index: GeometryError(*SHAPES[shape].emptiness) for index in empty}


def check_form(shape: str, geometry: Geometry, width: int, height: int, spec: ClassSpec | None) -> None:
    """The part of `check_geometry` that has to be asked for each label; emptiness can be asked for many at once."""
    SHAPES[shape].check(geometry, width, height)
    if spec is not None:
        SHAPES[shape].check_class(geometry, spec)
