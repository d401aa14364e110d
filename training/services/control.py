"""What admins and team managers do with trainees' tasks.

A submission is final for them too: another try is a new task beside it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from training.errors import ClosedError, ConflictError, DomainError, InvalidError
from training.locks import lock_project
from training.models import Membership, Notification, Project, Task
from training.permissions import Role
from training.services.notifications import notify

Status = Task.Status


@dataclass(frozen=True)
class Outcome:
    """How many tasks an action changed, and why it left others as they are: a sentence each."""

    n_done: int
    refusals: list[str] = field(default_factory=list)


@transaction.atomic
def control_tasks(
    *, actor: Any, project: Project, tasks: Iterable[Task], action: str, annotator: Any = None
) -> Outcome:
    """Do one of ACTIONS with each task; what a task does not allow is told, and the others are done.

    Raises:
        InvalidError: there is no such action, or `annotator` is no annotator of the project.
    """
    if action not in ACTIONS:
        raise InvalidError(_("There is no such action."))
    if action in FOR_ANNOTATOR:
        _require_annotator(project, annotator)
    lock_project(project.pk)
    n_done, refusals = 0, []
    for task in tasks:
        locked = _locked(project, task)
        try:
            ACTIONS[action](actor=actor, task=locked, annotator=annotator)
        except DomainError as error:
            refusals.append(f"{locked.benchmark_task.title} ({locked.annotator}): {error.message}")
        else:
            n_done += 1
    return Outcome(n_done, refusals)


def reset_task(*, actor: Any, task: Task, annotator: Any = None) -> Task:
    """Bring an open task back to Not started; the labels that were drawn on it are gone.

    Raises:
        ClosedError: the task was submitted.
    """
    _require_open(task)
    _clear(task)
    return task


def put_first(*, actor: Any, task: Task, annotator: Any = None) -> Task:
    """Put an open task before the others in its trainee's queue.

    Raises:
        ClosedError: the task was submitted.
    """
    return _prioritise(task, 1)


def put_back(*, actor: Any, task: Task, annotator: Any = None) -> Task:
    """Put an open task back to its usual place in the queue.

    Raises:
        ClosedError: the task was submitted.
    """
    return _prioritise(task, 0)


def reassign_task(*, actor: Any, task: Task, annotator: Any) -> Task:
    """Move an open task to another annotator, who begins it anew.

    Raises:
        ClosedError: the task was submitted.
        ConflictError: the other annotator has a task of their own for it.
    """
    _require_open(task)
    if annotator.pk == task.annotator_id:
        raise ConflictError(_("%(person)s has this task already.") % {"person": annotator})
    if task.benchmark_task.tasks.filter(annotator=annotator).exists():
        raise ConflictError(_("%(person)s has a copy of their own.") % {"person": annotator})
    task.annotator, task.attempt = annotator, 1
    task.save(update_fields=["annotator", "attempt"])
    _clear(task)
    notify(project=task.project, kind=Notification.Kind.TASKS, user_ids=[annotator.pk], actor=actor)
    return task


def assign_task(*, actor: Any, task: Task, annotator: Any) -> Task:
    """Give another annotator a copy of the same benchmark task; this one stays as it is.

    Raises:
        ConflictError: they have a copy.
    """
    if task.benchmark_task.tasks.filter(annotator=annotator).exists():
        raise ConflictError(_("%(person)s has a copy of their own.") % {"person": annotator})
    notify(project=task.project, kind=Notification.Kind.TASKS, user_ids=[annotator.pk], actor=actor)
    return _copy(task, annotator=annotator, attempt=1)


def grant_attempt(*, actor: Any, task: Task, annotator: Any = None) -> Task:
    """Give the trainee another attempt beside a submitted one; both are kept, and the newest submitted one counts.

    Raises:
        ConflictError: the newest attempt is not submitted yet, or the trainee left the project.
    """
    attempts = task.benchmark_task.tasks.filter(annotator=task.annotator_id)
    if attempts.exclude(status=Status.SUBMITTED).exists():
        raise ConflictError(_("There is an attempt that is not submitted yet."))
    if not _is_annotator(task.project, task.annotator):
        raise ConflictError(_("%(person)s is no annotator of this project.") % {"person": task.annotator})
    newest = attempts.aggregate(newest=Max("attempt"))["newest"]
    notify(project=task.project, kind=Notification.Kind.TASKS, user_ids=[task.annotator_id], actor=actor)
    return _copy(task, annotator=task.annotator, attempt=newest + 1)


#: What can be done with tasks, by the word that the page sends.
ACTIONS: dict[str, Callable[..., Task]] = {
    "first": put_first,
    "usual": put_back,
    "attempt": grant_attempt,
    "assign": assign_task,
    "reassign": reassign_task,
    "reset": reset_task,
}
#: The actions that name an annotator.
FOR_ANNOTATOR = ("assign", "reassign")
#: The actions that lose labels which are not submitted.
LOSING = ("reassign", "reset")


def _prioritise(task: Task, priority: int) -> Task:
    _require_open(task)
    task.priority = priority
    task.save(update_fields=["priority"])
    return task


def _copy(task: Task, *, annotator: Any, attempt: int) -> Task:
    return Task.objects.create(
        project=task.project,
        annotator=annotator,
        benchmark_task=task.benchmark_task,
        attempt=attempt,
        position=task.position,
    )


def _clear(task: Task) -> None:
    label_row = task.label_row
    task.label_row, task.status, task.started_at, task.active_s = None, Status.NOT_STARTED, None, 0
    task.save(update_fields=["label_row", "status", "started_at", "active_s"])
    if label_row is not None:
        label_row.delete()


def _require_open(task: Task) -> None:
    if task.is_submitted:
        raise ClosedError(_("It was submitted; a submission is final."), status=task.status)


def _require_annotator(project: Project, annotator: Any) -> None:
    if annotator is None or not _is_annotator(project, annotator):
        raise InvalidError(
            _("Choose an annotator of this project."),
            errors=[{"where": "annotator", "message": _("Choose an annotator of this project.")}],
        )


def _is_annotator(project: Project, person: Any) -> bool:
    return Membership.objects.filter(project=project, user=person, role=Role.ANNOTATOR.value).exists()


def _locked(project: Project, task: Task) -> Task:
    # Without the label row: what is joined is as old as the wait for the lock was long.
    rows = Task.objects.select_for_update(of=("self",)).filter(project=project)
    return rows.select_related("project", "benchmark_task", "annotator").get(pk=task.pk)
