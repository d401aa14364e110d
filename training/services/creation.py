"""Makes large training projects in the background: in short transactions, seen by nobody until all of it is there.

The project exists from the start, but is not ready: no list, no address and no notice knows it. Each turn adds what is
still missing, so a worker that is killed is simply followed by another; the last transaction adds the people and makes
the project ready. Where it cannot be made, it is deleted like any other, and the draft is free again.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from training.errors import DomainError, InvalidError
from training.jobs import job
from training.locks import hold_source_tasks
from training.models import BenchmarkTask, Job, Project, SourceTask, TraineeGroup, TrainingDraft
from training.permissions import Role
from training.selectors.team import addressees
from training.services.deletion import discard_project
from training.services.invitations import add_or_invite
from training.services.training_projects import (
    FunctionSettings,
    add_trainees,
    copy_tasks,
    eligible_tasks,
    found_project,
    freeze,
    nothing_eligible,
)

#: Up to here a project is made at once, while one waits: a second or two.
FROZEN_AT_ONCE = 200
COPIED_AT_ONCE = 5000
#: Of one transaction in the background: other writers wait for it on SQLite.
FROZEN_PER_STEP = 50
#: Work of which nothing was heard for so long is asked for again by the sweep.
LEASE = timedelta(seconds=60)
TURN_S = 60.0


def is_large(*, n_tasks: int, n_trainees: int) -> bool:
    """Whether making it would keep a request, and on SQLite every other writer, waiting."""
    return n_tasks > FROZEN_AT_ONCE or n_tasks * n_trainees > COPIED_AT_ONCE


@transaction.atomic
def begin_creation(
    *, actor: Any, draft: TrainingDraft, function: FunctionSettings, n_tasks: int, origin: str, **fields: Any
) -> Project:
    """Found the project that the locked draft describes, and have the background worker fill it."""
    project = found_project(actor=actor, function=function, is_ready=False, **fields)
    total = n_tasks * (1 + len(_people(draft)))
    created = Job.objects.create(kind=Job.Kind.CREATE, project=project, started_by=actor, total=total)
    draft.project = project
    draft.data = {**draft.data, "origin": origin}
    draft.data.pop("refusal", None)
    draft.save(update_fields=["project", "data", "updated_at"])
    run_creation.enqueue(job_id=created.pk)
    return project


@job
def run_creation(job_id: int) -> None:
    """A turn, and if that did not end it, another one behind what waits in the queue by then."""
    if take_turn(job_id):
        run_creation.enqueue(job_id=job_id)


def take_turn(job_id: int) -> bool:
    """Add for a while what the project lacks; True if there is more to do.

    Turns may be repeated, killed, and taken by two workers at once; one whose job has ended changes nothing.
    """
    begin = time.monotonic()
    try:
        while any(_step(job_id, add) for add in (_freeze_some, _copy_to_one)):
            if time.monotonic() - begin >= TURN_S:
                return True
        _step(job_id, _finish)
    except DomainError as error:
        give_up(job_id=job_id, reason=error.message)
    return False


@transaction.atomic
def give_up(*, job_id: int, reason: str) -> None:
    """End a creation that cannot go on: nothing is left of it, and the draft says why."""
    failed = Job.objects.select_for_update().filter(pk=job_id, state__in=Job.OPEN).first()
    if failed is None:
        return
    Job.objects.filter(pk=job_id).update(
        state=Job.State.FAILED, error=reason, finished_at=timezone.now(), lease_until=None
    )
    for draft in TrainingDraft.objects.select_for_update().filter(project_id=failed.project_id):
        draft.project = None
        draft.data = {**draft.data, "refusal": reason}
        draft.save(update_fields=["project", "data", "updated_at"])
    discard_project(project_id=failed.project_id)


@transaction.atomic
def _step(job_id: int, add: Callable[[Project], int]) -> int:
    """One addition, counted in its own transaction; 0 where nothing was missing, or the job has ended."""
    # Held to the end: of two workers, the second finds what the first has added.
    held = Job.objects.select_for_update().filter(pk=job_id, state__in=Job.OPEN)
    if not held:
        return 0
    project = Project.objects.get(pk=held[0].project_id)
    added = add(project)
    state = Job.State.DONE if project.is_ready else Job.State.RUNNING
    Job.objects.filter(pk=job_id).update(
        state=state,
        done=F("done") + added,
        lease_until=None if project.is_ready else timezone.now() + LEASE,
        finished_at=timezone.now() if project.is_ready else None,
        # It gets on: whatever stopped it before did not stop it for good.
        **({"attempts": 0} if added else {}),
    )
    return added


def _freeze_some(project: Project) -> int:
    """Freeze the next source tasks that are not in the benchmark yet."""
    present = BenchmarkTask.objects.filter(project=project, source_task=OuterRef("pk"))
    due = eligible_tasks(project.sources.all(), completed_only=project.completed_only).filter(~Exists(present))
    chosen = list(due.values_list("pk", flat=True)[:FROZEN_PER_STEP])
    hold_source_tasks(SourceTask.objects.filter(pk__in=chosen))
    # Read again under the lock: one of them may have been opened for changes meanwhile.
    tasks = list(due.filter(pk__in=chosen))
    freeze(project, tasks, first_position=project.benchmark_tasks.count())
    return len(tasks)


def _copy_to_one(project: Project) -> int:
    """Give the tasks to the next trainee who has none."""
    with_tasks = set(project.tasks.order_by().values_list("annotator_id", flat=True).distinct())
    lacking = sorted(_people(project.draft) - with_tasks)
    return copy_tasks(project, lacking[:1])


def _finish(project: Project) -> int:
    """Add the people, invite the addresses without an account, and let everyone see the project."""
    if not project.benchmark_tasks.exists():
        n_sources = project.sources.count()
        raise InvalidError(nothing_eligible(n_sources, completed_only=project.completed_only))
    draft, actor = project.draft, project.created_by
    # Someone's account may have been closed, or the person taken out of a group, since their tasks were copied.
    project.tasks.exclude(annotator__in=_people(draft)).delete()
    chosen = get_user_model()._default_manager.filter(pk__in=draft.data.get("trainees", []), is_active=True)
    add_trainees(actor=actor, project=project, trainees=chosen, groups=_groups(draft))
    invite_addresses(actor=actor, project=project, draft=draft, origin=draft.data["origin"])
    project.is_ready = True
    project.save(update_fields=["is_ready"])
    return 0


def invite_addresses(*, actor: Any, project: Project, draft: TrainingDraft, origin: str) -> None:
    """Invite the draft's addresses; who has made an account meanwhile is added."""
    people = addressees(addresses=draft.data.get("addresses", []))
    add_or_invite(
        actor=actor,
        project=project,
        people=[person for person in people.people if person != actor],
        addresses=people.unknown,
        role=Role.ANNOTATOR,
        origin=origin,
    )


def n_trainees(draft: TrainingDraft) -> int:
    """How many people get copies of the tasks."""
    return len(_people(draft))


def _people(draft: TrainingDraft) -> set[int]:
    """The people who get copies: an admin gets none."""
    active = get_user_model()._default_manager.filter(is_active=True)
    singly = active.filter(pk__in=draft.data.get("trainees", [])).values_list("pk", flat=True)
    grouped = active.filter(trainee_groups__in=_groups(draft)).values_list("pk", flat=True)
    return {*singly, *grouped} - {draft.owner_id}


def _groups(draft: TrainingDraft) -> Any:
    return TraineeGroup.objects.filter(uuid__in=draft.data.get("groups", []))
