"""Datasets and their data units: the pictures, videos and series that are labelled."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def media_path(instance: "DataFile", filename: str) -> str:
    """Where a file is kept: under its content's hash, so that no name from outside ever reaches the disk."""
    return f"units/{instance.sha256[:2]}/{instance.sha256}{instance.suffix}"


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Datasets and who may see them."""

    def visible_to(self, user: models.Model) -> "DatasetQuerySet":
        """Those the user made, and those of projects they are an admin of; all of them for a superuser."""
        if user.is_superuser:  # type: ignore[attr-defined]
            return self
        is_admin_of = models.Q(projects__memberships__user=user, projects__memberships__role="admin")
        return self.filter(models.Q(created_by=user) | is_admin_of).distinct()


class Dataset(models.Model):
    """A collection of data units that projects share."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.title


class DataUnit(models.Model):
    """What one task labels: its frames are listed by its modality; width and height are those of frame 0, upright."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="data_units")
    title = models.CharField(max_length=255)
    modality = models.CharField(max_length=16)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    n_frames = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(fields=["dataset", "sha256"], name="data_unit_content_unique_in_dataset"),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0, n_frames__gt=0), name="data_unit_has_a_size"
            ),
        )

    def __str__(self) -> str:
        return self.title


class FrameTable(models.Model):
    """What a modality knows of a data unit's frames beyond their size: a video's times, a series' windows.

    Beside the data unit and not in it: lists of tasks must not read a hundred thousand numbers.
    """

    data_unit = models.OneToOneField(DataUnit, models.CASCADE, related_name="frame_table")
    table = models.JSONField()

    def __str__(self) -> str:
        return f"frames of {self.data_unit_id}"


class DataFile(models.Model):
    """One stored file of a data unit; ``index`` orders several (an image group's pictures, a series' slices)."""

    class Kind(models.TextChoices):
        """A frame is sent to browsers as it is; a source is what frames are decoded from, and never leaves.

        A preview is a small picture for lists, where frame 0 is none or is slow to make.
        """

        FRAME = "frame", _("Frame")
        SOURCE = "source", _("Source")
        PREVIEW = "preview", _("Preview")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FRAME)
    data_unit = models.ForeignKey(DataUnit, models.CASCADE, related_name="files")
    index = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=media_path, max_length=255)
    sha256 = models.CharField(max_length=64)
    suffix = models.CharField(max_length=8)
    content_type = models.CharField(max_length=100)
    n_bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ("index", "pk")
        constraints = (
            models.UniqueConstraint(fields=["data_unit", "kind", "index"], name="data_file_index_unique_in_unit"),
        )

    def __str__(self) -> str:
        return f"{self.data_unit_id}/{self.index}"
