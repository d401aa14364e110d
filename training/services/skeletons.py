"""Checks and keeps the template of a skeleton class: its nodes, and the edges that are drawn between them."""

import math
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.shapes.skeleton import DEFAULT_K
from training.errors import InvalidError
from training.models import OntologyClass
from training.services.ontologies import is_used, locked_class
from training.services.questions import new_hash
from training.skeletons import PRESETS

MAX_NODES = 100
MAX_EDGES = 300
MAX_NAME = 100
MAX_K = 10.0
#: What labels may have in common with the template for ever.
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
#: An id that a page made up for a node that is not stored yet.
NEW = "new-"


@transaction.atomic
def save_template(*, actor: Any, ontology_class: OntologyClass, template: dict[str, Any]) -> OntologyClass:
    """Set a skeleton's template. Once there are labels, nodes are neither added nor removed; all else may change.

    Raises:
        InvalidError: the class is no skeleton, or the template is wrong; the message names the node or edge.
    """
    changed = locked_class(ontology_class)
    if not changed.is_skeleton:
        raise InvalidError(_("“%(name)s” is not a skeleton.") % {"name": changed.name})
    cleaned = clean_template(template)
    before = {node["id"] for node in changed.skeleton.get("nodes", [])}
    if before and before != {node["id"] for node in cleaned["nodes"]} and is_used(changed):
        raise InvalidError(
            _("“%(name)s” has labels: its nodes can be renamed and moved, but not added or removed.")
            % {"name": changed.name}
        )
    changed.skeleton = cleaned
    changed.save(update_fields=["skeleton"])
    return changed


@transaction.atomic
def use_preset(*, actor: Any, ontology_class: OntologyClass, preset: str) -> OntologyClass:
    """Begin with one of our templates, in place of the one that is there."""
    if preset not in PRESETS:
        raise InvalidError(_("There is no such template."))
    return save_template(actor=actor, ontology_class=ontology_class, template=PRESETS[preset].template)


def clean_template(template: dict[str, Any]) -> dict[str, Any]:
    """The template in the form that is stored; nodes that a page made up get ids of their own.

    Raises:
        InvalidError: no node or too many; a name missing or twice; a place outside of the box; an edge to nowhere, to
            itself, or twice.
    """
    nodes, edges = list(template.get("nodes", [])), list(template.get("edges", []))
    if not nodes:
        raise InvalidError(_("Draw at least one node."))
    if len(nodes) > MAX_NODES or len(edges) > MAX_EDGES:
        raise InvalidError(
            _("A skeleton has %(nodes)d nodes and %(edges)d edges at most.") % {"nodes": MAX_NODES, "edges": MAX_EDGES}
        )
    taken = {str(node.get("id", "")) for node in nodes}
    ids = {str(node.get("id", "")): _id_of(node, taken) for node in nodes if node.get("id")}
    cleaned = [_clean_node(node, ids, taken) for node in nodes]
    _refuse_twins([node["id"] for node in cleaned], _("Two nodes have the same id: %(twin)s"))
    _refuse_twins([node["name"].casefold() for node in cleaned], _("Two nodes have the same name: %(twin)s"))
    return {"nodes": cleaned, "edges": _clean_edges(edges, ids)}


def _clean_node(node: dict[str, Any], ids: dict[str, str], taken: set[str]) -> dict[str, Any]:
    name = str(node.get("name", "")).strip()
    if not name or len(name) > MAX_NAME:
        raise InvalidError(_("A node’s name has 1 to %(max)d characters.") % {"max": MAX_NAME})
    place = {axis: _number(node.get(axis), name, low=0.0, high=1.0) for axis in ("x", "y")}
    k = _number(node.get("k", DEFAULT_K), name, low=0.001, high=MAX_K)
    given = str(node.get("id", ""))
    return {"id": ids.get(given) or new_hash(taken), "name": name, **place, "k": k}


def _number(value: Any, name: str, *, low: float, high: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not low <= value <= high:
        raise InvalidError(
            _("%(name)s: a place is a share of the box from 0 to 100 %%, and k a number above 0 and up to %(max)d.")
            % {"name": name, "max": MAX_K}
        )
    return round(float(value), 4)


def _id_of(node: dict[str, Any], taken: set[str]) -> str:
    given = str(node["id"])
    if given.startswith(NEW):
        return new_hash(taken)
    if not _ID.fullmatch(given):
        raise InvalidError(_("A node’s id has letters and digits alone."))
    return given


def _clean_edges(edges: list[Any], ids: dict[str, str]) -> list[list[str]]:
    cleaned = []
    for edge in edges:
        ends = [ids.get(str(end)) for end in edge]
        known = [end for end in ends if end]
        if len(ends) != 2 or len(known) != 2 or known[0] == known[1]:
            raise InvalidError(_("An edge goes from one node to another."))
        cleaned.append(known)
    _refuse_twins([" – ".join(sorted(edge)) for edge in cleaned], _("An edge is there twice: %(twin)s"))
    return cleaned


def _refuse_twins(values: list[str], sentence: str) -> None:
    twins = {value for value in values if values.count(value) > 1}
    if twins:
        raise InvalidError(sentence % {"twin": min(twins)})
