"""Label documents and what became of them, as the API takes and gives them."""

from typing import Any

from rest_framework import serializers


class LabelObjectShape(serializers.Serializer[Any]):
    """An object instance: its class and the answers that hold on every frame."""

    id = serializers.CharField()
    attributes = serializers.DictField(required=False)
    dynamic = serializers.DictField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """The wire says `class`, which is no name in Python."""
        return {**super().get_fields(), "class": serializers.CharField(help_text="Feature hash of the class")}


class LabelClassificationShape(serializers.Serializer[Any]):
    """A classification instance: its answers and the inclusive ranges of frames that they hold for."""

    id = serializers.CharField()
    answers = serializers.DictField(required=False)
    ranges = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField(min_value=0)))

    def get_fields(self) -> dict[str, Any]:
        """The wire says `class`, which is no name in Python."""
        return {**super().get_fields(), "class": serializers.CharField(help_text="Feature hash of the class")}


class LabelDocument(serializers.Serializer[Any]):
    """All labels of a data unit. When saving, `frames` holds only those that changed, each complete."""

    revision = serializers.IntegerField(required=False, help_text="What it was made from; not needed with If-Match")
    objects = LabelObjectShape(many=True)
    classifications = LabelClassificationShape(many=True)
    frames = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))


class Saved(serializers.Serializer[Any]):
    """The new revision of labels that were saved."""

    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    active_s = serializers.IntegerField(required=False)


class RevisionSeen(serializers.Serializer[Any]):
    """The revision that the caller has seen."""

    revision = serializers.IntegerField()
    active_s = serializers.IntegerField(required=False, help_text="Seconds at work since the last save")


class Moved(serializers.Serializer[Any]):
    """The new status of a task, and the page to go on with."""

    status = serializers.CharField()
    next = serializers.CharField(allow_null=True)
