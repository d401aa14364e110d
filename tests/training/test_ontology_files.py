"""Ontologies as files: what Encord's JSON says becomes classes with its hashes, whole or not at all."""

import copy
import json

import pytest
from django.urls import reverse

from tests.factories import CreatorFactory
from tests.training.label_files import CLASSES, upload
from training.formats.support.encord_ontology import write_ontology
from training.models import Ontology, OntologyClass
from training.services.imports import ImportRefusedError
from training.services.ontology_files import import_ontology, ontology_json

pytestmark = pytest.mark.django_db


def content():
    return copy.deepcopy(write_ontology(CLASSES))


def run_import(given):
    return import_ontology(actor=CreatorFactory(), title="Traffic", upload=upload(json.dumps(given), "o.json"))


def test_an_imported_ontology_is_written_as_it_came():
    done = run_import(content())

    assert json.loads(ontology_json(done.ontology)) == content()
    assert done.notes == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda given: given["objects"][0].update(featureNodeHash="ship"),
        lambda given: given["objects"][0].update(featureNodeHash="no hash"),
        lambda given: given["objects"][0].update(name="SHIP"),
        lambda given: given["objects"][0].update(name="  "),
        lambda given: given["objects"][0].update(name="x" * 201),
        lambda given: given["objects"][0]["attributes"][0].update(type="slider"),
        lambda given: given["objects"][0]["attributes"][0].update(featureNodeHash="ship"),
        lambda given: given["objects"][0].update(shape="circle"),
        lambda given: given.pop("skeleton_templates"),
        lambda given: given.pop("objects"),
    ],
)
def test_what_is_wrong_with_an_ontology_is_named_and_nothing_is_made(change):
    given = content()
    change(given)

    with pytest.raises(ImportRefusedError) as refused:
        run_import(given)

    assert all(error["where"] for error in refused.value.errors)
    assert not Ontology.objects.exists()


def test_a_colour_that_is_none_is_replaced():
    given = content()
    given["objects"][0]["color"] = "red"

    run_import(given)

    assert OntologyClass.objects.get(name="Car").color.startswith("#")


def test_the_page_imports_and_gives_back(client):
    client.force_login(CreatorFactory())
    form = {"title": "Traffic", "upload": upload(json.dumps(content()), "o.json")}

    answer = client.post(reverse("ontology_import"), form)

    ontology = Ontology.objects.get()
    assert answer.url == reverse("ontology_detail", args=[ontology.uuid])
    file = client.get(reverse("ontology_file", args=[ontology.uuid]))
    assert file.json() == content()
    assert "traffic.json" in file.headers["Content-Disposition"]


def test_the_page_says_what_is_wrong(client):
    client.force_login(CreatorFactory())
    form = {"title": "Traffic", "upload": upload(b"[]", "o.json")}

    answer = client.post(reverse("ontology_import"), form)

    assert answer.status_code == 422
    assert "o.json" in answer.content.decode()


def test_an_ontology_that_one_may_not_see_is_not_given(client):
    ontology = run_import(content()).ontology
    client.force_login(CreatorFactory())

    assert client.get(reverse("ontology_file", args=[ontology.uuid])).status_code == 404
