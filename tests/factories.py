"""Test data: each factory fills in what a test doesn't care about. Projects and members come from the services."""

import hashlib
from io import BytesIO
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from training.models import (
    DataFile,
    Dataset,
    DataUnit,
    Membership,
    Ontology,
    OntologyClass,
    Project,
    SourceTask,
    Task,
    TraineeGroup,
)
from training.permissions import Role
from training.services.projects import create_annotation_project
from training.services.scores import score_task
from training.services.source_tasks import save_labels
from training.services.tasks import save_task_labels, start_task, submit_task
from training.services.team import add_member
from training.services.training_projects import FunctionSettings, create_training_project

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    """A person with an account, who may not create anything."""

    class Meta:
        model = get_user_model()

    name = factory.Sequence(lambda number: f"Person {number}")
    email = factory.Sequence(lambda number: f"person{number}@example.org")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        return model_class.objects.create_user(**{"password": PASSWORD, **fields})


class CreatorFactory(UserFactory):
    """A person who may create projects, ontologies and datasets."""

    may_create_projects = True


class OntologyFactory(DjangoModelFactory):
    class Meta:
        model = Ontology

    title = factory.Sequence(lambda number: f"Ontology {number}")
    created_by = factory.SubFactory(CreatorFactory)


class OntologyClassFactory(DjangoModelFactory):
    """An object class drawn as a bounding box."""

    class Meta:
        model = OntologyClass

    ontology = factory.SubFactory(OntologyFactory)
    kind = OntologyClass.Kind.OBJECT
    name = factory.Sequence(lambda number: f"Class {number}")
    feature_hash = factory.Sequence(lambda number: f"{number:08x}")
    shape = "bounding_box"
    position = factory.Sequence(int)


class ClassificationFactory(OntologyClassFactory):
    """A classification that asks for one of two options."""

    kind = OntologyClass.Kind.CLASSIFICATION
    shape = ""
    attributes = factory.LazyAttribute(
        lambda item: [
            {
                "name": item.name,
                "type": "radio",
                "featureNodeHash": f"q{item.feature_hash}",
                "required": False,
                "dynamic": False,
                "options": [
                    {
                        "label": label,
                        "value": label.lower(),
                        "featureNodeHash": f"{label[0]}{item.feature_hash}",
                        "options": [],
                    }
                    for label in ("Yes", "No")
                ],
            }
        ]
    )


class TraineeGroupFactory(DjangoModelFactory):
    class Meta:
        model = TraineeGroup

    name = factory.Sequence(lambda number: f"Group {number}")


class DatasetFactory(DjangoModelFactory):
    class Meta:
        model = Dataset

    title = factory.Sequence(lambda number: f"Dataset {number}")
    created_by = factory.SubFactory(CreatorFactory)


class DataUnitFactory(DjangoModelFactory):
    """A picture of 640 x 480 pixels, without its file."""

    class Meta:
        model = DataUnit

    dataset = factory.SubFactory(DatasetFactory)
    title = factory.Sequence(lambda number: f"picture{number}.jpg")
    modality = "image"
    width = 640
    height = 480
    sha256 = factory.LazyAttribute(lambda unit: hashlib.sha256(unit.title.encode()).hexdigest())


class DataFileFactory(DjangoModelFactory):
    """The stored file of a data unit; no picture, since nothing looks at its bytes again."""

    class Meta:
        model = DataFile

    data_unit = factory.SubFactory(DataUnitFactory)
    file = factory.django.FileField(filename="picture.png", data=b"stored bytes")
    sha256 = factory.SelfAttribute("data_unit.sha256")
    suffix = ".png"
    content_type = "image/png"
    n_bytes = len(b"stored bytes")
    width = factory.SelfAttribute("data_unit.width")
    height = factory.SelfAttribute("data_unit.height")


class AnnotationProjectFactory(factory.Factory):
    """An annotation project; `actor` becomes its admin."""

    class Meta:
        model = Project

    actor = factory.SubFactory(CreatorFactory)
    title = factory.Sequence(lambda number: f"Source project {number}")
    description = ""
    ontology = factory.SubFactory(OntologyFactory)
    datasets = ()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Project:
        return create_annotation_project(**fields)


class MembershipFactory(factory.Factory):
    """A member of a project, an annotator unless said otherwise."""

    class Meta:
        model = Membership

    project = factory.SubFactory(AnnotationProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.ANNOTATOR

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Membership:
        return add_member(actor=None, **fields)


def picture_file(
    name: str = "picture.png",
    *,
    size: tuple[int, int] = (8, 6),
    color: Any = "red",
    file_format: str = "PNG",
    **saving: Any,
) -> SimpleUploadedFile:
    """An upload of one colour; `saving` goes to Pillow (exif, save_all ...)."""
    buffer = BytesIO()
    Image.new(saving.pop("mode", "RGB"), size, color).save(buffer, file_format, **saving)
    return SimpleUploadedFile(name, buffer.getvalue())


def box_document(*boxes: tuple[OntologyClass, list[float]], revision: int = 0) -> dict[str, Any]:
    """A label document with boxes on frame 0, each given as its class and ``[x, y, w, h]``."""
    return {
        "revision": revision,
        "objects": [
            {"id": f"object-{number}", "class": ontology_class.feature_hash, "attributes": {}}
            for number, (ontology_class, _) in enumerate(boxes)
        ],
        "classifications": [],
        "frames": {
            "0": [{"object": f"object-{number}", "box_xywh": box_xywh} for number, (_, box_xywh) in enumerate(boxes)]
        },
    }


class TrainingProjectFactory(factory.Factory):
    """A training project whose benchmark has ``n_tasks`` pictures; `actor` becomes its admin.

    On each picture the ground truth is ``boxes``: by default one box of 100 x 100 pixels of the ontology's first class.
    """

    class Meta:
        model = Project

    actor = factory.SubFactory(CreatorFactory)
    title = factory.Sequence(lambda number: f"Training project {number}")
    ontology = factory.SubFactory(OntologyFactory)
    n_tasks = 2
    boxes = ()
    trainees = ()
    function = FunctionSettings()
    task_order = Project.TaskOrder.SOURCE

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Project:
        actor, ontology = fields["actor"], fields["ontology"]
        n_tasks, boxes, task_order = (fields.pop(name) for name in ("n_tasks", "boxes", "task_order"))
        first = ontology.classes.first() or OntologyClassFactory(ontology=ontology)
        dataset = DatasetFactory(created_by=actor)
        DataUnitFactory.create_batch(n_tasks, dataset=dataset)
        source = AnnotationProjectFactory(actor=actor, ontology=ontology, datasets=[dataset])
        document = box_document(*(boxes or [(first, [100, 100, 100, 100])]))
        for task in source.source_tasks.all():
            save_labels(actor=actor, source_task=task, document=document)
        source.source_tasks.update(status=SourceTask.Status.COMPLETED)
        project = create_training_project(description="", sources=[source], **fields)
        project.task_order = task_order
        project.save(update_fields=["task_order"])
        return project


class SubmissionFactory(factory.Factory):
    """A task that its trainee submitted with ``boxes``, scored as the background worker would."""

    class Meta:
        model = Task

    boxes = ()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Task:
        task, boxes = fields["task"], fields["boxes"]
        start_task(actor=task.annotator, task=task)
        save_task_labels(actor=task.annotator, task=task, document=box_document(*boxes))
        submit_task(actor=task.annotator, task=task, revision=1)
        score_task(task_id=task.pk)
        task.refresh_from_db()
        return task
