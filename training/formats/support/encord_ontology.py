"""Encord's ontology: a tree of classes, questions and options with a hash each, and templates for skeletons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring.shapes.skeleton import DEFAULT_K
from training.formats.base import Problems
from training.formats.support.encord_shapes import SHAPES
from training.models import OntologyClass
from training.texts import shown

Entry = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ClassSpec:
    """A class as the ontology's file describes it; its questions are not checked yet."""

    kind: str
    name: str
    feature_hash: str
    shape: str = ""
    color: str = ""
    required: bool = False
    archived: bool = False
    attributes: list[Entry] = field(default_factory=list)
    skeleton: Entry = field(default_factory=dict)


def read_ontology(content: Any, problems: Problems) -> list[ClassSpec]:
    """The classes of an ontology; those it describes wrongly, or whose shape is unknown here, become problems."""
    if not isinstance(content, dict) or not all(isinstance(content.get(key), list) for key in _SECTIONS):
        message = _("An Encord ontology is an object with the lists “objects” and “classifications”.")
        problems.add(_("the file"), "", message)
        return []
    templates = _templates(content.get("skeleton_templates"), problems)
    specs = [_object(item, f"objects[{n}]", templates, problems) for n, item in enumerate(content["objects"])]
    specs += [_classification(item, f"classifications[{n}]", problems) for n, item in enumerate(content[_SECTIONS[1]])]
    if not specs:
        problems.add(_("the file"), "", _("The ontology has no class."))
    return [spec for spec in specs if spec is not None]


def write_ontology(classes: Sequence[OntologyClass]) -> Entry:
    """The ontology as Encord's SDK writes it."""
    objects = [item for item in classes if item.is_object]
    others = [item for item in classes if not item.is_object]
    content: Entry = {
        "objects": [_written_object(str(n), item) for n, item in enumerate(objects, 1)],
        "classifications": [
            {
                "id": str(n),
                "featureNodeHash": item.feature_hash,
                "attributes": [_written_question(f"{n}.1", item.attributes[0])],
            }
            for n, item in enumerate(others, 1)
        ],
    }
    templates = [{"template": _written_template(item)} for item in objects if item.shape == "skeleton"]
    return content | ({"skeleton_templates": templates} if templates else {})


_SECTIONS = ("objects", "classifications")


def _object(item: Any, where: str, templates: dict[str, Entry], problems: Problems) -> ClassSpec | None:
    if not isinstance(item, dict):
        problems.add(where, "", _("This is not an object: %(value)s") % {"value": shown(item)})
        return None
    shape, name, key = item.get("shape"), item.get("name"), item.get("featureNodeHash")
    if not isinstance(name, str) or not isinstance(key, str):
        problems.add(where, "name", _("A class has a name and a featureNodeHash, both texts."))
        return None
    where = _("class “%(name)s”") % {"name": shown(name)}
    if not isinstance(shape, str) or shape not in SHAPES:
        problems.add(where, "shape", _("The shape “%(shape)s” is not known here.") % {"shape": shown(shape)})
        return None
    if shape == "skeleton" and key not in templates:
        problems.add(where, "skeleton_templates", _("There is no template of this skeleton."))
        return None
    return ClassSpec(
        kind=OntologyClass.Kind.OBJECT,
        name=name,
        feature_hash=key,
        shape=shape,
        color=item["color"] if isinstance(item.get("color"), str) else "",
        required=item.get("required") is True,
        archived=item.get("archived") is True,
        attributes=_questions(item.get("attributes"), problems),
        skeleton=templates[key] if shape == "skeleton" else {},
    )


def _classification(item: Any, where: str, problems: Problems) -> ClassSpec | None:
    questions = item.get("attributes") if isinstance(item, dict) else None
    if not isinstance(questions, list) or len(questions) != 1 or not isinstance(questions[0], dict):
        problems.add(where, "attributes", _("A classification asks exactly one question."))
        return None
    question, key = questions[0], item.get("featureNodeHash")
    if not isinstance(key, str) or not isinstance(question.get("name"), str):
        problems.add(where, "featureNodeHash", _("A classification has a featureNodeHash, and its question a name."))
        return None
    if item.get("level") == "global":
        problems.note(_("Classifications of a whole task are asked by frame range here."))
    return ClassSpec(
        kind=OntologyClass.Kind.CLASSIFICATION,
        name=question["name"],
        feature_hash=key,
        required=question.get("required") is True,
        archived=question.get("archived") is True,
        attributes=_questions([{**question, "dynamic": False}], problems),
    )


