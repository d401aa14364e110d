"""Labels of many label rows in one request: a line of JSON for each, read as it comes, with an answer line for each."""

import json
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request

from training.api.operations import Operation, ProjectApiView
from training.api.parsers import LineParser
from training.errors import ConflictError, DomainError, InvalidError
from training.models import AccessToken, Project, SourceTask
from training.permissions import Permission
from training.services.activity import require_active
from training.services.imports import STATUSES_AFTER
from training.services.source_rows import store_row

#: As much as one save takes.
LINE_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
MAX_ROWS = 100_000


class LabelRows(ProjectApiView):
    """POST application/x-ndjson, a line per label row: ``{"row": id or title, "labels": document}``.

    A line that cannot be stored changes nothing and stops none of the others. The answer is NDJSON too, in the order
    of the lines: ``{"line", "row", "status", "revision"}`` or ``{"line", "row", "status", "detail", "errors"}``.
    """

    permission = Permission.MANAGE_DATA
    kind = Project.Kind.ANNOTATION
    write_scope = AccessToken.Scope.LABEL
    parser_classes = (LineParser,)
    operations = {
        "post": Operation(
            does="Store the labels of many label rows, a line of JSON each",
            sends="application/x-ndjson",
            gives="application/x-ndjson",
            query={
                "replace": "1 replaces labels that are there; otherwise their row is refused",
                "status": "What the rows become: in_progress (as it is without), in_review or completed",
            },
        )
    }

    def post(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        status = request.query_params.get("status", SourceTask.Status.IN_PROGRESS)
        if status not in STATUSES_AFTER:
            message = _("Imported labels are in progress, in review or completed.")
            raise InvalidError(message, errors=[{"where": "status", "message": message}])
        require_active(self.project)
        replace = request.query_params.get("replace") == "1"
        stream: Any = request.data
        results = self._results(request, stream, replace=replace, status=SourceTask.Status(status))
        headers = {"X-Accel-Buffering": "no"}
        return StreamingHttpResponse(results, content_type="application/x-ndjson", headers=headers)

    def _results(
        self, request: Request, stream: IO[bytes], *, replace: bool, status: SourceTask.Status
    ) -> Iterator[bytes]:
        tasks = self.project.source_tasks.select_related("data_unit")
        by_id = {str(task.uuid): task for task in tasks}
        by_title: dict[str, list[SourceTask]] = {}
        for task in by_id.values():
            by_title.setdefault(task.data_unit.title, []).append(task)
        for number, line in enumerate(_lines(stream), 1):
            result: dict[str, Any] = {"line": number, "row": None}
            try:
                row, document = _content(line, number)
                result["row"] = row
                task = _found(row, by_id, by_title)
                stored = store_row(
                    actor=request.user, source_task=task, document=document, replace=replace, status_after=status
                )
                result |= {"status": 200, "revision": stored.revision}
            except DomainError as error:
                result |= {"status": error.status_code, "detail": error.message, "errors": error.errors}
            yield json.dumps(result).encode() + b"\n"


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines that say something; one that is too long comes cut, and is no JSON then."""
    while line := stream.readline(LINE_BYTES):
        while not line.endswith(b"\n") and (rest := stream.readline(LINE_BYTES)):
            line = line[:1] + b"\0"
            if rest.endswith(b"\n"):
                break
        if line.strip():
            yield line


def _content(line: bytes, number: int) -> tuple[str, Any]:
    if number > MAX_ROWS:
        raise InvalidError(_("At most %(limit)d rows at once.") % {"limit": MAX_ROWS})
    try:
        content = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidError(_("This line is no JSON.")) from error
    if not isinstance(content, dict) or not isinstance(content.get("row"), str) or "labels" not in content:
        raise InvalidError(_("A line is an object with “row” (the id or the title of a label row) and “labels”."))
    return content["row"], content["labels"]


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON.")


def _found(row: str, by_id: dict[str, SourceTask], by_title: dict[str, list[SourceTask]]) -> SourceTask:
    named = [by_id[row]] if row in by_id else by_title.get(row, [])
    if not named:
        raise InvalidError(_("The project has no label row “%(row)s”.") % {"row": row[:100]})
    if len(named) > 1:
        raise ConflictError(_("Several label rows are called “%(row)s”: use the id.") % {"row": row[:100]})
    return named[0]
