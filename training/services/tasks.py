"""The trainee's way: start, save, and submit once and for all."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.errors import ClosedError, ConflictError
from training.locks import lock_project
from training.models import LabelRow, Project, Task
from training.selectors.queue import in_order
from training.services.activity import require_active
from training.services.complete import require_complete
from training.services.figures import leave_out, refresh_scores
from training.services.labels import save_document, take_snapshot
from training.services.scores import score_task

Status = Task.Status


@transaction.atomic
def start_task(*, actor: Any, task: Task) -> Task:
    """Initiate the task: it gets its own, empty label row. Starting a task again changes nothing.

    Raises:
        ClosedError: the project is paused or completed.
    """
    task = _locked(task)
    if task.status == Status.NOT_STARTED:
        _open_label_row(task)
    return task


@transaction.atomic
def save_task_labels(*, actor: Any, task: Task, document: Any, active_s: int = 0) -> LabelRow:
    """Save what the editor sends; the first save starts a task that was not initiated.

    ``active_s`` are the seconds at work since the last save that was answered.

    Raises:
        ClosedError: the task was submitted, or the project is not active.
        ConflictError: the document is stale.
        InvalidError: the document is wrong; its errors name the labels and fields.
    """
    task = _locked(task)
    label_row = _require_open(task)
    label_row = save_document(actor=actor, label_row=label_row, document=document, ontology=task.project.ontology)
    _add_active_time(task, active_s)
    task.save(update_fields=["active_s"])
    return label_row


@transaction.atomic
def submit_task(*, actor: Any, task: Task, revision: int, active_s: int = 0) -> Task:
    """Hand the task in. It is final: the labels are frozen, and scored by the background worker.

    ``revision`` is the one that the editor shows; with a stale one nothing is submitted.

    Raises:
        ClosedError: the task was submitted before, or the project is not active.
        ConflictError: the labels were changed elsewhere.
        IncompleteError: a required question has no answer; its errors name each place.
    """
    task = _locked(task)
    label_row = _require_open(task)
    if revision != label_row.revision:
        raise ConflictError(
            _("These labels were changed elsewhere. Reload the task before you submit it."),
            revision=label_row.revision,
        )
    require_complete(label_row, project=task.project)
    task.submission = take_snapshot(label_row)
    _add_active_time(task, active_s)
    task.status = Status.SUBMITTED
    task.submitted_at = timezone.now()
    task.priority = 0
    task.save(update_fields=["submission", "status", "submitted_at", "priority", "active_s"])
    _supersede_earlier(task)
    score_task.enqueue(task_id=task.pk)
    return task


def next_task(*, actor: Any, project: Project) -> Task | None:
    """The task to go on with: one in progress first, else the next that is not started."""
    own = in_order(project.tasks.filter(annotator=actor), project=project)
    in_progress = own.filter(status=Status.IN_PROGRESS).first()
    return in_progress or own.filter(status=Status.NOT_STARTED).first()


def _locked(task: Task) -> Task:
    # Without the label row: what is joined is as old as the wait for the lock was long.
    rows = Task.objects.select_for_update(of=("self",))
    return rows.select_related("project__ontology", "benchmark_task").get(pk=task.pk)


def _require_open(task: Task) -> LabelRow:
    if task.is_submitted:
        raise ClosedError(
            _("This task was submitted; a submission is final."), status=task.status, submitted_at=task.submitted_at
        )
    require_active(task.project)
    return task.label_row or _open_label_row(task)


def _supersede_earlier(task: Task) -> None:
    """Of several attempts the newest that was submitted counts; the others' figures are taken out of the trainee's."""
    if task.attempt == 1:
        return
    # No version is applied meanwhile: its figures would be added up from the attempts as they were.
    lock_project(task.project_id, shared=True)
    earlier = Task.objects.filter(
        annotator_id=task.annotator_id, benchmark_task_id=task.benchmark_task_id, attempt__lt=task.attempt
    )
    for counted in earlier.filter(is_superseded=False).select_for_update():
        leave_out(task=counted)
    earlier.update(is_superseded=True)
    applied = Project.objects.select_related("applied_function").get(pk=task.project_id).applied_function
    if applied is not None:
        refresh_scores(function=applied, task=task)


def _add_active_time(task: Task, seconds: int) -> None:
    """Browsers count; what they send is believed as far as so much time has passed since the start."""
    passed = int((timezone.now() - task.started_at).total_seconds()) if task.started_at else 0
    task.active_s = max(task.active_s, min(task.active_s + seconds, passed))


def _open_label_row(task: Task) -> LabelRow:
    require_active(task.project)
    task.label_row = LabelRow.objects.create(data_unit_id=task.benchmark_task.data_unit_id)
    task.status = Status.IN_PROGRESS
    task.started_at = timezone.now()
    task.save(update_fields=["label_row", "status", "started_at"])
    return task.label_row
