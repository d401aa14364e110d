"""The pages about ontologies, their classes and questions."""

import pytest
from django.urls import reverse

from tests.factories import ClassificationFactory, CreatorFactory, OntologyClassFactory, OntologyFactory
from training.models import Ontology, OntologyClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def creator(client):
    creator = CreatorFactory()
    client.force_login(creator)
    return creator


@pytest.fixture
def ontology(creator):
    ontology = OntologyFactory(created_by=creator, title="Fruit")
    OntologyClassFactory(ontology=ontology, name="Apple", position=0)
    ClassificationFactory(ontology=ontology, name="Light", position=1)
    return ontology


def class_page(item, view="ontology_class_edit", *more) -> str:
    return reverse(view, args=[item.ontology.uuid, item.feature_hash, *more])


def test_ontology_create_leads_to_the_new_ontology(client, creator):
    answer = client.post(reverse("ontology_create"), {"title": "Fruit", "description": ""})

    ontology = Ontology.objects.get()
    assert ontology.created_by == creator
    assert answer.url == reverse("ontology_detail", args=[ontology.uuid])


def test_ontology_create_asks_for_a_title(client, creator):
    answer = client.post(reverse("ontology_create"), {"title": "  "})

    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    assert not Ontology.objects.exists()


def test_ontology_list_searches(client, ontology):
    OntologyFactory(created_by=ontology.created_by, title="Cells")

    page = client.get(reverse("ontology_list"), {"q": "fru"}).content.decode()

    assert "Fruit" in page
    assert "Cells" not in page


def test_ontology_list_says_that_nothing_was_found(client, ontology):
    assert "No ontology matches “&lt;b&gt;”" in client.get(reverse("ontology_list"), {"q": "<b>"}).content.decode()


def test_ontology_detail_shows_classes_keys_and_archived_ones(client, ontology):
    OntologyClassFactory(ontology=ontology, name="Quince", archived=True)

    answer = client.get(reverse("ontology_detail", args=[ontology.uuid]))

    assert [row.ontology_class.name for row in answer.context["rows"]] == ["Apple", "Light"]
    assert [row.hotkey for row in answer.context["rows"]] == ["1", "2"]
    assert [row.ontology_class.name for row in answer.context["archived_rows"]] == ["Quince"]
    assert "Yes, No" in answer.content.decode()


def test_class_create_adds_an_object_class(client, ontology):
    url = reverse("ontology_class_create", args=[ontology.uuid, "object"])

    answer = client.post(url, {"name": "Pear", "shape": "bounding_box", "color": "#00ff00", "required": "on"})

    made = ontology.classes.get(name="Pear")
    assert answer.url == reverse("ontology_detail", args=[ontology.uuid])
    assert (made.kind, made.shape, made.color, made.required) == ("object", "bounding_box", "#00ff00", True)


def test_class_create_adds_a_classification(client, ontology):
    url = reverse("ontology_class_create", args=[ontology.uuid, "classification"])

    client.post(url, {"name": "Sky", "type": "checklist", "new_options": "Blue\n\n Grey \n", "color": "#00ff00"})

    made = ontology.classes.get(name="Sky")
    assert [option["label"] for option in made.attributes[0]["options"]] == ["Blue", "Grey"]


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("object", {"name": "apple", "shape": "bounding_box", "color": "#00ff00"}, "name"),
        ("object", {"name": "Pear", "shape": "circle", "color": "#00ff00"}, "shape"),
        ("object", {"name": "Pear", "shape": "bounding_box", "color": "green"}, "color"),
        ("classification", {"name": "Sky", "type": "radio", "color": "#00ff00"}, "new_options"),
        ("classification", {"name": "Sky", "color": "#00ff00"}, "type"),
    ],
)
def test_class_create_shows_the_fault_at_its_field(client, ontology, kind, data, field):
    answer = client.post(reverse("ontology_class_create", args=[ontology.uuid, kind]), data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert ontology.classes.count() == 2


def test_class_create_knows_two_kinds_alone(client, ontology):
    assert client.get(reverse("ontology_class_create", args=[ontology.uuid, "skeleton"])).status_code == 404


def test_class_edit_saves(client, ontology):
    apple = ontology.classes.get(name="Apple")

    client.post(class_page(apple), {"name": "Golden apple", "color": "#ffd700"})

    apple.refresh_from_db()
    assert (apple.name, apple.color) == ("Golden apple", "#ffd700")


def test_class_archive_and_bring_back(client, ontology):
    apple = ontology.classes.get(name="Apple")

    client.post(class_page(apple, "ontology_class_archive"), {"archived": "1"})
    assert OntologyClass.objects.get(pk=apple.pk).archived
    client.post(class_page(apple, "ontology_class_archive"), {"archived": "0"})
    assert not OntologyClass.objects.get(pk=apple.pk).archived


def test_attributes_and_follow_ups_are_added_edited_and_removed(client, ontology):
    apple = ontology.classes.get(name="Apple")

    client.post(
        class_page(apple, "ontology_attribute_create"), {"name": "Ripe", "type": "radio", "new_options": "Yes\nNo"}
    )
    apple.refresh_from_db()
    ripe = apple.attributes[0]
    yes = ripe["options"][0]["featureNodeHash"]
    client.post(class_page(apple, "ontology_follow_up_create", yes), {"name": "Since when", "type": "text"})
    client.post(
        class_page(apple, "ontology_question_edit", ripe["featureNodeHash"]),
        {"name": "Ripe?", "option_0": "Very", "option_1": "", "new_options": "Unknown"},
    )
    apple.refresh_from_db()
    (ripe,) = apple.attributes
    page = client.get(class_page(apple)).content.decode()

    assert ripe["name"] == "Ripe?"
    assert [option["label"] for option in ripe["options"]] == ["Very", "Unknown"]
    assert ripe["options"][0]["featureNodeHash"] == yes
    assert "Since when" in page
    follow_up = ripe["options"][0]["options"][0]["featureNodeHash"]
    client.post(class_page(apple, "ontology_question_remove", follow_up))
    apple.refresh_from_db()
    assert apple.attributes[0]["options"][0]["options"] == []


def test_question_pages_take_hashes_with_slashes(client, ontology):
    apple = ontology.classes.get(name="Apple")
    apple.attributes = [
        {"name": "Ripe", "type": "text", "featureNodeHash": "a/b+c=", "required": False, "dynamic": False}
    ]
    apple.save()

    assert client.get(class_page(apple, "ontology_question_edit", "a/b+c=")).status_code == 200


def test_question_pages_know_no_other_hashes(client, ontology):
    apple = ontology.classes.get(name="Apple")

    assert client.get(class_page(apple, "ontology_question_edit", "nothing")).status_code == 404
    assert client.get(class_page(apple, "ontology_follow_up_create", "nothing")).status_code == 404


def test_the_question_of_a_classification_cannot_be_removed(client, ontology):
    light = ontology.classes.get(name="Light")

    answer = client.post(
        class_page(light, "ontology_question_remove", light.attributes[0]["featureNodeHash"]), follow=True
    )

    assert "A classification asks exactly one question." in answer.content.decode()
