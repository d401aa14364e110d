"""Re-calculate scores: the newest version on every submission, in the background, seen all at once or not at all.

New weights alone are one statement. Other geometry takes evaluating every submission again: any number of workers do
that together, a turn of a few seconds each, and then go to the end of the queue, so that no submission waits long
for its score and no turn comes near the queue's time limit.

Workers divide the work by chance: each goes through what is left in an order of its own, and skips what another
finished meanwhile. So there is nothing to claim, to renew or to give back, and a worker that is killed leaves nothing
behind: what is done, and what is not, stands in the evaluations themselves. At the very end two may be at the same
submission; the second finds it done and writes nothing.
"""

import logging
import random
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.errors import ConflictError
from training.jobs import job
from training.locks import lock_project
from training.models import BenchmarkFunction, Job, Notification, Project, TaskEvaluation
from training.permissions import Role
from training.services.figures import write_scores
from training.services.notifications import notify_members
from training.services.scores import Ruler, evaluate_again, not_evaluated, write_task_scores

logger = logging.getLogger(__name__)

#: Work of which nothing was heard for so long is asked for again by the sweep; more workers than needed do no harm.
LEASE = timedelta(seconds=60)
TURN_S = 5.0
REPORT_EVERY_S = 1.0
#: Scored while the last turn ended: so few are evaluated while submissions wait for the version to be applied.
MAX_STRAGGLERS = 10


@transaction.atomic
def start_recalculation(*, actor: Any, project: Project) -> Job:
    """Ask for the newest version to be applied; while one re-calculation is open, asking again gives the same.

    Raises:
        ConflictError: the newest version is applied already.
    """
    lock_project(project.pk)
    open_job = project.jobs.filter(kind=Job.Kind.RECALCULATE, state__in=Job.OPEN).first()
    if open_job is not None:
        return open_job
    project.refresh_from_db(fields=["applied_function"])
    newest = project.functions.first()
    if newest is None or newest == project.applied_function:
        raise ConflictError(_("The scores are those of the newest version already."))
    new_job = Job.objects.create(kind=Job.Kind.RECALCULATE, project=project, function=newest, started_by=actor)
    for _worker in range(1 if _is_about_weights(project, newest) else settings.WORKERS):
        run_recalculation.enqueue(job_id=new_job.pk)
    return new_job


@transaction.atomic
def cancel_recalculation(*, actor: Any, project: Project) -> Job:
    """End the open re-calculation; the scores stay those of the applied version.

    Workers notice at their next turn. What they evaluated is kept unseen, and not done twice if it is asked for again.

    Raises:
        ConflictError: none is open; it may have ended while one pressed the button.
    """
    # Behind a version that is being applied at this moment: its job is locked until it is done.
    held = project.jobs.select_for_update().filter(kind=Job.Kind.RECALCULATE, state__in=Job.OPEN)
    open_job = held.first()
    if open_job is None:
        raise ConflictError(_("No re-calculation is running."))
    open_job.state = Job.State.CANCELLED
    open_job.finished_at = timezone.now()
    open_job.lease_until = None
    open_job.save(update_fields=["state", "finished_at", "lease_until"])
    logger.info("Person %s cancelled re-calculation %s", actor.pk, open_job.pk)
    return open_job


@job
def run_recalculation(job_id: int) -> None:
    """A turn, and if that did not end it, another one behind what waits in the queue by then."""
    if take_turn(job_id):
        run_recalculation.enqueue(job_id=job_id)


def take_turn(job_id: int) -> bool:
    """Evaluate for a few seconds what the version needs; when nothing is left, score under it and apply it.

    Returns whether there is more to do. Turns may be repeated, killed, and taken by several workers at once; one whose
    job has ended changes nothing.
    """
    is_open = Job.objects.filter(pk=job_id, state__in=Job.OPEN)
    if not is_open.update(state=Job.State.RUNNING, lease_until=timezone.now() + LEASE):
        return False
    work = Job.objects.select_related("project__applied_function", "function").get(pk=job_id)
    if work.function is None:
        raise RuntimeError(f"Job {job_id} has no benchmark function.")
    return not (_evaluate_for_a_turn(work, work.function) and _apply(work, work.function))


def _evaluate_for_a_turn(work: Job, function: BenchmarkFunction) -> bool:
    """Whether nothing is left to evaluate."""
    begin = reported = time.monotonic()
    while left := _left(work.project, function):
        random.shuffle(left)  # each worker an order of its own
        ruler = Ruler.of(function)
        for task_id in left:
            evaluate_again(task_id, ruler)
            now = time.monotonic()
            if now - reported >= REPORT_EVERY_S:
                _report(work, function)
                reported = now
            if now - begin >= TURN_S:
                return False
    return True


@transaction.atomic
def _apply(work: Job, function: BenchmarkFunction) -> bool:
    """Score under the version and show it, unless another worker did or the job was ended; False if it is too early."""
    # Alone: submissions that are being scored have ended, and none begins before the version is applied.
    lock_project(work.project_id)
    if not Job.objects.select_for_update().filter(pk=work.pk, state=Job.State.RUNNING).exists():
        return True
    project = Project.objects.select_for_update(of=("self",)).select_related("applied_function").get(pk=work.project_id)
    stragglers = _left(project, function)
    if len(stragglers) > MAX_STRAGGLERS:
        return False
    ruler = Ruler.of(function)
    for task_id in stragglers:
        evaluate_again(task_id, ruler)
    n_tasks = write_task_scores(function)
    write_scores(function=function, previous=project.applied_function)
    project.previous_function_id = project.applied_function_id
    project.applied_function = function
    project.save(update_fields=["applied_function", "previous_function"])
    leaders = (Role.ADMIN, Role.TEAM_MANAGER)
    notify_members(project=project, kind=Notification.Kind.SCORES, roles=leaders, actor=work.started_by)
    Job.objects.filter(pk=work.pk).update(
        state=Job.State.DONE, total=n_tasks, done=n_tasks, finished_at=timezone.now(), lease_until=None, error=""
    )
    return True


def _is_about_weights(project: Project, function: BenchmarkFunction) -> bool:
    """Whether the version shares its geometry with the applied one, for which every scored task was evaluated."""
    applied = project.applied_function
    return applied is not None and applied.geometry_version == function.geometry_version


def _left(project: Project, function: BenchmarkFunction) -> list[int]:
    return [] if _is_about_weights(project, function) else not_evaluated(function)


def _report(work: Job, function: BenchmarkFunction) -> None:
    """Say how far it is, and that it goes on."""
    evaluated = TaskEvaluation.objects.filter(project=work.project_id, geometry_version=function.geometry_version)
    done = evaluated.count()
    Job.objects.filter(pk=work.pk, state=Job.State.RUNNING).update(
        total=work.project.tasks.exclude(scored_at=None).count(),
        done=done,
        lease_until=timezone.now() + LEASE,
        # It gets on: whatever stopped it before did not stop it for good.
        **({"attempts": 0} if done > work.done else {}),
    )
