"""One annotation of a COCO file and one shape of a label document, each made from the other, by the class's shape.

Rotation has no place in COCO itself: as several tools do, it stands in `attributes.rotation`, in degrees clockwise.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pycocotools import mask as coco

from scoring import SHAPES
from scoring.errors import GeometryError
from training.formats.support.geometry import (
    bitmask,
    bounds,
    corners,
    mask_of,
    mask_of_runs,
    number,
    numbers,
    polygon_area,
)
from training.formats.support.targets import Picture, checked
from training.kernel_words import reason
from training.models import OntologyClass
from training.specs import class_spec
from training.texts import shown

Entry = dict[str, Any]
Geometry = dict[str, Any]

#: Tools round to pixels, and some count the last pixel twice: less than one pixel over the edge is kept as given.
OVERSHOOT_PX = 1.0
#: COCO's v of a keypoint.
VISIBILITY = {"visible": 2, "occluded": 1, "invisible": 0}
_BY_V = {v: name for name, v in VISIBILITY.items()}


# Reading: each raises GeometryError with the COCO field that is wrong.


def read_box(annotation: Entry, category: Entry, picture: Picture, ontology_class: OntologyClass) -> Geometry:
    """Four finite numbers with an area, inside of the picture but for less than one pixel."""
    box = _box(annotation, picture, ontology_class)
    x, y, width, height = box["box_xywh"]
    overshoot = max(-x, -y, x + width - picture.width, y + height - picture.height)
    if overshoot >= OVERSHOOT_PX:
        size = f"{picture.width} pixels wide and {picture.height} high"
        raise GeometryError("bbox", f"{shown(annotation['bbox'])} leaves the picture, which is {size}")
    return box


def read_turned_box(annotation: Entry, category: Entry, picture: Picture, ontology_class: OntologyClass) -> Geometry:
    """The box before it is turned, and `attributes.rotation`."""
    attributes = annotation.get("attributes")
    given = attributes.get("rotation", 0) if isinstance(attributes, dict) else 0
    geometry = {**_box(annotation, picture, None), "angle_deg": numbers([given], "attributes.rotation")[0]}
    return checked(ontology_class, geometry, picture, "bbox")


def read_polygon(annotation: Entry, category: Entry, picture: Picture, ontology_class: OntologyClass) -> Geometry:
    """Every ring of the segmentation is a part of one polygon."""
    rings = annotation.get("segmentation")
    if not isinstance(rings, list) or not rings:
        raise GeometryError("segmentation", "must be a list of rings [x0, y0, x1, y1 ...] for a polygon")
    geometry = {"polygons": [[numbers(_open(ring), "segmentation")] for ring in rings]}
    return checked(ontology_class, geometry, picture, "segmentation")


def read_mask(annotation: Entry, category: Entry, picture: Picture, ontology_class: OntologyClass) -> Geometry:
    """Run lengths, compressed or not, or rings that are drawn."""
    given = annotation.get("segmentation")
    if isinstance(given, list) and given:
        return checked(ontology_class, _drawn(given, picture), picture, "segmentation")
    if not isinstance(given, dict):
        raise GeometryError("segmentation", "must be run lengths {size, counts}, or rings, for a bitmask")
    size, counts = given.get("size"), given.get("counts")
    if isinstance(counts, list) and size == [picture.height, picture.width]:
        if not all(type(run) is int and 0 <= run <= picture.width * picture.height for run in counts):
            raise GeometryError("segmentation", "run lengths are whole numbers from 0 on")
        mask = mask_of_runs(counts, picture.width, picture.height, "segmentation").T
        return checked(ontology_class, bitmask(mask), picture, "segmentation")
    return checked(ontology_class, {"size": size, "counts": counts}, picture, "segmentation")


def read_point(annotation: Entry, category: Entry, picture: Picture, ontology_class: OntologyClass) -> Geometry:
    """The one keypoint that is labelled."""
    labelled = [(x, y) for x, y, v in _keypoints(annotation) if v]
    if len(labelled) != 1:
        raise GeometryError("keypoints", f"a keypoint is one labelled point, not {len(labelled)}")
    return checked(ontology_class, {"point": list(labelled[0])}, picture, "keypoints")


def read_skeleton(annotation: Entry, category: Entry, picture: Picture, ontology_class: OntologyClass) -> Geometry:
    """Keypoints belong to the nodes that the category names, else to the template's in their order."""
    nodes = ontology_class.skeleton.get("nodes", [])
    found = _keypoints(annotation)
    names = category.get("keypoints")
    by_name = {name: node["id"] for node in nodes for name in (node["id"], node.get("name") or node["id"])}
    if isinstance(names, list) and len(names) == len(found) and all(isinstance(name, str) for name in names):
        unknown = [name for name in names if name not in by_name]
        if unknown:
            raise GeometryError("keypoints", f"“{ontology_class.name}” has no node “{shown(unknown[0])}”")
        ids = [by_name[name] for name in names]
    elif len(found) == len(nodes):
        ids = [node["id"] for node in nodes]
    else:
        raise GeometryError("keypoints", f"has {len(found)} points, “{ontology_class.name}” has {len(nodes)} nodes")
    entries = [
        {"id": node, "visibility": _BY_V[v]} | ({"x": x, "y": y} if v else {})
        for node, (x, y, v) in zip(ids, found, strict=True)
    ]
    return checked(ontology_class, {"nodes": entries}, picture, "keypoints")


