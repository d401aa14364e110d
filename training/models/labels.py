"""Labels: the editable working copy by frame, and the immutable snapshot that scoring reads."""

import uuid

from django.conf import settings
from django.db import models

from training.models.media import DataUnit
from training.models.ontology import OntologyClass


class LabelRow(models.Model):
    """The working copy of one data unit's labels; every save raises ``revision`` by one."""

    data_unit = models.ForeignKey(DataUnit, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"label row {self.pk}, revision {self.revision}"


class LabelObject(models.Model):
    """An object instance: its class belongs to the instance, not to the frame.

    ``attributes`` hold on every frame; ``dynamic`` are the answers that change, by question and stretch of frames:
    ``{question: [{range: [first, last], answers}]}``.
    """

    label_row = models.ForeignKey(LabelRow, models.CASCADE, related_name="objects_of_row")
    uid = models.CharField(max_length=40)
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="+")
    attributes = models.JSONField(default=dict)
    dynamic = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["label_row", "uid"], name="object_uid_unique_in_row"),)

    def __str__(self) -> str:
        return self.uid


class LabelClassification(models.Model):
    """A classification instance: its answers, and the inclusive frame ranges that it holds for."""

    label_row = models.ForeignKey(LabelRow, models.CASCADE, related_name="classifications")
    uid = models.CharField(max_length=40)
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    ranges = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["label_row", "uid"], name="classification_uid_unique_in_row"),)

    def __str__(self) -> str:
        return self.uid


class LabelFrame(models.Model):
    """The shapes on one frame, bottom first: ``[{object: uid, ...geometry in pixels}]``.

    Shapes between key frames are stored like any other, and marked: ``interpolated: true``.
    """

    label_row = models.ForeignKey(LabelRow, models.CASCADE, related_name="frames")
    frame = models.PositiveIntegerField()
    shapes = models.JSONField(default=list)

    class Meta:
        ordering = ("frame",)
        constraints = (models.UniqueConstraint(fields=["label_row", "frame"], name="frame_unique_in_row"),)

    def __str__(self) -> str:
        return f"{self.label_row_id}/{self.frame}"


class LabelSnapshot(models.Model):
    """An immutable copy of a label row: a benchmark's ground truth or a submission. Its hash is of the content."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    data_unit = models.ForeignKey(DataUnit, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    n_labels = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class LabelSnapshotPart(models.Model):
    """A compressed part of a snapshot: part 0 holds instances too, each part up to 256 frames."""

    snapshot = models.ForeignKey(LabelSnapshot, models.CASCADE, related_name="parts")
    part = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("part",)
        constraints = (models.UniqueConstraint(fields=["snapshot", "part"], name="part_unique_in_snapshot"),)

    def __str__(self) -> str:
        return f"{self.snapshot_id}/{self.part}"
