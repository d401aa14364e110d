"""Re-calculate scores: the newest version on every submission, in the background, seen all at once or not at all."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from training.errors import ConflictError
from training.jobs import job
from training.locks import lock_project
from training.models import BenchmarkFunction, Job, Project, TaskEvaluation, TaskScore
from training.services.scores import evaluate_tasks, insert_task_scores, not_evaluated

#: A run that was not heard of for so long is taken for dead, and another takes over.
LEASE = timedelta(seconds=60)
TASKS_PER_STEP = 200


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
    run_recalculation.enqueue(job_id=new_job.pk)
    return new_job


@job
def run_recalculation(job_id: int) -> None:
    """Evaluate what the version needs, then score under it and apply it. Killed anywhere, a repeat goes on.

    What is done is read from the rows themselves, so a second run at the same time changes nothing in the result.
    """
    if not _claim(job_id):
        return
    work = Job.objects.select_related("project", "function").get(pk=job_id)
    function = work.function
    if function is None:
        raise RuntimeError(f"Job {job_id} has no benchmark function.")
    while tasks := not_evaluated(function)[:TASKS_PER_STEP]:
        evaluate_tasks(tasks, function)
        _report(work, function)
    with transaction.atomic():
        # Alone: submissions that are being scored have ended, and none begins before the version is applied.
        lock_project(work.project_id)
        evaluate_tasks(not_evaluated(function), function)
        insert_task_scores(function)
        _apply(work, function)


def _claim(job_id: int) -> bool:
    now = timezone.now()
    free = Job.objects.filter(pk=job_id).filter(
        Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    )
    return bool(free.update(state=Job.State.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1))


def _report(work: Job, function: BenchmarkFunction) -> None:
    Job.objects.filter(pk=work.pk).update(
        total=work.project.tasks.exclude(scored_at=None).count(),
        done=TaskEvaluation.objects.filter(project=work.project, geometry_version=function.geometry_version).count(),
        lease_until=timezone.now() + LEASE,
    )


def _apply(work: Job, function: BenchmarkFunction) -> None:
    project = Project.objects.select_for_update(of=("self",)).get(pk=work.project_id)
    if project.applied_function_id != function.pk:
        project.previous_function_id = project.applied_function_id
        project.applied_function = function
        project.save(update_fields=["applied_function", "previous_function"])
    n_tasks = TaskScore.objects.filter(function=function).count()
    Job.objects.filter(pk=work.pk).update(
        state=Job.State.DONE, total=n_tasks, done=n_tasks, finished_at=timezone.now(), lease_until=None, error=""
    )
