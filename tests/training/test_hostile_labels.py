"""Label documents that no editor sends: refused with a sentence, never with an error page, and never stored."""

import json

import pytest
from django.urls import reverse

from tests.factories import OntologyClassFactory, TrainingProjectFactory, UserFactory
from training.documents import MAX_INSTANCES

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"name": kind, "type": kind, "featureNodeHash": kind, "required": False, "dynamic": False, "options": []}
    for kind in ("text", "numeric")
]
HALF_CHARACTER = "\ud800"


@pytest.fixture
def put(client):
    """Sends a document as a trainee; an error inside the portal is an answer with status 500."""
    ontology_class = OntologyClassFactory(feature_hash="apple", attributes=QUESTIONS)
    task = TrainingProjectFactory(ontology=ontology_class.ontology, trainees=[UserFactory()]).tasks.first()
    client.force_login(task.annotator)
    client.raise_request_exception = False
    address = reverse("api:task_labels", args=[task.project.uuid, task.uuid])

    def send(**parts):
        body = json.dumps({"revision": 0, **parts})
        return client.put(address, body, content_type="application/json")

    send.read = lambda: client.get(address)
    return send


def apple(**more):
    return {"id": "one", "class": "apple", **more}


@pytest.mark.parametrize("text", ["a\0b", HALF_CHARACTER], ids=["nul", "half a character"])
def test_a_text_that_no_database_keeps_is_refused(put, text):
    answer = put(objects=[apple(attributes={"text": text})])

    assert answer.status_code == 400
    assert put.read().status_code == 200


@pytest.mark.parametrize(
    "parts",
    [
        {"objects": [{"id": "one", "class": HALF_CHARACTER}]},
        {"objects": [apple(attributes={HALF_CHARACTER: "x"})]},
        {"objects": [apple()], "frames": {HALF_CHARACTER: []}},
        {"objects": [apple()], "frames": {"0": [{"object": "one", "box_xywh": [1, 2, 3, 4], HALF_CHARACTER: 1}]}},
    ],
    ids=["class", "question", "frame", "field"],
)
def test_half_a_character_is_refused_wherever_it_stands(put, parts):
    assert put(**parts).status_code == 400


def test_a_number_larger_than_any_float_is_refused(put):
    answer = put(objects=[apple(attributes={"numeric": 10**400})])

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "objects[0].attributes"


def test_fields_that_a_shape_does_not_have_are_not_kept(put):
    put(objects=[apple()], frames={"0": [{"object": "one", "box_xywh": [1, 2, 3, 4], "note": "x" * 1000}]})

    assert put.read().json()["frames"] == {"0": [{"object": "one", "box_xywh": [1, 2, 3, 4]}]}


def test_a_sentence_repeats_little_of_what_was_sent(put):
    answer = put(objects=[{"id": "one", "class": "x" * 10_000}], frames={"9" * 10_000: []})

    assert answer.status_code == 422
    assert len(answer.content) < 2000


def test_more_labels_than_anyone_draws_are_refused(put):
    """Each is a row: a hundred thousand would keep everyone else from saving for half a minute."""
    answer = put(objects=[{"id": str(number), "class": "apple"} for number in range(MAX_INSTANCES + 1)])

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "objects"
