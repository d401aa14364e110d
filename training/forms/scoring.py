"""The benchmark function as a form: one row of settings per class. The wizard and the settings show the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring import Weights as ScoringWeights
from scoring import row_score
from training.forms.base import DomainForm
from training.models import PPM, BenchmarkFunction, OntologyClass
from training.services.functions import Weights, default_weight
from training.specs import TOLERANCES, class_spec

#: The columns of weights: the service's name, and its label.
WEIGHTS = (("w_iou", _("IoU")), ("w_category", _("Category")), ("w_attributes", _("Attributes")))
#: Where sliders end; whoever needs more types it.
SLIDER_MAX = 100
MAX_WEIGHT = 1000
#: Where the worked example begins.
EXAMPLE_PERCENT = 80


@dataclass(frozen=True)
class WeightCell:
    """One weight of one class; `field` is None where it does not apply."""

    name: str
    column: Any
    field: forms.BoundField | None


@dataclass(frozen=True)
class WeightRow:
    """A class with its weights in the order of the columns, its tolerance, and the k of its skeleton's nodes."""

    ontology_class: OntologyClass
    cells: list[WeightCell]
    tolerance: forms.BoundField | None
    nodes: list[forms.BoundField]

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object


@dataclass(frozen=True)
class WorkedExample:
    """What one label of a class scores whose shape agrees by so many percent, rightly and wrongly named."""

    ontology_class: OntologyClass
    percent: int
    right: float
    wrong: float


