"""Uploads on their way into a dataset: what has arrived of each file, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.media import Dataset, DataUnit


class Upload(models.Model):
    """Files that someone chose together. Its state is the truth; the queue only starts the work."""

    class State(models.TextChoices):
        OPEN = "open", _("Being sent")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="uploads")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # A modality that takes the pictures together; empty where each is a task of its own.
    kind = models.CharField(max_length=16, blank=True)
    # Of the names and sizes: choosing the same files again goes on where the sending stopped.
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["state", "touched_at"], name="upload_by_state"),)

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class UploadedFile(models.Model):
    """One file of an upload, or one that an archive of it held (`member` counts those from 1)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ADDED = "added", _("Added")
        DUPLICATE = "duplicate", _("Already there")
        REFUSED = "refused", _("Refused")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    member = models.PositiveIntegerField(default=0)
    name = models.TextField()
    n_bytes = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    # Names in the storage, in the order of their bytes: stores like S3 can't append.
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    message = models.TextField(blank=True)
    data_unit = models.ForeignKey(DataUnit, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("position", "member")
        constraints = (
            models.UniqueConstraint(fields=["upload", "position", "member"], name="one_row_per_uploaded_file"),
        )

    def __str__(self) -> str:
        return self.name
