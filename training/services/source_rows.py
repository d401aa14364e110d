"""Stores the labels of one label row out of many that come in one request, each in a transaction of its own."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import ConflictError, InvalidError
from training.models import LabelRow, SourceTask
from training.services.activity import require_active
from training.services.labels import save_document
from training.texts import is_storable_deep


@transaction.atomic
def store_row(
    *, actor: Any, source_task: SourceTask, document: Any, replace: bool, status_after: SourceTask.Status
) -> LabelRow:
    """Put a whole document in the place of a row's labels, and move its task to `status_after`.

    Raises:
        ClosedError: the project is not active.
        ConflictError: the row holds labels, or was handed in, and `replace` is not chosen.
        InvalidError: the document is wrong; its errors name every place.
    """
    rows = SourceTask.objects.select_for_update(of=("self",)).select_related("project__ontology")
    task = rows.get(pk=source_task.pk)
    require_active(task.project)
    label_row = LabelRow.objects.get(pk=task.label_row_id)
    if not replace and (_holds_labels(label_row) or task.status in SourceTask.ELIGIBLE):
        raise ConflictError(_("This label row has labels already: choose to replace them, or leave it out."))
    if not isinstance(document, dict):
        raise InvalidError(_("The labels are a JSON object."), errors=[{"where": "labels", "message": ""}])
    if not is_storable_deep(document):
        raise InvalidError(_("A text holds a character that cannot be stored."))
    frames = document.get("frames")
    if isinstance(frames, dict):
        # Frames that the document doesn't speak of lose what they had.
        stored: dict[str, Any] = {str(frame): [] for frame in label_row.frames.values_list("frame", flat=True)}
        document = {**document, "frames": {**stored, **frames}}
    document = {**document, "revision": label_row.revision}
    label_row = save_document(actor=actor, label_row=label_row, document=document, ontology=task.project.ontology)
    task.status = status_after
    task.save(update_fields=["status", "updated_at"])
    return label_row


def _holds_labels(label_row: LabelRow) -> bool:
    return label_row.objects_of_row.exists() or label_row.classifications.exists()