Reader = Callable[[Entry, Entry, Picture, OntologyClass], Geometry]

READERS: Mapping[str, Reader] = {
    "bounding_box": read_box,
    "rotatable_bounding_box": read_turned_box,
    "polygon": read_polygon,
    "bitmask": read_mask,
    "point": read_point,
    "skeleton": read_skeleton,
}


# Writing: the fields of an annotation that say where it is.


def write_geometry(shape: Geometry, ontology_class: OntologyClass) -> Entry:
    """`bbox`, `area`, and what the shape adds to them."""
    kind = ontology_class.shape
    geometry = {key: shape[key] for key in SHAPES[kind].fields}
    box = geometry["box_xywh"] if "box_xywh" in geometry else bounds(kind, geometry, class_spec(ontology_class))
    return {"bbox": box, "area": box[2] * box[3], "iscrowd": 0, **_WRITERS[kind](geometry, ontology_class)}


def _turned(geometry: Geometry, ontology_class: OntologyClass) -> Entry:
    rotation = geometry["angle_deg"]
    return {"segmentation": [corners(geometry["box_xywh"], rotation)], "attributes": {"rotation": rotation}}


def _polygon(geometry: Geometry, ontology_class: OntologyClass) -> Entry:
    outlines = [part[0] for part in geometry["polygons"]]
    return {"segmentation": outlines, "area": polygon_area([[ring] for ring in outlines])}


def _mask(geometry: Geometry, ontology_class: OntologyClass) -> Entry:
    size, counts = list(geometry["size"]), geometry["counts"]
    area = int(coco.area({"size": size, "counts": counts.encode("ascii")}))
    return {"segmentation": {"size": size, "counts": counts}, "area": area}


def _point(geometry: Geometry, ontology_class: OntologyClass) -> Entry:
    return {"keypoints": [*geometry["point"], VISIBILITY["visible"]], "num_keypoints": 1}


def _skeleton(geometry: Geometry, ontology_class: OntologyClass) -> Entry:
    found = {node["id"]: node for node in geometry["nodes"]}
    flat: list[float] = []
    for node in ontology_class.skeleton.get("nodes", []):
        entry = found.get(node["id"], {"visibility": "invisible"})
        v = VISIBILITY[entry["visibility"]]
        flat += [entry["x"], entry["y"], v] if v else [0, 0, 0]
    return {"keypoints": flat, "num_keypoints": sum(1 for v in flat[2::3] if v)}


_WRITERS: Mapping[str, Callable[[Geometry, OntologyClass], Entry]] = {
    "bounding_box": lambda geometry, ontology_class: {},
    "rotatable_bounding_box": _turned,
    "polygon": _polygon,
    "bitmask": _mask,
    "point": _point,
    "skeleton": _skeleton,
}


def _box(annotation: Entry, picture: Picture, ontology_class: OntologyClass | None) -> Geometry:
    box: Any = annotation.get("bbox")
    try:
        SHAPES["bounding_box"].check({"box_xywh": box}, picture.width, picture.height)
        geometry = {"box_xywh": [float(value) for value in box]}
        return checked(ontology_class, geometry, picture, "bbox") if ontology_class else geometry
    except GeometryError as error:
        raise GeometryError("bbox", f"{shown(box)} is not a box: {reason(error)}") from error


def _open(ring: Any) -> Any:
    """Some tools repeat the first point at the end."""
    if isinstance(ring, list) and len(ring) > 6 and ring[:2] == ring[-2:]:
        return ring[:-2]
    return ring


def _drawn(rings: list[Any], picture: Picture) -> Geometry:
    flat = [numbers(ring, "segmentation") for ring in rings]
    if any(len(ring) < 6 or len(ring) % 2 for ring in flat):
        raise GeometryError("segmentation", "a ring needs at least 3 points, x and y in turn")
    # Drawing costs as much as the outline is long, inside of the picture or not.
    limit = 2 * max(picture.width, picture.height)
    if any(not -limit <= value <= 2 * limit for ring in flat for value in ring):
        raise GeometryError("segmentation", "a ring lies far outside of the picture")
    merged = coco.merge(coco.frPyObjects(flat, picture.height, picture.width))
    return bitmask(mask_of({"size": merged["size"], "counts": merged["counts"].decode("ascii")}))


def _keypoints(annotation: Entry) -> list[tuple[float, float, int]]:
    flat = numbers(annotation.get("keypoints"), "keypoints")
    if not flat or len(flat) % 3:
        raise GeometryError("keypoints", "must be x, y, v of each point")
    if any(v not in _BY_V for v in flat[2::3]):
        raise GeometryError("keypoints", "v is 0, 1 or 2")
    return [(number(x, "keypoints"), number(y, "keypoints"), int(v)) for x, y, v in zip(*[iter(flat)] * 3, strict=True)]
