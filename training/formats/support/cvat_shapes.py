"""CVAT's elements and our geometries: boxes by corners and a rotation, points as text, masks as runs along rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from scoring.errors import GeometryError
from training.formats.support.geometry import (
    bitmask,
    extent,
    flat_points,
    mask_of,
    mask_of_runs,
    number,
    pairs,
    row_runs,
)
from training.formats.support.targets import Picture
from training.formats.support.xml import Element, tag
from training.models import OntologyClass

Entry = dict[str, Any]

#: The shapes that an element may become; the class decides.
SHAPES_OF: Mapping[str, tuple[str, ...]] = {
    "box": ("bounding_box", "rotatable_bounding_box"),
    "polygon": ("polygon",),
    "polyline": ("polyline",),
    "points": ("point",),
    "mask": ("bitmask",),
    "skeleton": ("skeleton",),
}
SHAPES = frozenset(shape for shapes in SHAPES_OF.values() for shape in shapes)


def read_shape(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    """The geometry of an element; GeometryError with the attribute that is wrong."""
    return _READERS[ontology_class.shape](element, ontology_class, picture)


def write_shapes(shape: Entry, ontology_class: OntologyClass) -> list[tuple[str, Entry, list[str]]]:
    """The elements of one label: name, attributes and children of each. A polygon's parts are elements of their own."""
    return _WRITERS[ontology_class.shape](shape, ontology_class)


def _box(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    x1, y1, x2, y2 = (number(element.attributes.get(name), name) for name in ("xtl", "ytl", "xbr", "ybr"))
    return {"box_xywh": [x1, y1, x2 - x1, y2 - y1]}


def _upright_box(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    if number(element.attributes.get("rotation", "0"), "rotation"):
        message = _("is turned; boxes of the class “%(name)s” are upright")
        raise GeometryError("rotation", message % {"name": ontology_class.name})
    return _box(element, ontology_class, picture)


def _turned_box(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    angle = number(element.attributes.get("rotation", "0"), "rotation")
    return {**_box(element, ontology_class, picture), "angle_deg": angle}


def _points(element: Element) -> list[float]:
    text = element.attributes.get("points", "")
    points = [point.split(",") for point in text.split(";") if point.strip()]
    if not points or any(len(point) != 2 for point in points):
        raise GeometryError("points", _("must be x,y;x,y ..."))
    return flat_points([number(value, "points") for value in point] for point in points)


def _point(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    flat = _points(element)
    if len(flat) != 2:
        raise GeometryError("points", _("a keypoint is one point, not %d") % (len(flat) // 2))
    return {"point": flat}


def _mask(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    place = [element.attributes.get(name, "") for name in ("left", "top", "width", "height")]
    if not all(value.isascii() and value.isdigit() and len(value) < 7 for value in place):
        raise GeometryError("rle", _("left, top, width and height are whole numbers"))
    left, top, width, height = map(int, place)
    if left + width > picture.width or top + height > picture.height:
        raise GeometryError("rle", _("the mask leaves the picture"))
    runs = [run.strip() for run in element.attributes.get("rle", "").split(",")]
    if not all(run.isascii() and run.isdigit() and len(run) < 10 for run in runs):
        raise GeometryError("rle", _("must be whole numbers, with commas in between"))
    values = np.zeros((picture.height, picture.width), dtype=np.uint8)
    values[top : top + height, left : left + width] = mask_of_runs(list(map(int, runs)), height, width, "rle")
    return bitmask(values)


def _skeleton(element: Element, ontology_class: OntologyClass, picture: Picture) -> Entry:
    known = ontology_class.skeleton.get("nodes", [])
    by_name = {node.get("name") or node["id"]: node["id"] for node in known} | {
        node["id"]: node["id"] for node in known
    }
    nodes = []
    for child in element.children:
        name = child.attributes.get("label", "")
        if child.tag != "points" or name not in by_name:
            values = {"name": ontology_class.name, "node": name or child.tag}
            raise GeometryError("skeleton", _("“%(name)s” has no node “%(node)s”") % values)
        if child.attributes.get("outside") == "1":
            nodes.append({"id": by_name[name], "visibility": "invisible"})
            continue
        x, y = _point(child, ontology_class, picture)["point"]
        word = "occluded" if child.attributes.get("occluded") == "1" else "visible"
        nodes.append({"id": by_name[name], "visibility": word, "x": x, "y": y})
    return {"nodes": nodes}


_READERS: Mapping[str, Callable[[Element, OntologyClass, Picture], Entry]] = {
    "bounding_box": _upright_box,
    "rotatable_bounding_box": _turned_box,
    "polygon": lambda element, ontology_class, picture: {"polygons": [[_points(element)]]},
    "polyline": lambda element, ontology_class, picture: {"points": _points(element)},
    "point": _point,
    "bitmask": _mask,
    "skeleton": _skeleton,
}


def _written_box(shape: Entry, ontology_class: OntologyClass) -> list[tuple[str, Entry, list[str]]]:
    x, y, width, height = shape["box_xywh"]
    turn = {"rotation": repr(shape["angle_deg"])} if shape.get("angle_deg") else {}
    corners = {"xtl": x, "ytl": y, "xbr": x + width, "ybr": y + height}
    return [("box", corners | turn, [])]


def _text(flat: Sequence[float]) -> Entry:
    return {"points": ";".join(f"{x!r},{y!r}" for x, y in pairs(flat))}


def _written_mask(shape: Entry, ontology_class: OntologyClass) -> list[tuple[str, Entry, list[str]]]:
    values = mask_of(shape)
    left, top, width, height = extent(values)
    crop = values[top : top + height, left : left + width]
    place = {"left": left, "top": top, "width": width, "height": height}
    return [("mask", {"rle": ", ".join(map(str, row_runs(crop))), **place}, [])]


def _written_skeleton(shape: Entry, ontology_class: OntologyClass) -> list[tuple[str, Entry, list[str]]]:
    names = node_names(ontology_class)
    children = []
    for node in shape["nodes"]:
        flags = {"outside": int(node["visibility"] == "invisible"), "occluded": int(node["visibility"] == "occluded")}
        place = [float(node.get("x", 0)), float(node.get("y", 0))]
        children.append(tag("points", {"label": names[node["id"]], **flags, **_text(place)}))
    return [("skeleton", {}, children)]


def node_names(ontology_class: OntologyClass) -> dict[str, str]:
    """What the nodes of a skeleton are called: by name, or by id where two have one name."""
    nodes = ontology_class.skeleton.get("nodes", [])
    names = {node["id"]: node.get("name") or node["id"] for node in nodes}
    return names if len(set(names.values())) == len(names) else {node: node for node in names}


_WRITERS: Mapping[str, Callable[[Entry, OntologyClass], list[tuple[str, Entry, list[str]]]]] = {
    "bounding_box": _written_box,
    "rotatable_bounding_box": _written_box,
    "polygon": lambda shape, ontology_class: [("polygon", _text(part[0]), []) for part in shape["polygons"]],
    "polyline": lambda shape, ontology_class: [("polyline", _text(shape["points"]), [])],
    "point": lambda shape, ontology_class: [("points", _text(shape["point"]), [])],
    "bitmask": _written_mask,
    "skeleton": _written_skeleton,
}
