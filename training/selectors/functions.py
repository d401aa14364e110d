"""The versions of a project's benchmark function."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from training.models import BenchmarkFunction, BenchmarkWeight, OntologyClass, Project, TaskScore
from training.services.functions import Weights, default_weights


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


def versions(*, project: Project) -> "QuerySet[BenchmarkFunction]":
    """All versions, the newest first, with their authors; `was_applied` says whether their scores were ever shown."""
    scored = TaskScore.objects.filter(function=OuterRef("pk"))
    return project.functions.select_related("author").annotate(was_applied=Exists(scored))


def class_weights(*, function: BenchmarkFunction) -> list[ClassWeights]:
    """The weights of every class in a version, in the order of the ontology."""
    rows = function.weights.select_related("ontology_class").order_by("ontology_class__position", "ontology_class_id")
    return [ClassWeights(ontology_class=row.ontology_class, weight=row) for row in rows]


def editable_weights(*, project: Project, function: BenchmarkFunction) -> dict[int, Weights]:
    """Where the form begins: the version's weights, and the defaults of classes that came later."""
    stored = {
        row.ontology_class_id: Weights(
            w_iou=row.w_iou, w_category=row.w_category, w_attributes=row.w_attributes, tolerance=row.tolerance
        )
        for row in function.weights.all()
    }
    return {**default_weights(project.ontology), **stored}
