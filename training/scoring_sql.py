"""A row's score as SQL: its raw components under the weights of one version.

The pages, the CSV and the API all read scores through `scored_labels`, so that they cannot disagree. The same formula
in Python is `scoring.weights.points`; a test holds the two against each other.
"""

from django.db.models import (
    Case,
    Expression,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import NullIf

from training.models import PPM, BenchmarkFunction, EvaluationLabel

#: What `scored_labels` calls the joined weights of the row's class.
WEIGHT = "weight"


def row_score(weight: str = WEIGHT) -> Expression:
    """100 x (wI x similarity + wC x category + wA x attributes) / (wI + wC + wA); NULL where all weights are 0.

    ``weight`` is the path from the row to its weights. NULLIF, since a database may work out the score before it has
    applied the filter that leaves out the classes that are not scored.
    """
    weighted = (
        F(f"{weight}__w_iou") * F("similarity_ppm")
        + Case(When(category=True, then=F(f"{weight}__w_category") * Value(float(PPM))), default=0.0)
        + F(f"{weight}__w_attributes") * F("attributes_ppm")
    )
    total = F(f"{weight}__w_iou") + F(f"{weight}__w_category") + F(f"{weight}__w_attributes")
    whole = NullIf(total * Value(float(PPM)), Value(0.0))
    return ExpressionWrapper(Value(100.0) * weighted / whole, output_field=FloatField())


def scored_labels(function: BenchmarkFunction) -> "QuerySet[EvaluationLabel]":
    """The evaluation labels that count in a version, each with its ``score`` (0 to 100); unordered.

    Labels of classes whose weights are all 0 are left out. The version is fixed here, by its id: what is applied
    meanwhile does not change the rows that this query finds.
    """
    labels = EvaluationLabel.objects.filter(
        project_id=function.project_id, geometry_version=function.geometry_version
    ).annotate(
        **{
            WEIGHT: FilteredRelation(
                "ontology_class__weights", condition=Q(ontology_class__weights__function=function.pk)
            )
        }
    )
    is_scored = Q(weight__w_iou__gt=0) | Q(weight__w_category__gt=0) | Q(weight__w_attributes__gt=0)
    return labels.filter(is_scored).annotate(score=row_score()).order_by()
