"""Settings > Benchmark scoring function: the shared form of a function, and why it was changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.forms.scoring import FunctionForm


class ScoringSettingsForm(FunctionForm):
    """A new version of the benchmark function."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("One line for those who look at the list of versions later."),
    )