class FunctionForm(DomainForm):
    """The kind of benchmark, the weights per class, and what else decides a score.

    ``rows`` gives templates the settings of the classes as a table.
    """

    kind = forms.ChoiceField(
        label=_("Benchmark function"), choices=BenchmarkFunction.Kind.choices, widget=forms.RadioSelect
    )
    pairing_threshold = forms.FloatField(
        label=_("Pairing threshold"),
        min_value=0,
        max_value=0.99,
        initial=0,
        help_text=_("A label is paired with a benchmark label only if their similarity is above this, from 0 to 0.99."),
    )
    count_extras = forms.BooleanField(
        label=_("Extra labels count"),
        required=False,
        initial=True,
        help_text=_("A label that the benchmark does not have costs points."),
    )

    def __init__(
        self, *args: Any, classes: Sequence[OntologyClass], weights: Mapping[int, Weights], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.classes = classes
        self.previous = weights
        for item in classes:
            self._add_weights(item)
            self._add_tolerance(item)
            self._add_nodes(item)

    @property
    def columns(self) -> list[Any]:
        """The labels of the columns of weights that any class has."""
        return [label for name, label in WEIGHTS if self._is_used(name)]

    @property
    def has_tolerances(self) -> bool:
        return self._is_used("tolerance")

    @property
    def has_skeletons(self) -> bool:
        return any(row.nodes for row in self.rows)

    @property
    def has_objects(self) -> bool:
        return any(item.is_object for item in self.classes)

    @property
    def rows(self) -> list[WeightRow]:
        columns = [(name, label) for name, label in WEIGHTS if self._is_used(name)]
        return [
            WeightRow(
                item,
                [WeightCell(name.removeprefix("w_"), label, self._bound(name, item)) for name, label in columns],
                self._bound("tolerance", item),
                [self[key] for key in self._node_fields(item).values()],
            )
            for item in self.classes
        ]

    def function_settings(self) -> dict[str, Any]:
        """The checked content as the services take it: kind, weights by class id, threshold, extras."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "pairing_threshold": data["pairing_threshold"],
            "count_extras": data["count_extras"],
            "weights": {item.pk: self._weights(item) for item in self.classes},
        }

    def _add_weights(self, item: OntologyClass) -> None:
        default = _by_name(default_weight(item))
        for name, value in _by_name(self.previous[item.pk]).items():
            if _has_weight(item, name, value):
                self.fields[_field_name(name, item)] = forms.FloatField(
                    label=f"{item.name}: {dict(WEIGHTS)[name]}",
                    min_value=0,
                    max_value=MAX_WEIGHT,
                    initial=_tidy(value),
                    widget=forms.NumberInput(
                        attrs={"data-weight": name.removeprefix("w_"), "data-default": _tidy(default[name])}
                    ),
                )

    def _add_tolerance(self, item: OntologyClass) -> None:
        if item.shape in TOLERANCES:
            share = self.previous[item.pk]["tolerance"] or TOLERANCES[item.shape]
            default = _percent(TOLERANCES[item.shape])
            self.fields[_field_name("tolerance", item)] = forms.FloatField(
                label=_("%(name)s: tolerance") % {"name": item.name},
                min_value=0.01,
                max_value=100,
                initial=_percent(share),
                widget=forms.NumberInput(attrs={"data-default": default}),
            )

    def _add_nodes(self, item: OntologyClass) -> None:
        k_of = class_spec(item, node_k=self.previous[item.pk].get("node_k")).nodes
        names = {node["id"]: node.get("name") or node["id"] for node in item.skeleton.get("nodes", [])}
        for node, key in self._node_fields(item).items():
            self.fields[key] = forms.FloatField(
                label=f"{item.name}: {names[node]}", min_value=0.001, max_value=10, initial=k_of[node]
            )

    def _node_fields(self, item: OntologyClass) -> dict[str, str]:
        nodes = item.skeleton.get("nodes", []) if item.is_object else []
        return {node["id"]: f"k_{item.pk}_{number}" for number, node in enumerate(nodes)}

    def _weights(self, item: OntologyClass) -> Weights:
        data, previous = self.cleaned_data, self.previous[item.pk]
        return Weights(
            w_iou=data.get(_field_name("w_iou", item), 0.0),
            w_category=data.get(_field_name("w_category", item), 0.0),
            w_attributes=data.get(_field_name("w_attributes", item), 0.0),
            tolerance=self._tolerance(item, previous["tolerance"]),
            node_k={node: data[key] for node, key in self._node_fields(item).items()},
        )

    def _tolerance(self, item: OntologyClass, previous: float | None) -> float | None:
        """What was not changed stays as it was: also "the shape's own", which is kept as None."""
        percent = self.cleaned_data.get(_field_name("tolerance", item))
        if percent is None or percent == _percent(previous or TOLERANCES[item.shape]):
            return previous
        return float(percent) / 100

    def _is_used(self, name: str) -> bool:
        return any(_field_name(name, item) in self.fields for item in self.classes)

    def _bound(self, name: str, item: OntologyClass) -> forms.BoundField | None:
        key = _field_name(name, item)
        return self[key] if key in self.fields else None


def worked_example(form: FunctionForm) -> WorkedExample | None:
    """The example for the first class that is scored, at the weights that the form begins with; None without one."""
    rows = [(item, ScoringWeights(*_by_name(form.previous[item.pk]).values())) for item in form.classes]
    chosen = next(((item, weights) for item, weights in rows if weights.is_scored), None)
    if chosen is None:
        return None
    item, weights = chosen
    parts = {"similarity_ppm": EXAMPLE_PERCENT * PPM // 100 if item.is_object else 0, "attributes_ppm": PPM}
    return WorkedExample(
        ontology_class=item,
        percent=EXAMPLE_PERCENT,
        right=row_score(weights, category=1, **parts),
        wrong=row_score(weights, category=0, **{**parts, "attributes_ppm": 0}),
    )


def _has_weight(item: OntologyClass, name: str, value: float) -> bool:
    """Classifications have Category alone; Attributes have the classes that ask something, or were weighed by it."""
    if name == "w_category":
        return True
    return item.is_object and (name == "w_iou" or bool(item.attributes) or value > 0)


def _field_name(weight: str, item: OntologyClass) -> str:
    return f"{weight}_{item.pk}"


def _by_name(weights: Weights) -> dict[str, float]:
    return {
        "w_iou": weights["w_iou"],
        "w_category": weights["w_category"],
        "w_attributes": weights["w_attributes"],
    }


def _percent(share: float) -> float | int:
    return _tidy(round(100 * share, 6))


def _tidy(value: float) -> float | int:
    """50 rather than 50.0 in the box."""
    return int(value) if value == int(value) else value
