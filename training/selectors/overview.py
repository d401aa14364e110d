"""The Overview of a training project: how far everyone is, how well they did, and how sure that is."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator

from training.models import Membership, Project
from training.selectors.standings import Comparison, Standing, standings
from training.selectors.tallies import Figures, ScoredClass, figures_of_trainees, figures_together, scored_classes
from training.selectors.trainee_progress import Progress, progress_of_trainees, together

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeLine:
    """One line of the Overview. Scores are 0 to 100; None where nothing is scored yet."""

    trainee: Any
    is_member: bool
    progress: Progress
    standing: Standing | None

    @property
    def score(self) -> float | None:
        return self.standing.score if self.standing else None

    @property
    def comparison(self) -> Comparison | None:
        return self.standing.comparison if self.standing else None

    @property
    def state(self) -> str:
        """What the list is filtered by: the verdict where there is one, else how far the trainee is."""
        if self.standing and self.standing.verdict:
            return self.standing.verdict.word
        return self.stage

    @property
    def stage(self) -> str:
        if self.progress.is_finished:
            return "finished"
        return "working" if self.progress.submitted or self.progress.in_progress else "not_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The lines of all trainees, and what the team comes to. Every trainee counts once in the team's score."""

    lines: list[TraineeLine]
    n_benchmark_tasks: int
    n_annotators: int
    progress: Progress
    score: float | None
    comparison: Comparison | None
    pass_mark: float | None

    @property
    def n_expected(self) -> int:
        """The tasks there should be: every benchmark task once for every annotator."""
        return self.n_benchmark_tasks * self.n_annotators

    @property
    def is_complete(self) -> bool:
        return self.progress.assigned == self.n_expected

    @property
    def team(self) -> list[TraineeLine]:
        return [line for line in self.lines if line.is_member]

    @property
    def scores(self) -> list[float]:
        """The scores of the team, whoever has one."""
        return [line.score for line in self.team if line.score is not None]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many of the team passed, did not yet, or are too close to call; empty without a pass mark."""
        found = [line.standing.verdict.word for line in self.team if line.standing and line.standing.verdict]
        return {word: found.count(word) for word in ("pass", "too_close_to_call", "not_yet")} if found else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines are shown, and in which order; the team's figures are those of all."""

    search: str = ""
    state: str = ""
    sort: str = "trainee"

    def apply(self, lines: list[TraineeLine]) -> list[TraineeLine]:
        text = self.search.casefold()
        chosen = [line for line in lines if self._has_state(line)]
        return _sorted([line for line in chosen if text in _words(line).casefold()], self.sort)

    def _has_state(self, line: TraineeLine) -> bool:
        return not self.state or self.state in (line.stage, line.state, "former" if not line.is_member else "")


#: The orders of the Overview: lines without a figure come last, then by name.
_SORTS = {
    "trainee": lambda line: str(line.trainee).casefold(),
    "submitted": lambda line: line.progress.submitted,
    "score": lambda line: line.score,
    "change": lambda line: line.comparison and line.comparison.change,
    "active": lambda line: line.progress.active_s or None,
    "last": lambda line: line.progress.last_submitted_at,
}
SORTS = tuple(_SORTS)


def overview(*, project: Project, sort: str = "trainee") -> Overview:
    """Read the Overview with a fixed number of queries. ``sort`` is one of SORTS, with - before it for descending."""
    members = {item.user_id: item.user for item in _annotators(project)}
    progress = progress_of_trainees(project=project)
    people = {**get_user_model().objects.in_bulk(set(progress) - set(members)), **members}
    found = standings(project=project)
    lines = [
        TraineeLine(
            trainee=person,
            is_member=pk in members,
            progress=progress.get(pk, Progress()),
            standing=found.get(pk),
        )
        for pk, person in people.items()
        if pk in members or progress[pk].submitted
    ]
    team = [line for line in lines if line.is_member]
    return Overview(
        lines=_sorted(lines, sort),
        n_benchmark_tasks=project.benchmark_tasks.count(),
        n_annotators=len(team),
        progress=together([line.progress for line in team]),
        score=_mean([line.score for line in team if line.score is not None]),
        comparison=_team_comparison([line.comparison for line in team if line.comparison]),
        pass_mark=project.pass_mark,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """A page of lines, each with its trainee's figures, and the team's figures."""

    page: Page[TraineeLine]
    rows: list[tuple[TraineeLine, Figures]]
    classes: list[ScoredClass]
    team: Figures


def overview_page(*, project: Project, figures: Overview, chosen: LineFilter, number: Any = 1) -> OverviewPage:
    """The lines that are asked for, with what became of their labels: three queries more."""
    page = Paginator(chosen.apply(figures.lines), PAGE_SIZE).get_page(number)
    rows, classes, team = with_figures(project=project, figures=figures, lines=list(page.object_list))
    return OverviewPage(page=page, rows=rows, classes=classes, team=team)


def with_figures(
    *, project: Project, figures: Overview, lines: list[TraineeLine]
) -> tuple[list[tuple[TraineeLine, Figures]], list[ScoredClass], Figures]:
    """These lines with what became of their labels, the scored classes, and the team's figures: three queries."""
    function = project.applied_function
    if function is None:
        return [(line, Figures()) for line in lines], [], Figures()
    classes = scored_classes(function)
    ids = [line.trainee.pk for line in lines]
    by_trainee = figures_of_trainees(function=function, classes=classes, annotators=ids)
    team = [line.trainee.pk for line in figures.team]
    rows = [(line, by_trainee.get(line.trainee.pk, Figures())) for line in lines]
    return rows, classes, figures_together(function=function, classes=classes, annotators=team)


def _annotators(project: Project) -> Any:
    return project.memberships.filter(role=Membership.RoleChoice.ANNOTATOR).select_related("user")


def _words(line: TraineeLine) -> str:
    return f"{line.trainee.name} {line.trainee.email}"


def _team_comparison(parts: list[Comparison]) -> Comparison | None:
    if not parts:
        return None
    return Comparison(
        n_tasks=sum(part.n_tasks for part in parts),
        previous=sum(part.previous for part in parts) / len(parts),
        now=sum(part.now for part in parts) / len(parts),
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _sorted(lines: list[TraineeLine], sort: str) -> list[TraineeLine]:
    key = _SORTS.get(sort.removeprefix("-"), _SORTS["trainee"])
    by_name = sorted(lines, key=lambda line: (str(line.trainee).casefold(), line.trainee.pk))
    with_figure = [line for line in by_name if key(line) is not None]
    without = [line for line in by_name if key(line) is None]
    return sorted(with_figure, key=key, reverse=sort.startswith("-")) + without
