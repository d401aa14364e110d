"""Fields that take e-mail addresses as people have them: pasted from somewhere, or in a CSV file."""

import csv
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

_ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
MAX_ADDRESSES = 500
MAX_BYTES = 1024 * 1024


class AddressesField(forms.CharField):
    """E-mail addresses separated by commas, semicolons or lines, with names or without."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false"})
        super().__init__(required=False, max_length=50_000, widget=widget, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The addresses in small letters, each once; every part without one is named."""
        text = super().clean(value)
        parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
        return _valid([(part, _ADDRESS.findall(part)) for part in parts])


class AddressFileField(forms.FileField):
    """A CSV file with e-mail addresses in any of its columns."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.ClearableFileInput({"accept": ".csv,.txt,text/csv,text/plain"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[str]:
        """The addresses in small letters, each once; rows without one are taken as headings."""
        upload = super().clean(data, initial)
        if not upload:
            return []
        if upload.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 1 MB."))
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not text in UTF-8: save it as “CSV UTF-8”.")) from error
        addresses = _valid([(cell, _ADDRESS.findall(cell)) for cell in _cells(text) if "@" in cell])
        if not addresses:
            raise ValidationError(_("There is no e-mail address in the file."))
        return addresses


def _cells(text: str) -> list[str]:
    # Spreadsheets of many countries write semicolons; an address holds neither.
    rows = csv.reader(text.replace(";", ",").replace("\t", ",").splitlines())
    try:
        return [cell for row in rows for cell in row]
    except csv.Error as error:
        raise ValidationError(_("The file cannot be read as CSV.")) from error


def _valid(parts: list[tuple[str, list[str]]]) -> list[str]:
    wrong = [part for part, found in parts if not found or not all(map(_is_address, found))]
    if wrong:
        raise ValidationError([_("“%(text)s” is not an e-mail address.") % {"text": part} for part in wrong[:20]])
    addresses = list(dict.fromkeys(address.lower() for _part, found in parts for address in found))
    if len(addresses) > MAX_ADDRESSES:
        raise ValidationError(_("Write at most %(most)d addresses at a time."), params={"most": MAX_ADDRESSES})
    return addresses


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
