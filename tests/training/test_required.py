"""Labels with a required question left open cannot be handed in, by whichever way they come."""

import pytest
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from training.errors import IncompleteError
from training.models import OntologyClass, SourceTask
from training.services.source_tasks import save_labels, submit_for_review
from training.services.tasks import save_task_labels, submit_task

REASON = {"name": "Reason", "type": "text", "featureNodeHash": "reason", "required": True, "dynamic": False}
SEEN = {
    "name": "Seen",
    "type": "radio",
    "featureNodeHash": "seen",
    "required": True,
    "dynamic": True,
    "options": [
        {"label": "Whole", "value": "whole", "featureNodeHash": "whole", "options": []},
        {"label": "Part", "value": "part", "featureNodeHash": "part", "options": [REASON]},
    ],
}
DAY = {
    "name": "Day",
    "type": "radio",
    "featureNodeHash": "day",
    "required": True,
    "dynamic": False,
    "options": [{"label": "Yes", "value": "yes", "featureNodeHash": "yes", "options": []}],
}
N_FRAMES = 6


@pytest.fixture
def source_task(db):
    dataset = DatasetFactory()
    DataUnitFactory(dataset=dataset, modality="image_sequence", n_frames=N_FRAMES)
    return AnnotationProjectFactory(datasets=[dataset]).source_tasks.get()


@pytest.fixture
def car(source_task):
    return OntologyClassFactory(ontology=source_task.project.ontology, name="Car", attributes=[SEEN])


@pytest.fixture
def hand_in(source_task):
    """Saves a document and hands it in; answers with the places that were refused."""

    def hand_in(document):
        actor = source_task.project.created_by
        save_labels(actor=actor, source_task=source_task, document={"revision": 0, **document})
        try:
            task = submit_for_review(actor=actor, source_task=source_task)
        except IncompleteError as error:
            source_task.refresh_from_db()
            assert source_task.status == SourceTask.Status.IN_PROGRESS
            return [item["where"] for item in error.errors]
        assert task.status == SourceTask.Status.IN_REVIEW
        return []

    return hand_in


def a_car(car, frames=range(N_FRAMES), *, dynamic=None, **answers):
    entry = {"id": "car-one", "class": car.feature_hash, "attributes": answers}
    return {
        "objects": [{**entry, **({"dynamic": dynamic} if dynamic else {})}],
        "frames": {str(frame): [{"object": "car-one", "box_xywh": [1, 2, 3, 4]}] for frame in frames},
    }


def test_an_object_is_told_with_the_first_frame_that_lacks_the_answer(hand_in, car):
    assert hand_in(a_car(car, [2, 3])) == ["frames.2.objects.car-one.seen"]


def test_an_answer_for_all_frames_is_enough(hand_in, car):
    assert hand_in(a_car(car, seen="whole")) == []


def test_an_answer_for_some_frames_leaves_the_others_open(hand_in, car):
    dynamic = {"seen": [{"range": [0, 3], "answers": {"seen": "whole"}}]}
    assert hand_in(a_car(car, dynamic=dynamic)) == ["frames.4.objects.car-one.seen"]


def test_a_nested_question_is_asked_where_its_option_is_chosen(hand_in, car):
    dynamic = {
        "seen": [
            {"range": [0, 2], "answers": {"seen": "whole"}},
            {"range": [3, 5], "answers": {"seen": "part", "reason": " "}},
        ]
    }
    assert hand_in(a_car(car, dynamic=dynamic)) == ["frames.3.objects.car-one.reason"]


@pytest.mark.parametrize(
    ("ranges", "missing"),
    [([], 0), ([[0, 5]], None), ([[1, 5]], 0), ([[0, 1], [3, 5]], 2), ([[0, 4]], 5)],
)
def test_a_required_classification_is_asked_for_on_every_frame(hand_in, source_task, ranges, missing):
    kind = OntologyClass.Kind.CLASSIFICATION
    day = OntologyClassFactory(
        ontology=source_task.project.ontology, name="Day", kind=kind, shape="", required=True, attributes=[DAY]
    )
    given = (
        [{"id": "day-one", "class": day.feature_hash, "answers": {"day": "yes"}, "ranges": ranges}] if ranges else []
    )
    places = [] if missing is None else [f"frames.{missing}.classifications.{day.feature_hash}.day"]
    assert hand_in({"classifications": given}) == places


def test_an_archived_classification_is_not_asked_for(hand_in, source_task):
    kind = OntologyClass.Kind.CLASSIFICATION
    fields = {"kind": kind, "shape": "", "required": True, "archived": True, "attributes": [DAY]}
    OntologyClassFactory(ontology=source_task.project.ontology, name="Day", **fields)
    assert hand_in({}) == []


@pytest.fixture
def task(db):
    return TrainingProjectFactory(n_tasks=1, trainees=[UserFactory()]).tasks.get()


@pytest.fixture
def box(task):
    box = task.project.ontology.classes.get()
    box.attributes = [{**SEEN, "dynamic": False}]
    box.save()
    return box


def test_a_trainee_cannot_submit_either(task, box):
    save_task_labels(actor=task.annotator, task=task, document=box_document((box, [1, 2, 3, 4])))
    with pytest.raises(IncompleteError, match="“Seen” has no answer"):
        submit_task(actor=task.annotator, task=task, revision=1)
    task.refresh_from_db()
    assert not task.is_submitted
    assert task.submission is None


def test_the_api_says_where(client, task, box):
    save_task_labels(actor=task.annotator, task=task, document=box_document((box, [1, 2, 3, 4])))
    client.force_login(task.annotator)
    address = reverse("api:task_submit", args=[task.project.uuid, task.uuid])
    answer = client.post(address, {"revision": 1}, "application/json")
    assert answer.status_code == 422, answer.content
    assert answer.json()["type"] == "incomplete"
    assert [error["where"] for error in answer.json()["errors"]] == ["frames.0.objects.object-0.seen"]
