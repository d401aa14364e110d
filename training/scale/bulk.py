"""Rows by the hundred thousand: COPY on PostgreSQL, one prepared statement elsewhere. Past models and their checks."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model


@contextmanager
def trusted_rows() -> Iterator[None]:
    """One transaction that checks no foreign key row by row; their rows are written by the same hand.

    On PostgreSQL that takes a superuser; for others the rows are checked, which is slower by half a minute a million.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('is_superuser')")
            if cursor.fetchone()[0] == "on":
                cursor.execute("SET LOCAL session_replication_role = replica")
        yield


def insert_rows(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of values, in the order of the fields, as the database keeps them."""
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    table, columns = model._meta.db_table, ", ".join(str(column_of[name]) for name in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 (names alone)
            cursor.executemany(statement, rows)  # type: ignore[arg-type] # any iterable will do


def next_id(model: type[Model]) -> int:
    """The id to count on from; what is inserted with ids of its own is followed by `settle`."""
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def settle(models: Sequence[type[Model]]) -> None:
    """Let the database count on behind ids that were given, and learn how much it holds now."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def moment(value: datetime) -> Any:
    """A moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(value)
