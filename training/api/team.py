"""Members of projects of both kinds, and invitations."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.operations import CreatingView, Operation, ProjectApiView
from training.api.project_serializers import (
    AddedShown,
    InvitationShown,
    MemberShown,
    NewLink,
    NewMembers,
    RoleChange,
)
from training.errors import InvalidError
from training.models import Invitation, Membership
from training.permissions import Permission, Role
from training.selectors.invitations import listed_invitations
from training.selectors.team import addressees, groups_to_add, members_of
from training.services.invitations import add_or_invite, invitation_path, invite_by_link, revoke_invitation
from training.services.members import change_role
from training.services.team import remove_member


class MemberList(CreatingView, ProjectApiView):
    """Who is in the project."""

    permission = Permission.INVITE
    operations = {
        "get": Operation(does="List the members of a project", answer=MemberShown, is_page=True),
        "post": Operation(
            does="Add people to a project, and invite addresses without an account",
            body=NewMembers,
            answer=AddedShown,
            status=201,
        ),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        return self.page(request, members_of(project=self.project), ordering=("pk",))

    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        role = Role(given["role"])
        if role == Role.ADMIN:
            self.access.require(Permission.MANAGE_ADMINS)
        found = addressees(addresses=given["emails"])
        groups = list(groups_to_add(actor=request.user, project=self.project).filter(uuid__in=given["groups"]))
        self._check(given, found.inactive, groups, role)
        added = add_or_invite(
            actor=request.user,
            project=self.project,
            people=found.people,
            addresses=found.unknown,
            groups=groups,
            role=role,
            origin=request.build_absolute_uri("/").rstrip("/"),
        )
        invitations = InvitationShown(added.invitations, many=True).data
        return Response({"members": [person.email for person in found.people], "invitations": invitations}, status=201)

    def _check(self, given: dict[str, Any], inactive: list[str], groups: list[Any], role: Role) -> None:
        if not given["emails"] and not given["groups"]:
            raise _invalid("emails", _("Name someone to add, by e-mail address or by group."))
        if inactive:
            raise _invalid("emails", _("The account of %(email)s is not active.") % {"email": inactive[0]})
        if len(groups) != len(set(given["groups"])):
            raise _invalid("groups", _("There is no such group, or the project has it already."))
        if groups and role != Role.ANNOTATOR:
            raise _invalid("role", _("Groups are groups of trainees: their role is Annotator."))


class MemberDetail(ProjectApiView):
    """One member. What concerns an admin, before or after, needs the right to manage admins."""

    permission = Permission.MANAGE_TEAM
    operations = {
        "patch": Operation(does="Change a member's role", body=RoleChange, answer=MemberShown),
        "delete": Operation(does="Take a member out of a project; what they did stays", status=204),
    }

    def patch(self, request: Request, *, user_id: int, **kwargs: Any) -> Response:
        role = Role(self.checked(request)["role"])
        membership = self.member(user_id, becomes=role)
        change_role(actor=request.user, project=self.project, user=membership.user, role=role)
        return Response(self.shown(request, members_of(project=self.project).get(user_id=user_id)))

    def delete(self, request: Request, *, user_id: int, **kwargs: Any) -> Response:
        remove_member(actor=request.user, project=self.project, user=self.member(user_id).user)
        return Response(status=204)

    def member(self, user_id: int, *, becomes: str = "") -> Membership:
        """The member, whom the caller may change."""
        membership = get_object_or_404(self.project.memberships.select_related("user"), user_id=user_id)
        if Role.ADMIN in (membership.role, becomes):
            self.access.require(Permission.MANAGE_ADMINS)
        return membership


class InvitationList(CreatingView, ProjectApiView):
    """Invitations that are open or expired lately; a POST makes a link, shown in its answer alone."""

    permission = Permission.INVITE
    operations = {
        "get": Operation(does="List the invitations to a project", answer=InvitationShown),
        "post": Operation(
            does="Make a link that invites whoever has it", body=NewLink, answer=InvitationShown, status=201
        ),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        rows = [line.invitation for line in listed_invitations(project=self.project)]
        return Response({"results": self.shown(request, rows, many=True)})

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # Without `once`: the link is a secret, and answers that are kept to be repeated hold none.
        return self.create(request, *args, **kwargs)

    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        role = Role(given["role"])
        invitation, token = invite_by_link(actor=request.user, project=self.project, role=role, days=given["days"])
        link = request.build_absolute_uri(invitation_path(token))
        shown = {**self.shown(request, invitation), "link": link}
        return Response(shown, status=201, headers={"Cache-Control": "no-store"})


class InvitationDetail(ProjectApiView):
    """One invitation. What invites an admin needs the right to manage admins."""

    permission = Permission.INVITE
    operations = {"delete": Operation(does="Revoke an invitation", status=204)}

    def delete(self, request: Request, *, invitation_uuid: Any, **kwargs: Any) -> Response:
        invitation: Invitation = get_object_or_404(self.project.invitations, uuid=invitation_uuid)
        if invitation.role == Role.ADMIN:
            self.access.require(Permission.MANAGE_ADMINS)
        revoke_invitation(actor=request.user, invitation=invitation)
        return Response(status=204)


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
