"""CSV straight from the database: the SQL of cells, and the two ways of streaming rows.

PostgreSQL writes the CSV itself (COPY), fifteen times as fast as making objects of the rows; elsewhere a cursor is read
in batches. The cells are made by the query, so that both give the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Func, QuerySet, TextField, Value

#: How a cell may not begin: spreadsheets take it for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_CHUNK_BYTES = 256 * 1024
_BATCH_ROWS = 2000
_BYTE_ORDER_MARK = "\ufeff"
_QUOTED = ('"', ",", "\n", "\r")


class TextCell(Func):
    """Text that anyone may have written: an apostrophe goes before what a spreadsheet would run. Empty becomes NULL."""

    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._as_sql(compiler, connection, character="CHR", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._as_sql(compiler, connection, character="CHAR", **context)

    def _as_sql(self, compiler: Any, connection: Any, *, character: str, **context: Any) -> Any:
        starts = ", ".join(f"{character}({ord(start)})" for start in FORMULA_STARTS)
        # For columns alone: an expression with parameters would have to give them three times, too.
        template = (
            f"CASE WHEN SUBSTR(%(expressions)s, 1, 1) IN ({starts})"
            " THEN '''' || %(expressions)s ELSE NULLIF(%(expressions)s, '') END"
        )
        return self.as_sql(compiler, connection, template=template, **context)


class MillionthsCell(Func):
    """A whole number of millionths as a decimal number, without zeros at its end."""

    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="TRIM_SCALE(%(expressions)s * 0.000001)", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "RTRIM(RTRIM(PRINTF('%%%%.6f', %(expressions)s / 1000000.0), '0'), '.')"
        return self.as_sql(compiler, connection, template=template, **context)


class Millionths(Func):
    """A number of 0 or more in whole millionths, halves up. CAST alone rounds on one database, cuts on the other."""

    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "FLOOR(%(expressions)s * 1000000.0::float8 + 0.5::float8)::bigint"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(%(expressions)s * 1000000.0 + 0.5 AS INTEGER)", **context
        )


class MomentCell(Func):
    """A moment in UTC, to the second: 2026-03-09T14:05:59Z."""

    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = """TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Stored as text in UTC; STRFTIME would round the fraction of a second up.
        template = "SUBSTR(%(expressions)s, 1, 10) || 'T' || SUBSTR(%(expressions)s, 12, 8) || 'Z'"
        return self.as_sql(compiler, connection, template=template, **context)


class UuidCell(Func):
    """A UUID in its usual groups of digits."""

    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s::text", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        groups = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        parts = (f"SUBSTR(%(expressions)s, {start}, {length})" for start, length in groups)
        return self.as_sql(compiler, connection, template=" || '-' || ".join(parts), **context)


def text_value(text: str) -> Value:
    """A constant cell, with the same care as TextCell."""
    return Value(f"'{text}" if text.startswith(FORMULA_STARTS) else text or None, output_field=TextField())


def csv_stream(header: Sequence[str], rows: "QuerySet[Any, Any]") -> Iterator[bytes]:
    """The CSV of a query of cells (text, whole numbers or NULL): UTF-8 with the mark that spreadsheets ask for.

    The SQL is made here and now, the one statement runs at the first chunk: it sees one state of the database, however
    long the download takes.
    """
    sql, params = rows.query.sql_with_params()
    write = _copied if connection.vendor == "postgresql" else _fetched
    return _chunks([_BYTE_ORDER_MARK + ",".join(header) + "\n"], write(sql, params))


def _chunks(head: Iterable[str], body: Iterator[bytes]) -> Iterator[bytes]:
    yield "".join(head).encode()
    yield from body


def _copied(sql: str, params: Sequence[Any]) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        # The cursor that counts queries in tests takes a statement only, so the values are put in first, by psycopg.
        statement = cursor.mogrify(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)", params)
        with cursor.copy(statement) as copy:
            chunk = bytearray()
            for row in copy:
                chunk += row
                if len(chunk) >= _CHUNK_BYTES:
                    yield bytes(chunk)
                    chunk.clear()
            yield bytes(chunk)


def _fetched(sql: str, params: Sequence[Any]) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(_BATCH_ROWS):
            yield "".join(map(_line, rows)).encode()


def _line(row: Sequence[Any]) -> str:
    """One line, quoted as PostgreSQL quotes it; the csv module leaves a carriage return bare."""
    cells = ["" if value is None else str(value) for value in row]
    line = ",".join(cells)
    if '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells):
        line = ",".join(map(_quoted, cells))
    return line + "\n"


def _quoted(cell: str) -> str:
    if any(character in cell for character in _QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell
