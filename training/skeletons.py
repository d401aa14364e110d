"""Templates of skeletons to begin with: the nodes' names and k are COCO's, where they stand is ours.

k is how far a node may be off, as a share of the object's size: twice the deviation that COCO's evaluation measured
among annotators. Places are shares of the template's box, from 0 at its left and top to 1.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.shapes.skeleton import DEFAULT_K

#: name, x, y, k
PERSON = (
    ("nose", 0.5, 0.07, 0.052),
    ("left eye", 0.54, 0.04, 0.05),
    ("right eye", 0.46, 0.04, 0.05),
    ("left ear", 0.6, 0.06, 0.07),
    ("right ear", 0.4, 0.06, 0.07),
    ("left shoulder", 0.7, 0.2, 0.158),
    ("right shoulder", 0.3, 0.2, 0.158),
    ("left elbow", 0.83, 0.36, 0.144),
    ("right elbow", 0.17, 0.36, 0.144),
    ("left wrist", 0.92, 0.51, 0.124),
    ("right wrist", 0.08, 0.51, 0.124),
    ("left hip", 0.62, 0.53, 0.214),
    ("right hip", 0.38, 0.53, 0.214),
    ("left knee", 0.64, 0.75, 0.174),
    ("right knee", 0.36, 0.75, 0.174),
    ("left ankle", 0.65, 0.97, 0.178),
    ("right ankle", 0.35, 0.97, 0.178),
)
PERSON_EDGES = (
    *((0, 1), (0, 2), (1, 3), (2, 4), (0, 5), (0, 6), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10)),
    *((5, 11), (6, 12), (11, 12), (11, 13), (13, 15), (12, 14), (14, 16)),
)
#: Of each finger, from its root to its tip.
FINGERS = (
    ("thumb", ((0.3, 0.86), (0.15, 0.7), (0.07, 0.57), (0.02, 0.46))),
    ("forefinger", ((0.3, 0.52), (0.26, 0.32), (0.24, 0.19), (0.23, 0.08))),
    ("middle finger", ((0.48, 0.5), (0.48, 0.27), (0.48, 0.13), (0.48, 0.01))),
    ("ring finger", ((0.65, 0.52), (0.69, 0.31), (0.71, 0.18), (0.72, 0.07))),
    ("little finger", ((0.8, 0.58), (0.88, 0.43), (0.92, 0.33), (0.96, 0.24))),
)


@dataclass(frozen=True)
class Preset:
    """A template to begin with."""

    label: str | Promise
    template: dict[str, list[Any]]


def _person() -> dict[str, list[Any]]:
    nodes = [_node(number, *facts) for number, facts in enumerate(PERSON)]
    return {"nodes": nodes, "edges": [[_id(one), _id(other)] for one, other in PERSON_EDGES]}


def _hand() -> dict[str, list[Any]]:
    nodes, edges = [_node(0, "wrist", 0.5, 0.99, DEFAULT_K)], []
    for name, places in FINGERS:
        before = 0
        for joint, (x, y) in enumerate(places, 1):
            number = len(nodes)
            nodes.append(_node(number, f"{name} {joint}", x, y, DEFAULT_K))
            edges.append([_id(before), _id(number)])
            before = number
    return {"nodes": nodes, "edges": edges}


def _node(number: int, name: str, x: float, y: float, k: float) -> dict[str, Any]:
    return {"id": _id(number), "name": name, "x": x, "y": y, "k": k}


def _id(number: int) -> str:
    return f"node{number:02}"


PRESETS: dict[str, Preset] = {
    "person": Preset(_("Person, 17 nodes"), _person()),
    "hand": Preset(_("Hand, 21 nodes"), _hand()),
}
