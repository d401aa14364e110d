"""Figures kept for the Summary: what would take reading every task or evaluation label, added up per trainee."""

from django.conf import settings
from django.db import models

from training.models.ontology import OntologyClass
from training.models.projects import Project
from training.models.scores import BenchmarkFunction, EvaluationLabel
from training.models.tasks import BenchmarkTask


class TraineeScore(models.Model):
    """A trainee's task scores under one version, added up: those of the newest submitted attempts, which count.

    Where every evaluation label counts the same, a task weighs as much as it has evaluation labels; `n_effective` is
    the number of tasks of one weight whose mean would waver as much, (sum of w)^2 / (sum of w^2), and the two sums are
    those of so many tasks. Where every task counts the same, it is `n_tasks`.

    What the re-calculation changed that applied the version is kept as it was then: a mean before and a mean after over
    the same tasks, however many tasks are submitted later.
    """

    function = models.ForeignKey(BenchmarkFunction, models.CASCADE, related_name="trainee_scores", db_index=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    n_tasks = models.PositiveIntegerField()
    n_effective = models.FloatField()
    sum_score = models.FloatField()
    sum_squares = models.FloatField()
    n_compared = models.PositiveIntegerField(default=0, db_default=0)
    mean_before = models.FloatField(null=True)
    mean_after = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["function", "annotator"], name="one_score_per_trainee"),)

    def __str__(self) -> str:
        return f"trainee {self.annotator_id}: {self.sum_score} over {self.n_effective}"


class TraineeProgress(models.Model):
    """A trainee's submissions that are scored and count, added up, whatever the version; open tasks are counted."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="trainee_progress", db_index=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    n_scored = models.PositiveIntegerField()
    # Of those, first attempts: the others are attempts beyond what was assigned.
    n_first = models.PositiveIntegerField()
    active_s = models.PositiveBigIntegerField()
    last_submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "annotator"], name="one_progress_per_trainee"),)

    def __str__(self) -> str:
        return f"trainee {self.annotator_id}: {self.n_scored}"


class TraineeTally(models.Model):
    """A trainee's evaluation labels that count, added up by class, by the class that was labelled, and by outcome.

    Scores per class under any weights, shares of outcomes and the confusion matrix all come from these few rows.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    geometry_version = models.PositiveIntegerField()
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="+", db_index=False)
    # The id of the class; 0 where nothing was labelled, since an empty key would not be unique.
    candidate_class_key = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=16, choices=EvaluationLabel.Outcome.choices)
    n = models.IntegerField()
    sum_similarity_ppm = models.BigIntegerField()
    sum_category = models.IntegerField()
    sum_attributes_ppm = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "project", "geometry_version", "annotator", "ontology_class", "candidate_class_key", "outcome",
                ],
                name="one_tally_per_kind",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"trainee {self.annotator_id}, class {self.ontology_class_id}, {self.outcome}: {self.n}"


class BenchmarkTaskScore(models.Model):
    """What everyone's submissions of one benchmark task scored under one version, added up: how hard it is."""

    function = models.ForeignKey(BenchmarkFunction, models.CASCADE, related_name="benchmark_scores", db_index=False)
    benchmark_task = models.ForeignKey(
        BenchmarkTask, models.CASCADE, related_name="scores", db_index=False, db_constraint=False
    )
    n_tasks = models.PositiveIntegerField()
    sum_score = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["function", "benchmark_task"], name="one_score_per_benchmark_task"),
        )

    def __str__(self) -> str:
        return f"benchmark task {self.benchmark_task_id}: {self.sum_score} over {self.n_tasks}"


class BenchmarkLabelTally(models.Model):
    """What became of one label of the benchmark, over all frames that it is on and all submissions that count."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    geometry_version = models.PositiveIntegerField()
    benchmark_task = models.ForeignKey(
        BenchmarkTask, models.CASCADE, related_name="label_tallies", db_index=False, db_constraint=False
    )
    ontology_class = models.ForeignKey(OntologyClass, models.PROTECT, related_name="+", db_index=False)
    reference_uid = models.CharField(max_length=40)
    n = models.IntegerField()
    n_wrong_category = models.IntegerField()
    n_missing = models.IntegerField()
    sum_similarity_ppm = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "geometry_version", "benchmark_task", "ontology_class", "reference_uid"],
                name="one_tally_per_benchmark_label",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference_uid} of benchmark task {self.benchmark_task_id}: {self.n}"
