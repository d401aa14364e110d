"""From the ontology's rows to what the scoring package knows of a class."""

from scoring import ClassSpec
from scoring.shapes.skeleton import DEFAULT_K
from training.models import OntologyClass


def class_spec(ontology_class: OntologyClass, *, tolerance: float | None = None) -> ClassSpec:
    """The class as scoring sees it; ``tolerance`` is a share of the frame's diagonal, None takes the shape's own.

    Raises:
        scoring.SettingsError: the tolerance is not a number above 0.
    """
    return ClassSpec(
        id=ontology_class.feature_hash,
        kind="object" if ontology_class.is_object else "classification",
        shape=ontology_class.shape,
        name=ontology_class.name,
        tolerance=tolerance,
        nodes={node["id"]: node.get("k", DEFAULT_K) for node in ontology_class.skeleton.get("nodes", [])},
        attributes=ontology_class.attributes,
    )
