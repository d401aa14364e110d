"""The label document: the one wire format of editor, importers and snapshots. Checks what comes in; touches no row.

``{"revision": 3, "objects": [{"id", "class", "attributes", "dynamic"}], "classifications": [{"id", "class", "answers",
"ranges"}], "frames": {"0": [{"object", ...geometry, "interpolated"}]}}``; classes and questions are named by their
feature hashes, geometry is in pixels of the upright frame.

Frames carry every shape as it is; ``"interpolated": true`` marks those that follow from the key frames around them, and
changes nothing else about them. ``"dynamic"`` holds the answers that change from frame to frame, by question:
``{question: [{"range": [first, last], "answers": {...}}]}``, in order. Both keys are left out where there is nothing
to say. Adding a key here means adding it in the editor's ``document.js``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring import SHAPES, ClassSpec, check_emptiness, check_form
from scoring.errors import GeometryError
from training.answers import are_ranges, clean_answers, clean_dynamic
from training.errors import InvalidError
from training.kernel_words import reason_with_field
from training.models import OntologyClass
from training.specs import class_spec
from training.texts import shown

UID = re.compile(r"[A-Za-z0-9+/_=-]{1,40}\Z")
MAX_ERRORS = 100
#: Objects of one data unit, and classifications. Each is a row that every save writes anew.
MAX_INSTANCES = 20_000


@dataclass(frozen=True)
class FrameSize:
    """Width and height of a frame in pixels, upright."""

    width: int
    height: int


@dataclass
class _Check:
    """Collects every problem with its place, so that the user is told all of them at once."""

    errors: list[dict[str, str]] = field(default_factory=list)

    def fail(self, where: str, message: str) -> None:
        self.errors.append({"where": where, "message": message})

    def finish(self) -> None:
        if self.errors:
            shown = self.errors[:MAX_ERRORS]
            raise InvalidError(f"{shown[0]['where']}: {shown[0]['message']}", errors=shown)


def clean_document(
    document: Any, *, classes: Mapping[str, OntologyClass], frames: Sequence[FrameSize]
) -> dict[str, Any]:
    """Check a document and give it back with exactly the keys of the format.

    Answers below an option that is not chosen are left out: the editor keeps them while one is undecided.

    Raises:
        InvalidError: its errors name every wrong label and field, e.g. ``objects[2].class``.
    """
    check = _Check()
    if not isinstance(document, dict):
        raise InvalidError(_("A label document is a JSON object."))
    revision = document.get("revision", 0)
    if type(revision) is not int or revision < 0:
        check.fail("revision", _("The revision is a whole number."))
    objects = _clean_objects(check, document.get("objects", []), classes, len(frames))
    classifications = _clean_classifications(check, document.get("classifications", []), classes, len(frames))
    specs = {class_hash: class_spec(classes[class_hash]) for class_hash in {item["class"] for item in objects}}
    instances = {item["id"]: specs[item["class"]] for item in objects}
    cleaned_frames = _clean_frames(check, document.get("frames", {}), instances, frames)
    check.finish()
    return {
        "revision": revision,
        "objects": objects,
        "classifications": classifications,
        "frames": cleaned_frames,
    }


def n_labels(document: dict[str, Any]) -> int:
    """The number of annotations over all frames: shapes, and each classification once per frame it holds for."""
    n_shapes = sum(len(shapes) for shapes in document["frames"].values())
    return n_shapes + sum(b - a + 1 for item in document["classifications"] for a, b in item["ranges"])


def _clean_objects(
    check: _Check, items: Any, classes: Mapping[str, OntologyClass], n_frames: int
) -> list[dict[str, Any]]:
    cleaned = []
    for where, item, ontology_class in _instances(check, "objects", items, classes, OntologyClass.Kind.OBJECT):
        attributes = _answers_of(check, f"{where}.attributes", item.get("attributes", {}), ontology_class)
        entry = {"id": item["id"], "class": item["class"], "attributes": attributes}
        if given := item.get("dynamic"):
            dynamic = _dynamic_of(check, f"{where}.dynamic", given, ontology_class, attributes, n_frames)
            entry |= {"dynamic": dynamic} if dynamic else {}
        cleaned.append(entry)
    return cleaned


def _dynamic_of(
    check: _Check,
    where: str,
    given: Any,
    ontology_class: OntologyClass,
    attributes: Mapping[str, Any],
    n_frames: int,
) -> dict[str, Any]:
    try:
        return clean_dynamic(given, ontology_class.attributes, attributes=attributes, n_frames=n_frames)
    except ValueError as error:
        check.fail(where, str(error))
        return {}


def _clean_classifications(
    check: _Check, items: Any, classes: Mapping[str, OntologyClass], n_frames: int
) -> list[dict[str, Any]]:
    cleaned = []
    kind = OntologyClass.Kind.CLASSIFICATION
    for where, item, ontology_class in _instances(check, "classifications", items, classes, kind):
        ranges = item.get("ranges", [])
        if not are_ranges(ranges, n_frames):
            check.fail(
                f"{where}.ranges",
                _("Ranges are pairs [first, last] of frames from 0 to %(last)d, in order, not overlapping.")
                % {"last": n_frames - 1},
            )
            continue
        answers = _answers_of(check, f"{where}.answers", item.get("answers", {}), ontology_class)
        cleaned.append({"id": item["id"], "class": item["class"], "answers": answers, "ranges": ranges})
    return cleaned


def _clean_frames(
    check: _Check, items: Any, instances: Mapping[str, ClassSpec], frames: Sequence[FrameSize]
) -> dict[str, list[dict[str, Any]]]:
    if not isinstance(items, dict):
        check.fail("frames", _("Frames are given as {frame: [shapes]}."))
        return {}
    cleaned = {}
    for key, entries in items.items():
        index = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 10 else -1
        if not 0 <= index < len(frames) or str(index) != key:
            check.fail(f"frames.{shown(key)}", _("There is no such frame: they go from 0 to %d.") % (len(frames) - 1))
        elif not isinstance(entries, list):
            check.fail(f"frames.{key}", _("The shapes of a frame are a list."))
        else:
            cleaned[key] = _clean_shapes(check, f"frames.{key}", entries, instances, frames[index])
    _refuse_empty(check, cleaned, instances)
    return cleaned


def _clean_shapes(
    check: _Check, place: str, entries: list[Any], instances: Mapping[str, ClassSpec], size: FrameSize
) -> list[dict[str, Any]]:
    seen: set[str] = set()
    cleaned = []
    for position, entry in enumerate(entries):
        where = f"{place}[{position}]"
        uid = entry.get("object") if isinstance(entry, dict) else None
        if not isinstance(uid, str) or uid not in instances:
            check.fail(f"{where}.object", _("This shape belongs to no object of the document."))
        elif uid in seen:
            check.fail(f"{where}.object", _("Object %(id)s has two shapes on this frame.") % {"id": uid})
        else:
            seen.add(uid)
            spec = instances[uid]
            geometry = {key: entry[key] for key in SHAPES[spec.shape].fields if key in entry}
            try:
                check_form(spec.shape, geometry, size.width, size.height, spec)
            except GeometryError as error:
                check.fail(f"{where} ({uid})", reason_with_field(error))
            cleaned.append({"object": uid, **geometry, **_mark(check, where, entry)})
    return cleaned


def _refuse_empty(
    check: _Check, frames: Mapping[str, list[dict[str, Any]]], instances: Mapping[str, ClassSpec]
) -> None:
    """Asked of all shapes of a kind at once, and only where their form is right: a long track is thousands."""
    if check.errors:
        return
    by_shape: dict[str, list[tuple[str, dict[str, Any], ClassSpec]]] = {}
    for key, entries in frames.items():
        for position, entry in enumerate(entries):
            spec = instances[entry["object"]]
            where = f"frames.{key}[{position}] ({entry['object']})"
            by_shape.setdefault(spec.shape, []).append((where, entry, spec))
    for shape, shapes in by_shape.items():
        places, geometries, specs = zip(*shapes, strict=True)
        for index, error in check_emptiness(shape, geometries, specs).items():
            check.fail(places[index], reason_with_field(error))


def _mark(check: _Check, where: str, entry: Mapping[str, Any]) -> dict[str, bool]:
    mark = entry.get("interpolated", False)
    if not isinstance(mark, bool):
        check.fail(f"{where}.interpolated", _("This is true or false."))
    return {"interpolated": True} if mark is True else {}


def _instances(
    check: _Check, name: str, items: Any, classes: Mapping[str, OntologyClass], kind: str
) -> Iterator[tuple[str, dict[str, Any], OntologyClass]]:
    """The items whose id and class are right, with their place and class; the others are failed."""
    if not isinstance(items, list):
        check.fail(name, _("This is a list."))
        return
    if len(items) > MAX_INSTANCES:
        check.fail(name, _("There are more than %(limit)d of them.") % {"limit": MAX_INSTANCES})
        return
    seen: set[str] = set()
    for position, item in enumerate(items):
        where = f"{name}[{position}]"
        if not isinstance(item, dict):
            check.fail(where, _("This is a JSON object."))
            continue
        uid, class_hash = item.get("id"), item.get("class")
        ontology_class = classes.get(class_hash) if isinstance(class_hash, str) else None
        if not isinstance(uid, str) or not UID.match(uid):
            check.fail(f"{where}.id", _("An id has 1 to 40 letters, digits or + / _ = -"))
        elif uid in seen:
            check.fail(f"{where}.id", _("The id %(id)s stands twice.") % {"id": uid})
        elif ontology_class is None or ontology_class.kind != kind:
            check.fail(f"{where}.class", _("The ontology has no such class: %(name)s") % {"name": shown(class_hash)})
        else:
            seen.add(uid)
            yield where, item, ontology_class


def _answers_of(check: _Check, where: str, answers: Any, ontology_class: OntologyClass) -> dict[str, Any]:
    try:
        return clean_answers(answers, ontology_class.attributes)
    except ValueError as error:
        check.fail(where, str(error))
        return {}
