"""What the weights multiply, packed: the sums of one submission as a few bytes, those of a whole project as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class ProjectSums:
    """The sums of every submission that counts, in columns: ``task`` is for each record the place of its submission."""

    tasks: NDArray[np.int64]
    annotators: NDArray[np.int64]
    task: NDArray[np.int64]
    ontology_class: NDArray[np.int64]
    rows: NDArray[np.float64]
    similarity_ppm: NDArray[np.float64]
    category: NDArray[np.float64]
    attributes_ppm: NDArray[np.float64]

    @classmethod
    def of(cls, found: Sequence[tuple[int, int, bytes]]) -> "ProjectSums":
        """Put the submissions of a project together: each is its task, its trainee and its packed sums."""
        tasks, annotators, packed = zip(*found, strict=True) if found else ((), (), ())
        sizes = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)) // RECORD.itemsize
        records = np.frombuffer(b"".join(packed), dtype=RECORD)
        return cls(
            tasks=np.array(tasks, dtype=np.int64),
            annotators=np.array(annotators, dtype=np.int64),
            task=np.repeat(np.arange(len(packed)), sizes),
            ontology_class=records["ontology_class"].astype(np.int64),
            **{name: records[name].astype(np.float64) for name in Sums._fields},
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
    return ProjectSums.of(_fetch(statement, parameters))


def _fetch(statement: str, parameters: tuple[Any, ...]) -> list[Any]:
    """All rows; on PostgreSQL as the bytes they are: written out as text, they would take twice the time."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            return cursor.execute(statement, parameters, binary=True).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
