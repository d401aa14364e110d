"""What the pages about people and trainee groups read."""

from django.db.models import Count, Prefetch, Q, QuerySet

from portal.models import User
from training.models import TraineeGroup


def people(*, search: str = "") -> QuerySet[User]:
    """Everyone with an account, by name, with their trainee groups."""
    return _found(search).prefetch_related(Prefetch("trainee_groups", TraineeGroup.objects.order_by("name")))


def groups(*, search: str = "") -> QuerySet[TraineeGroup]:
    """The trainee groups, by name, with `n_members`."""
    rows = TraineeGroup.objects.annotate(n_members=Count("members")).order_by("name")
    return rows.filter(name__icontains=search) if search else rows


def members_of(*, group: TraineeGroup) -> QuerySet[User]:
    """The members of a group, by name."""
    return User.objects.filter(trainee_groups=group).order_by("name", "email", "pk")


def candidates_for(*, group: TraineeGroup, search: str = "") -> QuerySet[User]:
    """People with an active account who could join a group."""
    return _found(search).filter(is_active=True).exclude(trainee_groups=group)


def _found(search: str) -> QuerySet[User]:
    rows = User.objects.order_by("name", "email", "pk")
    return rows.filter(Q(name__icontains=search) | Q(email__icontains=search)) if search else rows
