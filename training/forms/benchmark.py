"""Settings > Benchmark: what a refresh takes over, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm


class RefreshForm(DomainForm):
    """A refresh of the benchmark."""

    with_new = forms.BooleanField(
        label=_("Add the new tasks, too"),
        required=False,
        help_text=_("Every annotator gets a copy of each."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("One line for those who look at the list of versions later."),
    )
