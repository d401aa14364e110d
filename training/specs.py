"""From the ontology's rows to what the scoring package knows of a class."""

from collections.abc import Mapping

from scoring import ClassSpec
from scoring.shapes import keypoint, polyline
from scoring.shapes.skeleton import DEFAULT_K
from training.models import OntologyClass

#: The shapes with a tolerance, a share of the frame's diagonal, and what it is unless set otherwise.
TOLERANCES = {"point": keypoint.DEFAULT_TOLERANCE, "polyline": polyline.DEFAULT_TOLERANCE}


def class_spec(
    ontology_class: OntologyClass, *, tolerance: float | None = None, node_k: Mapping[str, float] | None = None
) -> ClassSpec:
    """The class as scoring sees it; ``tolerance`` is a share of the frame's diagonal, None takes the shape's own.

    ``node_k`` holds the k of a skeleton's nodes where they are not those of its template.

    Raises:
        scoring.SettingsError: the tolerance, or a k, is not a number above 0.
    """
    return ClassSpec(
        id=ontology_class.feature_hash,
        kind="object" if ontology_class.is_object else "classification",
        shape=ontology_class.shape,
        name=ontology_class.name,
        tolerance=tolerance,
        nodes={
            node["id"]: (node_k or {}).get(node["id"], node.get("k", DEFAULT_K))
            for node in ontology_class.skeleton.get("nodes", [])
        },
        attributes=ontology_class.attributes,
    )
