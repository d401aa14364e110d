"""Making an account on the way through an invitation; there is no other sign-up."""

from typing import Any

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from training.errors import DomainError
from training.models import Invitation
from training.selectors.invitations import JOINING_KEY, pending_invitation
from training.services.invitations import accept_invitation


class SignupForm(allauth_forms.SignupForm):
    """Name, address and password. An address that was invited is the one the account gets, and needs no proof."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ("name", "email", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = pending_invitation(session=context.request.session)
        if self.invitation and not self.invitation.is_link:
            self.initial["email"] = self.invitation.email
            self.fields["email"].disabled = True

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Make the account and join the project, both or neither; an invitation that has just ended closes the page."""
        try:
            with transaction.atomic():
                user, response = super().try_save(request)
                if user is not None and self.invitation is not None:
                    self.join(request, user, self.invitation)
        except DomainError as error:
            messages.error(request, error.message)
            return None, redirect("account_signup")
        return user, response

    def join(self, request: HttpRequest, user: Any, invitation: Invitation) -> None:
        """Join the project; by a shared link only once the address is confirmed, where it must be."""
        if invitation.is_link and app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY:
            request.session[JOINING_KEY] = user.pk
        else:
            accept_invitation(user=user, invitation=invitation)

    def save(self, request: HttpRequest) -> Any:
        """Make the account; who came by e-mail has shown that the address is theirs."""
        if self.invitation and not self.invitation.is_link:
            get_adapter(request).stash_verified_email(request, self.invitation.email)
        return super().save(request)

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        """Keep the name, which is no field of the form that is inherited."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])
