"""Benchmark functions and what they made of the submissions. Rows of a version are never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from training.models.labels import LabelSnapshot
from training.models.ontology import OntologyClass
from training.models.projects import Project
from training.models.tasks import BenchmarkTask, Task

#: Similarities and attribute shares are kept as whole parts per million, so that sums are exact on every database.
PPM = 1_000_000


class BenchmarkFunction(models.Model):
    """One immutable version of a project's benchmark function.

    ``geometry_version`` is the earliest version with the same settings of geometry and pairing: evaluation labels are
    made for it, and every version that differs by weights alone shares them.
    """

    class Kind(models.TextChoices):
        DYNAMIC = "dynamic", _("Dynamic benchmark")
        FRAME_CLASSIFICATION = "frame_classification", _("Single frame-level classification")

    project = models.ForeignKey(Project, models.CASCADE, related_name="functions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=32, choices=Kind.choices, default=Kind.DYNAMIC)
    pairing_threshold = models.FloatField(default=0.0)
    count_extras = models.BooleanField(default=True)
    geometry_version = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=["project", "version"], name="function_version_unique"),
            models.CheckConstraint(
                condition=models.Q(geometry_version__lte=models.F("version")), name="geometry_is_no_later"
            ),
        )

    def __str__(self) -> str:
        return f"version {self.version}"


class BenchmarkWeight(models.Model):
    """The relative weights of one ontology class in one version; all zero means the class is not scored."""

    function = models.ForeignKey(BenchmarkFunction, models.CASCADE, related_name="weights")
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="weights")
    w_iou = models.FloatField(default=50.0)
    w_category = models.FloatField(default=50.0)
    w_attributes = models.FloatField(default=0.0)
    # The class's tolerance as a share of the frame's diagonal (keypoint, polyline); empty means the shape's default.
    tolerance = models.FloatField(null=True)
    # A skeleton's k by the ids of its nodes, as they were when the version was saved.
    node_k = models.JSONField(default=dict)

    class Meta:
        ordering = ("ontology_class__position", "ontology_class_id")
        constraints = (
            models.UniqueConstraint(fields=["function", "ontology_class"], name="one_weight_per_class"),
            models.CheckConstraint(
                condition=models.Q(w_iou__gte=0, w_category__gte=0, w_attributes__gte=0), name="weights_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.w_iou}/{self.w_category}/{self.w_attributes}"


class BenchmarkRevision(models.Model):
    """The ground truth of a benchmark task from a version on, taken over when its source had changed. Immutable."""

    benchmark_task = models.ForeignKey(BenchmarkTask, models.CASCADE, related_name="revisions")
    function = models.ForeignKey(BenchmarkFunction, models.CASCADE, related_name="revisions")
    snapshot = models.ForeignKey(LabelSnapshot, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["benchmark_task", "function"], name="one_revision_per_version"),)

    def __str__(self) -> str:
        return f"benchmark task {self.benchmark_task_id} from {self.function_id} on"


class EvaluationLabel(models.Model):
    """One annotation on one frame, compared: raw components only, never a score. Immutable.

    ``project`` and ``annotator``, here and below, repeat the task's own, for the indexes. They are checked there: each
    foreign key that is checked costs a row more than all that is in it.
    """

    class Outcome(models.TextChoices):
        MATCHED = "matched", _("Matched")
        WRONG_CATEGORY = "wrong_category", _("Wrong category")
        MISSING = "missing", _("Missing")
        EXTRA = "extra", _("Extra")

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="evaluation_labels")
    geometry_version = models.PositiveIntegerField()
    # The class the row is weighted by: the reference's, or for an extra the candidate's.
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="+", db_index=False)
    candidate_class = models.ForeignKey(OntologyClass, models.PROTECT, null=True, related_name="+", db_index=False)
    frame = models.PositiveIntegerField()
    reference_uid = models.CharField(max_length=40, blank=True)
    candidate_uid = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    similarity_ppm = models.PositiveIntegerField()
    category = models.BooleanField()
    attributes_ppm = models.PositiveIntegerField()
    is_repaired = models.BooleanField(default=False)
    # A uniform key in [0, 1): a fair sample is a range of it.
    sample_key = models.FloatField()

    class Meta:
        ordering = ("task_id", "frame", "pk")
        indexes = (
            models.Index(fields=["project", "id"], name="evaluation_by_project"),
            models.Index(fields=["annotator", "sample_key"], name="evaluation_sample"),
        )

    def __str__(self) -> str:
        return f"{self.outcome} on frame {self.frame}"


class TaskEvaluation(models.Model):
    """A submission was evaluated for one geometry version; its evaluation labels and sums stand beside it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="evaluations", db_index=False)
    geometry_version = models.PositiveIntegerField()
    n_labels = models.PositiveIntegerField()
    # The same sums as in TaskClassStat, packed: a preview of other weights reads those of a whole project at once.
    sums = models.BinaryField(default=b"", db_default=Value(b""))
    evaluated_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "geometry_version"], name="evaluated_once"),)
        indexes = (models.Index(fields=["project", "geometry_version", "task"], name="evaluation_of_project"),)

    def __str__(self) -> str:
        return f"task {self.task_id}, geometry {self.geometry_version}"


