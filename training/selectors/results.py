"""The results of all trainees as a table, for the files that people take along."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from training.csv_sql import FORMULA_STARTS
from training.models import Project
from training.selectors.overview import LineFilter, Overview, TraineeLine, with_figures
from training.selectors.tallies import Figures, ScoredClass
from training.xlsx import workbook

Cell = str | int | float | datetime | None

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of cells."""

    header: list[str]
    rows: list[list[Cell]]


def results_table(*, project: Project, figures: Overview, chosen: LineFilter) -> Table:
    """A row for each line of the Overview that is asked for, with the score of every class at its end."""
    lines = chosen.apply(figures.lines)
    rows, classes, _team = with_figures(project=project, figures=figures, lines=lines)
    version = project.applied_function.version if project.applied_function else None
    columns = [{**_columns(line, version), **_outcomes(found), **_classes(found, classes)} for line, found in rows]
    header = list(columns[0]) if columns else ["trainee"]
    return Table(header, [list(row.values()) for row in columns])


def results_csv(table: Table) -> bytes:
    """UTF-8 with the mark that spreadsheets ask for; no cell begins as a formula does."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def results_xlsx(table: Table) -> bytes:
    """The same as a workbook: numbers as numbers, moments as moments, and text that is never a formula."""
    return workbook(table.header, table.rows, sheet="Results")


def _columns(line: TraineeLine, version: int | None) -> dict[str, Cell]:
    standing, progress = line.standing, line.progress
    verdict, comparison = (standing.verdict, standing.comparison) if standing else (None, None)
    return {
        "trainee": line.trainee.name,
        "email": line.trainee.email,
        "is_member": "yes" if line.is_member else "no",
        "tasks_assigned": progress.assigned,
        "tasks_in_progress": progress.in_progress,
        "tasks_submitted": progress.submitted,
        "tasks_scored": progress.scored,
        "further_attempts": progress.further_attempts,
        "active_minutes": progress.active_minutes,
        "last_submitted_at": progress.last_submitted_at,
        "version": version,
        "score": _points(standing.score if standing else None),
        "score_low": _points(standing.estimate.low if standing else None),
        "score_high": _points(standing.estimate.high if standing else None),
        "verdict": verdict.word if verdict else None,
        "further_tasks_to_settle": verdict.further_tasks if verdict else None,
        "compared_tasks": comparison.n_tasks if comparison else None,
        "score_before": _points(comparison.previous if comparison else None),
        "score_after": _points(comparison.now if comparison else None),
    }


def _outcomes(found: Figures) -> dict[str, Cell]:
    return {"labels": found.outcomes.total, **{key: count for key, _label, count, _share in found.outcomes.parts}}


def _classes(found: Figures, classes: list[ScoredClass]) -> dict[str, Cell]:
    """A column for each class; two of one name are told apart by their hashes."""
    names = [item.ontology_class.name for item in classes]
    return {
        f"score: {name}" if names.count(name) == 1 else f"score: {name} ({item.ontology_class.feature_hash})": _points(
            found.score_of(item.ontology_class.pk)
        )
        for name, item in zip(names, classes, strict=True)
    }


def _points(score: float | None) -> float | None:
    return None if score is None else round(score, _DIGITS)


def _csv_cell(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell
