"""What is drawn of a label's geometry on a small picture: lines, dots or a mask, in pixels of the frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycocotools import mask as coco

from scoring.shapes import rotated_box

Point = list[float]
Geometry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outline:
    """Lines as lists of points, points alone, and a bitmask as run lengths."""

    paths: list[list[Point]] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)
    mask: dict[str, Any] | None = None

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom; None of nothing."""
        if self.mask:
            encoded = {"size": self.mask["size"], "counts": self.mask["counts"].encode()}
            x, y, width, height = (float(value) for value in coco.toBbox(encoded))
            return (x, y, x + width, y + height) if width and height else None
        points = [point for path in self.paths for point in path] + self.dots
        if not points:
            return None
        across, down = zip(*points, strict=True)
        return min(across), min(down), max(across), max(down)


def outline(shape: str, geometry: Geometry) -> Outline:
    """What is drawn of a geometry of that shape."""
    return OUTLINES[shape](geometry)


def _box(geometry: Geometry) -> Outline:
    x, y, width, height = geometry["box_xywh"]
    return Outline(paths=[_closed([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])])


def _rotated_box(geometry: Geometry) -> Outline:
    packed, _repaired = rotated_box.pack([geometry], [])
    return Outline(paths=[_closed(rotated_box.corners(packed)[0].tolist())])


def _polygon(geometry: Geometry) -> Outline:
    return Outline(paths=[_closed(_pairs(ring)) for part in geometry["polygons"] for ring in part])


def _polyline(geometry: Geometry) -> Outline:
    return Outline(paths=[_pairs(geometry["points"])])


def _point(geometry: Geometry) -> Outline:
    return Outline(dots=[list(geometry["point"])])


def _bitmask(geometry: Geometry) -> Outline:
    return Outline(mask={"size": geometry["size"], "counts": geometry["counts"]})


def _skeleton(geometry: Geometry) -> Outline:
    return Outline(dots=[[node["x"], node["y"]] for node in geometry["nodes"] if node["visibility"] != "invisible"])


OUTLINES: dict[str, Callable[[Geometry], Outline]] = {
    "bounding_box": _box,
    "rotatable_bounding_box": _rotated_box,
    "polygon": _polygon,
    "polyline": _polyline,
    "point": _point,
    "bitmask": _bitmask,
    "skeleton": _skeleton,
}


def _pairs(flat: list[float]) -> list[Point]:
    return [list(pair) for pair in zip(flat[::2], flat[1::2], strict=True)]


def _closed(points: list[Point]) -> list[Point]:
    return [*points, points[0]]
