"""Turns every error into problem+json (RFC 9457): {type, title, status, detail, errors: [{where, message}]}."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from training.errors import ConflictError, DomainError

CONTENT_TYPE = "application/problem+json"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: domain errors become 409, 412 or 422, the rest is DRF's own."""
    if isinstance(error, DomainError):
        facts = error.facts if isinstance(error, ConflictError) else {}
        return problem(error.status_code, error.code, error.message, errors=error.errors, **facts)
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("The request is larger than this portal accepts."))
    if isinstance(error, ValidationError):
        faults = list(_faults(error.detail))
        detail = faults[0]["message"] if len(faults) == 1 else _("Some fields are missing or wrong.")
        return problem(422, "invalid", detail, errors=faults)
    response = exception_handler(error, context)
    if response is None:
        return None
    answer = problem(response.status_code, _code(error), _detail(response.data))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def problem(
    status: int, code: str, detail: str, /, *, errors: list[dict[str, str]] | None = None, **facts: Any
) -> Response:
    """An answer that says what is wrong; `errors` name the fields."""
    title = HTTPStatus(status).phrase
    body = {"type": code, "title": title, "detail": detail, "errors": errors or [], **facts}
    # A fact of the same name is older: a task that is closed tells the task's own status.
    return Response({"status": status, **body}, status=status, content_type=CONTENT_TYPE)


def _faults(detail: Any, where: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested errors as a flat list of places and sentences."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _faults(inner, _path(where, name))
    elif isinstance(detail, list) and any(isinstance(item, dict) for item in detail):
        for number, inner in enumerate(detail):
            yield from _faults(inner, f"{where}[{number}]")
    elif isinstance(detail, list):
        yield from ({"where": where, "message": str(message)} for message in detail)
    else:
        yield {"where": where, "message": str(detail)}


def _path(where: str, name: Any) -> str:
    if isinstance(name, int):
        return f"{where}[{name}]"
    if name in {"non_field_errors", "detail"}:
        return where
    return f"{where}.{name}" if where else str(name)


def _code(error: Exception) -> str:
    """The framework's word for the error; the editor tells a refusal from a session that has ended by it."""
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return str(getattr(error, "default_code", "error"))


def _detail(data: Any) -> str:
    return str(data.get("detail", data)) if isinstance(data, dict) else str(data)
