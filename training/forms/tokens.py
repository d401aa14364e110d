"""The form that makes a personal access token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import AccessToken


class TokenForm(DomainForm):
    """What the token is for, what it may do, and how long."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What uses it, for example “Nightly export of scores”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=AccessToken.Scope.choices,
        initial=[AccessToken.Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than your own roles allow. A program that saves labels reads them too."),
    )
    days = forms.TypedChoiceField(
        label=_("It holds for"),
        coerce=int,
        initial=30,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year"))],
    )
