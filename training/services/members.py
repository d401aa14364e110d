"""People join a project or change their role in it, and get the tasks that come with the role."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from training.models import Membership, Project
from training.permissions import Role
from training.services.team import add_member, set_role
from training.services.training_projects import add_trainees


@transaction.atomic
def add_people(*, actor: Any, project: Project, people: Iterable[Any], role: Role) -> list[Membership]:
    """Add people in one role, all of them or none; annotators of a training project get their copies of its tasks.

    Raises:
        ConflictError: someone is a member in another role.
    """
    memberships = [add_member(actor=actor, project=project, user=person, role=role) for person in people]
    _give_tasks(actor, project, role)
    return memberships


@transaction.atomic
def change_role(*, actor: Any, project: Project, user: Any, role: Role) -> Membership:
    """Change a member's role; one who becomes an annotator of a training project gets copies of its tasks.

    Raises:
        InvalidError: the person is no member, or is the last admin.
    """
    membership = set_role(actor=actor, project=project, user=user, role=role)
    _give_tasks(actor, project, role)
    return membership


def _give_tasks(actor: Any, project: Project, role: Role) -> None:
    if project.is_training and role == Role.ANNOTATOR:
        add_trainees(actor=actor, project=project)
