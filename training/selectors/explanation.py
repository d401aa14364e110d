"""Why a submission scored what it did: label by label, and the mean of every object instance, as data for page and API.

The numbers come from the same query as every score, the points lost from the scoring package; the words are made here.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, QuerySet, Value, When
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from scoring import Weights, lost_points
from training.models import PPM, BenchmarkFunction, EvaluationLabel, OntologyClass, Task, TaskScore
from training.scoring_sql import WEIGHT, scored_labels

Outcome = EvaluationLabel.Outcome

_FIELDS = (
    "id",
    "frame",
    "ontology_class_id",
    "candidate_class_id",
    "outcome",
    "reference_uid",
    "candidate_uid",
    "similarity_ppm",
    "category",
    "attributes_ppm",
    "is_repaired",
    "score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLabel:
    """One evaluation label: shares are 0 to 1, points and score 0 to 100; ``score`` and the three of ``lost`` are 100.

    ``similarity`` and ``attributes`` are None for a classification. ``reference`` is the benchmark's label, empty where
    there is none and where the reader may not know it.
    """

    id: int
    frame: int
    ontology_class: OntologyClass
    candidate_class: OntologyClass | None
    outcome: str
    reference: str
    candidate: str
    similarity: float | None
    category: int
    attributes: float | None
    weights: Weights
    score: float
    lost: Weights
    sentences: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedInstance:
    """An object, or a classification, over all its frames; ``uid`` is the benchmark's id, or that of an extra."""

    ontology_class: OntologyClass
    uid: str
    is_extra: bool
    n_labels: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A task's score, the mean of its labels, beside the mean of its instances.

    Where the two differ much, long tracks outweigh short ones: each of their frames is a label.
    """

    version: int
    score: float | None
    instance_score: float | None
    n_labels: int
    labels: list[ExplainedLabel]
    instances: list[ExplainedInstance]


def explanation(
    *, task: Task, function: BenchmarkFunction, with_benchmark: bool, frame: int | None = None
) -> Explanation:
    """Explain a submission's score under a version; ``frame`` narrows the labels, not the instances.

    Without the right to the benchmark the ids of its labels are left out.
    """
    scored = scored_labels(function).filter(task=task)
    classes = {item.pk: item for item in task.project.ontology.classes.all()}
    instances = _instances(scored, classes, with_benchmark)
    kept = TaskScore.objects.filter(function=function, task=task).first()
    score = kept.score if kept else None
    return Explanation(
        version=function.version,
        score=score,
        instance_score=sum(item.score for item in instances) / len(instances) if instances else score,
        n_labels=kept.n_labels if kept else 0,
        labels=_labels(scored if frame is None else scored.filter(frame=frame), classes, with_benchmark),
        instances=instances,
    )


def instance_score(*, task: Task, function: BenchmarkFunction) -> float | None:
    """The mean of a submission's objects and classifications, each counting once; None where it has none."""
    classes = {item.pk: item for item in task.project.ontology.classes.all()}
    instances = _instances(scored_labels(function).filter(task=task), classes, with_benchmark=False)
    return sum(item.score for item in instances) / len(instances) if instances else None


def _labels(
    scored: "QuerySet[EvaluationLabel]", classes: dict[int, OntologyClass], with_benchmark: bool
) -> list[ExplainedLabel]:
    rows: Any = scored.order_by("frame", "id")
    weights = {f"w_{name}": F(f"{WEIGHT}__w_{name}") for name in Weights._fields}
    return [_label(row, classes, with_benchmark) for row in rows.values(*_FIELDS, **weights)]


