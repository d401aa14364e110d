"""The classes of an ontology as far as scoring has to know them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from scoring.errors import SettingsError

Kind = Literal["object", "classification"]

OBJECT: Kind = "object"
CLASSIFICATION: Kind = "classification"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSpec:
    """One class of the ontology, with the settings of the benchmark function that change geometry.

    - `id`: the class's own hash; unique in a sequence of classes.
    - `kind`: `"object"` or `"classification"`; `shape`: the shape's word for an object, empty for a classification.
    - `name`: for messages; the id where it is left out.
    - `tolerance`: a share of the frame's diagonal, for points and polylines; None takes the shape's default.
    - `nodes`: skeletons only: the template's node ids in order, each with its k (share of the object's size).
    - `attributes`: the attributes in the ontology's own nested form; answers below an option that is not chosen are
      then ignored. None takes every answer as it stands.

    >>> ClassSpec(id="a1b2c3d4", kind="object", shape="point", tolerance=-1.0)
    Traceback (most recent call last):
        ...
    scoring.errors.SettingsError: a1b2c3d4: the tolerance must be a number above 0, not -1.0
    """

    id: str
    kind: Kind
    shape: str = ""
    name: str = ""
    tolerance: float | None = None
    nodes: Mapping[str, float] = field(default_factory=dict)
    attributes: Sequence[Mapping[str, Any]] | None = None

    def __post_init__(self) -> None:
        if self.tolerance is not None and not _is_positive(self.tolerance):
            wanted = "%(name)s: the tolerance must be a number above 0, not %(value)s"
            raise SettingsError(wanted, name=self.label, value=self.tolerance)
        for node, k in self.nodes.items():
            if not _is_positive(k):
                wanted = "%(name)s: k of node %(node)s must be a number above 0, not %(value)s"
                raise SettingsError(wanted, name=self.label, node=node, value=k)

    @property
    def label(self) -> str:
        """What a message calls this class."""
        return self.name or self.id


def _is_positive(value: float) -> bool:
    return math.isfinite(value) and value > 0
