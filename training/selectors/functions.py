"""The versions of a project's benchmark function."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from scoring import BENCHMARKS
from training.models import BenchmarkFunction, BenchmarkWeight, OntologyClass, Project, TaskScore
from training.services.functions import Weights, default_weights, stored_weights

_COMPARED = (
    ("w_iou", _("IoU")),
    ("w_category", _("Category")),
    ("w_attributes", _("Attributes")),
    ("tolerance", _("Tolerance")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassWeights:
    """A class and its weights in one version."""

    ontology_class: OntologyClass
    weight: BenchmarkWeight

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object

    @property
    def is_scored(self) -> bool:
        return self.weight.w_iou + self.weight.w_category + self.weight.w_attributes > 0


def differences(*, version: BenchmarkFunction, before: BenchmarkFunction | None) -> list[str]:
    """What a version changed against the one before it, a sentence for each setting; their weights are prefetched."""
    if before is None:
        return []
    said = []
    if version.kind != before.kind:
        said.append(f"{before.get_kind_display()} → {version.get_kind_display()}")
    if version.pairing_threshold != before.pairing_threshold:
        said.append(_changed(str(_("Pairing threshold")), before.pairing_threshold, version.pairing_threshold))
    if version.count_extras != before.count_extras:
        said.append(str(_("extra labels count") if version.count_extras else _("extra labels do not count")))
    old = {row.ontology_class_id: row for row in before.weights.all()}
    for row in version.weights.all():
        earlier = old.get(row.ontology_class_id)
        for field, label in _COMPARED if earlier else ():
            values = getattr(earlier, field), getattr(row, field)
            if values[0] != values[1]:
                said.append(_changed(f"{row.ontology_class.name}: {label}", *values))
    return said


def with_differences(rows: "QuerySet[BenchmarkFunction]") -> list[tuple[BenchmarkFunction, list[str]]]:
    """Versions, the newest first, each with what it changed: two queries more."""
    found = list(rows.prefetch_related("weights__ontology_class"))
    return [(row, differences(version=row, before=older)) for row, older in zip(found, [*found[1:], None], strict=True)]


def _changed(label: str, before: float | None, after: float | None) -> str:
    old, new = ("–" if value is None else f"{value:g}" for value in (before, after))
    return f"{label} {old} → {new}"


def versions(*, project: Project) -> "QuerySet[BenchmarkFunction]":
    """All versions, the newest first, with their authors; `was_applied` says whether their scores were ever shown."""
    scored = TaskScore.objects.filter(function=OuterRef("pk"))
    return project.functions.select_related("author").annotate(was_applied=Exists(scored))


def class_weights(*, function: BenchmarkFunction) -> list[ClassWeights]:
    """The weights of every class in a version, in the order of the ontology."""
    rows = function.weights.select_related("ontology_class").order_by("ontology_class__position", "ontology_class_id")
    return [ClassWeights(ontology_class=row.ontology_class, weight=row) for row in rows]


def editable_weights(*, project: Project, function: BenchmarkFunction) -> dict[int, Weights]:
    """Where the form begins: the version's weights, and the defaults of classes that came later.

    A kind that never counts objects stores theirs as 0. Nobody chose that: the form shows what they were in the newest
    version that did count them, so that going back to such a kind begins there.
    """
    kinds = {item.pk: item.kind for item in project.ontology.classes.all()}
    older = project.functions.exclude(kind=function.kind).filter(version__lt=function.version).first()
    begin = default_weights(project.ontology)
    for version in (older, function):
        counted = BENCHMARKS[version.kind].defaults if version else {}
        rows = version.weights.all() if version else ()
        begin |= {row.ontology_class_id: stored_weights(row) for row in rows if kinds[row.ontology_class_id] in counted}
    return begin


def scored_classes(*, project: Project) -> set[int]:
    """The ids of the classes that count in the version whose scores are shown; none in an annotation project."""
    rows = BenchmarkWeight.objects.filter(function=project.applied_function_id)
    unscored = {"w_iou": 0, "w_category": 0, "w_attributes": 0}
    return set(rows.exclude(**unscored).values_list("ontology_class_id", flat=True))
