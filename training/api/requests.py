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


def saved(label_row: LabelRow) -> Response:
    """The answer to a save: the new revision, and when it was stored."""
    return Response({"revision": label_row.revision, "saved_at": label_row.saved_at})
