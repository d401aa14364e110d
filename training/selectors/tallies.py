"""What became of the evaluation labels, added up: per class and outcome, of a trainee, of several, or of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from scoring import Sums, Weights, points
from training.models import BenchmarkFunction, EvaluationLabel, OntologyClass, TraineeTally

Outcome = EvaluationLabel.Outcome
_SUMS = ("n", "sum_similarity_ppm", "sum_category", "sum_attributes_ppm")
_ROW = ("ontology_class_id", "outcome", *_SUMS)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many evaluation labels ended how."""

    matched: int = 0
    wrong_category: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def total(self) -> int:
        return self.matched + self.wrong_category + self.missing + self.extra

    @property
    def parts(self) -> list[tuple[str, Any, int, float]]:
        """Of each outcome its name, its word, its number, and its share of all, 0 to 1."""
        total = self.total or 1
        return [(o.value, o.label, getattr(self, o.value), getattr(self, o.value) / total) for o in Outcome]

    @property
    def matched_share(self) -> float:
        return self.matched / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigure:
    """A class's mean score over its evaluation labels, 0 to 100, and their outcomes."""

    ontology_class: OntologyClass
    score: float
    outcomes: Outcomes

    @property
    def n_labels(self) -> int:
        return self.outcomes.total

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The outcomes over all scored classes, and each class that there are labels of, in the ontology's order."""

    outcomes: Outcomes = Outcomes()
    classes: list[ClassFigure] = field(default_factory=list)

    @property
    def weakest(self) -> ClassFigure | None:
        """The class with the lowest score, if there are several."""
        return min(self.classes, key=lambda item: item.score) if len(self.classes) > 1 else None

    def score_of(self, class_id: int) -> float | None:
        return next((item.score for item in self.classes if item.ontology_class.pk == class_id), None)


@dataclass(frozen=True, slots=True)
class ScoredClass:
    """A class that counts in a version, with its weights."""

    ontology_class: OntologyClass
    weights: Weights


def scored_classes(function: BenchmarkFunction) -> list[ScoredClass]:
    """The classes with a weight above 0, in the order of the ontology: one query."""
    rows = function.weights.select_related("ontology_class").order_by("ontology_class__position", "ontology_class_id")
    found = [ScoredClass(row.ontology_class, Weights(row.w_iou, row.w_category, row.w_attributes)) for row in rows]
    return [item for item in found if item.weights.is_scored]


def figures_of_trainees(
    *, function: BenchmarkFunction, classes: Sequence[ScoredClass], annotators: Iterable[int]
) -> dict[int, Figures]:
    """The figures of each of these trainees: one query."""
    by_trainee: dict[int, list[tuple[Any, ...]]] = {}
    for annotator, *row in tallies(function=function, annotators=annotators).values_list("annotator_id", *_ROW):
        by_trainee.setdefault(annotator, []).append(tuple(row))
    return {pk: _figures(rows, classes) for pk, rows in by_trainee.items()}


def figures_together(
    *, function: BenchmarkFunction, classes: Sequence[ScoredClass], annotators: Iterable[int] | None = None
) -> Figures:
    """The figures of several trainees as if they were one: one query."""
    rows = tallies(function=function, annotators=annotators).values("ontology_class_id", "outcome")
    summed = rows.annotate(**{f"all_{name}": Sum(name) for name in _SUMS})
    return _figures(list(summed.values_list("ontology_class_id", "outcome", *(f"all_{n}" for n in _SUMS))), classes)


def tallies(*, function: BenchmarkFunction, annotators: Iterable[int] | None = None) -> Any:
    """The rows of a version's geometry, unordered, for grouping."""
    rows = TraineeTally.objects.filter(project_id=function.project_id, geometry_version=function.geometry_version)
    return (rows if annotators is None else rows.filter(annotator__in=list(annotators))).order_by()


def _figures(rows: Sequence[tuple[Any, ...]], classes: Sequence[ScoredClass]) -> Figures:
    by_class: dict[int, list[tuple[Any, ...]]] = {}
    for class_id, *row in rows:
        by_class.setdefault(class_id, []).append(tuple(row))
    found = [_class_figure(item, by_class.get(item.ontology_class.pk, [])) for item in classes]
    present = [item for item in found if item is not None]
    totals = {o.value: sum(getattr(item.outcomes, o.value) for item in present) for o in Outcome}
    return Figures(outcomes=Outcomes(**totals), classes=present)


def _class_figure(item: ScoredClass, rows: Sequence[tuple[Any, ...]]) -> ClassFigure | None:
    """From rows of an outcome and its sums; one outcome may stand in several."""
    counts = dict.fromkeys(Outcome.values, 0)
    sums = Sums(0, 0, 0, 0)
    for outcome, *values in rows:
        counts[outcome] += int(values[0])
        sums = Sums(*(total + int(value) for total, value in zip(sums, values, strict=True)))
    if not sums.rows:
        return None
    score = points(item.weights, sums) / sums.rows
    return ClassFigure(ontology_class=item.ontology_class, score=score, outcomes=Outcomes(**counts))
