"""The form that uploads labels."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from training.formats import FORMATS
from training.forms.base import DomainForm
from training.models import SourceTask
from training.services.imports import STATUSES_AFTER


class ImportForm(DomainForm):
    """A file of labels, its format, and what shall become of the tasks."""

    format_name = forms.ChoiceField(label=_("Format"), choices=[(name, item.title) for name, item in FORMATS.items()])
    upload = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the format says what is wrong with it
        help_text=_("Data units are found by their file name, classes by their name; by their hash in Encord’s rows."),
    )
    status_after = forms.ChoiceField(
        label=_("Status after the import"),
        choices=[(status.value, status.label) for status in STATUSES_AFTER],
        initial=SourceTask.Status.IN_REVIEW.value,
        widget=forms.RadioSelect,
        help_text=_("In review and Completed labels can be used as a benchmark."),
    )
    replace = forms.BooleanField(
        label=_("Replace existing labels"),
        required=False,
        help_text=_("Otherwise a data unit that has labels already stops the import."),
    )

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": limit})
        return upload

    def status_label(self) -> str:
        """The chosen status in words."""
        return str(SourceTask.Status(self.cleaned_data["status_after"]).label)
