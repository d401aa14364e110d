"""Masks as PNG: a grey picture per frame, in which each value is an object; `objects.json` says of which class.

Where objects overlap, those that would hide others stand in further pictures of the same frame. Without
`objects.json`, all values but 0 are objects of the ontology's one bitmask class.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from training.formats.support.geometry import mask_of
from training.formats.support.masks import bitmasks_by_value, layers, read_png, write_png
from training.formats.support.targets import Classes, Drafts, Picture, Pictures, checked
from training.models import DataUnit, OntologyClass
from training.texts import shown

_SHAPE = "bitmask"
_MANIFEST = "objects.json"
#: Objects of one picture: more values are a photograph, or a mask that was smoothed.
MAX_VALUES = 10_000

Entry = dict[str, Any]


def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
    """Read a ZIP of pictures, or one; a picture of zeros is an empty truth."""
    problems, drafts = Problems(), Drafts()
    known, pictures = Classes(classes), Pictures(units, by_stem=True)
    upload = Upload(file, problems)
    try:
        manifest = _manifest(upload, problems)
        paths = upload.ending([".png"])
        if not paths and not problems.count:
            problems.add(_("the file"), "", _("The archive holds no mask, a file .png."))
        for path in paths:
            entry = manifest.get(path, {})
            picture = pictures.find(entry.get("image") or re.sub(r"__\d+(?=\.\w+$)", "", path), path, "", problems)
            if picture:
                drafts.open(picture)
                _read(upload.read(path), path, entry.get("objects"), picture, known, drafts, problems)
    except ArchiveError as error:
        problems.add(error.where, "", error.message)
    return problems.plan(drafts.documents)


def _manifest(upload: Upload, problems: Problems) -> dict[str, Entry]:
    """What stands in objects.json about each file; nothing where there is none."""
    path = next((path for path in upload.paths if path.split("/")[-1] == _MANIFEST), None)
    if path is None or not upload.is_archive:
        return {}
    content = read_json(io.BytesIO(upload.read(path)), problems, path)
    is_list = isinstance(content, list) and all(
        isinstance(item, dict) and isinstance(item.get("file"), str) for item in content
    )
    if not is_list:
        if not problems.count:
            problems.add(path, "", _("This is a list of objects with “file”, “image” and “objects”."))
        return {}
    folder = path.removesuffix(_MANIFEST)
    return {folder + item["file"]: item for item in content}


def _read(
    content: bytes,
    path: str,
    listed: Any,
    picture: Picture,
    classes: Classes,
    drafts: Drafts,
    problems: Problems,
) -> None:
    try:
        values = read_png(content, picture.width, picture.height, "")
        found = bitmasks_by_value(values)
        if len(found) > MAX_VALUES:
            raise GeometryError("", _("holds more than %d different values") % MAX_VALUES)
        of_value = _classes_of(found, listed, path, classes, problems)
        for value, geometry in found.items():
            if ontology_class := of_value.get(value):
                drafts.add(picture, ontology_class, checked(ontology_class, geometry, picture, ""))
    except GeometryError as error:
        problems.add(path, error.field, error.message)


def _classes_of(
    found: dict[int, Any], listed: Any, path: str, classes: Classes, problems: Problems
) -> dict[int, OntologyClass]:
    if listed is None:
        able = [item for item in classes.objects if item.shape == _SHAPE]
        if len(able) == 1 or not found:
            return dict.fromkeys(found, able[0]) if found else {}
        message = _("Without objects.json, the ontology must have exactly one bitmask class; it has %d.")
        problems.add(path, "", message % len(able))
        return {}
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.add(path, "objects", _("A list of objects is expected here."))
        return {}
    of_value: dict[int, OntologyClass] = {}
    for item in listed:
        where = _("%(file)s, value %(value)s") % {"file": path, "value": shown(item.get("value"))}
        if item.get("value") not in found:
            problems.add(where, "value", _("The picture has no pixel of this value."))
        elif ontology_class := classes.find(item.get("class"), [_SHAPE], where, "class", problems):
            of_value[item["value"]] = ontology_class
    if missing := set(found) - {item.get("value") for item in listed}:
        where = _("%(file)s, value %(value)s") % {"file": path, "value": min(missing)}
        problems.add(where, "", _("objects.json does not say of which class this value is."))
    return of_value


def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
    """The pictures, and the list of their objects at the end."""
    names = {item.feature_hash: item.name for item in classes if item.shape == _SHAPE}
    manifest: list[str] = []
    for labelled in units:
        class_of = {item["id"]: names.get(item["class"]) for item in labelled.document["objects"]}
        for frame, shapes in labelled_frames(labelled):
            size = labelled.sizes[frame]
            present = [shape for shape in shapes if class_of[shape["object"]] is not None]
            for number, (values, taken) in enumerate(layers(map(mask_of, present), size.height, size.width), 1):
                path = f"masks/{labelled.stem(frame)}{f'__{number}' if number > 1 else ''}.png"
                objects = [
                    {"value": value, "class": class_of[present[place]["object"]]}
                    for value, place in enumerate(taken, 1)
                ]
                manifest.append(to_json({"file": path, "image": labelled.frame_name(frame), "objects": objects}))
                yield path, iter([write_png(values)])
    yield _MANIFEST, iter([f"[{', '.join(manifest)}]\n".encode()])


FORMAT = LabelFormat(
    name="masks_png",
    title=gettext_lazy("Masks as PNG"),
    suffixes=(".png", ".zip"),
    carries=Carries(shapes=frozenset({_SHAPE})),
    parse=parse,
    write=write,
    is_archive=True,
)
