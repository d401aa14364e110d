"""Label rows, tasks and submissions, as the API gives them."""

from typing import Any

from rest_framework import serializers

from training.models import ReviewComment, Task
from training.services.control import ACTIONS


class LabelRowShown(serializers.Serializer[Any]):
    """A label row of an annotation project."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField(source="data_unit.title")
    data_unit = serializers.UUIDField(source="data_unit.uuid")
    modality = serializers.CharField(source="data_unit.modality")
    width = serializers.IntegerField(source="data_unit.width")
    height = serializers.IntegerField(source="data_unit.height")
    n_frames = serializers.IntegerField(source="data_unit.n_frames")
    status = serializers.CharField()
    revision = serializers.IntegerField(source="label_row.revision")
    n_labels = serializers.IntegerField()
    saved_at = serializers.DateTimeField(source="label_row.saved_at", allow_null=True)
    saved_by = serializers.EmailField(source="label_row.saved_by.email", allow_null=True, default=None)
    review_comment = serializers.CharField(allow_blank=True, help_text="Why it was returned last")


class ReturnComment(serializers.Serializer[Any]):
    """Why a label row is returned."""

    comment = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=ReviewComment.MAX_LENGTH,
        help_text="What its annotator is to change; shown to them in the list and in the editor",
    )


class OwnTask(serializers.Serializer[Any]):
    """One of the caller's own tasks. Nothing here tells what the benchmark holds."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField(source="benchmark_task.title")
    attempt = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Task.Status.choices)
    started_at = serializers.DateTimeField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    active_s = serializers.IntegerField()


class OwnTaskOpened(OwnTask):
    """One of the caller's own tasks, with what is needed to label it."""

    modality = serializers.CharField(source="benchmark_task.data_unit.modality")
    width = serializers.IntegerField(source="benchmark_task.data_unit.width")
    height = serializers.IntegerField(source="benchmark_task.data_unit.height")
    n_frames = serializers.IntegerField(source="benchmark_task.data_unit.n_frames")


class ControlledTask(OwnTask):
    """A task of any trainee, for those who control tasks."""

    trainee = serializers.EmailField(source="annotator.email")
    is_first = serializers.SerializerMethodField()
    is_superseded = serializers.BooleanField()

    def get_is_first(self, task: Task) -> bool:
        """Whether it stands before the others in its trainee's queue."""
        return task.priority > 0


class ControlAction(serializers.Serializer[Any]):
    """What is to be done with tasks."""

    action = serializers.ChoiceField(choices=list(ACTIONS))
    tasks = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=1000)
    annotator = serializers.EmailField(required=False, help_text="For assign and reassign: who gets the tasks")


class ControlOutcome(serializers.Serializer[Any]):
    """How many tasks were changed, and why others were left as they are."""

    n_done = serializers.IntegerField()
    refusals = serializers.ListField(child=serializers.CharField())


class Submission(serializers.Serializer[Any]):
    """A submitted task with its scores, 0 to 100, under the applied version and the one before it."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField()
    trainee = serializers.IntegerField(source="trainee_id")
    trainee_name = serializers.CharField(source="trainee")
    attempt = serializers.IntegerField()
    is_superseded = serializers.BooleanField()
    submitted_at = serializers.DateTimeField()
    n_labels = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    previous_score = serializers.FloatField(source="previous", allow_null=True)
    scoring_error = serializers.CharField(allow_blank=True)


class SubmissionDocuments(serializers.Serializer[Any]):
    """The labels of a submission, and of its benchmark for those who may see it."""

    submission = serializers.DictField()
    benchmark = serializers.DictField(allow_null=True)
