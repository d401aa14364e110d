"""Reads CVAT's XML: the images of a task, or the tracks of a film."""

from typing import Any

from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from scoring.errors import GeometryError
from training.formats.base import Problems
from training.formats.support.cvat_shapes import SHAPES_OF, read_shape
from training.formats.support.named_answers import attributes_of, from_texts
from training.formats.support.targets import Classes, Drafts, Picture, Pictures, checked
from training.formats.support.xml import Element, Readable, elements
from training.models import DataUnit, OntologyClass
from training.texts import shown

Entry = dict[str, Any]


class CvatReader:
    """Reads one file after the other into the same drafts."""

    def __init__(self, pictures: Pictures, classes: Classes, problems: Problems) -> None:
        self.pictures, self.classes, self.problems = pictures, classes, problems
        self.drafts = Drafts()

    def read(self, file: Readable, path: str) -> None:
        """One file: image by image, track by track. What the task says of itself stands before them."""
        meta = Element("meta", {}, 0)
        unit: DataUnit | None = None
        n_found = 0
        for element in elements(file, ("meta", "image", "track"), "annotations"):
            where = _("%(file)s, line %(line)d") % {"file": path, "line": element.line}
            if element.tag == "meta":
                meta = element
                unit = self._film(meta)
                if unit is not None:
                    self.drafts.of(unit)
                continue
            n_found += 1
            if element.tag == "image":
                self._image(element, where)
            elif unit is None:
                name = meta.value("source") or meta.value("task", "name") or ""
                message = _("The project has no data unit with several frames called “%(name)s”.")
                self.problems.add(where, "source", message % {"name": shown(name)})
                return
            else:
                self._track(element, unit, where)
        if not n_found and unit is None and not self.problems.count:
            self.problems.add(path, "", _("The file holds no image and no track."))

    def _film(self, meta: Element) -> DataUnit | None:
        names = [meta.value("source"), meta.value("task", "source"), meta.value("task", "name")]
        for name in filter(None, names):
            fitting = [unit for unit in self.pictures.named(name) if unit.n_frames > 1]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def _image(self, image: Element, where: str) -> None:
        name = image.attributes.get("name")
        picture = self.pictures.find(name, where, "name", self.problems)
        width, height = (_whole(image.attributes.get(side)) for side in ("width", "height"))
        if picture is None or not self.pictures.has_size(picture, width, height, where, self.problems):
            return
        self.drafts.open(picture)
        for element in image.children:
            place = _("image “%(name)s”, %(tag)s (line %(line)d)")
            where = place % {"name": shown(name), "tag": element.tag, "line": element.line}
            if element.tag == "tag":
                self._tag(element, picture, where)
            elif found := self._shape(element, element.attributes.get("label"), element.tag, picture, where):
                ontology_class, geometry = found
                questions = [item for item in ontology_class.attributes if not item.get("dynamic")]
                answers = self._answers(element, questions, ontology_class, where)
                self.drafts.add(picture, ontology_class, geometry, attributes=answers)

    def _shape(
        self, element: Element, label: str | None, name: str, picture: Picture, where: str
    ) -> tuple[OntologyClass, Entry] | None:
        """The class and the geometry of an element, or None with a problem."""
        if name not in SHAPES_OF:
            message = _("The shape “%(shape)s” is not known here.") % {"shape": shown(name)}
            self.problems.add(where, "", message)
            return None
        ontology_class = self.classes.find(label, SHAPES_OF[name], where, "label", self.problems)
        if ontology_class is None:
            return None
        if element.attributes.get("occluded") == "1":
            self.problems.note(_("The marks of occluded objects are left out."))
        try:
            geometry = read_shape(element, ontology_class, picture)
            return ontology_class, checked(ontology_class, geometry, picture, name)
        except GeometryError as error:
            self.problems.add(where, error.field, error.message)
            return None

    def _tag(self, element: Element, picture: Picture, where: str) -> None:
        label = element.attributes.get("label", "")
        ontology_class = self.classes.classification(label)
        if ontology_class is None:
            message = _("The ontology has no classification “%(name)s”.") % {"name": shown(label)}
            self.problems.add(where, "label", message)
            return
        answers = self._answers(element, ontology_class.attributes, ontology_class, where)
        uid, ranges = get_random_string(12), [[picture.frame, picture.frame]]
        item = {"id": uid, "class": ontology_class.feature_hash, "answers": answers, "ranges": ranges}
        self.drafts.of(picture.unit)["classifications"].append(item)

    def _answers(
        self, element: Element, questions: list[Entry], ontology_class: OntologyClass, where: str
    ) -> dict[str, Any]:
        texts = {child.attributes.get("name", ""): child.text for child in element.children if child.tag == "attribute"}
        try:
            answers, unknown = from_texts(texts, questions)
        except ValueError as error:
            self.problems.add(where, "attribute", str(error))
            return {}
        for name in unknown:
            message = _("The class “%(name)s” has no question “%(question)s”; its answers are left out.")
            self.problems.note(message % {"name": ontology_class.name, "question": shown(name)})
        return answers

    def _track(self, track: Element, unit: DataUnit, where: str) -> None:
        """One object over the frames on which it is not outside."""
        label, uid = track.attributes.get("label"), get_random_string(12)
        ontology_class: OntologyClass | None = None
        answers: dict[int, dict[str, Any]] = {}
        document = self.drafts.of(unit)
        for element in track.children:
            frame = _whole(element.attributes.get("frame"))
            place = _("track %(id)s, frame %(frame)s (line %(line)d)")
            values = {"id": shown(track.attributes.get("id")), "frame": shown(frame), "line": element.line}
            where = place % values
            if not isinstance(frame, int) or not frame < unit.n_frames:
                message = _("There is no such frame: they go from 0 to %d.") % (unit.n_frames - 1)
                self.problems.add(where, "frame", message)
                continue
            if element.attributes.get("outside") == "1":
                continue
            found = self._shape(element, label, element.tag, self.pictures.picture(unit, frame), where)
            if found is None:
                if not self.classes.named(label):
                    return  # said once, not for every frame
                continue
            ontology_class, geometry = found
            mark = {"interpolated": True} if element.attributes.get("keyframe") == "0" else {}
            document["frames"].setdefault(str(frame), []).append({"object": uid, **geometry, **mark})
            answers[frame] = self._answers(element, ontology_class.attributes, ontology_class, where)
        if ontology_class is not None:
            facts = self._facts(ontology_class, answers, where)
            document["objects"].append({"id": uid, "class": ontology_class.feature_hash, **facts})

    def _facts(self, ontology_class: OntologyClass, answers: dict[int, dict[str, Any]], where: str) -> Entry:
        """Answers that hold throughout, and those by stretches of frames, for the questions that may change."""
        changing = [question for question in ontology_class.attributes if question.get("dynamic")]
        root_of = {
            attribute.question["featureNodeHash"]: attribute.root for attribute in attributes_of(changing).values()
        }
        static: dict[str, Any] = {}
        spans: dict[str, list[Entry]] = {}
        for frame, given in sorted(answers.items()):
            by_root: dict[str, dict[str, Any]] = {}
            for key, answer in given.items():
                if key in root_of:
                    by_root.setdefault(root_of[key], {})[key] = answer
                elif static.setdefault(key, answer) != answer:
                    message = _("An answer of “%(name)s” changes by frame, and its question may not.")
                    self.problems.add(where, "attribute", message % {"name": ontology_class.name})
            for root, held in by_root.items():
                _extend(spans.setdefault(root, []), frame, held)
        return {"attributes": static} | ({"dynamic": spans} if spans else {})


def _extend(spans: list[Entry], frame: int, answers: dict[str, Any]) -> None:
    if spans and spans[-1]["range"][1] == frame - 1 and spans[-1]["answers"] == answers:
        spans[-1]["range"][1] = frame
    else:
        spans.append({"range": [frame, frame], "answers": answers})


def _whole(text: str | None) -> int | str | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else text
