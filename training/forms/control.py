"""The forms of the list of all tasks: what is shown, and what is done with the chosen ones."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import Project, Task
from training.selectors.control import annotators
from training.services.control import FOR_ANNOTATOR

SELECTED = SafeString(" selected")

CHOICES = [
    ("first", _("Put first in the queue")),
    ("usual", _("Put back to the usual place")),
    ("attempt", _("Grant another attempt")),
    ("assign", _("Give a copy to …")),
    ("reassign", _("Re-assign to …")),
    ("reset", _("Reset to Not started")),
]


class PeopleSelect(forms.Select):
    """A list of many people: printed at once, where Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The select with its options."""
        chosen = {str(item) for item in self.format_value(value)}
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", attributes, options)


class ControlForm(DomainForm):
    """An action with tasks of the project."""

    action = forms.ChoiceField(
        label=_("With the chosen tasks"),
        choices=[("", _("Choose an action")), *CHOICES],
        error_messages={"required": _("Choose an action.")},
    )
    annotator = forms.ModelChoiceField(
        queryset=get_user_model()._default_manager.none(),
        label=_("To"),
        required=False,
        empty_label=_("No one"),
        widget=PeopleSelect,
    )
    tasks = forms.ModelMultipleChoiceField(
        queryset=Task.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": _("Tick at least one task."),
            "invalid_choice": _("A task that you chose is not there any more."),
            "invalid_pk_value": _("A task that you chose is not there any more."),
        },
    )
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annotator"].queryset = annotators(project=project)  # type: ignore[attr-defined]
        self.fields["tasks"].queryset = self._tasks(project)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("action") in FOR_ANNOTATOR and not cleaned.get("annotator"):
            self.add_error("annotator", _("Choose the annotator who gets them."))
        return cleaned

    def _tasks(self, project: Project) -> "QuerySet[Task]":
        return project.tasks.select_related("benchmark_task", "annotator").order_by("annotator__name", "position", "pk")
