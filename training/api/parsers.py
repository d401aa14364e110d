"""Reads JSON within limits: no larger than the settings allow, no deeper than the interpreter bears, only texts that
can be stored."""

import shutil
import tempfile
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from training.texts import is_storable_deep


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
        if not is_storable_deep(data):
            raise ParseError(_("A text holds a character that cannot be stored."))
        return data


class RawParser(parsers.BaseParser):
    """The bytes of a file, as they come."""

    media_type = "application/octet-stream"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return bytes(stream.read())


class LineParser(parsers.BaseParser):
    """Lines of JSON, kept in a file until all have come: who sends does not read, and would wait for ever."""

    media_type = "application/x-ndjson"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        length = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if length > settings.ARCHIVE_MAX_BYTES:
            raise RequestDataTooBig("The body is larger than ARCHIVE_MAX_BYTES.")
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 - read by the view
        shutil.copyfileobj(stream, kept)
        kept.seek(0)
        return kept