def _questions(items: Any, problems: Problems) -> list[Entry]:
    """The tree as it came, for the ontology's own checks; archived branches are said to come back."""
    items = items if isinstance(items, list) else []
    waiting = [item for item in items if isinstance(item, dict)]
    while waiting:
        item = waiting.pop()
        if item.get("archived") is True:
            problems.note(_("Archived attributes and options are asked about again: labels may refer to them."))
        below = item.get("options")
        waiting += [child for child in below if isinstance(child, dict)] if isinstance(below, list) else []
    return items


def _templates(items: Any, problems: Problems) -> dict[str, Entry]:
    templates = {}
    for number, item in enumerate(items if isinstance(items, list) else []):
        template = item.get("template") if isinstance(item, dict) else None
        where = f"skeleton_templates[{number}]"
        if not isinstance(template, dict) or not isinstance(template.get("skeleton"), dict):
            problems.add(where, "skeleton", _("A template holds the nodes of its skeleton."))
            continue
        found = _template(template)
        if found is None:
            problems.add(where, "skeleton", _("A node has a featureHash of its own, and x and y."))
            continue
        templates[str(template.get("feature_node_hash"))] = found
    return templates


def _template(template: Entry) -> Entry | None:
    nodes: list[Entry] = []
    ids: dict[str, str] = {}
    for key, node in template["skeleton"].items():
        if not isinstance(node, dict) or not isinstance(node.get("featureHash"), str):
            return None
        place: list[Any] = [node.get("x"), node.get("y")]
        if node["featureHash"] in ids.values() or not all(_is_share(value) for value in place):
            return None
        ids[key] = node["featureHash"]
        name = str(node.get("name") or key)
        x, y = (min(max(float(value), 0.0), 1.0) for value in place)
        nodes.append({"id": ids[key], "name": name, "x": x, "y": y, "k": DEFAULT_K})
    edges = template.get("skeletonEdges")
    pairs = [
        [ids[first], ids[second]]
        for first, others in (edges if isinstance(edges, dict) else {}).items()
        for second in (others if isinstance(others, dict) else {})
        if first in ids and second in ids
    ]
    return {"nodes": nodes, "edges": pairs} if nodes else None


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _written_object(number: str, item: OntologyClass) -> Entry:
    written: Entry = {
        "id": number,
        "name": item.name,
        "color": item.color,
        "shape": item.shape,
        "featureNodeHash": item.feature_hash,
        "required": item.required,
        "archived": item.archived,
    }
    questions = [_written_question(f"{number}.{n}", question) for n, question in enumerate(item.attributes, 1)]
    return written | ({"attributes": questions} if questions else {})


def _written_question(number: str, question: Entry) -> Entry:
    written: Entry = {
        "id": number,
        "name": question["name"],
        "type": question["type"],
        "featureNodeHash": question["featureNodeHash"],
        "required": bool(question.get("required")),
        "archived": False,
        "dynamic": bool(question.get("dynamic")),
    }
    options = [_written_option(f"{number}.{n}", option) for n, option in enumerate(question.get("options") or [], 1)]
    return written | ({"options": options} if options else {})


def _written_option(number: str, option: Entry) -> Entry:
    written: Entry = {
        "id": number,
        "label": option["label"],
        "value": option["value"],
        "featureNodeHash": option["featureNodeHash"],
        "archived": False,
    }
    below = [_written_question(f"{number}.{n}", question) for n, question in enumerate(option.get("options") or [], 1)]
    return written | ({"options": below} if below else {})


def _written_template(item: OntologyClass) -> Entry:
    nodes = item.skeleton.get("nodes", [])
    place = {node["id"]: str(number) for number, node in enumerate(nodes)}
    edges: dict[str, Entry] = {}
    for first, second in item.skeleton.get("edges", []):
        edges.setdefault(place[first], {})[place[second]] = {"color": "#000000"}
    return {
        "name": item.name,
        "width": 0.2,
        "height": 0.2,
        "skeleton": {
            str(number): {
                "x": node["x"],
                "y": node["y"],
                "name": node.get("name") or node["id"],
                "color": "#000000",
                "value": "",
                "featureHash": node["id"],
            }
            for number, node in enumerate(nodes)
        },
        "skeletonEdges": edges,
        "feature_node_hash": item.feature_hash,
        "shape": "skeleton",
    }
