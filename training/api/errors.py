"""Turns domain errors into the API's one JSON shape: {type, detail, errors: [{where, message}]}."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from training.errors import ConflictError, DomainError


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: domain errors become 409 or 422, the rest is DRF's own."""
    if isinstance(error, DomainError):
        facts = error.facts if isinstance(error, ConflictError) else {}
        body = {"type": error.code, "detail": error.message, "errors": error.errors, **facts}
        return Response(body, status=error.status_code)
    if isinstance(error, RequestDataTooBig):
        detail = _("The request is larger than this portal accepts.")
        return Response({"type": "too_large", "detail": detail, "errors": []}, status=413)
    response = exception_handler(error, context)
    if response is not None:
        response.data = {"type": _code(error), "detail": _detail(response.data), "errors": []}
    return response


def _code(error: Exception) -> str:
    """The framework's word for the error; the editor tells a refusal from a session that has ended by it."""
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return str(getattr(error, "default_code", "error"))


def _detail(data: Any) -> str:
    return str(data.get("detail", data)) if isinstance(data, dict) else str(data)
