"""The shapes that can be scored. A new one is a file here and a line in the list."""

from __future__ import annotations

from scoring.errors import GeometryError
from scoring.shapes import box
from scoring.shapes.base import Geometry, Pairs, Shape

SHAPES: dict[str, Shape] = {
    shape.type: shape
    for shape in (
        box.SHAPE,
    )
}  # fmt: skip

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(shape.family for shape in SHAPES.values()))

__all__ = ["FAMILIES", "SHAPES", "Geometry", "Pairs", "Shape", "check_geometry"]


def check_geometry(shape: str, geometry: Geometry, width: int, height: int) -> None:
    """Raise GeometryError, with the field and a sentence for people, where a geometry cannot be scored.

    For every door by which labels enter: API, import, editor save. `shape` is the ontology's word; `width` and
    `height` are the frame's, in pixels.

    >>> check_geometry("bounding_box", {"box_xywh": [0, 0, 10, 10]}, 640, 480)
    >>> check_geometry("bounding_box", {"box_xywh": [0, 0, float("nan"), 10]}, 640, 480)
    Traceback (most recent call last):
        ...
    scoring.errors.GeometryError: box_xywh: every number must be finite
    """
    if shape not in SHAPES:
        raise GeometryError("shape", f"{shape!r} is not a shape that can be scored")
    SHAPES[shape].check(geometry, width, height)
