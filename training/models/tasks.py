"""Tasks: ground truth in annotation projects, the frozen benchmark, and the trainees' private copies of it."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.labels import LabelRow, LabelSnapshot
from training.models.media import DataUnit
from training.models.projects import Project


def shuffle_key() -> int:
    """A number that stands still once it was drawn: rows sorted by it are in a random order that never changes."""
    return secrets.randbelow(2**31)


class SourceTask(models.Model):
    """A data unit to be labelled in an annotation project."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        IN_REVIEW = "in_review", _("In review")
        COMPLETED = "completed", _("Completed")

    #: The states in which a label row counts as ground truth.
    ELIGIBLE = (Status.IN_REVIEW, Status.COMPLETED)

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="source_tasks")
    data_unit = models.ForeignKey(DataUnit, models.PROTECT, related_name="source_tasks")
    label_row = models.OneToOneField(LabelRow, models.PROTECT, related_name="source_task")
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.NOT_STARTED)
    # What the labels said when they were handed in: they cannot change before the task is returned.
    labels_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("data_unit__title", "pk")
        constraints = (models.UniqueConstraint(fields=["project", "data_unit"], name="data_unit_once_in_project"),)

    def __str__(self) -> str:
        return f"source task {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its labels may still be changed."""
        return self.status in (self.Status.NOT_STARTED, self.Status.IN_PROGRESS)


class BenchmarkTask(models.Model):
    """A task's ground truth as it stood when the training project was made; later ones are its revisions."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="benchmark_tasks")
    source_task = models.ForeignKey(SourceTask, models.SET_NULL, null=True, related_name="benchmark_tasks")
    data_unit = models.ForeignKey(DataUnit, models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(LabelSnapshot, models.PROTECT, related_name="+")
    # Of the newest ground truth, to be held against the source's.
    labels_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    title = models.CharField(max_length=255)
    position = models.PositiveIntegerField()
    shuffle = models.PositiveIntegerField(default=shuffle_key, db_default=0, editable=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["project", "position"], name="benchmark_position_unique"),
            models.UniqueConstraint(fields=["project", "source_task"], name="source_task_once_in_benchmark"),
        )

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """One trainee's private copy of one benchmark task. Its own columns say what is still to be done with it."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        SUBMITTED = "submitted", _("Submitted")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks")
    benchmark_task = models.ForeignKey(BenchmarkTask, models.PROTECT, related_name="tasks")
    attempt = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField()
    shuffle = models.PositiveIntegerField(default=shuffle_key, db_default=0, editable=False)
    # Above 0: before all others in the trainee's queue.
    priority = models.PositiveSmallIntegerField(default=0, db_default=0)
    # A newer attempt at the same benchmark task was submitted: this one is kept and shown, and counts no more.
    is_superseded = models.BooleanField(default=False, db_default=False)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.NOT_STARTED)
    label_row = models.OneToOneField(LabelRow, models.PROTECT, null=True, related_name="task")
    submission = models.OneToOneField(LabelSnapshot, models.PROTECT, null=True, related_name="task")
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    # Seconds at work in the editor, which leaves pauses out; never more than have passed since the start.
    active_s = models.PositiveIntegerField(default=0, db_default=0)
    # Submitted and not scored means: due. The sweep finds such tasks whatever happened to the queue.
    scored_at = models.DateTimeField(null=True)
    scoring_attempts = models.PositiveIntegerField(default=0)
    scoring_error = models.TextField(blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["project", "annotator", "benchmark_task", "attempt"], name="one_copy_per_trainee"
            ),
            models.CheckConstraint(
                condition=models.Q(status="submitted", submission__isnull=False, submitted_at__isnull=False)
                | (~models.Q(status="submitted") & models.Q(submission=None, submitted_at=None)),
                name="submitted_means_a_submission",
            ),
            models.CheckConstraint(
                condition=models.Q(scored_at=None) | models.Q(status="submitted"), name="only_submitted_is_scored"
            ),
        )
        indexes = (
            models.Index(fields=["project", "annotator", "status"], name="task_by_annotator"),
            models.Index(fields=["project", "submitted_at", "id"], name="task_by_submission"),
            models.Index(fields=["project"], name="task_superseded", condition=models.Q(is_superseded=True)),
            # What is settled is added up elsewhere; the rest is counted from this index alone.
            models.Index(
                fields=["project", "annotator", "status", "attempt", "is_superseded"],
                name="task_unsettled",
                condition=models.Q(scored_at=None),
            ),
            models.Index(
                fields=["submitted_at"],
                name="task_due_for_scoring",
                condition=models.Q(status="submitted", scored_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def active_minutes(self) -> int:
        """The active time in minutes, each that was begun counted."""
        return -(-self.active_s // 60)

    @property
    def is_submitted(self) -> bool:
        return self.status == self.Status.SUBMITTED
