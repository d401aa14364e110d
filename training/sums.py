"""What the weights multiply, packed: the sums of one submission as a few bytes, those of a whole project as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray

from scoring import Sums
from training.models import Task, TaskEvaluation

#: One class of one submission. The order of bytes is fixed: another machine may read them.
RECORD = np.dtype(
    [
        ("ontology_class", "<i8"),
        ("rows", "<i4"),
        ("similarity_ppm", "<i8"),
        ("category", "<i4"),
        ("attributes_ppm", "<i8"),
    ]
)


def pack(sums: Iterable[tuple[int, Sums]]) -> bytes:
    """The sums of one submission, each with the id of its class, as bytes.

    >>> len(pack([(7, Sums(2, 1_500_000, 2, 0))])) == RECORD.itemsize
    True
    """
    return np.array([(pk, *item) for pk, item in sums], dtype=RECORD).tobytes()


class Row(NamedTuple):
    """A submission as the database gives it."""

    task: int
    annotator: int
    sums: bytes


@dataclass(frozen=True, slots=True)
class ProjectSums:
    """The sums of every submission that counts: ``task`` tells for each record the place of its submission."""

    tasks: NDArray[np.int64]
    annotators: NDArray[np.int64]
    task: NDArray[np.int64]
    records: NDArray[Any]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "ProjectSums":
        """Put the submissions of a project together."""
        found = list(rows)
        sizes = np.array([len(row.sums) // RECORD.itemsize for row in found], dtype=np.int64)
        return cls(
            tasks=np.array([row.task for row in found], dtype=np.int64),
            annotators=np.array([row.annotator for row in found], dtype=np.int64),
            task=np.repeat(np.arange(len(found)), sizes),
            records=np.frombuffer(b"".join(row.sums for row in found), dtype=RECORD),
        )


def read_sums(*, project_id: int, geometry_version: int) -> ProjectSums:
    """The sums of all submissions of a project that count, for one geometry: one statement, whatever their number."""
    rows = (
        TaskEvaluation.objects.filter(project_id=project_id, geometry_version=geometry_version)
        .exclude(task__in=Task.objects.filter(project_id=project_id, is_superseded=True).order_by().values("pk"))
        .order_by()
        .values_list("task_id", "annotator_id", "sums")
    )
    statement, parameters = rows.query.sql_with_params()
    return ProjectSums.of(map(Row._make, _fetch(statement, parameters)))


def _fetch(statement: str, parameters: tuple[Any, ...]) -> list[Any]:
    """All rows; on PostgreSQL as the bytes they are: written out as text, they would take twice the time."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            return cursor.execute(statement, parameters, binary=True).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
