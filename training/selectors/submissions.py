"""Annotator submissions: every evaluation label with its score, and every submitted task, page by page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import F, FilteredRelation, Q, QuerySet

from training.models import PPM, BenchmarkFunction, OntologyClass, Project, Task
from training.scoring_sql import scored_labels
from training.selectors.keyset import KeysetPage, keyset_page
from training.selectors.label_filter import LabelFilter

PAGE_SIZE = 50

#: What is read of an evaluation label; instances of the models would cost several times as much.
_LABEL_FIELDS = (
    "id",
    "frame",
    "outcome",
    "similarity_ppm",
    "category",
    "attributes_ppm",
    "reference_uid",
    "candidate_uid",
    "score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelLine:
    """One evaluation label as the pages and the API show it; shares are 0 to 1, the score 0 to 100.

    ``similarity`` and ``attributes`` are None for a classification, which has none; ``candidate_class`` is the class
    the trainee chose, None for a missing label.
    """

    id: int
    trainee_id: int
    trainee: str
    task_uuid: UUID
    task_title: str
    frame: int
    ontology_class: OntologyClass
    candidate_class: OntologyClass | None
    outcome: str
    similarity: float | None
    category: int
    attributes: float | None
    reference_uid: str
    candidate_uid: str
    score: float

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object

    @property
    def is_misnamed(self) -> bool:
        """Whether the trainee chose another class; a classification with other answers is wrong in its own class."""
        return self.candidate_class is not None and self.candidate_class != self.ontology_class

    @property
    def is_compared(self) -> bool:
        """Whether there are two labels to compare: nothing of a missing or an extra one is right or wrong."""
        return self.outcome in {"matched", "wrong_category"}

    @property
    def frame_number(self) -> int:
        """As people count, and the label editor does."""
        return self.frame + 1

    @property
    def view_query(self) -> str:
        """What makes View open at this label, as the end of its address."""
        return f"?label={self.id}"

    @property
    def similarity_percent(self) -> float | None:
        return None if self.similarity is None else 100 * self.similarity


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionLine:
    """One submitted task; scores are 0 to 100, None while the score is still to come."""

    id: int
    uuid: UUID
    trainee_id: int
    trainee: str
    title: str
    attempt: int
    is_superseded: bool
    submitted_at: Any
    n_labels: int | None
    score: float | None
    previous: float | None
    scoring_error: str


def labels_page(
    *,
    function: BenchmarkFunction,
    chosen: LabelFilter,
    after: int | None = None,
    before: int | None = None,
    size: int = PAGE_SIZE,
) -> KeysetPage[LabelLine]:
    """The evaluation labels under a version that follow the id ``after``, or lead up to ``before``, or the first."""
    labels = chosen.apply(scored_labels(function)).values(
        *_LABEL_FIELDS,
        "ontology_class_id",
        "candidate_class_id",
        trainee_id=F("annotator_id"),
        name=F("annotator__name"),
        email=F("annotator__email"),
        task_uuid=F("task__uuid"),
        task_title=F("task__benchmark_task__title"),
    )
    page = keyset_page(
        labels,
        fields=("id",),
        size=size,
        after=None if after is None else (after,),
        before=None if before is None else (before,),
    )
    classes = OntologyClass.objects.in_bulk({pk for row in page.rows for pk in _class_ids(row)})
    lines = [_label_line(row, classes) for row in page.rows]
    return KeysetPage(rows=lines, has_previous=page.has_previous, has_next=page.has_next)


def submissions_page(
    *,
    project: Project,
    trainee_id: int | None = None,
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = PAGE_SIZE,
) -> KeysetPage[SubmissionLine]:
    """The submitted tasks, newest first, that follow the task ``after``, or lead up to ``before``, or the first."""
    submitted = Task.objects.filter(project=project, status=Task.Status.SUBMITTED)
    tasks = submitted if trainee_id is None else submitted.filter(annotator_id=trainee_id)
    page = keyset_page(
        _with_scores(tasks, project),
        fields=("submitted_at", "id"),
        size=size,
        after=_key(submitted, after),
        before=_key(submitted, before),
        descending=True,
    )
    lines = [_submission_line(row) for row in page.rows]
    return KeysetPage(rows=lines, has_previous=page.has_previous, has_next=page.has_next)


def trainees(*, project: Project) -> list[Any]:
    """Everyone with tasks in the project, by name: the choices of the filter."""
    with_tasks = Task.objects.filter(project=project).order_by().values("annotator")
    return list(get_user_model().objects.filter(pk__in=with_tasks))


def _class_ids(row: dict[str, Any]) -> set[int]:
    return {row["ontology_class_id"], row["candidate_class_id"]} - {None}


def _label_line(row: dict[str, Any], classes: dict[int, OntologyClass]) -> LabelLine:
    ontology_class = classes[row.pop("ontology_class_id")]
    candidate_class = classes.get(row.pop("candidate_class_id"))
    similarity, attributes = row.pop("similarity_ppm") / PPM, row.pop("attributes_ppm") / PPM
    name, email = row.pop("name"), row.pop("email")
    return LabelLine(
        **{**row, "category": int(row["category"])},
        trainee=name or email,
        ontology_class=ontology_class,
        candidate_class=candidate_class,
        similarity=similarity if ontology_class.is_object else None,
        attributes=attributes if ontology_class.is_object else None,
    )


def _with_scores(tasks: "QuerySet[Task]", project: Project) -> Any:
    versions = {"applied": project.applied_function_id, "previous": project.previous_function_id}
    joins = {
        name: FilteredRelation("scores", condition=Q(scores__function=function_id))
        for name, function_id in versions.items()
    }
    return tasks.annotate(**joins).values(
        "id",
        "uuid",
        "attempt",
        "is_superseded",
        "submitted_at",
        "scoring_error",
        trainee_id=F("annotator_id"),
        name=F("annotator__name"),
        email=F("annotator__email"),
        title=F("benchmark_task__title"),
        n_labels=F("applied__n_labels"),
        score=F("applied__score"),
        previous=F("previous__score"),
    )


def _submission_line(row: dict[str, Any]) -> SubmissionLine:
    name, email = row.pop("name"), row.pop("email")
    return SubmissionLine(**row, trainee=name or email)


def _key(tasks: "QuerySet[Task]", uuid: UUID | None) -> tuple[Any, ...] | None:
    return tasks.order_by().values_list("submitted_at", "id").filter(uuid=uuid).first() if uuid else None
