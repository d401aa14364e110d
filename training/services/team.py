"""Members and their roles. The one place that writes guardian's rows, which are a projection of the memberships."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as AuthPermission
from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import ConflictError, InvalidError
from training.locks import lock_project
from training.models import Membership, Notification, Project, ProjectGroupObjectPermission, RoleGroup
from training.permissions import Role, granted_to
from training.services.notifications import notify


@transaction.atomic
def create_role_groups(*, project: Project) -> None:
    """Make one group per role and give it the matrix' rights in this project."""
    for role in Role:
        group = Group.objects.create(name=f"project {project.uuid} {role}")
        RoleGroup.objects.create(project=project, role=role, group=group)
    _write_rights(project)


@transaction.atomic
def rebuild_rights(*, project: Project) -> None:
    """Write guardian's rows and the groups' members anew from the matrix and the memberships."""
    lock_project(project.pk)
    _write_rights(project)
    for role_group in project.role_groups.select_related("group"):
        members = project.memberships.filter(role=role_group.role).values_list("user_id", flat=True)
        role_group.group.user_set.set(members)


@transaction.atomic
def add_member(*, actor: Any, project: Project, user: Any, role: Role) -> Membership:
    """Add a person in a role; adding them again in the same role changes nothing.

    Raises:
        ConflictError: the person is a member in another role.
    """
    lock_project(project.pk)
    membership, is_new = Membership.objects.get_or_create(project=project, user=user, defaults={"role": role.value})
    if not is_new and membership.role != role:
        raise ConflictError(
            _("%(person)s is already a member as %(role)s.") % {"person": user, "role": membership.get_role_display()}
        )
    _group(project, role).user_set.add(user)
    if is_new and actor is not None:
        notify(project=project, kind=Notification.Kind.ADDED, user_ids=[user.pk], actor=actor)
    return membership


@transaction.atomic
def add_annotators(*, project: Project, users: list[Any]) -> list[Any]:
    """Add many people as annotators with a handful of queries; those who are members already keep their role.

    Returns those who were no members yet.
    """
    present = set(project.memberships.values_list("user_id", flat=True))
    newcomers = [user for user in users if user.pk not in present]
    Membership.objects.bulk_create(
        Membership(project=project, user=user, role=Role.ANNOTATOR.value) for user in newcomers
    )
    _group(project, Role.ANNOTATOR).user_set.add(*newcomers)
    notify(project=project, kind=Notification.Kind.ADDED, user_ids=[user.pk for user in newcomers])
    return newcomers


@transaction.atomic
def set_role(*, actor: Any, project: Project, user: Any, role: Role) -> Membership:
    """Change a member's role.

    Raises:
        InvalidError: the person is no member, or is the last admin.
    """
    lock_project(project.pk)
    membership = _membership(project, user)
    if role != Role.ADMIN:
        _keep_one_admin(project, membership)
    _group(project, Role(membership.role)).user_set.remove(user)
    membership.role = role.value
    membership.save(update_fields=["role"])
    _group(project, role).user_set.add(user)
    return membership


@transaction.atomic
def remove_member(*, actor: Any, project: Project, user: Any) -> None:
    """Take a person out of the project; their tasks, submissions and scores stay.

    Raises:
        InvalidError: the person is no member, or is the last admin.
    """
    lock_project(project.pk)
    membership = _membership(project, user)
    _keep_one_admin(project, membership)
    _group(project, Role(membership.role)).user_set.remove(user)
    membership.delete()


def _membership(project: Project, user: Any) -> Membership:
    membership = Membership.objects.filter(project=project, user=user).first()
    if membership is None:
        raise InvalidError(_("%(person)s is not a member of this project.") % {"person": user})
    return membership


def _keep_one_admin(project: Project, membership: Membership) -> None:
    if membership.role != Role.ADMIN:
        return
    if not project.memberships.filter(role=Role.ADMIN.value).exclude(pk=membership.pk).exists():
        raise InvalidError(_("A project needs an admin: make someone else an admin first."))


def _group(project: Project, role: Role) -> Group:
    return Group.objects.get(name=f"project {project.uuid} {role}")


def _write_rights(project: Project) -> None:
    rights = {right.codename: right for right in AuthPermission.objects.filter(content_type__app_label="training")}
    ProjectGroupObjectPermission.objects.filter(content_object=project).delete()
    ProjectGroupObjectPermission.objects.bulk_create(
        ProjectGroupObjectPermission(content_object=project, group=role_group.group, permission=rights[permission])
        for role_group in project.role_groups.select_related("group")
        for permission in sorted(granted_to(Role(role_group.role), kind=project.kind))
    )
