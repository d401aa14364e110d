"""Forms of the Team page."""

import re
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from training.access import Access
from training.forms.base import DomainForm
from training.models import Membership
from training.permissions import Permission, Role
from training.selectors.team import people_by_email

ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")


class AddPeopleForm(DomainForm):
    """People by e-mail address and from a list, all in one role."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, initial=Role.ANNOTATOR.value, widget=forms.RadioSelect)
    emails = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One or more, separated by commas or lines. The people must have an account."),
    )
    people = forms.ModelMultipleChoiceField(get_user_model().objects.none(), label=_("People"), required=False)

    def __init__(self, *args: Any, access: Access, people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, label)
            for role, label in reversed(Membership.RoleChoice.choices)
            if role != Role.ADMIN or access.allows(Permission.MANAGE_ADMINS)
        ]

    def clean_emails(self) -> list[Any]:
        """The people behind the addresses; each address without an account is named."""
        parts = [part.strip() for part in re.split(r"[,;\n]", self.cleaned_data["emails"]) if part.strip()]
        wrong = [part for part in parts if not ADDRESS.search(part)]
        addresses = [address for part in parts for address in ADDRESS.findall(part)]
        found = people_by_email(addresses=addresses)
        unknown = [address for address in addresses if address.lower() not in found]
        errors = [_("“%(text)s” is not an e-mail address.") % {"text": part} for part in wrong]
        errors += [_("Nobody with the address %(address)s has an account here.") % {"address": a} for a in unknown]
        if errors:
            raise forms.ValidationError(errors)
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["emails"] and not cleaned["people"]:
            raise forms.ValidationError(_("Choose someone from the list, or write an e-mail address."))
        return cleaned

    def chosen(self) -> list[Any]:
        """Everyone who was chosen, once each."""
        people = [*self.cleaned_data["emails"], *self.cleaned_data["people"]]
        return list({person.pk: person for person in people}.values())


class RoleForm(DomainForm):
    """A member's new role."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, choices=Membership.RoleChoice.choices)
