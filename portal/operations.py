"""The page that lists the API's operations and tries them, made of docs/openapi.json; and that document itself."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from training.access import MemberView

DOCUMENT = settings.BASE_DIR / "docs" / "openapi.json"
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Listed:
    """One operation: where it is, what it does, what it takes; `example` is a body to begin with."""

    name: str
    method: str
    path: str
    does: str
    text: str
    parameters: list[dict[str, Any]]
    content_type: str
    example: str


class OperationsView(MemberView):
    """The operations by subject."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "help/operations.html", {"subjects": subjects()})


class DocumentView(MemberView):
    """The OpenAPI document."""

    def get(self, request: HttpRequest) -> FileResponse:
        return FileResponse(DOCUMENT.open("rb"), content_type="application/vnd.oai.openapi+json")


@cache
def subjects() -> dict[str, list[Listed]]:
    """The operations by subject, in the order of the paths."""
    content = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    found: dict[str, list[Listed]] = {}
    for path, methods in content["paths"].items():
        for method in _METHODS:
            if (entry := methods.get(method)) is not None:
                found.setdefault(entry["tags"][0].capitalize(), []).append(_listed(content, path, method, entry))
    return dict(sorted(found.items()))


def _listed(content: dict[str, Any], path: str, method: str, entry: dict[str, Any]) -> Listed:
    bodies = entry.get("requestBody", {}).get("content", {})
    content_type = next(iter(bodies), "")
    schema = bodies[content_type]["schema"] if content_type == "application/json" else None
    return Listed(
        name=entry["operationId"],
        method=method.upper(),
        path=path,
        does=entry["summary"],
        text=entry.get("description", ""),
        parameters=[{**item, "id": f"{entry['operationId']}-{item['name']}"} for item in entry.get("parameters", [])],
        content_type=content_type,
        example=json.dumps(_example(content, schema), indent=2) if schema else "",
    )


def _example(content: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A value of the schema's form, to be filled in."""
    if "$ref" in schema:
        return _example(content, content["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    if "allOf" in schema:
        return _example(content, schema["allOf"][0])
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: _example(content, inner) for name, inner in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [_example(content, schema["items"])]
    return {"integer": 0, "number": 0, "boolean": False}.get(str(schema.get("type")), "")
