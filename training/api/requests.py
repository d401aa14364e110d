"""What the label routes of source tasks and of trainees' tasks say in the same words."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response

from training.errors import InvalidError
from training.models import LabelRow


def revision_of(body: Any) -> int:
    """The revision that the caller's editor shows; InvalidError names the field where it is missing."""
    revision = body.get("revision") if isinstance(body, dict) else None
    if type(revision) is not int:
        message = _("Send the revision of the labels that you see, a whole number.")
        raise InvalidError(message, errors=[{"where": "revision", "message": message}])
    return revision


def active_seconds_of(body: Any) -> int:
    """The seconds at work that the caller's editor reports; none where it reports none."""
    seconds = body.get("active_s", 0) if isinstance(body, dict) else 0
    if type(seconds) is not int or seconds < 0:
        message = _("The active time is a whole number of seconds.")
        raise InvalidError(message, errors=[{"where": "active_s", "message": message}])
    return seconds


def saved(label_row: LabelRow, *, etag: str, **more: Any) -> Response:
    """The answer to a save: the new revision, and when it was stored."""
    return Response({"revision": label_row.revision, "saved_at": label_row.saved_at, **more}, headers={"ETag": etag})
