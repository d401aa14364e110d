"""Ground truth in annotation projects: Not started -> In progress -> In review -> Completed, and back on return."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.differences import content_sha256
from training.errors import ClosedError, ConflictError, InvalidError
from training.models import LabelRow, Notification, ReviewComment, SourceTask
from training.permissions import Role
from training.services.activity import require_active
from training.services.complete import require_complete
from training.services.labels import read_document, save_document
from training.services.notifications import notify, notify_members

Status = SourceTask.Status


@transaction.atomic
def save_labels(*, actor: Any, source_task: SourceTask, document: Any) -> LabelRow:
    """Save the editor's labels; the first save starts the task.

    Raises:
        ClosedError: the task is in review or completed, or the project is not active.
        ConflictError: the document is older than what is stored.
        InvalidError: the document is wrong; its errors name the labels and fields.
    """
    source_task = _locked(source_task)
    _require(source_task, Status.NOT_STARTED, Status.IN_PROGRESS)
    label_row = save_document(
        actor=actor, label_row=source_task.label_row, document=document, ontology=source_task.project.ontology
    )
    if source_task.status == Status.NOT_STARTED:
        _move(source_task, Status.IN_PROGRESS)
    return label_row


@transaction.atomic
def submit_for_review(*, actor: Any, source_task: SourceTask, revision: int | None = None) -> SourceTask:
    """Hand the labels in for review; from then on they count as ground truth.

    ``revision`` is the one that the editor shows: with an older one than is stored, the task is not handed in.

    Raises:
        ClosedError: the task is in review or completed, or the project is not active.
        ConflictError: the labels were changed elsewhere.
        IncompleteError: a required question has no answer; its errors name each place.
    """
    source_task = _locked(source_task)
    _require(source_task, Status.NOT_STARTED, Status.IN_PROGRESS)
    stored = source_task.label_row.revision
    if revision is not None and revision != stored:
        raise ConflictError(_("These labels were changed elsewhere. Reload before you submit them."), revision=stored)
    require_complete(source_task.label_row, project=source_task.project)
    note_labels(source_task)
    return _move(source_task, Status.IN_REVIEW)


@transaction.atomic
def complete(*, actor: Any, source_task: SourceTask) -> SourceTask:
    """Approve labels that are in review."""
    source_task = _locked(source_task)
    _require(source_task, Status.IN_REVIEW)
    return _move(source_task, Status.COMPLETED)


@transaction.atomic
def return_to_annotator(*, actor: Any, source_task: SourceTask, comment: str = "") -> SourceTask:
    """Open labels that are in review or completed again, and tell who drew them why.

    Raises:
        ClosedError: the task is open already, or the project is not active.
        InvalidError: the comment is too long.
    """
    source_task = _locked(source_task)
    _require(source_task, Status.IN_REVIEW, Status.COMPLETED)
    if comment := comment.strip():
        _comment(source_task, actor, comment)
    return _move(source_task, Status.IN_PROGRESS)


def note_labels(source_task: SourceTask) -> None:
    """Keep what the labels say now that they count as ground truth, and tell the admins whose benchmark says else.

    The caller saves the task.
    """
    source_task.labels_sha256 = content_sha256(read_document(source_task.label_row))
    outdated = source_task.benchmark_tasks.exclude(labels_sha256=source_task.labels_sha256)
    for benchmark_task in outdated.exclude(labels_sha256="").select_related("project"):
        notify_members(project=benchmark_task.project, kind=Notification.Kind.SOURCE, roles=(Role.ADMIN,))


def _comment(source_task: SourceTask, actor: Any, text: str) -> None:
    if len(text) > ReviewComment.MAX_LENGTH:
        message = _("A comment has at most %(most)d characters.") % {"most": ReviewComment.MAX_LENGTH}
        raise InvalidError(message, errors=[{"where": "comment", "message": message}])
    ReviewComment.objects.create(source_task=source_task, author=actor, text=text)
    annotator_id = LabelRow.objects.values_list("saved_by", flat=True).get(pk=source_task.label_row_id)
    members = source_task.project.memberships.filter(user=annotator_id).values_list("user_id", flat=True)
    notify(project=source_task.project, kind=Notification.Kind.RETURNED, user_ids=members, actor=actor)


def _locked(source_task: SourceTask) -> SourceTask:
    # Without the label row: what is joined is as old as the wait for the lock was long.
    rows = SourceTask.objects.select_for_update(of=("self",)).select_related("project__ontology")
    return rows.get(pk=source_task.pk)


def _require(source_task: SourceTask, *states: SourceTask.Status) -> None:
    require_active(source_task.project)
    if source_task.status not in states:
        raise ClosedError(
            _("This task is %(state)s.") % {"state": source_task.get_status_display()}, status=source_task.status
        )


def _move(source_task: SourceTask, status: SourceTask.Status) -> SourceTask:
    source_task.status = status
    source_task.save(update_fields=["status", "labels_sha256", "updated_at"])
    return source_task
