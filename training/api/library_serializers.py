"""Ontologies, datasets and uploads, as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from training.modalities import MODALITIES
from training.models import Ontology, OntologyClass


class ClassShown(serializers.Serializer[Any]):
    """A class of an ontology; `hash` is what labels refer to."""

    hash = serializers.CharField(source="feature_hash")
    kind = serializers.ChoiceField(choices=OntologyClass.Kind.choices)
    name = serializers.CharField()
    shape = serializers.CharField(allow_blank=True)
    color = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    archived = serializers.BooleanField()
    attributes = serializers.ListField(child=serializers.DictField())


class NewClass(serializers.Serializer[Any]):
    """A class to add. The one question of a classification stands in `attributes` and has the class's name."""

    kind = serializers.ChoiceField(choices=OntologyClass.Kind.choices)
    name = serializers.CharField(max_length=200)
    shape = serializers.CharField(required=False, allow_blank=True, default="")
    color = serializers.CharField(required=False, allow_blank=True, default="")
    required = serializers.BooleanField(required=False, default=False)  # type: ignore[assignment]
    attributes = serializers.ListField(child=serializers.DictField(), required=False, default=list)
    hash = serializers.CharField(source="feature_hash", required=False, allow_blank=True, max_length=16, default="")


class ClassChange(serializers.Serializer[Any]):
    """What may change of a class; its kind and shape stay, since labels were drawn with them."""

    name = serializers.CharField(max_length=200, required=False)
    color = serializers.CharField(required=False)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]
    archived = serializers.BooleanField(required=False)


class NewQuestion(serializers.Serializer[Any]):
    """A question to ask about an object, or where `option` of a radio is chosen."""

    question = serializers.DictField()
    option = serializers.CharField(required=False, allow_blank=True, default="")


class OntologyShown(serializers.Serializer[Any]):
    """An ontology in a list."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class OntologyOpened(OntologyShown):
    """An ontology with its classes."""

    classes = serializers.SerializerMethodField()

    def get_classes(self, ontology: Ontology) -> list[dict[str, Any]]:
        """In their order."""
        return list(ClassShown(ontology.classes.all(), many=True).data)


class NewOntology(serializers.Serializer[Any]):
    """An ontology to make, with its classes where they are known."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, default="")
    classes = NewClass(many=True, required=False, default=list)


class OntologyChange(serializers.Serializer[Any]):
    """What an ontology is called."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(required=False, allow_blank=True)


class DatasetShown(serializers.Serializer[Any]):
    """A dataset."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    n_units = serializers.IntegerField(default=0)
    created_at = serializers.DateTimeField()


class NewDataset(serializers.Serializer[Any]):
    """A dataset to make."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, default="")


class DataUnitShown(serializers.Serializer[Any]):
    """A data unit: what one task labels."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField()
    modality = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    n_frames = serializers.IntegerField()
    sha256 = serializers.CharField()


class AnnouncedFile(serializers.Serializer[Any]):
    """A file that will be sent."""

    name = serializers.CharField(max_length=1000)
    size = serializers.IntegerField(min_value=0, max_value=2**50)


class NewUpload(serializers.Serializer[Any]):
    """Files to send; `kind` is a modality that takes several pictures together."""

    kind = serializers.ChoiceField(
        choices=["", *(name for name, modality in MODALITIES.items() if modality.is_chosen)],
        default="",
        allow_blank=True,
    )
    files = AnnouncedFile(many=True, allow_empty=False)


class UploadedFileShown(serializers.Serializer[Any]):
    """A file of an upload: how much of it has arrived, and what became of it."""

    position = serializers.IntegerField()
    member = serializers.IntegerField()
    name = serializers.CharField()
    received = serializers.IntegerField()
    n_bytes = serializers.IntegerField()
    state = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    data_unit = serializers.UUIDField(source="data_unit.uuid", allow_null=True, default=None)


class UploadShown(serializers.Serializer[Any]):
    """An upload. Its files are sent in parts of at most `part_bytes`, each file's in their order."""

    id = serializers.UUIDField(source="uuid")
    state = serializers.CharField()
    error = serializers.CharField(allow_blank=True)
    part_bytes = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    def get_part_bytes(self, upload: Any) -> int:
        """The most that one PUT takes."""
        return int(self.context["part_bytes"])

    def get_files(self, upload: Any) -> list[dict[str, Any]]:
        """In their order; the members of an archive follow it."""
        rows = upload.files.select_related("data_unit").order_by("position", "member")
        return list(UploadedFileShown(rows, many=True).data)


class Received(serializers.Serializer[Any]):
    """How many bytes of a file have arrived."""

    received = serializers.IntegerField()
