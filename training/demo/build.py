"""Builds the demo: a benchmark, a training project, and twelve trainees of different skill with their submissions.

Everything goes through the services that the pages use, and is scored by the same kernels; only the times are told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.demo.people import ADMIN, LABELLER, MANAGER, TRAINEES, Trainee
from training.demo.scenes import HARBOUR, STILL_LIFE
from training.demo.sources import Plan, Source, Status, Words, backdate, create_accounts, create_source
from training.demo.submissions import Visit, hand_in, leave_in_progress, plan_visits
from training.models import Project, TraineeGroup
from training.permissions import Role
from training.services.figures import rebuild_progress
from training.services.functions import Weights, save_function
from training.services.projects import update_project
from training.services.recalculation import run_recalculation, start_recalculation
from training.services.team import add_member
from training.services.training_projects import FunctionSettings, create_training_project

SEED = 1


@dataclass(frozen=True)
class Size:
    """How much of the demo is built: all of it, or less for a test."""

    n_still_lifes: int = 10
    harbour_states: Sequence[Status] = (
        Status.COMPLETED,
        Status.COMPLETED,
        Status.IN_REVIEW,
        Status.IN_PROGRESS,
        Status.IN_PROGRESS,
        Status.NOT_STARTED,
    )
    trainees: Sequence[Trainee] = TRAINEES


FULL = Size()


def is_built() -> bool:
    """Whether someone of the demo has an account here."""
    emails = [person.email for person in (ADMIN, MANAGER, LABELLER, *TRAINEES)]
    return get_user_model()._default_manager.filter(email__in=emails).exists()


def build_demo(size: Size = Size(), *, now: datetime | None = None) -> Project:
    """Build the demo, whole or not at all, and give back its training project."""
    now = now or timezone.now()
    # Drawn before the transaction: SQLite's one writer need not wait for the brush.
    plans = [_fruit_plan(size.n_still_lifes), _harbour_plan(size.harbour_states)]
    pictures = [[plan.scene.picture(number + 1) for number in range(len(plan.states))] for plan in plans]
    with transaction.atomic():
        admin, manager, labeller, *trained = create_accounts([ADMIN, MANAGER, LABELLER, *size.trainees])
        fruit, harbour = (
            create_source(
                admin=admin, labeller=labeller, plan=plan, pictures=drawn, made_at=now - timedelta(days=days_ago)
            )
            for plan, drawn, days_ago in zip(plans, pictures, (26, 5), strict=True)
        )
        joined = add_member(actor=admin, project=harbour.project, user=manager, role=Role.TEAM_MANAGER)
        backdate(joined, created_at=harbour.project.created_at)
        for account in (admin, manager, labeller, *trained):
            backdate(account, date_joined=now - timedelta(days=30))
        accounts = dict(zip(trained, size.trainees, strict=True))
        project = _create_training(admin, manager, fruit, accounts, made_at=now - timedelta(days=14))
        _train(admin, project, fruit, accounts, now=now)
    project.refresh_from_db()
    return project


def _fruit_plan(n: int) -> Plan:
    n_in_review = n // 5
    return Plan(
        scene=STILL_LIFE,
        ontology=_("Fruit"),
        dataset=_("Kitchen table"),
        title=_("Fruit: ground truth"),
        description=_("Fruit on a kitchen table, by day and at dusk. Every picture was labelled and then approved."),
        states=[Status.COMPLETED] * (n - n_in_review) + [Status.IN_REVIEW] * n_in_review,
    )


def _harbour_plan(states: Sequence[Status]) -> Plan:
    return Plan(
        scene=HARBOUR,
        ontology=_("Harbour traffic"),
        dataset=_("Harbour camera"),
        title=_("Harbour: ground truth"),
        description=_("Boats and buoys off the mole. Still being labelled; what is done can be trained on already."),
        states=states,
    )


def _create_training(
    admin: Any, manager: Any, source: Source, accounts: Mapping[Any, Trainee], *, made_at: datetime
) -> Project:
    groups = []
    for name in dict.fromkeys(trainee.group for trainee in accounts.values() if trainee.group):
        group = TraineeGroup.objects.create(name=name)
        group.members.set([account for account, trainee in accounts.items() if trainee.group == name])
        groups.append(group)
    project = create_training_project(
        actor=admin,
        title=_("Fruit sorting, spring intake"),
        description=_("For everyone who will label the sorting line: ten pictures, each with its own pitfalls."),
        ontology=source.words.ontology,
        sources=[source.project],
        function=FunctionSettings(),
        trainees=[account for account, trainee in accounts.items() if not trainee.group],
        groups=groups,
    )
    add_member(actor=admin, project=project, user=manager, role=Role.TEAM_MANAGER)
    instructions = _(
        "Draw a box around every apple, pear, lemon and plum, as tight as you can, stem and leaf included.\n\n"
        "Where fruit lies behind other fruit or in a bowl, box the part that you can see, not the part you know of.\n\n"
        "Answer for each picture whether the light is that of day or of dusk."
    )
    update_project(
        actor=admin,
        project=project,
        title=project.title,
        description=project.description,
        instructions=instructions,
        status=project.status,
    )
    for row in (project, *project.functions.all(), *project.memberships.all()):
        backdate(row, created_at=made_at)
    return project


def _train(admin: Any, project: Project, source: Source, accounts: Mapping[Any, Trainee], *, now: datetime) -> None:
    """The weeks of training: submissions, half-way new weights and a re-calculation, and weights yet to be applied."""
    people = {account.pk: account for account in accounts}
    tasks = list(project.tasks.select_related("benchmark_task"))
    visits = plan_visits({account.pk: trainee for account, trainee in accounts.items()}, tasks, now=now, seed=SEED)
    recalculated_at = now - timedelta(days=5, hours=4)
    before = [visit for visit in visits if visit.submitted_at < recalculated_at]
    _hand_in_all(before, source, people)
    _recalculate(admin, project, source.words, at=recalculated_at)
    _hand_in_all(visits[len(before) :], source, people)
    rebuild_progress(project=project)
    for visit in visits:
        backdate(people[visit.task.annotator_id], last_login=visit.started_at)
    for account, trainee in accounts.items():
        unfinished = project.tasks.filter(annotator=account, status="not_started").select_related("benchmark_task")
        if trainee.is_in_progress and (task := unfinished.first()):
            leave_in_progress(trainee, task, source, account=account, at=now - timedelta(hours=20), seed=SEED)
    newest = save_function(
        actor=admin,
        project=project,
        kind="dynamic",
        weights=_weights(source.words, {"Lemon": 30.0, "Pear": 30.0}),
        reason=_("Lemons and pears go to different machines: there the name matters most"),
    )
    backdate(newest, created_at=now - timedelta(hours=3))


def _hand_in_all(visits: Sequence[Visit], source: Source, people: Mapping[int, Any]) -> None:
    for visit in visits:
        hand_in(visit, source, account=people[visit.task.annotator_id], seed=SEED)


def _recalculate(admin: Any, project: Project, words: Words, *, at: datetime) -> None:
    function = save_function(
        actor=admin,
        project=project,
        kind="dynamic",
        weights=_weights(words, dict.fromkeys(words.kinds, 70.0)),
        reason=_("The gripper needs tight boxes"),
    )
    work = start_recalculation(actor=admin, project=project)
    run_recalculation(job_id=work.pk)
    backdate(function, created_at=at - timedelta(minutes=6))
    backdate(work, created_at=at, finished_at=at + timedelta(seconds=2))


def _weights(words: Words, iou: Mapping[str, float]) -> dict[int, Weights]:
    """IoU and Category share 100 between them."""
    return {
        words.kinds[kind].pk: Weights(w_iou=share, w_category=100.0 - share, w_attributes=0.0, tolerance=None)
        for kind, share in iou.items()
    }
