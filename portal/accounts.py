"""How accounts come to be: people are added by those who may create projects, or come by an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from training.models import Invitation
from training.selectors.invitations import SESSION_KEY, pending_invitation


class AccountAdapter(DefaultAccountAdapter):
    """Opens the sign-up page for those who followed an invitation; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether the browser holds an open invitation."""
        return pending_invitation(session=request.session) is not None

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The project that the new account joined."""
        invitation = Invitation.objects.select_related("project").get(pk=request.session.pop(SESSION_KEY))
        return reverse("project_open", args=[invitation.project.uuid])
