"""A project's instructions as a PDF, beside those in Markdown."""

import uuid

from django.conf import settings
from django.db import models

from training.models.projects import Project


def instructions_path(instance: "InstructionsFile", filename: str) -> str:
    """A name of its own for each upload: what somebody is reading is not replaced under them."""
    return f"instructions/{uuid.uuid4().hex}.pdf"


class InstructionsFile(models.Model):
    """The PDF that a project's members may read; one a project."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="instructions_file")
    file = models.FileField(upload_to=instructions_path, max_length=100)
    name = models.CharField(max_length=200)
    n_bytes = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
