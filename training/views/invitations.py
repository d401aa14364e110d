"""Invitations: making, sending again and revoking them in Settings > Team, and the page that a link opens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from training.access import ProjectView
from training.errors import DomainError
from training.forms.team import LinkForm
from training.models import Invitation
from training.permissions import Permission, Role
from training.selectors.invitations import SESSION_KEY, invitation_by_token
from training.selectors.team import addressees
from training.services.invitations import (
    accept_invitation,
    invitation_path,
    invite,
    invite_by_link,
    revoke_invitation,
)

State = Invitation.State


@method_decorator([login_not_required, never_cache], name="dispatch")
class InvitationView(View):
    """What an invitation leads to, and the button that joins the project, with an account or by making one."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.show(invitation_by_token(token=token))

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        invitation = invitation_by_token(token=token)
        if invitation is None or invitation.state_at(timezone.now()) != State.OPEN:
            return self.show(invitation)
        if request.user.is_authenticated:
            return self.join(invitation)
        if has_account(invitation):
            return redirect_to_login(request.path)
        request.session[SESSION_KEY] = invitation.pk
        return redirect("account_signup")

    def join(self, invitation: Invitation) -> HttpResponseBase:
        try:
            accept_invitation(user=self.request.user, invitation=invitation)
        except DomainError as error:
            return self.show(invitation, refusal=error.message)
        messages.success(self.request, _("You are in “%(title)s” now.") % {"title": invitation.project.title})
        return redirect("project_open", invitation.project.uuid)

    def show(self, invitation: Invitation | None, *, refusal: str = "") -> HttpResponse:
        if invitation is None:
            return render(self.request, "training/invitation_unknown.html", status=404)
        state = invitation.state_at(timezone.now())
        context = {
            "invitation": invitation,
            "state": state,
            "refusal": refusal,
            "is_for_other": self.is_for_other(invitation),
            "has_account": has_account(invitation),
        }
        if state != State.OPEN:
            return render(self.request, "training/invitation_ended.html", context, status=410)
        return render(self.request, "training/invitation.html", context, status=409 if refusal else 200)

    def is_for_other(self, invitation: Invitation) -> bool:
        """Whether someone else is signed in than the one it was sent to."""
        user = self.request.user
        return user.is_authenticated and not invitation.is_link and user.email.lower() != invitation.email


class LinkCreateView(ProjectView):
    """Makes a link. It is shown in the answer alone: of its secret a hash is kept."""

    permission = Permission.INVITE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(LinkForm(access=self.access))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LinkForm(request.POST, access=self.access)
        if not form.is_valid():
            return self.show(form)
        try:
            invitation, token = invite_by_link(actor=request.user, project=self.project, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        link = request.build_absolute_uri(invitation_path(token))
        return self.show(LinkForm(access=self.access), invitation=invitation, link=link)

    def show(self, form: LinkForm, **made: Any) -> HttpResponse:
        context = self.page(form=form, **made)
        status = 422 if form.errors else 200
        response = render(self.request, "training/project_invite_link.html", context, status=status)
        # The link is a key to the project: no cache may keep it.
        response.headers["Cache-Control"] = "no-store"
        return response


class OneInvitationView(ProjectView):
    """A change of one invitation. What invites an admin needs the right to manage admins."""

    permission = Permission.INVITE

    def invitation(self, invitation_uuid: Any) -> Invitation:
        invitation = get_object_or_404(self.project.invitations, uuid=invitation_uuid)
        if invitation.role == Role.ADMIN:
            self.access.require(Permission.MANAGE_ADMINS)
        return invitation

    def back(self) -> HttpResponse:
        return redirect(f"{reverse('project_team', args=[self.project.uuid])}#invitations")


class InvitationRevokeView(OneInvitationView):
    """Revokes an invitation."""

    def post(self, request: HttpRequest, invitation_uuid: Any) -> HttpResponse:
        try:
            invitation = revoke_invitation(actor=request.user, invitation=self.invitation(invitation_uuid))
        except DomainError as error:
            messages.error(request, error.message)
            return self.back()
        if invitation.is_link:
            messages.success(request, _("The link was revoked: nobody can join by it any more."))
        else:
            messages.success(request, _("The invitation of %(email)s was revoked.") % {"email": invitation.email})
        return self.back()


class InvitationSendView(OneInvitationView):
    """Sends an invitation again, with a new link that holds as long as a new invitation."""

    def post(self, request: HttpRequest, invitation_uuid: Any) -> HttpResponse:
        invitation = self.invitation(invitation_uuid)
        if invitation.is_link or invitation.revoked_at or invitation.accepted_at:
            messages.error(request, _("This invitation cannot be sent again: make a new one."))
            return self.back()
        origin = request.build_absolute_uri("/").rstrip("/")
        role = Role(invitation.role)
        invite(actor=request.user, project=self.project, addresses=[invitation.email], role=role, origin=origin)
        messages.success(
            request, _("%(email)s gets a new e-mail; the older link has ended.") % {"email": invitation.email}
        )
        return self.back()


def has_account(invitation: Invitation) -> bool:
    """Whether the one it was sent to can sign in already; told to whoever holds the e-mail alone."""
    return not invitation.is_link and bool(addressees(addresses=[invitation.email]).people)
