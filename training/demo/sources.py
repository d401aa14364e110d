"""The demo's accounts, and its source projects: ontologies, pictures and ground truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile, File
from django.db.models import Model
from django.utils.translation import gettext as _

from training.demo.people import ADMIN, PASSWORD, Person
from training.demo.scenes import HOURS, Picture, Scene, Thing
from training.models import Ontology, OntologyClass, Project, SourceTask
from training.permissions import Role
from training.services.datasets import create_dataset
from training.services.media import add_files
from training.services.ontologies import add_class, create_ontology
from training.services.projects import create_annotation_project
from training.services.source_tasks import complete, save_labels, submit_for_review
from training.services.team import add_member

Status = SourceTask.Status


@dataclass(frozen=True)
class Words:
    """An ontology of the demo by the names of its classes."""

    ontology: Ontology
    kinds: Mapping[str, OntologyClass]
    light: OntologyClass

    def document(self, things: Sequence[Thing], hour: str | None, *, revision: int = 0) -> dict[str, Any]:
        """The label document of a picture; without an hour, its light is not answered."""
        (question,) = self.light.attributes
        options = dict(zip(HOURS, (option["featureNodeHash"] for option in question["options"]), strict=True))
        answers = {question["featureNodeHash"]: options[hour]} if hour else {}
        light = {"id": "light-00", "class": self.light.feature_hash, "answers": answers, "ranges": [[0, 0]]}
        numbered = [(f"thing-{number:02d}", thing) for number, thing in enumerate(things, start=1)]
        return {
            "revision": revision,
            "objects": [
                {"id": uid, "class": self.kinds[thing.kind].feature_hash, "attributes": {}} for uid, thing in numbered
            ],
            "classifications": [light] if hour else [],
            "frames": {"0": [{"object": uid, "box_xywh": list(thing.box_xywh)} for uid, thing in numbered]},
        }


@dataclass(frozen=True)
class Source:
    """A source project of the demo, with its ontology and its pictures by title."""

    project: Project
    words: Words
    pictures: Mapping[str, Picture]


@dataclass(frozen=True)
class Plan:
    """What a source project is called, and how far each of its label rows has come, in the order of the pictures."""

    scene: Scene
    ontology: str
    dataset: str
    title: str
    description: str
    states: Sequence[Status]


def create_accounts(people: Sequence[Person]) -> list[Any]:
    """Accounts with the demo's password; whoever is ADMIN may create projects."""
    # One hash for all: it is made slow on purpose, and keeps no secret here.
    password = make_password(PASSWORD)
    accounts = get_user_model()._default_manager
    return [
        accounts.create(email=person.email, name=person.name, password=password, may_create_projects=person == ADMIN)
        for person in people
    ]


def create_source(*, admin: Any, labeller: Any, plan: Plan, pictures: Sequence[Picture], made_at: datetime) -> Source:
    """A source project as its admin and an annotator would have made it."""
    words = _create_words(admin, plan)
    dataset = create_dataset(actor=admin, title=plan.dataset)
    files: list[File[bytes]] = [ContentFile(picture.jpeg, name=picture.title) for picture in pictures]
    add_files(actor=admin, dataset=dataset, files=files)
    project = create_annotation_project(
        actor=admin, title=plan.title, description=plan.description, ontology=words.ontology, datasets=[dataset]
    )
    add_member(actor=admin, project=project, user=labeller, role=Role.ANNOTATOR)
    for row in (words.ontology, dataset, project, *project.memberships.all()):
        backdate(row, created_at=made_at)
    project.refresh_from_db()
    source = Source(project, words, {picture.title: picture for picture in pictures})
    tasks = project.source_tasks.select_related("data_unit", "label_row").order_by("data_unit__title")
    for number, (task, state) in enumerate(zip(tasks, plan.states, strict=True), start=1):
        _label(task, state, source, admin=admin, labeller=labeller)
        if state != Status.NOT_STARTED:
            backdate(task.label_row, saved_at=made_at + timedelta(hours=1, minutes=7 * number))
    return source


def backdate(row: Model, **times: datetime) -> None:
    """Give a row the times at which, in the demo's story, it came about."""
    type(row)._default_manager.filter(pk=row.pk).update(**times)


def _create_words(admin: Any, plan: Plan) -> Words:
    ontology = create_ontology(actor=admin, title=plan.ontology)
    kinds = {
        name: add_class(actor=admin, ontology=ontology, kind="object", name=name, shape="bounding_box")
        for name in plan.scene.kinds
    }
    options = [{"label": hour} for hour in HOURS]
    light = add_class(
        actor=admin,
        ontology=ontology,
        kind="classification",
        name=_("Light"),
        required=True,
        attributes=[{"name": _("Light"), "type": "radio", "options": options}],
    )
    return Words(ontology, kinds, light)


def _label(task: SourceTask, state: Status, source: Source, *, admin: Any, labeller: Any) -> None:
    """Bring a label row to the state: by then it was labelled, handed in, and approved."""
    picture = source.pictures[task.data_unit.title]
    if state == Status.NOT_STARTED:
        return
    if state == Status.IN_PROGRESS:
        begun = source.words.document(picture.things[: len(picture.things) // 2], None)
        save_labels(actor=labeller, source_task=task, document=begun)
        return
    save_labels(actor=labeller, source_task=task, document=source.words.document(picture.things, picture.hour))
    submit_for_review(actor=labeller, source_task=task)
    if state == Status.COMPLETED:
        complete(actor=admin, source_task=task)
