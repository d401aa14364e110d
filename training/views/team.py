"""Settings > Team of projects of both kinds: who is in the project, and in which role."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.access import ProjectView
from training.errors import DomainError
from training.forms.team import AddPeopleForm, RoleForm
from training.models import Invitation, Membership, TraineeGroup
from training.permissions import Permission, Role
from training.selectors.invitations import listed_invitations
from training.selectors.team import groups_to_add, members_of, people_to_add
from training.services.invitations import add_or_invite
from training.services.members import change_role
from training.services.team import remove_member

MEMBERS_PER_PAGE = 50
#: How many people the list to choose from shows; the search finds the others.
PEOPLE_SHOWN = 50


class ProjectTeamView(ProjectView):
    """The members and their roles."""

    permission = Permission.INVITE

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        page = Paginator(members_of(project=self.project, search=search), MEMBERS_PER_PAGE)
        context = self.page(
            page=page.get_page(request.GET.get("page")),
            search=search,
            roles=self.roles(),
            invitations=listed_invitations(project=self.project),
        )
        return render(request, "training/project_team.html", context)

    def roles(self) -> list[tuple[str, Any]]:
        """The roles that the reader may give."""
        may_give_all = self.access.allows(Permission.MANAGE_ADMINS)
        return [choice for choice in Membership.RoleChoice.choices if may_give_all or choice[0] != Role.ADMIN]


class MemberAddView(ProjectView):
    """Adds people who have an account, and invites addresses without one."""

    permission = Permission.INVITE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(AddPeopleForm(access=self.access, people=self.people(), groups=self.groups()))

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("role") == Role.ADMIN:
            self.access.require(Permission.MANAGE_ADMINS)
        form = AddPeopleForm(
            request.POST, request.FILES, access=self.access, people=self.people(), groups=self.groups()
        )
        if not form.is_valid():
            return self.show(form)
        people, role = form.chosen(), form.cleaned_data["role"]
        try:
            added = add_or_invite(
                actor=request.user,
                project=self.project,
                people=people,
                addresses=form.addressees.unknown,
                groups=form.cleaned_data["groups"],
                role=role,
                origin=request.build_absolute_uri("/").rstrip("/"),
            )
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        if people:
            messages.success(request, _added(people, role))
        for group in form.cleaned_data["groups"]:
            messages.success(request, _("Added the group “%(name)s”.") % {"name": group.name})
        if added.invitations:
            messages.success(request, _invited(added.invitations, role))
        return redirect("project_team", self.project.uuid)

    def people(self, search: str = "") -> Any:
        return people_to_add(actor=self.request.user, project=self.project, search=search)

    def groups(self) -> "QuerySet[TraineeGroup]":
        """The groups that a training project does not have yet."""
        return groups_to_add(actor=self.request.user, project=self.project)

    def show(self, form: AddPeopleForm) -> HttpResponse:
        search = self.request.GET.get("q", "").strip()
        found = list(self.people(search)[: PEOPLE_SHOWN + 1])
        context = self.page(
            form=form,
            people=found[:PEOPLE_SHOWN],
            has_more=len(found) > PEOPLE_SHOWN,
            chosen=[str(value) for value in form["people"].value() or []],
            groups=self.groups(),
            chosen_groups=[str(value) for value in form["groups"].value() or []],
            search=search,
        )
        status = 422 if form.errors else 200
        return render(self.request, "training/project_member_add.html", context, status=status)


class OneMemberView(ProjectView):
    """A change of one member. What concerns an admin, before or after, needs the right to manage admins."""

    permission = Permission.MANAGE_TEAM

    def member(self, user_id: int, *, becomes: str = "") -> Membership:
        membership = get_object_or_404(self.project.memberships.select_related("user"), user_id=user_id)
        if Role.ADMIN in (membership.role, becomes):
            self.access.require(Permission.MANAGE_ADMINS)
        return membership


class MemberRoleView(OneMemberView):
    """Changes a member's role."""

    def post(self, request: HttpRequest, user_id: int) -> HttpResponse:
        membership = self.member(user_id, becomes=request.POST.get("role", ""))
        form = RoleForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("There is no such role."))
            return redirect("project_team", self.project.uuid)
        try:
            changed = change_role(
                actor=request.user, project=self.project, user=membership.user, role=form.cleaned_data["role"]
            )
        except DomainError as error:
            messages.error(request, error.message)
        else:
            values = {"person": membership.user, "role": changed.get_role_display()}
            messages.success(request, _("%(person)s now has the role: %(role)s.") % values)
        return redirect("project_team", self.project.uuid)


class MemberRemoveView(OneMemberView):
    """Takes a member out of the project; what they did stays."""

    def post(self, request: HttpRequest, user_id: int) -> HttpResponse:
        membership = self.member(user_id)
        try:
            remove_member(actor=request.user, project=self.project, user=membership.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            values = {"person": membership.user, "project": self.project.title}
            messages.success(request, _("%(person)s is no longer a member of “%(project)s”.") % values)
        return redirect("project_team", self.project.uuid)


def _added(people: list[Any], role: Role) -> str:
    sentence = ngettext("Added %(people)s: %(role)s.", "Added %(count)d people: %(role)s.", len(people))
    label = Membership.RoleChoice(role.value).label
    return sentence % {"people": people[0], "count": len(people), "role": label}


def _invited(invitations: list[Invitation], role: Role) -> str:
    sentence = ngettext(
        "Invited %(email)s by e-mail: %(role)s.", "Invited %(count)d people by e-mail: %(role)s.", len(invitations)
    )
    label = Membership.RoleChoice(role.value).label
    return sentence % {"email": invitations[0].email, "count": len(invitations), "role": label}
