"""Writes CVAT's XML 1.1: one file with all images, and one for each film with its tracks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.formats.base import LabelledUnit
from training.formats.support.cvat_shapes import node_names, write_shapes
from training.formats.support.named_answers import attributes_of, to_texts
from training.formats.support.xml import plain, tag
from training.models import OntologyClass

Entry = dict[str, Any]
Classes = Mapping[str, OntologyClass]

#: Our kinds of questions in CVAT's words.
_INPUTS = {"radio": "select", "checklist": "checkbox", "numeric": "number", "text": "text"}
#: Our shapes in CVAT's words.
_TYPES = {
    "bounding_box": "rectangle",
    "rotatable_bounding_box": "rectangle",
    "point": "points",
    "bitmask": "mask",
    "": "tag",
}
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n'
TAIL = "</annotations>\n"


def write_meta(title: str, mode: str, n_frames: int, classes: Sequence[OntologyClass], source: str = "") -> str:
    """What the task is called, its labels with their attributes, and, for a film, which it is of."""
    labels = tag("labels", None, *(_label(item) for item in classes))
    facts = [tag("name", None, plain(title)), tag("size", None, str(n_frames)), tag("mode", None, mode), labels]
    about = [tag("task", None, *facts)] + ([tag("source", None, plain(source))] if source else [])
    return tag("version", None, "1.1") + tag("meta", None, *about)


def write_image(number: int, labelled: LabelledUnit, classes: Classes) -> str:
    """A single picture with its shapes, bottom first, and its classifications."""
    objects = {item["id"]: item for item in labelled.document["objects"]}
    children = []
    for place, shape in enumerate(labelled.document["frames"].get("0", [])):
        item = objects[shape["object"]]
        ontology_class = classes[item["class"]]
        questions = [question for question in ontology_class.attributes if not question.get("dynamic")]
        answers = _attributes(item["attributes"], questions)
        for name, geometry, inside in write_shapes(shape, ontology_class):
            facts = {"label": ontology_class.name, "source": "manual", "occluded": 0, **geometry, "z_order": place}
            children.append(tag(name, facts, *inside, *answers))
    for item in labelled.document["classifications"]:
        ontology_class = classes[item["class"]]
        answers = _attributes(item["answers"], ontology_class.attributes)
        children.append(tag("tag", {"label": ontology_class.name, "source": "manual"}, *answers))
    size = labelled.sizes[0]
    facts = {"id": number, "name": labelled.name, "width": size.width, "height": size.height}
    return tag("image", facts, "\n", *children)


def write_tracks(labelled: LabelledUnit, classes: Classes) -> Iterator[str]:
    """The objects of a film; a part of a polygon is a track of its own."""
    places: dict[str, list[tuple[int, Entry, int]]] = {}
    for key in sorted(labelled.document["frames"], key=int):
        for place, shape in enumerate(labelled.document["frames"][key]):
            places.setdefault(shape["object"], []).append((int(key), shape, place))
    number = 0
    for item in labelled.document["objects"]:
        ontology_class = classes[item["class"]]
        tracks: dict[int, list[str]] = {}
        for frame, shape, place in places.get(item["id"], ()):
            answers = _attributes(_answers_on(item, frame), ontology_class.attributes)
            is_key = 0 if shape.get("interpolated") else 1
            facts = {"frame": frame, "keyframe": is_key, "outside": 0, "occluded": 0, "z_order": place}
            for part, (name, geometry, inside) in enumerate(write_shapes(shape, ontology_class)):
                entries = tracks.setdefault(part, [])
                entries.append(tag(name, {**facts, **geometry}, *inside, *answers))
                if _ends(places[item["id"]], frame, part, len(labelled.sizes)):
                    gone = {**facts, **geometry, "frame": frame + 1, "outside": 1, "keyframe": 1}
                    entries.append(tag(name, gone, *inside, *answers))
        for entries in tracks.values():
            yield tag("track", {"id": number, "label": ontology_class.name, "source": "manual"}, "\n", *entries)
            number += 1


def _ends(places: list[tuple[int, Entry, int]], frame: int, part: int, n_frames: int) -> bool:
    """Whether this part is gone on the next frame: CVAT shows what it is not told of as it was."""
    if frame + 1 >= n_frames:
        return False
    following = next((shape for other, shape, _place in places if other == frame + 1), None)
    return following is None or part >= len(following.get("polygons", "1"))


def _answers_on(item: Entry, frame: int) -> Entry:
    answers = dict(item["attributes"])
    for spans in item.get("dynamic", {}).values():
        for span in spans:
            if span["range"][0] <= frame <= span["range"][1]:
                answers |= span["answers"]
    return answers


def _attributes(answers: Entry, questions: Sequence[Entry]) -> list[str]:
    return [tag("attribute", {"name": name}, plain(text)) for name, text in to_texts(answers, questions).items()]


def _label(item: OntologyClass) -> str:
    attributes = []
    for name, attribute in attributes_of(item.attributes).items():
        question = attribute.question
        values = [option["label"] for option in question.get("options") or []]
        facts = (
            ("name", name),
            ("mutable", str(bool(question.get("dynamic")))),
            ("input_type", _INPUTS[question["type"]]),
            ("default_value", ""),
            ("values", "" if attribute.option else "\n".join(values)),
        )
        attributes.append(tag("attribute", None, *(tag(key, None, plain(value)) for key, value in facts)))
    nodes = [] if item.shape != "skeleton" else [_node(item, name) for name in node_names(item).values()]
    about = (("name", item.name), ("color", item.color), ("type", _TYPES.get(item.shape, item.shape)))
    inside = [tag(key, None, plain(value)) for key, value in about]
    return tag("label", None, *inside, tag("attributes", None, *attributes), *nodes)


def _node(item: OntologyClass, name: str) -> str:
    """CVAT lists a skeleton's nodes among the labels; here they stand inside of theirs."""
    return tag("sublabel", None, tag("name", None, plain(name)), tag("type", None, "points"))
