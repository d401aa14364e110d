"""Makes datasets; what goes into them is the matter of `services.media`."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.models import Dataset


@transaction.atomic
def create_dataset(*, actor: Any, title: str, description: str = "") -> Dataset:
    """Make an empty dataset; it belongs to `actor`."""
    if not title.strip():
        message = _("A title is missing.")
        raise InvalidError(message, errors=[{"where": "title", "message": message}])
    return Dataset.objects.create(title=title.strip(), description=description.strip(), created_by=actor)
