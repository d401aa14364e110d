"""A skeleton's template as rows of a form: the nodes with their places in percent, and the edges as pairs of nodes."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from scoring.shapes.skeleton import DEFAULT_K
from training.forms.base import DomainForm

#: Empty rows for those who add nodes and edges without JavaScript.
SPARE = 3


class SkeletonForm(DomainForm):
    """The rows of a template; a row whose name, or whose two ends, are empty is left out.

    ``nodes`` and ``edges`` are what templates show: what was typed, or else the template that is stored.
    """

    def __init__(self, data: QueryDict | None = None, *, template: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._template = template
        self.nodes = _typed_nodes(data) if data is not None else [_row(node) for node in template.get("nodes", [])]
        self.edges = _typed_edges(data) if data is not None else list(template.get("edges", []))

    def clean(self) -> dict[str, Any]:
        """The template with places as shares; what it may hold is the service's to say."""
        nodes = [
            {
                "id": row["id"],
                "name": row["name"],
                "x": self._number(row, "x") / 100,
                "y": self._number(row, "y") / 100,
                "k": self._number(row, "k"),
            }
            for row in self.nodes
        ]
        return {"template": {"nodes": nodes, "edges": self.edges}}

    @property
    def spare(self) -> range:
        return range(SPARE)

    def _number(self, row: dict[str, Any], name: str) -> float:
        try:
            return float(row[name])
        except ValueError as error:
            raise forms.ValidationError(
                _("%(name)s: places and k are numbers."), params={"name": row["name"]}
            ) from error


def _row(node: dict[str, Any]) -> dict[str, Any]:
    places = {axis: _tidy(100 * node[axis]) for axis in ("x", "y")}
    return {"id": node["id"], "name": node["name"], **places, "k": _tidy(node.get("k", DEFAULT_K))}


def _typed_nodes(data: QueryDict) -> list[dict[str, Any]]:
    columns = [data.getlist(f"node_{name}") for name in ("id", "name", "x", "y", "k")]
    rows = (dict(zip(("id", "name", "x", "y", "k"), values, strict=True)) for values in zip(*columns, strict=False))
    return [row for row in rows if row["name"].strip()]


def _typed_edges(data: QueryDict) -> list[list[str]]:
    pairs = zip(data.getlist("edge_from"), data.getlist("edge_to"), strict=False)
    return [[one, other] for one, other in pairs if one or other]


def _tidy(value: float) -> str:
    """Without the noise of a multiplication, and with a point whatever the language: a number box wants one."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
