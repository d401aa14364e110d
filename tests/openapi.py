"""Makes docs/openapi.json of the API's views, for tests/test_openapi.py.

The portal serves the finished document, so that what makes it is needed by developers alone.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.utils import override_settings
from django.urls import include, path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import patched_settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from training.api.operations import CreatingView, Operation
from training.api.urls import urlpatterns

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "openapi.json"
PROBLEMS = {
    400: "The request is not understood",
    401: "No token, or one that has ended",
    403: "Your role, or the token's scopes, do not include it",
    404: "There is no such thing, or not for you",
    409: "The state has moved on",
    412: "The labels are not those of If-Match",
    413: "Too large",
    415: "Another content type is expected",
    422: "Something is wrong; `errors` name the fields",
    429: "Too many requests; Retry-After says when to come again",
}


class Fault(serializers.Serializer):
    where = serializers.CharField(help_text="The field, or empty for the whole")
    message = serializers.CharField()


class Problem(serializers.Serializer):
    """RFC 9457, with the fields that are wrong."""

    type = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    errors = Fault(many=True)


class Bearer(OpenApiAuthenticationExtension):
    target_class = "training.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class Session(OpenApiAuthenticationExtension):
    target_class = "training.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class Schema(AutoSchema):
    """Reads a view's operations."""

    @property
    def _operation(self) -> Operation:
        return self.view.operations[self.method.lower()]

    def get_operation_id(self) -> str:
        name = next(route.name for route in urlpatterns if route.callback.cls is type(self.view))
        return f"{name}_{self.method.lower()}"

    def get_summary(self) -> str:
        return self._operation.does

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.rsplit(".", 1)[-1].replace("_", " ")]

    def get_request_serializer(self) -> Any:
        if self._operation.sends:
            return {self._operation.sends: OpenApiTypes.BINARY}
        return self._operation.body

    def get_response_serializers(self) -> Any:
        problems = {
            (code, "application/problem+json"): OpenApiResponse(Problem, text) for code, text in PROBLEMS.items()
        }
        return {**self._good_answer(), **problems}

    def get_override_parameters(self) -> list[OpenApiParameter]:
        found = [OpenApiParameter(name, str, description=text) for name, text in self._operation.query.items()]
        headers = dict(self._operation.headers)
        if isinstance(self.view, CreatingView) and self.method == "POST":
            headers["Idempotency-Key"] = "Sent twice with the same key and body, it is done once"
        if self._operation.is_page:
            found += [OpenApiParameter("cursor", str, description="From `next`"), OpenApiParameter("limit", int)]
        return found + [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text) for name, text in headers.items()
        ]

    def _good_answer(self) -> dict[Any, Any]:
        operation = self._operation
        good: dict[Any, Any] = {}
        if operation.gives:
            kind = OpenApiTypes.ANY if operation.gives == "application/json" else OpenApiTypes.BINARY
            good = {(operation.status, operation.gives): OpenApiResponse(kind, operation.does)}
        elif operation.answer is None:
            good = {operation.status: OpenApiResponse(None, "Done")}
        elif operation.is_page:
            fields = {
                "next": serializers.CharField(allow_null=True),
                "previous": serializers.CharField(allow_null=True),
                "results": operation.answer(many=True),
            }
            good = {200: inline_serializer(f"{operation.answer.__name__}Page", fields)}
        else:
            good = {operation.status: operation.answer}
        if "If-None-Match" in operation.headers:
            good[304] = OpenApiResponse(None, "You have it already")
        return good


def document() -> str:
    """The document as it is kept."""
    framework = {**settings.REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": "tests.openapi.Schema"}
    patterns = [path("api/v1/", include((urlpatterns, "api")))]
    about = {"TITLE": "Touchstone", "VERSION": "1", "DESCRIPTION": "See docs/api.md.", "POSTPROCESSING_HOOKS": []}
    with override_settings(REST_FRAMEWORK=framework), patched_settings(about):
        made = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)
    return json.dumps(made, indent=1, sort_keys=True, default=str) + "\n"
