"""Class diagnosis: what is mixed up with what, which classes are weak, and what in the benchmark is hard for many."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import ExpressionWrapper, F, FloatField

from training.models import (
    PPM,
    BenchmarkFunction,
    BenchmarkLabelTally,
    BenchmarkTask,
    OntologyClass,
    Project,
)
from training.selectors.confusion import Confusion, confusion
from training.selectors.standings import Standing, standings
from training.selectors.tallies import Figures, figures_of_trainees, figures_together, scored_classes

N_HARDEST = 10
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class HardTask:
    """A benchmark task and its mean score over those who submitted it."""

    title: str
    n_tasks: int
    score: float


@dataclass(frozen=True, slots=True)
class HardLabel:
    """A label of the benchmark and how often it was missed or named wrongly, over all frames and submissions."""

    title: str
    ontology_class: OntologyClass
    n: int
    n_wrong_category: int
    n_missing: int
    similarity: float

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object


@dataclass(frozen=True, slots=True)
class ClassScores:
    """A trainee's score in every scored class, None where there is no label of it, and whether it is the weakest."""

    trainee: Any
    standing: Standing
    cells: list[tuple[float | None, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The whole page; `chosen` is the trainee whose matrix it is, None for the team."""

    chosen: Any
    people: list[Any]
    classes: list[OntologyClass]
    team_scores: list[tuple[float | None, bool]]
    confusion: Confusion
    page: Page[Any]
    rows: list[ClassScores]
    hard_tasks: list[HardTask]
    hard_labels: list[HardLabel]

    @property
    def query(self) -> str:
        """The trainee as the end of an address of evaluation labels, to which more is added."""
        return f"?trainee={self.chosen.pk}&" if self.chosen else "?"


def diagnosis(*, project: Project, function: BenchmarkFunction, trainee: str = "", page: Any = 1) -> Diagnosis:
    """Read the page; an unknown trainee is the team."""
    classes = scored_classes(function)
    found = standings(project=project, function=function)
    people = list(project_people(project, found))
    chosen = next((person for person in people if str(person.pk) == trainee), None)
    annotators = [chosen.pk] if chosen else [person.pk for person in people]
    listed = Paginator(people, PAGE_SIZE).get_page(page)
    figures = figures_of_trainees(
        function=function, classes=classes, annotators=[person.pk for person in listed.object_list]
    )
    team = figures_together(function=function, classes=classes, annotators=[person.pk for person in people])
    scored = [item.ontology_class for item in classes]
    class_ids = [item.pk for item in scored]
    return Diagnosis(
        chosen=chosen,
        people=people,
        classes=scored,
        team_scores=_cells(team, class_ids),
        confusion=confusion(project=project, function=function, classes=scored, annotators=annotators),
        page=listed,
        rows=[_class_scores(person, found[person.pk], figures, class_ids) for person in listed.object_list],
        hard_tasks=hardest_tasks(function=function),
        hard_labels=hardest_labels(function=function, classes=scored),
    )


def project_people(project: Project, found: dict[int, Standing]) -> list[Any]:
    """The annotators with a score, by name."""
    members = project.memberships.filter(user__in=list(found), role="annotator").select_related("user")
    return sorted((item.user for item in members), key=lambda person: (str(person).casefold(), person.pk))


def hardest_tasks(*, function: BenchmarkFunction) -> list[HardTask]:
    """The benchmark tasks with the lowest mean scores."""
    mean = ExpressionWrapper(F("sum_score") / F("n_tasks"), output_field=FloatField())
    rows = function.benchmark_scores.filter(n_tasks__gt=0).annotate(mean=mean).order_by("mean", "benchmark_task_id")
    hardest = list(rows.values_list("benchmark_task_id", "n_tasks", "mean")[:N_HARDEST])
    titles = dict(BenchmarkTask.objects.filter(pk__in=[row[0] for row in hardest]).values_list("pk", "title"))
    return [HardTask(titles[pk], n_tasks, score) for pk, n_tasks, score in hardest]


def hardest_labels(*, function: BenchmarkFunction, classes: list[OntologyClass]) -> list[HardLabel]:
    """The labels of the benchmark that the largest share of submissions missed or named wrongly."""
    by_pk = {item.pk: item for item in classes}
    wrong = F("n_wrong_category") + F("n_missing")
    rows = (
        BenchmarkLabelTally.objects.filter(project_id=function.project_id, geometry_version=function.geometry_version)
        .filter(ontology_class__in=list(by_pk), n__gt=0)
        .annotate(share=ExpressionWrapper(1.0 * wrong / F("n"), output_field=FloatField()))
        .filter(share__gt=0)
        .order_by("-share", "-n", "pk")
    )
    names = ("ontology_class_id", "n", "n_wrong_category", "n_missing", "sum_similarity_ppm", "benchmark_task__title")
    return [
        HardLabel(title, by_pk[pk], n, n_wrong, n_missing, similarity / PPM / n)
        for pk, n, n_wrong, n_missing, similarity, title in rows.values_list(*names)[:N_HARDEST]
    ]


def _class_scores(person: Any, standing: Standing, figures: dict[int, Figures], class_ids: list[int]) -> ClassScores:
    return ClassScores(person, standing, _cells(figures.get(person.pk, Figures()), class_ids))


def _cells(found: Figures, class_ids: list[int]) -> list[tuple[float | None, bool]]:
    """The score of each class, and whether it is the weakest."""
    weakest = found.weakest
    return [(found.score_of(pk), weakest is not None and weakest.ontology_class.pk == pk) for pk in class_ids]
