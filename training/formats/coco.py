"""COCO instances: one JSON file with `images`, `categories` and `annotations`, each of these with a `bbox` in pixels.

Categories are matched to object classes by name, images to data units by file name. What the file says and the
project cannot take is a problem, never a guess: a box that leaves its picture is not cut to fit.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, TypeGuard

from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring import check_geometry
from scoring.errors import GeometryError
from training.formats.base import Document, ImportPlan, LabelFormat, Names, Problems, read_json
from training.models import DataUnit, OntologyClass
from training.texts import shown

Id = int | str
Entry = dict[str, Any]
Entries = dict[Id, Entry]
Geometry = dict[str, Any]

#: Tools round to pixels, and some count the last pixel twice: less than one pixel over the edge is kept as given.
OVERSHOOT_PX = 1.0

#: The sections of a file, and how one of their entries is named to people.
_PLACES = {
    "images": gettext_lazy("image %s"),
    "categories": gettext_lazy("category %s"),
    "annotations": gettext_lazy("annotation %s"),
}


def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
    """Read a COCO file. Every image of the file gets a document: one without annotations is an empty truth."""
    problems = Problems()
    content = read_json(file, problems)
    if not problems.count:
        _check_sections(content, problems)
    if problems.count:
        return ImportPlan({}, problems.shown, problems.count)
    images, categories, annotations = (_entries(section, content[section], problems) for section in _PLACES)
    found_units = _match_images(images, annotations, units, problems)
    found_classes = _match_categories(categories, annotations, classes, problems)
    documents = {unit.pk: _empty_document() for unit in found_units.values()}
    for key, annotation in annotations.items():
        where = _place("annotations", key)
        image_id = _reference(annotation, "image_id", "images", images, where, problems)
        category_id = _reference(annotation, "category_id", "categories", categories, where, problems)
        unit = None if image_id is None else found_units.get(image_id)
        ontology_class = None if category_id is None else found_classes.get(category_id)
        geometry = _geometry(annotation, where, unit, ontology_class, problems) if unit else None
        if unit and ontology_class and geometry:
            _add_object(documents[unit.pk], ontology_class, geometry)
    return ImportPlan({} if problems.count else documents, problems.shown, problems.count)


# The file's own structure


def _check_sections(content: Any, problems: Problems) -> None:
    if not isinstance(content, dict):
        problems.add(_("the file"), "", _("A COCO file is a JSON object; this one is something else."))
        return
    for section in _PLACES:
        if not isinstance(content.get(section), list):
            problems.add(_("the file"), section, _("A COCO file has a list “%(name)s”.") % {"name": section})
    if content.get("images") == []:
        problems.add(_("the file"), "images", _("The file names no image."))


def _entries(section: str, items: list[Any], problems: Problems) -> Entries:
    """The entries of a section by their id; those without an id of their own are problems."""
    entries: Entries = {}
    for position, item in enumerate(items):
        key = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict):
            problems.add(f"{section}[{position}]", "", _("This is not an object: %(value)s") % {"value": shown(item)})
        elif not _is_id(key):
            problems.add(
                f"{section}[{position}]", "id", _("The id is a whole number or a text, not %(value)s.") % _value(key)
            )
        elif key in entries:
            problems.add(_place(section, key), "id", _("Two entries of “%(name)s” have this id.") % {"name": section})
        else:
            entries[key] = item
    return entries


def _reference(
    annotation: Entry, field: str, section: str, entries: Entries, where: str, problems: Problems
) -> Id | None:
    """The id of the entry that the annotation's field names, or None with a problem where there is no such entry."""
    key = annotation.get(field)
    if _is_id(key) and key in entries:
        return key
    message = _("“%(name)s” has no entry with the id %(value)s.")
    problems.add(where, field, message % {"name": section, "value": shown(key)})
    return None


def _is_id(value: Any) -> TypeGuard[Id]:
    return isinstance(value, int | str) and not isinstance(value, bool)


# Images and data units


def _match_images(
    images: Entries, annotations: Entries, units: Iterable[DataUnit], problems: Problems
) -> dict[Id, DataUnit]:
    names = Names((_base_name(unit.title), unit) for unit in units)
    users = _users(annotations, "image_id")
    found: dict[Id, DataUnit] = {}
    taken: dict[int, Id] = {}
    for key, image in images.items():
        unit = _match_image(key, image, names, users.get(key, []), problems)
        if unit is None:
            continue
        if unit.pk in taken:
            message = _("%(other)s means the same data unit, “%(unit)s”.")
            other = _place("images", taken[unit.pk])
            problems.add(_place("images", key), "file_name", message % {"other": other, "unit": unit.title})
        taken[unit.pk] = key
        found[key] = unit
    return found


def _match_image(key: Id, image: Entry, names: Names[DataUnit], users: list[Id], problems: Problems) -> DataUnit | None:
    where, file_name = _place("images", key), image.get("file_name")
    if not isinstance(file_name, str) or not file_name.strip():
        problems.add(where, "file_name", _("The file name is a text, not %(value)s.") % _value(file_name))
        return None
    fitting = names.fitting(_base_name(file_name))
    if len(fitting) == 1:
        return fitting[0] if _has_size_of(fitting[0], image, where, problems) else None
    if fitting:
        message = _("The project has several data units called “%(name)s”.")
    else:
        message = _("The project has no data unit called “%(name)s”.")
    problems.add(where, "file_name", message % {"name": shown(file_name)} + _used_by(users))
    return None


def _has_size_of(unit: DataUnit, image: Entry, where: str, problems: Problems) -> bool:
    """Boxes drawn on a picture of another size would land elsewhere."""
    if unit.n_frames > 1:
        message = _("“%(unit)s” has several frames; COCO knows single pictures alone.")
        problems.add(where, "file_name", message % {"unit": unit.title})
        return False
    wrong = [field for field in ("width", "height") if image.get(field) not in (None, getattr(unit, field))]
    for field in wrong:
        message = _("The file says %(value)s pixels, the picture “%(unit)s” has %(size)d.")
        values = {"value": shown(image[field]), "unit": unit.title, "size": getattr(unit, field)}
        problems.add(where, field, message % values)
    return not wrong


def _base_name(path: str) -> str:
    return re.split(r"[/\\]", path.strip())[-1]


# Categories and classes


def _match_categories(
    categories: Entries, annotations: Entries, classes: Iterable[OntologyClass], problems: Problems
) -> dict[Id, OntologyClass]:
    """The class of each category in use; a category that no annotation has may be anything."""
    names = Names((item.name.strip(), item) for item in classes if item.is_object and not item.archived)
    found: dict[Id, OntologyClass] = {}
    for key, users in _users(annotations, "category_id").items():
        if key not in categories:
            continue  # named with each annotation
        name = categories[key].get("name")
        if not isinstance(name, str):
            message = _("The name of a category is a text, not %(value)s.") % _value(name)
            problems.add(_place("categories", key), "name", message + _used_by(users))
            continue
        fitting = names.fitting(name.strip())
        if len(fitting) == 1 and fitting[0].shape in _GEOMETRIES:
            found[key] = fitting[0]
        else:
            problems.add(_place("annotations", users[0]), "category_id", _no_class(name, fitting) + _used_by(users))
    return found


def _no_class(name: str, fitting: list[OntologyClass]) -> str:
    if not fitting:
        return _("The ontology has no object class “%(name)s”.") % {"name": shown(name)}
    if len(fitting) > 1:
        return _("The ontology has several classes that “%(name)s” may mean.") % {"name": shown(name)}
    values = {"name": fitting[0].name, "shape": fitting[0].shape.replace("_", " ")}
    return _("Objects of the class “%(name)s” are of the shape %(shape)s; a bbox does not make one.") % values


def _users(annotations: Entries, field: str) -> dict[Id, list[Id]]:
    """The annotations that point to each entry of another section."""
    users: dict[Id, list[Id]] = {}
    for key, annotation in annotations.items():
        if _is_id(annotation.get(field)):
            users.setdefault(annotation[field], []).append(key)
    return users


def _used_by(users: list[Id]) -> str:
    if not users:
        return ""
    text = ngettext("Annotation %(id)s needs it.", "Annotation %(id)s and %(more)d more need it.", len(users))
    return " " + text % {"id": shown(users[0]), "more": len(users) - 1}


# Annotations and objects


def _geometry(
    annotation: Entry, where: str, unit: DataUnit, ontology_class: OntologyClass | None, problems: Problems
) -> Geometry | None:
    """The annotation's geometry. It is checked as a box where the class is unknown, so that all problems are named."""
    if annotation.get("iscrowd") not in (None, 0):
        problems.add(where, "iscrowd", _("A crowd is a region of many objects; a label is one object."))
        return None
    try:
        return _GEOMETRIES[ontology_class.shape if ontology_class else "bounding_box"](annotation, unit)
    except GeometryError as error:
        problems.add(where, error.field, error.message)
        return None


def _add_object(document: Document, ontology_class: OntologyClass, geometry: Geometry) -> None:
    uid = get_random_string(12)  # letters and digits: no id begins a formula in a spreadsheet
    document["objects"].append({"id": uid, "class": ontology_class.feature_hash, "attributes": {}})
    document["frames"]["0"].append({"object": uid, **geometry})


def _bounding_box(annotation: Entry, unit: DataUnit) -> Geometry:
    """Four finite numbers with an area, inside of the picture but for less than one pixel."""
    box: Any = annotation.get("bbox")
    geometry = {"box_xywh": box}
    try:
        check_geometry("bounding_box", geometry, unit.width, unit.height)
    except GeometryError as error:
        message = _("%(box)s is not a box: %(reason)s.")
        raise GeometryError("bbox", message % {"box": shown(box), "reason": error.message}) from error
    x, y, width, height = (float(value) for value in box)
    overshoot = max(-x, -y, x + width - unit.width, y + height - unit.height)
    if overshoot >= OVERSHOOT_PX:
        message = _("The box %(box)s leaves the picture, which is %(width)d pixels wide and %(height)d high.")
        raise GeometryError("bbox", message % {"box": shown(box), "width": unit.width, "height": unit.height})
    return {"box_xywh": [x, y, width, height]}


#: How an annotation becomes a geometry, by the shape of its class. Each raises GeometryError with the COCO field.
_GEOMETRIES: Mapping[str, Callable[[Entry, DataUnit], Geometry]] = {"bounding_box": _bounding_box}


def _empty_document() -> Document:
    return {"objects": [], "classifications": [], "frames": {"0": []}}


def _place(section: str, key: Id) -> str:
    return _PLACES[section] % shown(key)


def _value(value: Any) -> dict[str, str]:
    return {"value": shown(value)}


FORMAT = LabelFormat(name="coco", title="COCO", suffixes=(".json",), parse=parse)
