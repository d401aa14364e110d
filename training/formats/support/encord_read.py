"""Reads Encord's label rows, in all three dialects: classifications by frame, by range, or both.

Everything is matched by hash and never by name, but the data unit, which may be another portal's: its title does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring.errors import GeometryError
from training.documents import UID
from training.formats.base import Document, Problems
from training.formats.support.encord_answers import AnswerError, joined, read_answers, read_dynamic, read_ranges
from training.formats.support.encord_shapes import SHAPES
from training.formats.support.targets import Drafts, Pictures, checked
from training.kernel_words import reason
from training.models import DataUnit, OntologyClass
from training.texts import shown

Entry = dict[str, Any]


@dataclass
class RowReader:
    """Reads the rows of one file into documents."""

    pictures: Pictures
    classes: dict[str, OntologyClass]
    problems: Problems
    drafts: Drafts = field(default_factory=Drafts)

    def read(self, row: Any, position: int) -> None:
        """One label row; what is wrong with it becomes problems."""
        where = _("row %(number)d") % {"number": position + 1}
        if not isinstance(row, dict) or not isinstance(row.get("data_units"), dict):
            self.problems.add(where, "data_units", _("A label row is an object with “data_units”."))
            return
        unit = self._unit(row, where)
        if unit is None:
            return
        where = _("row “%(title)s”") % {"title": unit.title}
        if unit.pk in self.drafts.documents:
            self.problems.add(where, "data_hash", _("The file has two rows for this data unit."))
            return
        _Row(self, row, unit, where).read()

    def _unit(self, row: Entry, where: str) -> DataUnit | None:
        hashes = {str(unit.uuid): unit for unit in self.pictures.units}
        if unit := hashes.get(str(row.get("data_hash"))):
            return unit
        title = row.get("data_title")
        fitting = self.pictures.named(title) if isinstance(title, str) and title.strip() else []
        if len(fitting) == 1:
            return fitting[0]
        message = _("The project has no data unit called “%(name)s”.")
        if fitting:
            message = _("The project has several data units called “%(name)s”.")
        self.problems.add(where, "data_title", message % {"name": shown(title)})
        return None


class _Row:
    """One row while it is read."""

    def __init__(self, reader: RowReader, row: Entry, unit: DataUnit, where: str) -> None:
        self.reader, self.row, self.unit, self.where = reader, row, unit, where
        self.problems = reader.problems
        self.document: Document = reader.drafts.of(unit)
        self.objects: dict[str, OntologyClass | None] = {}
        #: From the frames' own lists: which class a classification is of, and where it stands.
        self.listed: dict[str, tuple[Any, list[int]]] = {}

    def read(self) -> None:
        for frame, labels, place in self._frames():
            self.document["frames"].setdefault(str(frame), [])
            for item in self._entries(labels, "objects", place):
                self._object(item, frame, place)
            for item in self._entries(labels, "classifications", place):
                key = item.get("classificationHash")
                if isinstance(key, str):
                    self.listed.setdefault(key, (item.get("featureHash"), []))[1].append(frame)
        self._object_answers()
        self._classifications()

    def _frames(self) -> Iterator[tuple[int, Entry, str]]:
        """Each frame with its labels: a unit per picture, or a unit with a table of frames."""
        for key, data_unit in self.row["data_units"].items():
            labels = data_unit.get("labels") if isinstance(data_unit, dict) else None
            if not isinstance(labels, dict):
                self._fail("", f"data_units.{shown(key)}", _("A data unit is an object with “labels”."))
                continue
            if isinstance(labels.get("objects"), list) or isinstance(labels.get("classifications"), list):
                found = [(data_unit.get("data_sequence", 0), labels)]
            else:
                found = list(labels.items())
            for index, entry in found:
                frame = self._frame(index)
                place = _("frame %(frame)s") % {"frame": shown(index)}
                if frame is None or not isinstance(entry, dict):
                    message = _("There is no such frame: they go from 0 to %d.") % (self.unit.n_frames - 1)
                    self._fail(place, "data_sequence", message)
                else:
                    self._note_size(data_unit, frame)
                    yield frame, entry, place

    def _frame(self, index: Any) -> int | None:
        is_number = isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 10
        frame = int(index) if is_number else index
        is_known = isinstance(frame, int) and not isinstance(frame, bool) and 0 <= frame < self.unit.n_frames
        return frame if is_known else None

    def _note_size(self, data_unit: Entry, frame: int) -> None:
        size = self.reader.pictures.sizes(self.unit)[frame]
        if (data_unit.get("width", size.width), data_unit.get("height", size.height)) != (size.width, size.height):
            message = _("“%(unit)s” has another size in the file; labels are scaled to the picture.")
            self.problems.note(message % {"unit": self.unit.title})

    def _object(self, item: Entry, frame: int, place: str) -> None:
        uid = item.get("objectHash")
        place = _("%(frame)s, object %(id)s") % {"frame": place, "id": shown(uid)}
        if item.get("isDeleted"):
            self.problems.note(_("Labels that are marked as deleted are left out."))
            return
        if not isinstance(uid, str) or not UID.match(uid):
            self._fail(place, "objectHash", _("An id has 1 to 40 letters, digits or + / _ = -"))
            return
        ontology_class = self._class_of(uid, item, place)
        if ontology_class is None:
            return
        shape = SHAPES[ontology_class.shape]
        picture = self.reader.pictures.picture(self.unit, frame)
        size = self.reader.pictures.sizes(self.unit)[frame]
        try:
            geometry = checked(
                ontology_class, shape.read(item.get(shape.key), size, ontology_class, item), picture, shape.key
            )
        except GeometryError as error:
            self._fail(place, error.field, reason(error))
            return
        mark = {"interpolated": True} if self.unit.n_frames > 1 and item.get("manualAnnotation") is False else {}
        self.document["frames"][str(frame)].append({"object": uid, **geometry, **mark})

    def _class_of(self, uid: str, item: Entry, place: str) -> OntologyClass | None:
        """The class of an object, with a problem where there is none; an instance keeps its class."""
        key = item.get("featureHash")
        ontology_class = self.reader.classes.get(key) if isinstance(key, str) else None
        if ontology_class is None or not ontology_class.is_object or ontology_class.shape not in SHAPES:
            if uid not in self.objects:
                values = {"hash": shown(key), "name": shown(item.get("name"))}
                message = _("The ontology has no object class %(hash)s (%(name)s). Import Encord’s ontology first.")
                self._fail(place, "featureHash", message % values)
            self.objects.setdefault(uid, None)
            return None
        if uid not in self.objects:
            self.document["objects"].append({"id": uid, "class": ontology_class.feature_hash, "attributes": {}})
        if self.objects.setdefault(uid, ontology_class) != ontology_class:
            self._fail(place, "featureHash", _("The object is of another class on an earlier frame."))
            return None
        return ontology_class

    def _object_answers(self) -> None:
        answers, actions = self._table("object_answers"), self._table("object_actions")
        for item in self.document["objects"]:
            questions = self.objects[item["id"]].attributes  # type: ignore[union-attr]
            place = _("object %(id)s") % {"id": item["id"]}
            try:
                given = answers.get(item["id"], {}).get("classifications")
                item["attributes"] = read_answers(given, questions)
                changing = [question for question in questions if question.get("dynamic")]
                given = actions.get(item["id"], {}).get("actions")
                dynamic = read_dynamic(given, changing, self.unit.n_frames)
            except AnswerError as error:
                self._fail(place, error.field, error.message)
                continue
            if dynamic:
                item["dynamic"] = dynamic
        if set(answers) - set(self.objects):
            self.problems.note(_("Answers about objects without any label are left out."))

    def _classifications(self) -> None:
        table = self._table("classification_answers")
        if orphans := set(self.listed) - set(table):
            self._fail("", "classification_answers", _("There is no answer for %(id)s.") % {"id": shown(min(orphans))})
        for uid, answer in table.items():
            place = _("classification %(id)s") % {"id": shown(uid)}
            listed_class, frames = self.listed.get(uid, (None, []))
            key = answer.get("featureHash") or listed_class
            ontology_class = self.reader.classes.get(key) if isinstance(key, str) else None
            if key is None:
                self.problems.note(_("Answers about classifications that stand on no frame are left out."))
            elif ontology_class is None or ontology_class.is_object:
                message = _("The ontology has no classification %(hash)s.") % {"hash": shown(key)}
                self._fail(place, "featureHash", message)
            elif not UID.match(uid):
                self._fail(place, "classificationHash", _("An id has 1 to 40 letters, digits or + / _ = -"))
            else:
                self._classification(uid, answer, ontology_class, frames, place)

    def _classification(
        self, uid: str, answer: Entry, ontology_class: OntologyClass, frames: list[int], place: str
    ) -> None:
        try:
            given = answer.get("range")
            ranges = read_ranges(given, self.unit.n_frames) if given else joined([frame, frame] for frame in frames)
            answers = read_answers(answer.get("classifications"), ontology_class.attributes)
        except AnswerError as error:
            self._fail(place, error.field, error.message)
            return
        if not ranges:
            self.problems.note(_("Answers about classifications that stand on no frame are left out."))
            return
        item = {"id": uid, "class": ontology_class.feature_hash, "answers": answers, "ranges": ranges}
        self.document["classifications"].append(item)

    def _table(self, name: str) -> dict[str, Entry]:
        table = self.row.get(name) or {}
        if not isinstance(table, dict) or not all(isinstance(value, dict) for value in table.values()):
            self._fail("", name, _("This is an object of objects."))
            return {}
        return table

    def _entries(self, labels: Entry, name: str, place: str) -> list[Entry]:
        items = labels.get(name) or []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self._fail(place, name, _("A list of objects is expected here."))
            return []
        return items

    def _fail(self, place: str, field: str, message: str) -> None:
        self.problems.add(f"{self.where}, {place}" if place else self.where, field, message)
