"""Test data: each factory fills in what a test doesn't care about. Projects and members come from the services."""

import hashlib
from typing import Any

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from training.models import Dataset, DataUnit, Membership, Ontology, OntologyClass, Project
from training.permissions import Role
from training.services.projects import create_annotation_project
from training.services.team import add_member

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
