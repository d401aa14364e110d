"""Optimistic locking of labels: the document's ``revision`` field, and the same as ETag, If-Match and If-None-Match."""

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.errors import ConflictError
from training.models import LabelRow
from training.services.labels import read_document

_TAG = re.compile(r'(?:W/)?("[^"]*")|\*')


class PreconditionError(ConflictError):
    """The labels are not those that the header If-Match names: 412."""

    status_code = 412
    code = "precondition_failed"


def etag_of(label_row: LabelRow | None) -> str:
    """The tag of the labels as they stand; a row that was begun anew has another than before."""
    return f'"{label_row.pk}-{label_row.revision}"' if label_row else '"0-0"'


def answer_document(request: Request, label_row: LabelRow | None) -> Response:
    """The label document with its tag; 304 without a body where the caller has it already."""
    headers = {"ETag": etag_of(label_row), "Cache-Control": "private, no-cache"}
    if headers["ETag"] in _tags(request.headers.get("If-None-Match", "")):
        return Response(status=304, headers=headers)
    return Response(read_document(label_row), headers=headers)


def document_of(request: Request, label_row: LabelRow | None) -> Any:
    """The document that was sent. With If-Match it needs no ``revision``: the header says what it was made from.

    Raises:
        PreconditionError: the labels have changed since.
    """
    wanted = request.headers.get("If-Match", "")
    document = request.data
    if not wanted:
        return document
    revision = label_row.revision if label_row else 0
    if wanted.strip() != "*" and etag_of(label_row) not in _tags(wanted):
        raise PreconditionError(_("These labels were changed elsewhere since you read them."), revision=revision)
    return {"revision": revision, **document} if isinstance(document, dict) else document


def _tags(header: str) -> set[str]:
    return {match[1] or "*" for match in _TAG.finditer(header)}
