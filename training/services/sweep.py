"""Finds work that is due in the rows themselves, so that a killed worker or a lost queue loses nothing."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.models import OrmQ

from training.jobs import job
from training.models import Heartbeat, Job, Task, Upload
from training.services.creation import give_up, run_creation
from training.services.deletion import due_for_purge, purge_project
from training.services.ingestion import run_ingestion
from training.services.notifications import send_notifications
from training.services.recalculation import run_recalculation
from training.services.scores import score_task
from training.services.tokens import discard_old_keys
from training.services.uploads import discard_abandoned

#: A submission is looked for once the queue had time to score it.
GRACE = timedelta(seconds=20)
#: With more than this waiting, the queue is at work and needs no second copy of its messages.
LONG_QUEUE = 100
MAX_ATTEMPTS = 5
#: Of a job, how often it was found silent without any progress in between; a minute or more each time.
MAX_SILENCES = 10
BATCH = 500
#: A large project takes longer to delete than the next sweep is away; a second run of the same finds less to do.
PURGED_AT_ONCE = 2


@job
def sweep() -> None:
    """Say that the worker lives, and enqueue what is due. Runs at start and every minute."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
    if OrmQ.objects.count() > LONG_QUEUE:
        return
    _sweep_tasks()
    _sweep_jobs()
    _sweep_creations()
    _sweep_uploads()
    discard_abandoned()
    send_notifications.enqueue()
    discard_old_keys()
    _sweep_projects()


def _sweep_projects() -> None:
    for project_id in due_for_purge().values_list("pk", flat=True)[:PURGED_AT_ONCE]:
        purge_project.enqueue(project_id=project_id)


def _sweep_tasks() -> None:
    due = Task.objects.filter(status=Task.Status.SUBMITTED, scored_at=None, submitted_at__lt=timezone.now() - GRACE)
    for task_id in due.filter(scoring_attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True)[:BATCH]:
        score_task.enqueue(task_id=task_id)
    due.filter(scoring_attempts__gte=MAX_ATTEMPTS, scoring_error="").update(
        scoring_error=_("Scoring stopped %(count)d times without a result.") % {"count": MAX_ATTEMPTS}
    )


def _sweep_jobs() -> None:
    now = timezone.now()
    open_jobs = Job.objects.filter(kind=Job.Kind.RECALCULATE, state__in=Job.OPEN)
    silent = open_jobs.filter(Q(state=Job.State.WAITING, created_at__lt=now - GRACE) | Q(lease_until__lt=now))
    silent.filter(attempts__gte=MAX_SILENCES).update(
        state=Job.State.FAILED,
        finished_at=now,
        error=_("The work stopped %(count)d times without a result.") % {"count": MAX_SILENCES},
    )
    due = set(silent.values_list("pk", flat=True))
    open_jobs.filter(pk__in=due).update(attempts=F("attempts") + 1)
    if not OrmQ.objects.filter(lock__lte=now).exists():
        # Nothing waits: a worker has time to help, or to stand in for one that was killed.
        due |= set(open_jobs.filter(state=Job.State.RUNNING).values_list("pk", flat=True))
    for job_id in sorted(due):
        run_recalculation.enqueue(job_id=job_id)


def _sweep_creations() -> None:
    now = timezone.now()
    silent = Job.objects.filter(kind=Job.Kind.CREATE).filter(
        Q(state=Job.State.WAITING, created_at__lt=now - GRACE) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    )
    for job_id, attempts in list(silent.values_list("pk", "attempts")):
        if attempts >= MAX_ATTEMPTS:
            reason = _("The work stopped %(count)d times without a result.") % {"count": MAX_ATTEMPTS}
            give_up(job_id=job_id, reason=reason)
        else:
            Job.objects.filter(pk=job_id).update(attempts=F("attempts") + 1)
            run_creation.enqueue(job_id=job_id)


def _sweep_uploads() -> None:
    now = timezone.now()
    orphaned = Upload.objects.filter(
        Q(state=Upload.State.WAITING, touched_at__lt=now - GRACE) | Q(state=Upload.State.RUNNING, lease_until__lt=now)
    )
    for upload_id in orphaned.filter(attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True):
        run_ingestion.enqueue(upload_id=upload_id)
    orphaned.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Upload.State.FAILED,
        error=_("The work stopped %(count)d times without a result.") % {"count": MAX_ATTEMPTS},
    )
