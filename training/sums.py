"""What the weights multiply, packed: the sums of one submission as a few bytes, those of a whole project as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import psycopg
from django.db import connection
from django.db.models import QuerySet
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


_JOINED = """
SELECT annotator_id, count(*), string_agg(int8send(task_id), ''), string_agg(int8send(octet_length(sums)::bigint), ''),
    string_agg(sums, '')
FROM ({rows}) AS submissions
GROUP BY annotator_id
"""


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
    def of(cls, found: "Sequence[tuple[int, int, bytes | memoryview[int]]]") -> "ProjectSums":
        """Put the submissions of a project together: each is its task, its trainee and its packed sums."""
        tasks, annotators, packed = zip(*found, strict=True) if found else ((), (), ())
        return cls.of_columns(
            tasks=np.array(tasks, dtype=np.int64),
            annotators=np.array(annotators, dtype=np.int64),
            sizes=np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)),
            packed=b"".join(packed),
        )

    @classmethod
    def of_columns(
        cls, *, tasks: NDArray[np.int64], annotators: NDArray[np.int64], sizes: NDArray[np.int64], packed: bytes
    ) -> "ProjectSums":
        """The same of submissions whose packed sums, of so many bytes each, follow one another."""
        records = np.frombuffer(packed, dtype=RECORD)
        return cls(
            tasks=tasks,
            annotators=annotators,
            task=np.repeat(np.arange(len(tasks)), sizes // RECORD.itemsize),
            ontology_class=records["ontology_class"].astype(np.int64),
            **{name: records[name].astype(np.float64) for name in Sums._fields},
        )


def read_sums(*, project_id: int, geometry_version: int) -> ProjectSums:
    """The sums of all submissions of a project that count, for one geometry: one statement, whatever their number."""
    rows = (
        TaskEvaluation.objects.filter(project_id=project_id, geometry_version=geometry_version)
        .exclude(task__in=Task.objects.filter(project_id=project_id, is_superseded=True).order_by().values("pk"))
        .order_by()
    )
    if connection.vendor == "postgresql":
        return _read_joined(rows)
    return ProjectSums.of(list(rows.values_list("task_id", "annotator_id", "sums")))


def _read_joined(rows: QuerySet[TaskEvaluation]) -> ProjectSums:
    """One row a trainee, its columns joined by the server: a hundred thousand rows would be as many objects here.

    All aggregates of a group see its rows in the same order. Binary: as text, the bytes would take twice the time.
    """
    inner, parameters = rows.values_list("task_id", "annotator_id", "sums").query.sql_with_params()
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        found = cursor.execute(_JOINED.format(rows=inner), parameters, binary=True).fetchall()
    annotators, counts, tasks, sizes, packed = zip(*found, strict=True) if found else ((), (), (), (), ())
    return ProjectSums.of_columns(
        tasks=_integers(tasks),
        annotators=np.repeat(np.array(annotators, dtype=np.int64), np.array(counts, dtype=np.int64)),
        sizes=_integers(sizes),
        packed=b"".join(packed),
    )


def _integers(parts: Iterable[bytes]) -> NDArray[np.int64]:
    """Numbers as PostgreSQL sends them, the highest byte first."""
    return np.frombuffer(b"".join(parts), dtype=">i8").astype(np.int64)
