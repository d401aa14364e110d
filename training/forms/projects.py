"""Forms of projects: making an annotation project, and Settings > General."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from training.access import Access
from training.forms.base import DomainForm
from training.models import Dataset, Ontology, Project
from training.permissions import Permission
from training.selectors.datasets import visible_datasets
from training.selectors.ontologies import visible_ontologies


@dataclass(frozen=True)
class Choice:
    """One row of a list to choose from."""

    title: str
    text: str
    value: str
    checked: bool
    meta: str


class AnnotationProjectForm(DomainForm):
    """Name, description, one ontology and one or more datasets, out of those that the user may see."""

    title = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    ontology = forms.ModelChoiceField(
        Ontology.objects.none(),
        label=_("Ontology"),
        to_field_name="uuid",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ontology.")},
    )
    datasets = forms.ModelMultipleChoiceField(
        Dataset.objects.none(),
        label=_("Datasets"),
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one dataset.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ontology"].queryset = visible_ontologies(user=user)  # type: ignore[attr-defined]
        self.fields["datasets"].queryset = visible_datasets(user=user)  # type: ignore[attr-defined]

    def ontology_choices(self) -> list[Choice]:
        """The ontologies with what is in them."""
        chosen = str(self["ontology"].value() or "")
        return [
            Choice(
                title=ontology.title,
                text=ontology.description,
                value=str(ontology.uuid),
                checked=str(ontology.uuid) == chosen,
                meta=_classes(ontology.n_objects + ontology.n_classifications),
            )
            for ontology in self.fields["ontology"].queryset  # type: ignore[attr-defined]
        ]

    def dataset_choices(self) -> list[Choice]:
        """The datasets with how much is in them."""
        chosen = {str(value) for value in self["datasets"].value() or []}
        return [
            Choice(
                title=dataset.title,
                text=dataset.description,
                value=str(dataset.uuid),
                checked=str(dataset.uuid) in chosen,
                meta=_data_units(dataset.n_units),
            )
            for dataset in self.fields["datasets"].queryset  # type: ignore[attr-defined]
        ]


class ProjectSettingsForm(DomainForm):
    """Settings > General. What the role may not change is shown and cannot be sent."""

    title = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    instructions = forms.CharField(
        label=_("Instructions"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "What everyone reads beside the picture while they label. Markdown: # heading, **bold**, - list, "
            "[words](https://…)."
        ),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=Project.Status.choices,
        widget=forms.RadioSelect,
        help_text=_("While a project is paused or completed, its tasks cannot be worked on."),
    )

    task_order = forms.ChoiceField(
        label=_("Order of tasks"),
        required=False,
        choices=Project.TaskOrder.choices,
        widget=forms.RadioSelect,
        help_text=_("In the trainees’ queues. A random order stays as it is once a task is there."),
    )

    def __init__(self, data: QueryDict | None = None, *, access: Access) -> None:
        project = access.project
        fields = ("title", "description", "instructions", "status", "task_order")
        initial = {field: getattr(project, field) for field in fields}
        super().__init__(data, initial=initial)
        for field in ("title", "description", "instructions"):
            # The matrix has one row about what a project says to its people: "Add annotation instructions".
            self.fields[field].disabled = not access.allows(Permission.ADD_INSTRUCTIONS)
        if not project.is_training:
            del self.fields["task_order"]


class DeleteForm(DomainForm):
    """The name of the project that is to be deleted, typed once more."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    takes_datasets = forms.BooleanField(
        label=_("Delete its datasets and their files too"),
        required=False,
        help_text=_("Those alone that no other project uses by then, as data or as a benchmark."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if project.is_training:
            del self.fields["takes_datasets"]


def _classes(count: int) -> str:
    return ngettext("%d class", "%d classes", count) % count


def _data_units(count: int) -> str:
    return ngettext("%d data unit", "%d data units", count) % count
