"""Which evaluation labels are asked for: the one filter that the page, the CSV and the API share."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet, Sum

from training.models import BenchmarkFunction, EvaluationLabel, Task, TaskScore
from training.scoring_sql import scored_labels

#: Where the sums don't tell, labels are counted up to here: who narrows a list wants to know whether it is short.
COUNT_UP_TO = 200
#: Of so few benchmark tasks the submissions are named one by one, which leads a database to the index of the task.
FEW_TASKS = 20
#: No row has this id: a list of none is no SQL.
NO_TASK = [0]
#: Scores are worked out in floating point: one of 100 points is found by a filter that begins at 100.
SCORE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFilter:
    """Each part narrows the list, None leaves it; scores are 0 to 100, both ends included."""

    trainee_id: int | None = None
    task_id: int | None = None
    #: The benchmark tasks whose submissions are meant.
    benchmark_task_ids: tuple[int, ...] | None = None
    #: The class that the label is weighted by: the benchmark's, or of an extra its own.
    class_id: int | None = None
    #: The class that the trainee chose.
    labelled_as_id: int | None = None
    outcome: str | None = None
    score_from: float | None = None
    score_to: float | None = None
    frame: int | None = None

    def apply(self, labels: "QuerySet[EvaluationLabel]") -> "QuerySet[EvaluationLabel]":
        """Narrow what `scored_labels` gave."""
        wanted: dict[str, Any] = {
            "annotator_id": self.trainee_id,
            "task_id": self.task_id,
            "ontology_class_id": self.class_id,
            "candidate_class_id": self.labelled_as_id,
            "outcome": self.outcome,
            "frame": self.frame,
            "score__gte": None if self.score_from is None else self.score_from - SCORE_TOLERANCE,
            "score__lte": None if self.score_to is None else self.score_to + SCORE_TOLERANCE,
        }
        labels = labels.filter(**{name: value for name, value in wanted.items() if value is not None})
        if self.benchmark_task_ids is None:
            return labels
        tasks = Task.objects.filter(benchmark_task__in=self.benchmark_task_ids).values_list("pk", flat=True)
        return labels.filter(task__in=tasks if len(self.benchmark_task_ids) > FEW_TASKS else list(tasks) or NO_TASK)

    @property
    def names_tasks_alone(self) -> bool:
        """Whether it leaves tasks whole, so that what is kept of each task tells how many labels there are."""
        parts = {item.name for item in fields(self) if getattr(self, item.name) is not None}
        return parts <= {"trainee_id", "task_id"}


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How many evaluation labels there are; with ``has_more`` there are more than that."""

    number: int
    has_more: bool = False


def count_labels(*, function: BenchmarkFunction, chosen: LabelFilter) -> LabelCount:
    """How many evaluation labels count in a version: from sums where they tell, else counted as far as it is quick."""
    if not chosen.names_tasks_alone:
        found = chosen.apply(scored_labels(function)).values("pk")[: COUNT_UP_TO + 1].count()
        return LabelCount(min(found, COUNT_UP_TO), found > COUNT_UP_TO)
    scores = TaskScore.objects.filter(function=function)
    if chosen.trainee_id is not None:
        scores = scores.filter(annotator_id=chosen.trainee_id)
    if chosen.task_id is not None:
        scores = scores.filter(task_id=chosen.task_id)
    return LabelCount(scores.aggregate(total=Sum("n_labels"))["total"] or 0)
