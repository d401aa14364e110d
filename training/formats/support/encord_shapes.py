"""Encord's geometries, which are shares of the frame's width and height, and ours, which are in pixels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.errors import GeometryError
from training.documents import FrameSize
from training.formats.support.geometry import flat_points, numbers, pairs, transposed_counts
from training.models import OntologyClass

Entry = dict[str, Any]


@dataclass(frozen=True)
class EncordShape:
    """How one shape stands in a label row: under `key`, read and written with the frame's size and the class."""

    key: str
    read: Callable[[Any, FrameSize, OntologyClass, Entry], Entry]
    write: Callable[[Entry, FrameSize, OntologyClass], Entry]


def _field(value: Any, key: str, name: str) -> float:
    if not isinstance(value, dict):
        raise GeometryError(key, "is missing" if value is None else "is not an object")
    return numbers([value.get(name)], f"{key}.{name}")[0]


def _box(value: Any, key: str, size: FrameSize) -> list[float]:
    x, y, w, h = (_field(value, key, name) for name in "xywh")
    return [x * size.width, y * size.height, w * size.width, h * size.height]


def _share_of_box(box: list[float], size: FrameSize) -> Entry:
    x, y, w, h = box
    return {"x": x / size.width, "y": y / size.height, "w": w / size.width, "h": h / size.height}


def _points(value: Any, key: str, size: FrameSize) -> list[float]:
    """Points in order: a list, or an object with numbers as keys."""
    if isinstance(value, dict):
        if not all(isinstance(name, str) and name.isascii() and name.isdigit() and len(name) < 9 for name in value):
            raise GeometryError(key, "points are numbered from 0")
        value = [value[name] for name in sorted(value, key=int)]
    if not isinstance(value, list):
        raise GeometryError(key, "is missing" if value is None else "must hold points")
    return flat_points((_field(point, key, "x") * size.width, _field(point, key, "y") * size.height) for point in value)


def _numbered(flat: list[float], size: FrameSize) -> Entry:
    return {str(n): {"x": x / size.width, "y": y / size.height} for n, (x, y) in enumerate(pairs(flat))}


def _scaled(ring: Any, size: FrameSize) -> list[float]:
    flat = numbers(ring, "polygons")
    if len(flat) % 2:
        raise GeometryError("polygons", "x and y must come in pairs")
    return flat_points((x * size.width, y * size.height) for x, y in pairs(flat))


def _read_polygon(value: Any, size: FrameSize, ontology_class: OntologyClass, entry: Entry) -> Entry:
    """`polygons` holds parts and holes, and wins; older files know the first outline alone."""
    parts = entry.get("polygons")
    if not parts:
        return {"polygons": [[_points(value, "polygon", size)]]}
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        raise GeometryError("polygons", "must be a list of parts, each a list of rings")
    return {"polygons": [[_scaled(ring, size) for ring in part] for part in parts]}


def _write_polygon(shape: Entry, size: FrameSize, ontology_class: OntologyClass) -> Entry:
    parts = [
        [flat_points((x / size.width, y / size.height) for x, y in pairs(ring)) for ring in part]
        for part in shape["polygons"]
    ]
    return {"polygon": _numbered(shape["polygons"][0][0], size), "polygons": parts}


def _read_mask(value: Any, size: FrameSize, ontology_class: OntologyClass, entry: Entry) -> Entry:
    """Run lengths along rows, so those of the transposed picture along columns."""
    if not isinstance(value, dict):
        raise GeometryError("bitmask", "is missing" if value is None else "is not an object")
    place = [value.get(name) for name in ("top", "left", "height", "width")]
    if place != [0, 0, size.height, size.width]:
        message = f"must cover the frame, top and left 0, {size.width} wide and {size.height} high"
        raise GeometryError("bitmask", message)
    given: Any = value.get("rleString")
    counts = transposed_counts(given, size.width, size.height, "bitmask.rleString")
    return {"size": [size.height, size.width], "counts": counts}


def _write_mask(shape: Entry, size: FrameSize, ontology_class: OntologyClass) -> Entry:
    counts = transposed_counts(shape["counts"], size.height, size.width, "counts")
    return {"bitmask": {"top": 0, "left": 0, "height": size.height, "width": size.width, "rleString": counts}}


def _visibility(node: Entry) -> str:
    """Encord writes a word or flags, depending on who wrote it."""
    if isinstance(word := node.get("visibility"), str):
        return "occluded" if word in {"occluded", "selfOccluded", "self_occluded"} else word
    if node.get("invisible") is True:
        return "invisible"
    return "occluded" if node.get("occluded") is True or node.get("selfOccluded") is True else "visible"


def _read_skeleton(value: Any, size: FrameSize, ontology_class: OntologyClass, entry: Entry) -> Entry:
    items = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise GeometryError("skeleton", "must hold nodes")
    nodes = []
    for item in items:
        node = {"id": item.get("featureHash"), "visibility": _visibility(item)}
        if node["visibility"] != "invisible":
            node |= {"x": _field(item, "skeleton", "x") * size.width, "y": _field(item, "skeleton", "y") * size.height}
        nodes.append(node)
    return {"nodes": nodes}


def _write_skeleton(shape: Entry, size: FrameSize, ontology_class: OntologyClass) -> Entry:
    names = {node["id"]: node.get("name") or node["id"] for node in ontology_class.skeleton.get("nodes", [])}
    nodes = {}
    for number, node in enumerate(shape["nodes"]):
        word = node["visibility"]
        nodes[str(number)] = {
            "x": node.get("x", 0.0) / size.width,
            "y": node.get("y", 0.0) / size.height,
            "name": names.get(node["id"], node["id"]),
            "color": "#000000",
            "value": "",
            "featureHash": node["id"],
            "visible": word == "visible",
            "invisible": word == "invisible",
            "occluded": word == "occluded",
            "visibility": word,
        }
    return {"skeleton": nodes}


SHAPES: Mapping[str, EncordShape] = {
    "bounding_box": EncordShape(
        "boundingBox",
        lambda value, size, ontology_class, entry: {"box_xywh": _box(value, "boundingBox", size)},
        lambda shape, size, ontology_class: {"boundingBox": _share_of_box(shape["box_xywh"], size)},
    ),
    "rotatable_bounding_box": EncordShape(
        "rotatableBoundingBox",
        lambda value, size, ontology_class, entry: {
            "box_xywh": _box(value, "rotatableBoundingBox", size),
            "angle_deg": _field(value, "rotatableBoundingBox", "theta"),
        },
        lambda shape, size, ontology_class: {
            "rotatableBoundingBox": {**_share_of_box(shape["box_xywh"], size), "theta": shape["angle_deg"]}
        },
    ),
    "polygon": EncordShape("polygon", _read_polygon, _write_polygon),
    "polyline": EncordShape(
        "polyline",
        lambda value, size, ontology_class, entry: {"points": _points(value, "polyline", size)},
        lambda shape, size, ontology_class: {"polyline": _numbered(shape["points"], size)},
    ),
    "point": EncordShape(
        "point",
        lambda value, size, ontology_class, entry: {"point": _points(value, "point", size)},
        lambda shape, size, ontology_class: {"point": _numbered(shape["point"], size)},
    ),
    "bitmask": EncordShape("bitmask", _read_mask, _write_mask),
    "skeleton": EncordShape("skeleton", _read_skeleton, _write_skeleton),
}
