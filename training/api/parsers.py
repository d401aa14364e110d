"""Reads JSON within limits: no larger than the settings allow, no deeper than the interpreter bears, only texts that
can be stored."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from training.texts import is_storable


class JSONParser(parsers.JSONParser):
    """The framework's parser, with these limits. NaN and Infinity are refused by it already."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        length = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("The body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.")
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        if not all(map(is_storable, _texts(data))):
            raise ParseError(_("A text holds a character that cannot be stored."))
        return data


def _texts(data: Any) -> Iterator[str]:
    """All texts in a JSON value, keys included; no recursion, since the value may be as deep as the parser could go."""
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
