"""How accounts come to be: people are added by those who may create projects, or come by an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from training.errors import DomainError
from training.models import Invitation
from training.selectors.invitations import JOINING_KEY, SESSION_KEY, pending_invitation
from training.services.invitations import accept_invitation


class AccountAdapter(DefaultAccountAdapter):
    """Opens the sign-up page for those who followed an invitation; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether the browser holds an open invitation."""
        return pending_invitation(session=request.session) is not None

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The project that the new account joined."""
        invitation = (
            Invitation.objects.select_related("project").filter(pk=request.session.pop(SESSION_KEY, None)).first()
        )
        if invitation is None or not invitation.project.memberships.filter(user=request.user.pk).exists():
            return reverse("home")
        return reverse("project_open", args=[invitation.project.uuid])

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm the address; who signed up by a link in this browser joins its project now."""
        if not super().confirm_email(request, email_address):
            return False
        invitation = pending_invitation(session=request.session)
        if invitation is not None and request.session.pop(JOINING_KEY, None) == email_address.user_id:
            try:
                accept_invitation(user=email_address.user, invitation=invitation)
            except DomainError as error:
                messages.error(request, error.message)
        return True
