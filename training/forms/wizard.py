"""The steps of the wizard that makes a training project."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.forms.team import AddressesForm
from training.models import Ontology, Project, TraineeGroup
from training.services.training_projects import eligible_tasks, nothing_eligible


class DetailsForm(DomainForm):
    """Step 1: what the training project is called."""

    title = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class OntologyForm(DomainForm):
    """Step 2: the ontology that the ground truth was made with."""

    ontology = forms.ModelChoiceField(
        queryset=Ontology.objects.none(),
        to_field_name="uuid",
        error_messages={"required": _("Choose an ontology."), "invalid_choice": _("This ontology is not there.")},
    )

    def __init__(self, *args: Any, ontologies: "QuerySet[Ontology]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ontology"].queryset = ontologies  # type: ignore[attr-defined]


class SourcesForm(DomainForm):
    """Step 3, first half: the source projects."""

    sources = forms.ModelMultipleChoiceField(
        queryset=Project.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": _("Choose at least one source project."),
            "invalid_choice": _("A source project that you chose is not there any more, or uses another ontology."),
            "invalid_pk_value": _("A source project that you chose is not there any more."),
        },
    )
    completed_only = forms.BooleanField(
        label=_("Completed tasks only"),
        required=False,
        help_text=_("Otherwise tasks In review count as ground truth, too."),
    )

    def __init__(self, *args: Any, projects: "QuerySet[Project]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].queryset = projects  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Sources without any ground truth are refused here already, and not only when the project is made."""
        data = super().clean() or {}
        sources = data.get("sources")
        if sources and not eligible_tasks(sources, completed_only=data["completed_only"]).exists():
            self.add_error("sources", nothing_eligible(len(sources), completed_only=data["completed_only"]))
        return data

    def chosen(self) -> dict[str, Any]:
        """What the draft keeps."""
        return {
            "sources": [str(project.uuid) for project in self.cleaned_data["sources"]],
            "completed_only": self.cleaned_data["completed_only"],
        }


class TraineesForm(AddressesForm):
    """Step 4: the trainees, singly, by address and by group. None is fine: they can be added later."""

    trainees = forms.ModelMultipleChoiceField(queryset=get_user_model()._default_manager.none(), required=False)
    groups = forms.ModelMultipleChoiceField(queryset=TraineeGroup.objects.all(), to_field_name="uuid", required=False)

    def __init__(self, *args: Any, people: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainees"].queryset = people  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, list[Any]]:
        """What the draft keeps: people and groups, and the addresses that nobody has an account with."""
        people = [*self.cleaned_data["trainees"], *self.addressees.people]
        return {
            "trainees": list(dict.fromkeys(person.pk for person in people)),
            "groups": [str(group.uuid) for group in self.cleaned_data["groups"]],
            "addresses": self.addressees.unknown,
        }
