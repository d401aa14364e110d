"""Pascal VOC: an XML file for each picture, with upright boxes by their corners.

Corners are taken as places on the picture, as today's tools write them, and not as the numbers of the first and the
last pixel inside, counted from 1, as VOC's own files have them: the two differ by a pixel.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

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
)
from training.formats.support.archive import ArchiveError, Upload
from training.formats.support.geometry import number
from training.formats.support.targets import Classes, Drafts, Picture, Pictures, checked
from training.formats.support.xml import Element, XmlError, elements, plain, tag
from training.models import DataUnit, OntologyClass

_SHAPE = "bounding_box"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_FLAGS = ("truncated", "difficult", "occluded")


def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
    """Read a ZIP of annotations, or one of them; a picture without objects is an empty truth."""
    problems, drafts = Problems(), Drafts()
    known, pictures = Classes(classes), Pictures(units, by_stem=True)
    upload = Upload(file, problems)
    paths = upload.ending([".xml"])
    if not paths and not problems.count:
        problems.add(_("the file"), "", _("The archive holds no annotation, a file .xml."))
    for path in paths:
        try:
            for annotation in elements(upload.open(path), ["annotation"], "annotation"):
                _read(annotation, path, pictures, known, drafts, problems)
        except XmlError as error:
            problems.add(_("%(file)s, line %(line)d") % {"file": path, "line": error.line}, "", error.message)
        except ArchiveError as error:
            problems.add(error.where, "", error.message)
    return problems.plan(drafts.documents)


def _read(
    annotation: Element, path: str, pictures: Pictures, classes: Classes, drafts: Drafts, problems: Problems
) -> None:
    picture = pictures.find(annotation.value("filename") or path, path, "filename", problems)
    width, height = (_whole(annotation.value("size", side)) for side in ("width", "height"))
    if picture is None or not pictures.has_size(picture, width, height, path, problems):
        return
    drafts.open(picture)
    for position, item in enumerate(child for child in annotation.children if child.tag == "object"):
        place = _("%(file)s, object %(number)d (line %(line)d)")
        where = place % {"file": path, "number": position + 1, "line": item.line}
        ontology_class = classes.find(item.value("name"), [_SHAPE], where, "name", problems)
        if any(item.value(flag) == "1" for flag in _FLAGS):
            problems.note(_("The marks truncated, difficult and occluded are left out."))
        try:
            geometry = _box(item)
            if ontology_class:
                drafts.add(picture, ontology_class, checked(ontology_class, geometry, picture, "bndbox"))
        except GeometryError as error:
            problems.add(where, error.field, error.message)


def _box(item: Element) -> dict[str, list[float]]:
    x1, y1, x2, y2 = (number(item.value("bndbox", corner), f"bndbox.{corner}") for corner in _CORNERS)
    return {"box_xywh": [x1, y1, x2 - x1, y2 - y1]}


def _whole(text: str | None) -> int | str | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else text or None


def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
    """An annotation for each picture, in the folder that VOC has for them."""
    able = {item.feature_hash: item for item in classes if item.shape == _SHAPE}
    for labelled in units:
        class_of = {item["id"]: able.get(item["class"]) for item in labelled.document["objects"]}
        for frame, shapes in labelled_frames(labelled):
            objects = [
                _object(ontology_class, shape["box_xywh"])
                for shape in shapes
                if (ontology_class := class_of[shape["object"]])
            ]
            size = labelled.sizes[frame]
            picture = Picture(labelled.unit, frame, size.width, size.height)
            content = _annotation(labelled.frame_name(frame), picture, objects)
            yield f"Annotations/{labelled.stem(frame)}.xml", iter([content.encode()])


def _annotation(name: str, picture: Picture, objects: list[str]) -> str:
    sides = (("width", picture.width), ("height", picture.height), ("depth", 3))
    size = tag("size", None, *(tag(side, None, plain(value)) for side, value in sides))
    parts = [tag("folder", None, "JPEGImages"), tag("filename", None, plain(name)), size, tag("segmented", None, "0")]
    return tag("annotation", None, "\n", *parts, *objects)


def _object(ontology_class: OntologyClass, box: list[float]) -> str:
    x, y, width, height = box
    values = zip(_CORNERS, (x, y, x + width, y + height), strict=True)
    corners = tag("bndbox", None, *(tag(name, None, repr(float(value))) for name, value in values))
    flags = [tag("pose", None, "Unspecified"), tag("truncated", None, "0"), tag("difficult", None, "0")]
    return tag("object", None, tag("name", None, plain(ontology_class.name)), *flags, corners)


FORMAT = LabelFormat(
    name="pascal_voc",
    title="Pascal VOC",
    suffixes=(".xml", ".zip"),
    carries=Carries(shapes=frozenset({_SHAPE})),
    parse=parse,
    write=write,
    is_archive=True,
)
