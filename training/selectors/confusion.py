"""Which class was labelled as which: a matrix of object classes with the missed and the invented, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Sum

from training.models import BenchmarkFunction, EvaluationLabel, OntologyClass, Project
from training.selectors.tallies import tallies

Outcome = EvaluationLabel.Outcome
#: The key of "nothing": in a column what was missed, in a row what was invented.
NOTHING = 0

Counts = dict[tuple[int, int, str], int]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many labels of the row were labelled as the column says; ``share`` is that of the row, 0 to 1.

    ``query`` is the end of an address that lists them.
    """

    count: int
    share: float
    is_right: bool
    query: str


@dataclass(frozen=True, slots=True)
class Line:
    """A class of the benchmark, or None for labels that the benchmark does not have."""

    ontology_class: OntologyClass | None
    cells: list[Cell]
    total: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """``columns`` are the classes that were labelled, and None at the end for what was missed.

    ``answers`` are the classifications: right, wrong, missed and invented ones in this order.
    """

    columns: list[OntologyClass | None]
    lines: list[Line]
    answers: list[Line]


def confusion(
    *, project: Project, function: BenchmarkFunction, classes: Sequence[OntologyClass], annotators: Sequence[int]
) -> Confusion:
    """The matrix of the scored classes over these trainees: two queries."""
    counts = _counts(function, annotators)
    scored = {item.pk for item in classes}
    labelled = {candidate for reference, candidate, _outcome in counts if reference in scored} - {NOTHING}
    objects = [item for item in project.ontology.classes.all() if item.is_object]
    columns = [item for item in objects if item.pk in scored | labelled]
    lines = [_line(item, columns, counts) for item in objects if item.pk in scored]
    invented = _invented([item for item in columns if item.pk in scored], columns, counts)
    return Confusion(
        columns=[*columns, None],
        lines=[*lines, invented] if lines else [],
        answers=[_answers(item, counts) for item in classes if not item.is_object],
    )


def _counts(function: BenchmarkFunction, annotators: Sequence[int]) -> Counts:
    rows = tallies(function=function, annotators=annotators).values_list(
        "ontology_class_id", "candidate_class_key", "outcome"
    )
    return {key: int(n) for *key_parts, n in rows.annotate(total=Sum("n")) if (key := tuple(key_parts)) and n}


def _line(item: OntologyClass, columns: Sequence[OntologyClass], counts: Counts) -> Line:
    found = [
        counts.get((item.pk, column.pk, Outcome.MATCHED if column == item else Outcome.WRONG_CATEGORY), 0)
        for column in columns
    ]
    found.append(counts.get((item.pk, NOTHING, Outcome.MISSING), 0))
    queries = [
        _query(item, Outcome.MATCHED) if column == item else _query(item, Outcome.WRONG_CATEGORY, labelled_as=column)
        for column in columns
    ]
    queries.append(_query(item, Outcome.MISSING))
    return _with_shares(item, found, queries, right=next(n for n, column in enumerate(columns) if column == item))


def _invented(scored: Sequence[OntologyClass], columns: Sequence[OntologyClass], counts: Counts) -> Line:
    found = [counts.get((column.pk, column.pk, Outcome.EXTRA), 0) if column in scored else 0 for column in columns]
    queries = [_query(column, Outcome.EXTRA) for column in columns]
    return _with_shares(None, [*found, 0], [*queries, ""])


def _answers(item: OntologyClass, counts: Counts) -> Line:
    outcomes = (Outcome.MATCHED, Outcome.WRONG_CATEGORY, Outcome.MISSING, Outcome.EXTRA)
    found = [sum(n for (pk, _, outcome), n in counts.items() if pk == item.pk and outcome == o) for o in outcomes]
    return _with_shares(item, found, [_query(item, outcome) for outcome in outcomes], right=0)


def _with_shares(item: OntologyClass | None, found: list[int], queries: list[str], right: int | None = None) -> Line:
    total = sum(found)
    cells = [
        Cell(count, count / total if total else 0.0, number == right, query if count else "")
        for number, (count, query) in enumerate(zip(found, queries, strict=True))
    ]
    return Line(item, cells, total)


def _query(item: OntologyClass, outcome: str, labelled_as: OntologyClass | None = None) -> str:
    chosen = {"class": item.feature_hash, "outcome": str(outcome)}
    if labelled_as is not None:
        chosen["labelled_as"] = labelled_as.feature_hash
    return urlencode(chosen)
