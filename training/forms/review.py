"""The form by which a reviewer returns labels."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import ReviewComment


class ReturnForm(DomainForm):
    """What the annotator is to change."""

    comment = forms.CharField(
        label=_("What is to be changed"),
        help_text=_("Its annotator reads it in the list of label rows and in the editor."),
        max_length=ReviewComment.MAX_LENGTH,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write what is to be changed.")},
    )
