"""Texts from outside: which of them can be stored, and how a value is shown in a sentence."""

import json
import reprlib
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
