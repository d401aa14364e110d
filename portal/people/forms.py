"""Forms for people and trainee groups."""

import re

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.models import User
from training.forms.base import DomainForm

SEPARATORS = re.compile(r"[\s,;<>]+")


class PersonForm(DomainForm):
    """A new person."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class PersonFormForSuperusers(PersonForm):
    """A new person, and what only administrators of the portal decide."""

    may_create_projects = forms.BooleanField(
        label=_("May create projects"),
        required=False,
        help_text=_("May create projects, ontologies and datasets, and add people."),
    )


class GroupForm(DomainForm):
    """A new trainee group."""

    name = forms.CharField(label=_("Name"), max_length=150)


class PeopleField(forms.ModelMultipleChoiceField):
    """People to tick; the address tells namesakes apart."""

    def label_from_instance(self, person: User) -> str:
        return f"{person.name} · {person.email}" if person.name else person.email


class MembersForm(DomainForm):
    """People to add to a group: ticked, or named by their addresses."""

    people = PeopleField(
        label=_("People"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Of people with an account; separated by spaces, commas or line breaks."),
    )

    def __init__(self, *args: object, offered: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["people"].queryset = offered  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[User]:
        wanted = {part.lower() for part in SEPARATORS.split(self.cleaned_data["addresses"]) if "@" in part}
        found = {person.email.lower(): person for person in User.objects.filter(email__in=wanted, is_active=True)}
        if unknown := sorted(wanted - found.keys()):
            raise forms.ValidationError(
                _("No active account has the address %(unknown)s. Nobody was added yet."),
                params={"unknown": ", ".join(unknown)},
            )
        return list(found.values())

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.everyone():
            raise forms.ValidationError(_("Tick someone, or write an address."))

    def everyone(self) -> list[User]:
        """All who are to be added, each once."""
        return list(
            {person.pk: person for person in (*self.cleaned_data["people"], *self.cleaned_data["addresses"])}.values()
        )
