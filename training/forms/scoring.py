"""The benchmark function as a form: one row of weights per class. The wizard and the settings show the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import BenchmarkFunction, OntologyClass
from training.services.functions import Weights

#: The columns: the service's name, its label, and the kinds of class that have it.
WEIGHTS = (
    ("w_iou", _("IoU"), (OntologyClass.Kind.OBJECT,)),
    ("w_category", _("Category"), (OntologyClass.Kind.OBJECT, OntologyClass.Kind.CLASSIFICATION)),
    ("w_attributes", _("Attributes"), (OntologyClass.Kind.OBJECT,)),
)


@dataclass(frozen=True)
class WeightRow:
    """A class and its weight fields in the order of the columns; None where a column does not apply."""

    ontology_class: OntologyClass
    cells: list[forms.BoundField | None]

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object


class FunctionForm(DomainForm):
    """The kind of benchmark, the weights per class, and what else decides a score.

    ``rows`` gives templates the weights as a table.
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
        for ontology_class in classes:
            for name, label, kinds in WEIGHTS:
                if ontology_class.kind in kinds:
                    self.fields[_field_name(name, ontology_class)] = forms.FloatField(
                        label=f"{ontology_class.name}: {label}",
                        min_value=0,
                        max_value=1000,
                        initial=_tidy(_initial(weights[ontology_class.pk], name)),
                    )

    @property
    def columns(self) -> list[Any]:
        return [label for _name, label, _kinds in WEIGHTS]

    @property
    def rows(self) -> list[WeightRow]:
        return [WeightRow(item, [self._cell(name, item) for name, _label, _kinds in WEIGHTS]) for item in self.classes]

    def function_settings(self) -> dict[str, Any]:
        """The checked content as the services take it: kind, weights by class id, threshold, extras."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "pairing_threshold": data["pairing_threshold"],
            "count_extras": data["count_extras"],
            "weights": {item.pk: self._weights(item) for item in self.classes},
        }

    def _weights(self, item: OntologyClass) -> Weights:
        data = self.cleaned_data
        return Weights(
            w_iou=data.get(_field_name("w_iou", item), 0.0),
            w_category=data.get(_field_name("w_category", item), 0.0),
            w_attributes=data.get(_field_name("w_attributes", item), 0.0),
            tolerance=self.previous[item.pk]["tolerance"],
        )

    def _cell(self, name: str, item: OntologyClass) -> forms.BoundField | None:
        key = _field_name(name, item)
        return self[key] if key in self.fields else None


def _field_name(weight: str, item: OntologyClass) -> str:
    return f"{weight}_{item.pk}"


def _initial(weights: Weights, name: str) -> float:
    by_name = {
        "w_iou": weights["w_iou"],
        "w_category": weights["w_category"],
        "w_attributes": weights["w_attributes"],
    }
    return by_name[name]


def _tidy(value: float) -> float | int:
    """50 rather than 50.0 in the box."""
    return int(value) if value == int(value) else value
