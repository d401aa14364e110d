"""Texts from outside: which of them can be stored, and how a value is shown in a sentence."""

import json
import reprlib
from collections.abc import Iterator
from typing import Any

_MAX_SHOWN = 80


def shown(value: Any) -> str:
    """A value as it may stand in a sentence: short, and without what no page can be encoded with."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = value if isinstance(value, str) else reprlib.repr(value)
    if len(text) > _MAX_SHOWN:
        text = text[:_MAX_SHOWN] + "…"
    return text.encode("utf-8", "backslashreplace").decode()


def is_storable(text: str) -> bool:
    """Whether a database keeps it: PostgreSQL stores no NUL, and half of a surrogate pair cannot be encoded."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text))


def is_storable_deep(data: Any) -> bool:
    """Whether a database keeps every text in a JSON value, keys included."""
    return all(map(is_storable, _texts(data)))


def _texts(data: Any) -> Iterator[str]:
    """All texts in a JSON value; no recursion, since the value may be as deep as the parser could go."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value
            waiting += value.values()
