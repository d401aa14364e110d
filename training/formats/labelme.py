"""LabelMe: a JSON file for each picture, with rectangles, polygons, lines, points and masks.

Polygons of one label and one `group_id` are the parts of one object.
"""

import base64
import binascii
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import numpy as np
from django.utils.translation import gettext as _

from scoring.errors import GeometryError
from training.formats.base import (
    Carries,
    ExportFile,
    ImportPlan,
    LabelFormat,
    LabelledUnit,
    Problems,
    labelled_frames,
    read_json,
    to_json,
)
from training.formats.support.archive import ArchiveError, Upload
from training.formats.support.geometry import bitmask, extent, flat_points, mask_of, numbers, pairs
from training.formats.support.masks import read_png, write_png
from training.formats.support.targets import Classes, Drafts, Picture, Pictures, checked
from training.models import DataUnit, OntologyClass
from training.texts import shown

Entry = dict[str, Any]


def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
    """Read a ZIP of files, or one; a picture without shapes is an empty truth."""
    problems, drafts = Problems(), Drafts()
    known, pictures = Classes(classes), Pictures(units)
    upload = Upload(file, problems)
    paths = upload.ending([".json"])
    if not paths and not problems.count:
        problems.add(_("the file"), "", _("The archive holds no file .json."))
    for path in paths:
        try:
            _read(upload.read(path), path, pictures, known, drafts, problems)
        except ArchiveError as error:
            problems.add(error.where, "", error.message)
    return problems.plan(drafts.documents)


def _read(data: bytes, path: str, pictures: Pictures, classes: Classes, drafts: Drafts, problems: Problems) -> None:
    n_before = problems.count
    content = read_json(io.BytesIO(data), problems, path)
    shapes = content.get("shapes") if isinstance(content, dict) else None
    if not isinstance(shapes, list):
        if problems.count == n_before:
            problems.add(path, "shapes", _("A LabelMe file is an object with a list “shapes”."))
        return
    picture = pictures.find(content.get("imagePath"), path, "imagePath", problems)
    sides = (content.get("imageWidth"), content.get("imageHeight"))
    if picture is None or not pictures.has_size(picture, *sides, path, problems):
        return
    if isinstance(content.get("flags"), dict) and any(content["flags"].values()):
        problems.note(_("Flags of pictures are left out."))
    drafts.open(picture)
    parts: dict[Any, list[Any]] = {}
    for position, item in enumerate(shapes):
        where = _("%(file)s, shape %(number)d") % {"file": path, "number": position + 1}
        try:
            _add(item, where, picture, classes, drafts, parts, problems)
        except GeometryError as error:
            problems.add(where, error.field, error.message)


def _add(
    item: Any,
    where: str,
    picture: Picture,
    classes: Classes,
    drafts: Drafts,
    parts: dict[Any, list[Any]],
    problems: Problems,
) -> None:
    """Read one shape into the drafts; `parts` are the polygons of the picture by label and group."""
    kind = item.get("shape_type", "polygon") if isinstance(item, dict) else None
    if not isinstance(kind, str) or kind not in _READERS:
        message = _("The shape “%(shape)s” is not known here.") % {"shape": shown(kind)}
        problems.add(where, "shape_type", message)
        return
    shape, read = _READERS[kind]
    geometry = read(item, picture)
    ontology_class = classes.find(item.get("label"), [shape], where, "label", problems)
    if ontology_class is None:
        return
    geometry = checked(ontology_class, geometry, picture, "points")
    group = item.get("group_id")
    if kind != "polygon" or not isinstance(group, int | str):
        drafts.add(picture, ontology_class, geometry)
    elif (ontology_class.feature_hash, group) in parts:
        parts[ontology_class.feature_hash, group] += geometry["polygons"]
    else:
        parts[ontology_class.feature_hash, group] = geometry["polygons"]
        drafts.add(picture, ontology_class, geometry)


def _points(item: Entry, least: int, most: int | None = None) -> list[float]:
    points = item.get("points")
    if not isinstance(points, list) or not least <= len(points) <= (most or len(points)):
        raise GeometryError("points", _("must be a list of points, of the number that the shape has"))
    return flat_points(numbers(point, "points", 2) for point in points)