def _label(row: dict[str, Any], classes: dict[int, OntologyClass], with_benchmark: bool) -> ExplainedLabel:
    weights = Weights(*(row[f"w_{name}"] for name in Weights._fields))
    components = {name: int(row[name]) for name in ("similarity_ppm", "category", "attributes_ppm")}
    ontology_class = classes[row["ontology_class_id"]]
    candidate_class = classes.get(row["candidate_class_id"])
    is_object = ontology_class.is_object
    lost = lost_points(weights, **components)
    return ExplainedLabel(
        id=row["id"],
        frame=row["frame"],
        ontology_class=ontology_class,
        candidate_class=candidate_class,
        outcome=row["outcome"],
        reference=row["reference_uid"] if with_benchmark else "",
        candidate=row["candidate_uid"],
        similarity=row["similarity_ppm"] / PPM if is_object else None,
        category=components["category"],
        attributes=row["attributes_ppm"] / PPM if is_object else None,
        weights=weights,
        score=row["score"],
        lost=lost,
        sentences=_sentences(row, ontology_class, candidate_class, lost),
    )


def _sentences(
    row: dict[str, Any], ontology_class: OntologyClass, candidate_class: OntologyClass | None, lost: Weights
) -> list[str]:
    """What the label was paired with, and what each component cost."""
    said = [_pairing(row["outcome"], ontology_class, candidate_class)]
    if row["is_repaired"]:
        said.append(_("A shape crossed its own line, and was repaired before the two were compared."))
    if row["outcome"] in (Outcome.MISSING, Outcome.EXTRA):
        return [*said, _("All 100 points are lost.")]
    if lost.iou > 0:
        facts = {"points": _points(lost.iou), "percent": _percent(row["similarity_ppm"])}
        said.append(_("%(points)s points lost: the two shapes agree by %(percent)s %%.") % facts)
    if lost.category > 0:
        wrong_class, wrong_answer = (
            _("%(points)s points lost: the class is wrong."),
            _("%(points)s points lost: an answer is wrong."),
        )
        said.append((wrong_class if ontology_class.is_object else wrong_answer) % {"points": _points(lost.category)})
    if lost.attributes > 0:
        facts = {"points": _points(lost.attributes), "percent": _percent(row["attributes_ppm"])}
        said.append(_("%(points)s points lost: %(percent)s %% of the benchmark’s answers were given equally.") % facts)
    return said if any(lost) else [*said, _("No points are lost.")]


def _pairing(outcome: str, ontology_class: OntologyClass, candidate_class: OntologyClass | None) -> str:
    names = {"name": ontology_class.name, "labelled": candidate_class.name if candidate_class else ""}
    if outcome == Outcome.MISSING:
        return _("The benchmark has “%(name)s” here, and nothing in the submission was paired with it.") % names
    if outcome == Outcome.EXTRA:
        return _("This “%(name)s” was paired with nothing in the benchmark.") % names
    if not ontology_class.is_object:
        if outcome == Outcome.MATCHED:
            return _("“%(name)s” is answered as in the benchmark.") % names
        return _("“%(name)s” is answered differently from the benchmark.") % names
    if outcome == Outcome.MATCHED:
        return _("Paired with a “%(name)s” of the benchmark.") % names
    return _("Paired with a “%(name)s” of the benchmark, but labelled “%(labelled)s”.") % names


def _instances(
    scored: "QuerySet[EvaluationLabel]", classes: dict[int, OntologyClass], with_benchmark: bool
) -> list[ExplainedInstance]:
    rows = (
        scored.annotate(
            is_extra=Case(When(outcome=Outcome.EXTRA, then=Value(True)), default=Value(False)),
            uid=Case(When(outcome=Outcome.EXTRA, then=F("candidate_uid")), default=F("reference_uid")),
        )
        .values("ontology_class_id", "is_extra", "uid")
        .annotate(n=Count("pk"), mean=Avg("score"))
        .order_by("ontology_class__position", "ontology_class_id", "is_extra", "uid")
    )
    return [
        ExplainedInstance(
            ontology_class=classes[row["ontology_class_id"]],
            uid=row["uid"] if with_benchmark or row["is_extra"] else "",
            is_extra=row["is_extra"],
            n_labels=row["n"],
            score=row["mean"],
        )
        for row in rows
    ]


def _points(value: float) -> str:
    return number_format(value, 1)


def _percent(ppm: int) -> str:
    return number_format(100 * ppm / PPM, 1)
