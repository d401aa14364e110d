"""Skeletons (object primitives): COCO's object keypoint similarity over the nodes labelled in the reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.arrays import BoolArray, FloatArray, IndexArray, Packed, Pairs
from scoring.classes import ClassSpec
from scoring.errors import GeometryError
from scoring.shapes.base import Geometry, Shape, not_repaired, number

#: k of a node whose class names none: the share of the object's size at which a miss begins to tell.
DEFAULT_K = 0.05
#: What a node is, and whether it counts as labelled: an invisible node has no place.
VISIBILITY = {"visible": True, "occluded": True, "invisible": False}
#: The distance, in units of s k, beyond which a similarity rounds to 0 millionths.
REACH = float(np.sqrt(2 * np.log(2e6)))


def check(geometry: Geometry, width: int, height: int) -> None:
    """GeometryError unless `nodes` are different nodes with a visibility, those that are labelled with a place."""
    nodes = geometry.get("nodes")
    if not isinstance(nodes, list | tuple):
        raise GeometryError("nodes", "is missing" if nodes is None else "must be a list of nodes")
    seen = set()
    for node in nodes:
        if not isinstance(node, dict) or not isinstance(node.get("id"), str):
            raise GeometryError("nodes", "every node must have an id")
        if node["id"] in seen:
            raise GeometryError("nodes", "node %(node)s stands there twice", node=node["id"])
        seen.add(node["id"])
        visibility = node.get("visibility")
        if not isinstance(visibility, str) or visibility not in VISIBILITY:
            words = ", ".join(VISIBILITY)
            raise GeometryError("nodes", "node %(node)s must be one of %(words)s", node=node["id"], words=words)
        if VISIBILITY[visibility]:
            for axis in "xy":
                number(node.get(axis), "nodes")


def check_class(geometry: Geometry, spec: ClassSpec) -> None:
    """GeometryError for a node that the class's template does not have."""
    for node in geometry["nodes"]:
        if node["id"] not in spec.nodes:
            raise GeometryError("nodes", "%(name)s has no node %(node)s", name=spec.label, node=node["id"])


def pack(geometries: Sequence[Geometry], classes: Sequence[ClassSpec]) -> tuple[Packed, BoolArray]:
    """(n, K, 2) float64 x, y in pixels in the order of the class's template; NaN for a node that is not labelled.

    A class without template takes the nodes in the order in which they stand, enough to ask whether there are any.
    """
    templates = [
        list(spec.nodes) or [node["id"] for node in geometry["nodes"]]
        for geometry, spec in zip(geometries, classes, strict=True)
    ]
    packed = np.full((len(geometries), max(map(len, templates), default=0), 2), np.nan)
    for row, (geometry, template) in enumerate(zip(geometries, templates, strict=True)):
        place = {node: index for index, node in enumerate(template)}
        for node in geometry["nodes"]:
            if VISIBILITY[node["visibility"]]:
                packed[row, place[node["id"]]] = node["x"], node["y"]
    return not_repaired(packed)


def is_empty(packed: Packed) -> BoolArray:
    """Skeletons without a labelled node."""
    return np.asarray(np.isnan(packed[..., 0]).all(axis=1), dtype=np.bool_)


def bounds(packed: Packed) -> FloatArray:
    """The upright box about the labelled nodes."""
    lowest = np.where(np.isnan(packed), np.inf, packed).min(axis=1, initial=np.inf)
    highest = np.where(np.isnan(packed), -np.inf, packed).max(axis=1, initial=-np.inf)
    return np.hstack((lowest, highest))


def scale(classes: Sequence[ClassSpec], class_index: IndexArray, diagonal_px: FloatArray) -> FloatArray:
    """(n, K) k of each node, in the order of the class's template."""
    most = max((len(classes[index].nodes) for index in np.unique(class_index)), default=0)
    by_class = np.full((len(classes), most), DEFAULT_K)
    for row, spec in enumerate(classes):
        if len(spec.nodes) <= most:
            by_class[row, : len(spec.nodes)] = list(spec.nodes.values())
    of_label: FloatArray = by_class[class_index]
    return of_label


def reach(packed: Packed, scale: FloatArray) -> FloatArray:
    """(n,) pixels beyond which no node of another skeleton adds anything that can be stored."""
    widest: FloatArray = scale.max(axis=1, initial=0.0)
    return REACH * np.sqrt(_squared_size(packed)) * widest


def similarity(reference: Packed, candidate: Packed, pairs: Pairs, scale: FloatArray) -> FloatArray:
    """Object keypoint similarity of the two skeletons of each pair.

    OKS = mean over the nodes labelled in the reference of exp(-d^2 / (2 s^2 k^2)): d the distance of the two nodes
    in pixels, s^2 the area of the box about the reference's nodes (at least 1 square pixel), k the node's constant.
    A node that the candidate did not label gives 0. Nodes are compared by their place in the template, so that two
    classes with templates of one build can be compared, too.

    `reference` (N, K, 2) and `candidate` (M, L, 2): float64 x, y in pixels, NaN where not labelled; `scale` (N, K): k.
    Gives (p,) float64 from 0 to 1: 1 for the same places, 0 where the reference has no labelled node.
    Source: COCO keypoint evaluation, https://cocodataset.org/#keypoints-eval (k = 2 sigma).

    >>> two = np.array([[[0.0, 0], [10, 10]], [[0.0, 1], [np.nan, np.nan]]])
    >>> index = Pairs(np.array([0, 0]), np.array([0, 1]), np.array([0, 0]))
    >>> similarity(two, two, index, np.full((2, 2), 0.1)).round(4).tolist()
    [1.0, 0.3033]
    """
    shared = min(reference.shape[1], candidate.shape[1])
    step = reference[pairs.reference, :shared] - candidate[pairs.candidate, :shared]
    spread = 2 * _squared_size(reference)[:, None] * scale[:, : reference.shape[1]] ** 2
    closeness = np.exp(-(step**2).sum(axis=2) / spread[pairs.reference, :shared])
    total = np.where(np.isnan(closeness), 0.0, closeness).sum(axis=1)
    labelled = (~np.isnan(reference[..., 0])).sum(axis=1)[pairs.reference]
    mean: FloatArray = np.divide(total, labelled, out=np.zeros_like(total), where=labelled > 0)
    return mean


def _squared_size(packed: Packed) -> FloatArray:
    """(n,) s squared: the area of the box about the labelled nodes, at least 1 square pixel."""
    box = bounds(packed)
    squared: FloatArray = np.maximum((box[:, 2:] - box[:, :2]).prod(axis=1), 1.0)
    return squared


SHAPE = Shape(
    type="skeleton",
    family="skeleton",
    fields=("nodes",),
    check=check,
    check_class=check_class,
    pack=pack,
    is_empty=is_empty,
    emptiness=("nodes", "needs at least one node that is visible or occluded"),
    bounds=bounds,
    similarity=similarity,
    scale=scale,
    reach=reach,
)
