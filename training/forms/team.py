"""Forms of the Team page."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from training.access import Access
from training.forms.addresses import AddressesField, AddressFileField
from training.forms.base import DomainForm
from training.models import Membership, TraineeGroup
from training.permissions import Permission, Role
from training.selectors.team import addressees


class RoleField(forms.TypedChoiceField):
    """The roles that the reader may give, the most common first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Role"), coerce=Role, initial=Role.ANNOTATOR.value, widget=forms.RadioSelect, **kwargs)

    def offer(self, access: Access, *, admins: bool = True) -> None:
        """Offer Admin only to those who manage admins, and where it is wanted."""
        self.choices = [
            (role, label)
            for role, label in reversed(Membership.RoleChoice.choices)
            if role != Role.ADMIN or (admins and access.allows(Permission.MANAGE_ADMINS))
        ]


class AddressesForm(DomainForm):
    """E-mail addresses, written or in a file, of people with an account and of people to be invited."""

    emails = AddressesField(
        label=_("E-mail addresses"),
        help_text=_("One or more, separated by commas or lines. Those without an account are invited by e-mail."),
    )
    addresses_file = AddressFileField(
        label=_("CSV file with e-mail addresses"), help_text=_("Any columns; UTF-8, at most 1 MB.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        written, loaded = cleaned.get("emails", []), cleaned.get("addresses_file", [])
        self.addressees = addressees(addresses=[*written, *loaded])
        for address in self.addressees.inactive:
            where = "emails" if address in written else "addresses_file"
            self.add_error(where, _("The account %(address)s was deactivated.") % {"address": address})
        return cleaned


class AddPeopleForm(AddressesForm):
    """People by e-mail address and from a list, all in one role."""

    role = RoleField()
    people = forms.ModelMultipleChoiceField(get_user_model().objects.none(), label=_("People"), required=False)
    groups = forms.ModelMultipleChoiceField(TraineeGroup.objects.none(), to_field_name="uuid", required=False)

    def __init__(
        self, *args: Any, access: Access, people: QuerySet[Any], groups: QuerySet[TraineeGroup], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["role"].offer(access)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (self.chosen() or self.addressees.unknown or cleaned["groups"]):
            raise forms.ValidationError(_("Choose someone from the list, or write an e-mail address."))
        if cleaned.get("groups") and cleaned.get("role", Role.ANNOTATOR) != Role.ANNOTATOR:
            self.add_error("role", _("Groups are groups of trainees: their role is Annotator."))
        return cleaned

    def chosen(self) -> list[Any]:
        """Everyone with an account who was chosen, once each."""
        people = [*self.addressees.people, *self.cleaned_data["people"]]
        return list({person.pk: person for person in people}.values())


class LinkForm(DomainForm):
    """An invitation for whoever has its link."""

    role = RoleField()
    days = forms.TypedChoiceField(
        label=_("The link holds for"),
        coerce=int,
        initial=7,
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days"))],
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(access, admins=False)  # type: ignore[attr-defined]


class RoleForm(DomainForm):
    """A member's new role."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, choices=Membership.RoleChoice.choices)
