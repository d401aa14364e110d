"""Settings > Results: the pass mark, and who may see which results when."""

from datetime import UTC
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import Project


class ResultsForm(DomainForm):
    """Every field is the setting of its name in a project."""

    score_basis = forms.ChoiceField(
        label=_("A trainee’s score"),
        choices=Project.ScoreBasis.choices,
        widget=forms.RadioSelect,
        help_text=_("The score of a task is the mean of its evaluation labels in either case."),
    )
    pass_mark = forms.FloatField(
        label=_("Pass mark"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_(
            "The score, 0 to 100, from which a trainee is ready. Empty: nobody is judged. It informs people, and locks "
            "no one out."
        ),
    )
    release = forms.ChoiceField(
        label=_("Trainees see of their own results"),
        choices=Project.Release.choices,
        widget=forms.RadioSelect,
        help_text=_("View shows them the benchmark’s labels beside their own."),
    )
    release_time = forms.ChoiceField(label=_("When"), choices=Project.ReleaseTime.choices, widget=forms.RadioSelect)
    release_at = forms.DateTimeField(
        label=_("From this date on (UTC)"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )
    managers_see_benchmark = forms.BooleanField(
        label=_("Team managers see the benchmark’s labels in View"),
        required=False,
        help_text=_("They see scores and submissions in any case; the source projects stay for admins."),
    )

    def __init__(self, data: QueryDict | None = None, *, project: Project) -> None:
        initial: dict[str, Any] = {name: getattr(project, name) for name in self.base_fields}
        if project.release_at is not None:
            initial["release_at"] = project.release_at.astimezone(UTC)
        super().__init__(data, initial=initial)