def _rectangle(item: Entry, picture: Picture) -> Entry:
    x1, y1, x2, y2 = _points(item, 2, 2)
    return {"box_xywh": [min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)]}


def _mask(item: Entry, picture: Picture) -> Entry:
    """The pixels of the box between the two points, both of them inside."""
    left, top, right, bottom = _points(item, 2, 2)
    x, y, width, height = int(left), int(top), int(right) - int(left) + 1, int(bottom) - int(top) + 1
    if min(x, y) < 0 or min(width, height) < 1 or x + width > picture.width or y + height > picture.height:
        raise GeometryError("points", _("the mask leaves the picture"))
    given: Any = item.get("mask") or ""
    try:
        content = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise GeometryError("mask", _("is not base64")) from error
    whole = read_png(content, width, height, "mask")
    values = np.zeros((picture.height, picture.width), dtype=np.uint8)
    values[y : y + height, x : x + width] = whole != 0
    return bitmask(values)


_READERS: Mapping[str, tuple[str, Callable[[Entry, Picture], Entry]]] = {
    "rectangle": ("bounding_box", _rectangle),
    "polygon": ("polygon", lambda item, picture: {"polygons": [[_points(item, 3)]]}),
    "linestrip": ("polyline", lambda item, picture: {"points": _points(item, 2)}),
    "line": ("polyline", lambda item, picture: {"points": _points(item, 2, 2)}),
    "point": ("point", lambda item, picture: {"point": _points(item, 1, 1)}),
    "mask": ("bitmask", _mask),
}


def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
    """A file for each picture; it names the picture and does not hold it."""
    able = {item.feature_hash: item for item in classes if item.shape in _WRITERS}
    for labelled in units:
        class_of = {item["id"]: able.get(item["class"]) for item in labelled.document["objects"]}
        for frame, shapes in labelled_frames(labelled):
            size = labelled.sizes[frame]
            entries = [
                {"label": ontology_class.name, "group_id": group, "description": "", "flags": {}, **entry}
                for position, shape in enumerate(shapes)
                if (ontology_class := class_of[shape["object"]])
                for entry, group in _written(shape, ontology_class.shape, position)
            ]
            content: Entry = {
                "version": "5.5.0",
                "flags": {},
                "shapes": entries,
                "imagePath": labelled.frame_name(frame),
                "imageData": None,
                "imageHeight": size.height,
                "imageWidth": size.width,
            }
            yield f"{labelled.stem(frame)}.json", iter([to_json(content).encode()])


def _written(shape: Entry, kind: str, position: int) -> Iterator[tuple[Entry, int | None]]:
    entries = list(_WRITERS[kind](shape))
    for entry in entries:
        yield entry, position if len(entries) > 1 else None


def _write_box(shape: Entry) -> Iterator[Entry]:
    x, y, width, height = shape["box_xywh"]
    yield {"shape_type": "rectangle", "points": [[x, y], [x + width, y + height]]}


def _write_polygon(shape: Entry) -> Iterator[Entry]:
    for part in shape["polygons"]:
        yield {"shape_type": "polygon", "points": pairs(part[0])}


def _write_mask(shape: Entry) -> Iterator[Entry]:
    values = mask_of(shape)
    left, top, width, height = extent(values)
    png = write_png(values[top : top + height, left : left + width] != 0)
    points = [[left, top], [left + width - 1, top + height - 1]]
    yield {"shape_type": "mask", "points": points, "mask": base64.b64encode(png).decode("ascii")}


_WRITERS: Mapping[str, Callable[[Entry], Iterator[Entry]]] = {
    "bounding_box": _write_box,
    "polygon": _write_polygon,
    "polyline": lambda shape: iter([{"shape_type": "linestrip", "points": pairs(shape["points"])}]),
    "point": lambda shape: iter([{"shape_type": "point", "points": pairs(shape["point"])}]),
    "bitmask": _write_mask,
}

FORMAT = LabelFormat(
    name="labelme",
    title="LabelMe",
    suffixes=(".json", ".zip"),
    carries=Carries(shapes=frozenset(_WRITERS), parts=True),
    parse=parse,
    write=write,
    is_archive=True,
)
