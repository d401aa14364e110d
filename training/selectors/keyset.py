"""Pages of long lists by key: the hundredth page costs what the first costs, and rows that arrive shift nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

RowT = TypeVar("RowT")
ModelT = TypeVar("ModelT", bound=Model)
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysetPage(Generic[RowT]):
    """Rows in order, and whether there are more on either side of them."""

    rows: list[RowT]
    has_previous: bool
    has_next: bool


def keyset_page(
    rows: "QuerySet[ModelT, RowT]",
    *,
    fields: Sequence[str],
    size: int,
    after: Key | None = None,
    before: Key | None = None,
    descending: bool = False,
) -> KeysetPage[RowT]:
    """The rows that follow the key ``after``, or those that lead up to ``before``, or the first ones.

    ``fields`` order the rows, all in one direction, and must be unique together.
    """
    backwards = after is None and before is not None
    downwards = descending != backwards
    key = before if backwards else after
    if key is not None:
        rows = rows.filter(_beyond(fields, key, "lt" if downwards else "gt"))
    found = list(rows.order_by(*(f"-{field}" if downwards else field for field in fields))[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        return KeysetPage(rows=found[::-1], has_previous=has_more, has_next=True)
    return KeysetPage(rows=found, has_previous=after is not None, has_next=has_more)


def _beyond(fields: Sequence[str], key: Key, comparison: str) -> Q:
    """(a, b) > (x, y), written so that an index on (a, b) is used: a >= x and (a > x or (a = x and b > y))."""
    first, *others = fields
    strictly = Q(**{f"{first}__{comparison}": key[0]})
    if not others:
        return strictly
    return Q(**{f"{first}__{comparison}e": key[0]}) & (
        strictly | (Q(**{first: key[0]}) & _beyond(others, key[1:], comparison))
    )
