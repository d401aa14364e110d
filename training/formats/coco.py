"""COCO: one JSON file with `images`, `categories` and `annotations`: boxes, polygons, run-length masks, keypoints.

Categories are matched to object classes by name, images to data units by file name. What the file says and the
project cannot take is a problem, never a guess: a box that leaves its picture is not cut to fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, TypeGuard

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
from training.formats.support.coco_shapes import READERS, read_box, write_geometry
from training.formats.support.targets import Classes, Drafts, Picture, Pictures
from training.kernel_words import reason
from training.models import DataUnit, OntologyClass
from training.texts import shown

Id = int | str
Entry = dict[str, Any]
Entries = dict[Id, Entry]

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
        return problems.plan({})
    images, categories, annotations = (_entries(section, content[section], problems) for section in _PLACES)
    pictures = _match_images(images, annotations, Pictures(units), problems)
    found_classes = _match_categories(categories, annotations, Classes(classes), problems)
    drafts = Drafts()
    for opened in pictures.values():
        drafts.open(opened)
    for key, annotation in annotations.items():
        where = _place("annotations", key)
        image_id = _reference(annotation, "image_id", "images", images, where, problems)
        category_id = _reference(annotation, "category_id", "categories", categories, where, problems)
        picture = None if image_id is None else pictures.get(image_id)
        ontology_class = None if category_id is None else found_classes.get(category_id)
        category = {} if category_id is None else categories[category_id]
        geometry = _geometry(annotation, category, where, picture, ontology_class, problems) if picture else None
        if picture and ontology_class and geometry:
            drafts.add(picture, ontology_class, geometry)
    return problems.plan(drafts.documents)


def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
    """One file; the images, which are few words each, stand behind the annotations and are kept until then."""
    yield "annotations.json", _content(units, classes, title)


def _content(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[bytes]:
    able = [item for item in classes if item.is_object and item.shape in FORMAT.carries.shapes]
    numbers = {item.feature_hash: number for number, item in enumerate(able, 1)}
    by_hash = {item.feature_hash: item for item in able}
    categories = [_category(numbers[item.feature_hash], item) for item in able]
    head = f'{{"info": {to_json({"description": title})}, "licenses": [], "categories": {to_json(categories)}'
    yield f'{head}, "annotations": ['.encode()
    images: list[str] = []
    n_annotations = 0
    for labelled in units:
        class_of = {item["id"]: item["class"] for item in labelled.document["objects"]}
        for frame, shapes in labelled_frames(labelled):
            size, name = labelled.sizes[frame], labelled.frame_name(frame)
            image = {"id": len(images) + 1, "file_name": name, "width": size.width, "height": size.height}
            images.append(to_json(image))
            for shape in shapes:
                class_hash = class_of[shape["object"]]
                if class_hash in numbers:
                    n_annotations += 1
                    keys = {"id": n_annotations, "image_id": len(images), "category_id": numbers[class_hash]}
                    annotation = to_json({**keys, **write_geometry(shape, by_hash[class_hash])})
                    yield f"{',' if n_annotations > 1 else ''}\n{annotation}".encode()
    yield f'\n], "images": [{", ".join(images)}]}}\n'.encode()


def _category(number: int, item: OntologyClass) -> Entry:
    category: Entry = {"id": number, "name": item.name, "supercategory": ""}
    if item.shape == "point":
        return category | {"keypoints": [item.name], "skeleton": []}
    if item.shape == "skeleton":
        nodes = item.skeleton.get("nodes", [])
        place = {node["id"]: index for index, node in enumerate(nodes, 1)}
        edges = [[place[a], place[b]] for a, b in item.skeleton.get("edges", [])]
        # A name that two nodes share would not find them again.
        names = [node.get("name") or node["id"] for node in nodes]
        names = names if len(set(names)) == len(names) else [node["id"] for node in nodes]
        return category | {"keypoints": names, "skeleton": edges}
    return category


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


def _match_images(images: Entries, annotations: Entries, known: Pictures, problems: Problems) -> dict[Id, Picture]:
    users = _users(annotations, "image_id")
    found: dict[Id, Picture] = {}
    taken: dict[tuple[int, int], Id] = {}
    for key, image in images.items():
        where = _place("images", key)
        picture = known.find(image.get("file_name"), where, "file_name", problems, _used_by(users.get(key, [])))
        if picture is None or not known.has_size(picture, image.get("width"), image.get("height"), where, problems):
            continue
        place = (picture.unit.pk, picture.frame)
        if place in taken:
            message = _("%(other)s means the same data unit, “%(unit)s”.")
            other = _place("images", taken[place])
            problems.add(where, "file_name", message % {"other": other, "unit": picture.unit.title})
        taken[place] = key
        found[key] = picture
    return found


def _match_categories(
    categories: Entries, annotations: Entries, classes: Classes, problems: Problems
) -> dict[Id, OntologyClass]:
    """The class of each category in use; a category that no annotation has may be anything."""
    found: dict[Id, OntologyClass] = {}
    for key, users in _users(annotations, "category_id").items():
        if key not in categories:
            continue  # named with each annotation
        name = categories[key].get("name")
        if not isinstance(name, str):
            message = _("The name of a category is a text, not %(value)s.") % _value(name)
            problems.add(_place("categories", key), "name", f"{message} {_used_by(users)}")
            continue
        where = _place("annotations", users[0])
        if ontology_class := classes.find(name, READERS, where, "category_id", problems, _used_by(users)):
            found[key] = ontology_class
    return found


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
    return text % {"id": shown(users[0]), "more": len(users) - 1}


def _geometry(
    annotation: Entry,
    category: Entry,
    where: str,
    picture: Picture,
    ontology_class: OntologyClass | None,
    problems: Problems,
) -> dict[str, Any] | None:
    """The annotation's geometry; where its class is unknown, its box is checked, so that all problems are named."""
    is_mask = ontology_class is not None and ontology_class.shape == "bitmask"
    if annotation.get("iscrowd") not in (None, 0) and not (is_mask and annotation["iscrowd"] == 1):
        problems.add(where, "iscrowd", _("A crowd is a region of many objects; a label is one object."))
        return None
    if annotation.get("iscrowd"):
        # Tools that write masks as run lengths mark them so, after COCO's own files.
        problems.note(_("A mask is marked as a crowd; it is read as one object."))
    try:
        if ontology_class is None:
            return read_box(annotation, category, picture, OntologyClass(kind="object", shape="bounding_box"))
        return READERS[ontology_class.shape](annotation, category, picture, ontology_class)
    except GeometryError as error:
        problems.add(where, error.field, reason(error))
        return None


def _place(section: str, key: Id) -> str:
    return _PLACES[section] % shown(key)


def _value(value: Any) -> dict[str, str]:
    return {"value": shown(value)}


FORMAT = LabelFormat(
    name="coco",
    title="COCO",
    suffixes=(".json",),
    carries=Carries(shapes=frozenset(READERS), parts=True),
    parse=parse,
    write=write,
)