class TaskClassStat(models.Model):
    """The sums that a version's weights multiply, per task and class: new weights cost tasks x classes, not labels."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="class_stats", db_index=False)
    geometry_version = models.PositiveIntegerField()
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="+", db_index=False)
    n = models.PositiveIntegerField()
    n_matched = models.PositiveIntegerField()
    n_wrong_category = models.PositiveIntegerField()
    n_missing = models.PositiveIntegerField()
    n_extra = models.PositiveIntegerField()
    sum_similarity_ppm = models.BigIntegerField()
    sum_category = models.PositiveIntegerField()
    sum_attributes_ppm = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["task", "geometry_version", "ontology_class"], name="one_stat_per_class"),
        )
        # In the order in which a re-calculation adds them up.
        indexes = (models.Index(fields=["project", "geometry_version", "task"], name="stat_of_project"),)

    def __str__(self) -> str:
        return f"task {self.task_id}, class {self.ontology_class_id}: {self.n}"


class TaskScore(models.Model):
    """A task's score (0 to 100) under one version; rows of versions not yet applied are seen by no one.

    A re-calculation writes one for every submission at once, so a row costs as little as it can: its key is what it is
    of, and no foreign key is checked, since all that it holds comes from rows that are. Find and delete by version.
    """

    pk = models.CompositePrimaryKey("function_id", "task_id")
    function = models.ForeignKey(
        BenchmarkFunction, models.CASCADE, related_name="task_scores", db_index=False, db_constraint=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="scores", db_index=False, db_constraint=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    n_labels = models.PositiveIntegerField()
    score = models.FloatField()

    class Meta:
        # All that the means of trainees are made of. The score stands behind the task so that rows written in the order
        # of tasks come to the end of each annotator's stretch: by score they would cost a re-calculation a third more.
        indexes = (models.Index(fields=["function", "annotator", "task", "score"], name="score_of_annotator"),)

    def __str__(self) -> str:
        return f"{self.score:.4f}"


class Job(models.Model):
    """Work in the background that people watch; its state here is the truth, the queue only starts it."""

    class Kind(models.TextChoices):
        RECALCULATE = "recalculate", _("Re-calculate scores")
        CREATE = "create", _("Create training program")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=32, choices=Kind.choices)
    project = models.ForeignKey(Project, models.CASCADE, related_name="jobs")
    function = models.ForeignKey(BenchmarkFunction, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["project", "kind"],
                name="one_open_job_per_kind",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"


class Heartbeat(models.Model):
    """When a background process was last seen at work; the supervisor restarts one that falls silent."""

    name = models.CharField(max_length=50, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
