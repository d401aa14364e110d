"""The CSV of all evaluation labels under one version, a line each."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Expression, F, IntegerField, Value, When
from django.db.models.functions import Cast, NullIf

from training.csv_sql import Millionths, MillionthsCell, MomentCell, TextCell, UuidCell, csv_stream, text_value
from training.models import BenchmarkFunction, OntologyClass, Project
from training.scoring_sql import scored_labels
from training.selectors.label_filter import LabelFilter


def evaluation_labels_csv(
    *, project: Project, function: BenchmarkFunction, chosen: LabelFilter | None = None, with_benchmark: bool = True
) -> Iterator[bytes]:
    """All evaluation labels that count in a version, with the weights and the score it gives them.

    Without the right to the benchmark the ids of its labels are left out.
    """
    columns = _columns(project, function)
    if not with_benchmark:
        columns["benchmark_label_id"] = text_value("")
    labels = (chosen or LabelFilter()).apply(scored_labels(function))
    rows = labels.order_by("id").values_list(*columns.values())
    return csv_stream(list(columns), rows)


def _columns(project: Project, function: BenchmarkFunction) -> dict[str, Any]:
    return {
        "project": text_value(project.title),
        "version": Value(function.version),
        "trainee": TextCell("annotator__name"),
        "trainee_email": TextCell("annotator__email"),
        "task": TextCell("task__benchmark_task__title"),
        "task_id": UuidCell("task__uuid"),
        "attempt": F("task__attempt"),
        "data_unit": TextCell("task__benchmark_task__data_unit__title"),
        "frame": F("frame"),
        "class": TextCell("ontology_class__name"),
        "shape": NullIf("ontology_class__shape", Value("")),
        "labelled_as": TextCell("candidate_class__name"),
        "outcome": F("outcome"),
        "similarity": _of_objects(MillionthsCell("similarity_ppm")),
        "category": Cast("category", IntegerField()),
        "attributes": _of_objects(MillionthsCell("attributes_ppm")),
        "weight_iou": MillionthsCell(Millionths("weight__w_iou")),
        "weight_category": MillionthsCell(Millionths("weight__w_category")),
        "weight_attributes": MillionthsCell(Millionths("weight__w_attributes")),
        "score": MillionthsCell(Millionths("score")),
        "benchmark_label_id": TextCell("reference_uid"),
        "submission_label_id": TextCell("candidate_uid"),
        "started_at": MomentCell("task__started_at"),
        "submitted_at": MomentCell("task__submitted_at"),
        "scored_at": MomentCell("task__scored_at"),
    }


def _of_objects(cell: Expression) -> Case:
    """Classifications have no similarity and no attributes of their own: their cells stay empty."""
    return Case(When(ontology_class__kind=OntologyClass.Kind.OBJECT, then=cell), output_field=CharField())
