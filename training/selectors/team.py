"""What the Team page of a project reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower

from training.models import Membership, Project, Task, TraineeGroup
from training.permissions import Role

#: The roles whose holders see who else is in a project.
_LEADING = (Role.ADMIN.value, Role.TEAM_MANAGER.value)


def members_of(*, project: Project, search: str = "") -> QuerySet[Membership]:
    """The members by role and name, each with the `n_tasks` and `n_submitted` of a training project."""
    tasks = Task.objects.filter(project=project, annotator=OuterRef("user"))
    rows = Membership.objects.filter(project=project).select_related("user")
    if search:
        rows = rows.filter(Q(user__name__icontains=search) | Q(user__email__icontains=search))
    rows = rows.annotate(
        rank=Case(*(When(role=role.value, then=Value(rank)) for rank, role in enumerate(Role))),
        n_tasks=_count(tasks.filter(attempt=1)),
        n_submitted=_count(tasks.filter(status=Task.Status.SUBMITTED, is_superseded=False)),
    )
    return rows.order_by("rank", "user__name", "user__email", "pk")


def people_to_add(*, actor: Any, project: Project, search: str = "") -> QuerySet[Any]:
    """The people whom the actor knows and the project lacks.

    Those who look after the portal's people know everyone; others know whom they lead in another project. Anyone
    else can still be added by their full e-mail address.
    """
    people = get_user_model().objects.filter(is_active=True)
    people = people.exclude(Exists(Membership.objects.filter(project=project, user=OuterRef("pk"))))
    if not (actor.may_create_projects or actor.is_superuser):
        led = Membership.objects.filter(user=actor, role__in=_LEADING, project__deleted_at=None).values("project")
        people = people.filter(Exists(Membership.objects.filter(project__in=led, user=OuterRef("pk"))))
    if search:
        people = people.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return people.order_by("name", "email", "pk")


def groups_to_add(*, actor: Any, project: Project) -> QuerySet[TraineeGroup]:
    """The trainee groups that a training project lacks, for those who look after the portal's people."""
    rows = TraineeGroup.objects.annotate(n_members=Count("members", filter=Q(members__is_active=True)))
    if not project.is_training or not (actor.may_create_projects or actor.is_superuser):
        return rows.none()
    return rows.exclude(projects=project).order_by("name")


@dataclass(frozen=True)
class Addressees:
    """Who stands behind e-mail addresses: people with an account, deactivated ones, and addresses without any."""

    people: list[Any]
    inactive: list[str]
    unknown: list[str]


def addressees(*, addresses: Iterable[str]) -> Addressees:
    """Look the addresses up, in whatever case they are written; one query."""
    wanted = list(dict.fromkeys(address.lower() for address in addresses))
    accounts = get_user_model().objects.annotate(address=Lower("email")).filter(address__in=wanted)
    known = {account.address: account for account in accounts}
    return Addressees(
        people=[account for account in known.values() if account.is_active],
        inactive=[address for address, account in known.items() if not account.is_active],
        unknown=[address for address in wanted if address not in known],
    )


def _count(tasks: "QuerySet[Task]") -> Coalesce:
    counted = tasks.order_by().values("annotator").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
