"""What other weights would do to the scores, before they are saved: from the sums that the weights multiply.

Other settings of pairing or geometry take evaluating every submission again, and can't be previewed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.auth import get_user_model
from numpy.typing import NDArray

from scoring import BENCHMARKS
from scoring.weights import EMPTY_SCORE
from training.models import PPM, BenchmarkFunction, Membership, Project
from training.selectors.standings import Standing, standings_of_sums
from training.services.functions import Weights, shares_geometry
from training.sums import ProjectSums, read_sums


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """A trainee before and after; ranks count from 1, equal scores share one."""

    trainee: Any
    before: Standing
    after: Standing
    rank_before: int
    rank_after: int

    @property
    def change(self) -> float:
        """The difference of the two numbers as a page shows them."""
        return round(round(self.after.score, 1) - round(self.before.score, 1), 1)

    @property
    def direction(self) -> str:
        return "up" if self.change > 0 else "down" if self.change < 0 else "same"

    @property
    def moves(self) -> int:
        """By how many ranks the trainee would rise."""
        return self.rank_before - self.rank_after

    @property
    def crosses(self) -> bool:
        """Whether the verdict on the pass mark would be another."""
        before, after = self.before.verdict, self.after.verdict
        return before is not None and after is not None and before.word != after.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The lines of the team, those that change most first; `is_complete` is false where pairing would change too."""

    lines: list[PreviewLine]
    is_complete: bool

    @property
    def before(self) -> list[float]:
        return [line.before.score for line in self.lines]

    @property
    def after(self) -> list[float]:
        return [line.after.score for line in self.lines]

    @property
    def n_crossing(self) -> int:
        return sum(line.crosses for line in self.lines)


def preview(*, project: Project, function: BenchmarkFunction, settings: Mapping[str, Any]) -> Preview:
    """What a version with these settings (of `save_function`) would make of the scores under ``function``.

    The labels were paired for the applied version; with another threshold or tolerance they would be paired again.
    """
    sums = read_sums(project_id=project.pk, geometry_version=function.geometry_version)
    kinds = {item.pk: item.kind for item in project.ontology.classes.all()}
    counted = BENCHMARKS[settings["kind"]].defaults
    new = {pk: item for pk, item in settings["weights"].items() if kinds[pk] in counted}
    old = {row.ontology_class_id: row for row in function.weights.all()}
    before = _standings(sums, _matrix({pk: (r.w_iou, r.w_category, r.w_attributes) for pk, r in old.items()}), project)
    after = _standings(sums, _matrix({pk: _three(item) for pk, item in new.items()}), project)
    return Preview(
        lines=_lines(project, before, after),
        is_complete=shares_geometry(project=project, function=function, **settings),
    )


def _three(item: Weights) -> tuple[float, float, float]:
    return item["w_iou"], item["w_category"], item["w_attributes"]


def _matrix(weights: Mapping[int, tuple[float, float, float]]) -> NDArray[np.float64]:
    """The weights by class id, each row one class; without a row of its own a class is not scored."""
    matrix = np.zeros((max(weights, default=0) + 1, 3))
    for pk, values in weights.items():
        matrix[pk] = values
    return matrix


def task_scores(sums: ProjectSums, matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The score of every submission, 0 to 100, and how many rows it is the mean of: `scoring.task_score` in columns."""
    n_tasks = len(sums.tasks)
    is_known = sums.ontology_class < len(matrix)
    place = sums.ontology_class if is_known.all() else np.where(is_known, sums.ontology_class, 0)
    total = matrix.sum(axis=1)
    # What one unit of a component is worth: worked out once a class, and looked up for every record.
    worth = np.zeros(matrix.shape)
    np.divide(100.0 * matrix, total[:, np.newaxis] * PPM, out=worth, where=total[:, np.newaxis] > 0)
    points = worth[place, 0] * sums.similarity_ppm + worth[place, 1] * (sums.category * PPM)
    points += worth[place, 2] * sums.attributes_ppm
    is_scored = (total > 0)[place] & is_known
    rows = np.bincount(sums.task, weights=sums.rows * is_scored, minlength=n_tasks).astype(np.float64)
    scores = np.full(n_tasks, EMPTY_SCORE)
    np.divide(np.bincount(sums.task, weights=points * is_scored, minlength=n_tasks), rows, out=scores, where=rows > 0)
    return scores, rows


def _standings(sums: ProjectSums, matrix: NDArray[np.float64], project: Project) -> dict[int, Standing]:
    """The trainees' sums as the database keeps them: of so many tasks of one weight."""
    scores, rows = task_scores(sums, matrix)
    weight = rows if project.score_basis == Project.ScoreBasis.LABELS else np.ones(len(scores))
    people, place = np.unique(sums.annotators, return_inverse=True)
    w, w2, ws, wss = (np.bincount(place, column) for column in (weight, weight**2, weight * scores, weight * scores**2))
    found = {
        int(pk): (float(w[n] ** 2 / w2[n]), float(w[n] * ws[n] / w2[n]), float(w[n] * wss[n] / w2[n]))
        for n, pk in enumerate(people)
        if w[n] > 0
    }
    return standings_of_sums(found, pass_mark=project.pass_mark)


def _lines(project: Project, before: dict[int, Standing], after: dict[int, Standing]) -> list[PreviewLine]:
    members = project.memberships.filter(role=Membership.RoleChoice.ANNOTATOR, user__in=list(set(before) & set(after)))
    people = get_user_model().objects.in_bulk(list(members.values_list("user", flat=True)))
    ranks_before, ranks_after = (_ranks({pk: found[pk].score for pk in people}) for found in (before, after))
    lines = [
        PreviewLine(
            trainee=person,
            before=before[pk],
            after=after[pk],
            rank_before=ranks_before[pk],
            rank_after=ranks_after[pk],
        )
        for pk, person in people.items()
    ]
    return sorted(lines, key=lambda line: (-abs(line.change), str(line.trainee).casefold(), line.trainee.pk))


def _ranks(scores: dict[int, float]) -> dict[int, int]:
    """As shown, to a tenth: who shows the same score has the same rank."""
    shown = sorted((round(score, 1) for score in scores.values()), reverse=True)
    return {pk: shown.index(round(score, 1)) + 1 for pk, score in scores.items()}
