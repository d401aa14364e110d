"""Forms for datasets and uploads."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm


class DatasetForm(DomainForm):
    """What a dataset is called."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. An empty one passes: it gets its sentence beside the others."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(DomainForm):
    """The files to add to a dataset."""

    uploads = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        error_messages={"required": _("Choose at least one file.")},
    )
    kind = forms.ChoiceField(
        label=_("Pictures are"),
        required=False,
        initial="",
        widget=forms.RadioSelect,
        choices=[
            ("", _("each a task of its own")),
            ("image_group", _("one group: a task of several pictures, of any sizes")),
            ("image_sequence", _("one sequence: frames of one size, in the order of their names")),
        ],
    )
