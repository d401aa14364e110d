"""No benchmark label reaches a trainee: every route is asked as one, and what comes back is searched for it.

There is no setting that releases results to trainees: they see their own tasks and labels, neither score nor benchmark.
"""

import json
import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import (
    AnnotationProjectFactory,
    ClassificationFactory,
    CreatorFactory,
    DataFileFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    UserFactory,
    picture_file,
)
from tests.training.test_permission_matrix import ALL_ROUTES
from training.models import EvaluationLabel, SourceTask, Task
from training.services.labels import read_document
from training.services.scores import score_task
from training.services.source_tasks import save_labels
from training.services.tasks import save_task_labels, start_task, submit_task
from training.services.training_projects import FunctionSettings, create_training_project

pytestmark = pytest.mark.django_db

#: Parts of the benchmark that stand nowhere else: ids, a coordinate, and an answer.
OBJECT, ANSWERED, PLACE = "bench-object-1", "bench-answer-1", "123.4375"
SECRETS = (OBJECT, ANSWERED, PLACE)


def _boxes(apple, uid, box):
    return {
        "revision": 0,
        "objects": [{"id": uid, "class": apple.feature_hash, "attributes": {}}],
        "classifications": [],
        "frames": {"0": [{"object": uid, "box_xywh": box}]},
    }


@pytest.fixture
def world():
    """Three tasks of one trainee: submitted and scored, in progress, and not started; and those of another trainee."""
    admin, trainee, other = CreatorFactory(), UserFactory(), UserFactory()
    dataset = DatasetFactory(created_by=admin)
    units = DataUnitFactory.create_batch(3, dataset=dataset)
    for unit in units:
        DataFileFactory(data_unit=unit, file__data=picture_file().read())
    source = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    apple = OntologyClassFactory(ontology=source.ontology, name="Apple")
    light = ClassificationFactory(ontology=source.ontology)
    (question,) = light.attributes
    answer = {question["featureNodeHash"]: question["options"][0]["featureNodeHash"]}
    truth = _boxes(apple, OBJECT, [float(PLACE), 100, 100, 100])
    truth["classifications"] = [
        {"id": ANSWERED, "class": light.feature_hash, "answers": answer, "ranges": [[0, 0]]},
    ]
    for source_task in source.source_tasks.all():
        save_labels(actor=admin, source_task=source_task, document=truth)
    source.source_tasks.update(status=SourceTask.Status.COMPLETED)
    project = create_training_project(
        actor=admin,
        title="Fruit",
        description="",
        ontology=source.ontology,
        sources=[source],
        function=FunctionSettings(),
        trainees=[trainee, other],
    )
    for person in (trainee, other):
        submitted, opened, _waiting = project.tasks.filter(annotator=person).order_by("position")
        for task in (submitted, opened):
            start_task(actor=person, task=task)
            save_task_labels(actor=person, task=task, document=_boxes(apple, "drawn-object", [120, 100, 100, 100]))
        submit_task(actor=person, task=submitted, revision=1)
        score_task(task_id=submitted.pk)
    return {"admin": admin, "trainee": trainee, "project": project, "source": source}


def _candidates(name: str, world: dict[str, Any]) -> list[Any]:
    """Everything that a curious trainee could put in that place of an address."""
    project, source = world["project"], world["source"]
    uuids = {
        "project_uuid": [project.uuid, source.uuid],
        "task_uuid": [
            *project.tasks.values_list("uuid", flat=True),
            *source.source_tasks.values_list("uuid", flat=True),
        ],
        "dataset_uuid": source.datasets.values_list("uuid", flat=True),
        "unit_uuid": [task.data_unit.uuid for task in source.source_tasks.all()],
        "ontology_uuid": [project.ontology.uuid],
    }
    numbers = {"frame": [0], "label_id": list(EvaluationLabel.objects.values_list("pk", flat=True))}
    return list(uuids.get(name) or numbers.get(name) or ([project.uuid] if name.endswith("_uuid") else [1]))


def _addresses(world: dict[str, Any]) -> list[str]:
    found = []
    for route in ALL_ROUTES:
        made = ["/" + route.pattern]
        for name in route.parameters:
            made = [
                re.sub(rf"<(?:\w+:)?{name}>", str(value), address, count=1)
                for address in made
                for value in _candidates(name, world)
            ]
        found += made
    return found


def _body(response) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def _ask(client: Client, method: str, address: str) -> Any:
    more = {} if method == "get" else {"data": json.dumps({"revision": 1}), "content_type": "application/json"}
    with transaction.atomic():
        response = getattr(client, method)(address, **more)
        body = _body(response)
        transaction.set_rollback(True)
    return response, body


def _leaks(client: Client, world: dict[str, Any], methods: tuple[str, ...]) -> list[str]:
    leaks = []
    for address in _addresses(world):
        for method in methods:
            _response, body = _ask(client, method, address)
            leaks += [f"{method} {address}: {secret}" for secret in SECRETS if secret in body]
    return leaks


def test_the_search_finds_what_an_admin_may_see(world):
    client = Client(raise_request_exception=False)
    client.force_login(world["admin"])

    leaks = _leaks(client, world, ("get",))

    assert {secret for secret in SECRETS if any(leak.endswith(secret) for leak in leaks)} == set(SECRETS)
    assert any("/submissions/" in leak for leak in leaks)


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_no_route_gives_a_trainee_a_label_of_the_benchmark(world, method):
    client = Client(raise_request_exception=False)
    client.force_login(world["trainee"])

    assert _leaks(client, world, (method,)) == []


def test_no_route_gives_a_stranger_a_label_of_the_benchmark(world):
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())

    assert _leaks(client, world, ("get",)) == []


def test_a_trainee_who_hands_in_everything_still_gets_none(world):
    trainee, project = world["trainee"], world["project"]
    for task in project.tasks.filter(annotator=trainee).exclude(status=Task.Status.SUBMITTED):
        start_task(actor=trainee, task=task)
        submit_task(actor=trainee, task=task, revision=read_document(task.label_row)["revision"])
        score_task(task_id=task.pk)
    client = Client(raise_request_exception=False)
    client.force_login(trainee)

    assert _leaks(client, world, ("get",)) == []


def test_a_trainees_own_pages_carry_no_score(world):
    client = Client()
    client.force_login(world["trainee"])
    task = world["project"].tasks.get(annotator=world["trainee"], status=Task.Status.SUBMITTED)

    queue = client.get(f"/projects/{world['project'].uuid}/tasks/").content.decode()
    editor = client.get(f"/projects/{world['project'].uuid}/tasks/{task.uuid}/")

    assert "score__points" not in queue
    assert set(editor.context["config"]) & {"pairs", "documents", "result"} == set()
