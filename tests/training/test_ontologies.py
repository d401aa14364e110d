"""Ontologies: classes, their questions, and what labels hold fast."""

import re

import pytest

from tests.factories import (
    AnnotationProjectFactory,
    ClassificationFactory,
    CreatorFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    OntologyFactory,
    box_document,
)
from training.errors import InvalidError
from training.models import OntologyClass
from training.selectors.ontologies import class_rows, question_row, question_rows, visible_ontologies
from training.services.ontologies import (
    COLORS,
    add_class,
    add_question,
    archive_class,
    create_ontology,
    remove_question,
    update_class,
    update_ontology,
    update_question,
)
from training.services.questions import MAX_LEVELS, hashes_of
from training.services.source_tasks import save_labels

pytestmark = pytest.mark.django_db

RADIO = {"type": "radio", "options": [{"label": "Day"}, {"label": "Night"}]}


@pytest.fixture
def ontology():
    return OntologyFactory()


def add(ontology, kind="object", name="Apple", **fields):
    shape = "bounding_box" if kind == "object" else ""
    return add_class(
        actor=ontology.created_by, ontology=ontology, **{"kind": kind, "name": name, "shape": shape, **fields}
    )


def labelled(ontology_class):
    """Draw one object of the class in an annotation project."""
    dataset = DatasetFactory()
    DataUnitFactory(dataset=dataset)
    project = AnnotationProjectFactory(ontology=ontology_class.ontology, datasets=[dataset])
    document = box_document((ontology_class, [1, 1, 10, 10]))
    save_labels(actor=project.created_by, source_task=project.source_tasks.get(), document=document)


def where(error) -> list[str]:
    return [fault["where"] for fault in error.value.errors]


# Ontologies


def test_create_ontology_belongs_to_its_maker():
    creator = CreatorFactory()

    ontology = create_ontology(actor=creator, title="  Fruit ", description=" On trees. ")

    assert (ontology.title, ontology.description, ontology.created_by) == ("Fruit", "On trees.", creator)


def test_create_ontology_refuses_an_empty_title():
    with pytest.raises(InvalidError) as error:
        create_ontology(actor=CreatorFactory(), title="  ")

    assert where(error) == ["title"]


def test_update_ontology_changes_its_words(ontology):
    update_ontology(actor=ontology.created_by, ontology=ontology, title="Fruit", description="New")

    ontology.refresh_from_db()
    assert (ontology.title, ontology.description) == ("Fruit", "New")


def test_visible_ontologies_counts_the_classes_in_use(ontology):
    OntologyClassFactory.create_batch(2, ontology=ontology)
    OntologyClassFactory(ontology=ontology, archived=True)
    ClassificationFactory(ontology=ontology)
    OntologyFactory()

    (row,) = visible_ontologies(user=ontology.created_by)

    assert (row.n_objects, row.n_classifications) == (2, 1)


# Classes


def test_add_class_gives_hash_colour_and_the_last_position(ontology):
    first, second = add(ontology, name="Apple"), add(ontology, name="Pear")

    assert re.fullmatch(r"[0-9a-f]{8}", first.feature_hash)
    assert first.feature_hash != second.feature_hash
    assert [first.position, second.position] == [0, 1]
    assert [first.color, second.color] == list(COLORS[:2])


def test_add_class_keeps_the_hash_of_an_import(ontology):
    assert add(ontology, feature_hash="obj_car1").feature_hash == "obj_car1"


def test_add_class_makes_a_classification_with_its_question(ontology):
    made = add(ontology, "classification", "Time of day", required=True, attributes=[RADIO])

    (question,) = made.attributes
    assert (question["name"], question["type"], question["required"]) == ("Time of day", "radio", True)
    assert [(option["label"], option["value"]) for option in question["options"]] == [
        ("Day", "day"),
        ("Night", "night"),
    ]
    assert len({made.feature_hash} | hashes_of(made.attributes)) == 4


@pytest.mark.parametrize("question", [{"type": "text"}, {"type": "numeric"}, {**RADIO, "type": "checklist"}])
def test_add_class_makes_classifications_of_every_kind_of_answer(ontology, question):
    assert add(ontology, "classification", attributes=[question]).attributes[0]["type"] == question["type"]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"name": "   "}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"name": "PEAR"}, "name"),
        ({"color": "red"}, "color"),
        ({"color": "#12345"}, "color"),
        ({"shape": "circle"}, "shape"),
        ({"shape": ""}, "shape"),
        ({"kind": "classification", "shape": "bounding_box"}, "shape"),
        ({"kind": "thing"}, "kind"),
        ({"kind": "classification", "shape": "", "attributes": []}, "attributes"),
        ({"kind": "classification", "shape": "", "attributes": [RADIO, RADIO]}, "attributes"),
        ({"attributes": [{"name": "Ripe"}]}, "attributes[0].type"),
    ],
)
def test_add_class_refuses(ontology, fields, place):
    add(ontology, name="Pear")

    with pytest.raises(InvalidError) as error:
        add(ontology, **fields)

    assert place in where(error)
    assert ontology.classes.count() == 1


def test_add_class_says_where_the_name_went(ontology):
    archive_class(actor=ontology.created_by, ontology_class=add(ontology, name="Pear"))

    with pytest.raises(InvalidError, match="bring it back"):
        add(ontology, name="pear")


def test_add_class_refuses_a_hash_in_use(ontology):
    taken = add(ontology, "classification", attributes=[RADIO]).attributes[0]["options"][0]["featureNodeHash"]

    with pytest.raises(InvalidError, match="in use"):
        add(ontology, feature_hash=taken)


def test_an_object_and_a_classification_may_have_the_same_name(ontology):
    add(ontology, name="Pear")

    assert add(ontology, "classification", "Pear", attributes=[RADIO]).name == "Pear"


def test_update_class_keeps_hashes_and_renames_the_question(ontology):
    made = add(ontology, "classification", "Light", attributes=[RADIO])

    update_class(actor=None, ontology_class=made, name="Daylight", color="#ABCDEF", required=True)

    saved = OntologyClass.objects.get()
    assert (saved.name, saved.color, saved.required) == ("Daylight", "#abcdef", True)
    assert (saved.attributes[0]["name"], saved.attributes[0]["required"]) == ("Daylight", True)
    assert hashes_of(saved.attributes) == hashes_of(made.attributes)


def test_update_class_refuses_the_name_of_another(ontology):
    add(ontology, name="Pear")
    apple = add(ontology, name="Apple")

    with pytest.raises(InvalidError) as error:
        update_class(actor=None, ontology_class=apple, name="pear", color=apple.color, required=False)

    assert where(error) == ["name"]


def test_update_class_allows_another_spelling_of_its_own_name(ontology):
    apple = add(ontology, name="apple")

    assert (
        update_class(actor=None, ontology_class=apple, name="Apple", color=apple.color, required=False).name == "Apple"
    )


def test_archive_class_takes_its_key_and_gives_it_back(ontology):
    apple, pear = add(ontology, name="Apple"), add(ontology, name="Pear")

    archive_class(actor=None, ontology_class=apple)
    archived = {row.ontology_class.name: row.hotkey for row in class_rows(ontology=ontology)}
    archive_class(actor=None, ontology_class=apple, archived=False)
    restored = {row.ontology_class.name: row.hotkey for row in class_rows(ontology=ontology)}

    assert archived == {"Apple": "", "Pear": "1"}
    assert restored == {"Apple": "1", "Pear": "2"}
    assert pear.position == 1


def test_class_rows_give_the_digits_to_objects_first(ontology):
    ClassificationFactory(ontology=ontology, name="Light", position=0)
    for number in range(1, 12):
        OntologyClassFactory(ontology=ontology, position=number)

    hotkeys = [row.hotkey for row in class_rows(ontology=ontology)]

    assert hotkeys == ["", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", ""]


# Questions


def test_add_question_asks_about_an_object(ontology):
    apple = add(ontology)

    add_question(actor=None, ontology_class=apple, question={"name": "Ripe", **RADIO})

    apple.refresh_from_db()
    assert [question["name"] for question in apple.attributes] == ["Ripe"]


def test_add_question_follows_up_on_an_option(ontology):
    made = add(ontology, "classification", attributes=[RADIO])
    night = made.attributes[0]["options"][1]["featureNodeHash"]

    add_question(actor=None, ontology_class=made, question={"name": "Moon", **RADIO}, option_hash=night)

    made.refresh_from_db()
    assert made.attributes[0]["options"][1]["options"][0]["name"] == "Moon"
    assert made.attributes[0]["options"][0]["options"] == []
    row = question_row(
        ontology_class=made, question_hash=made.attributes[0]["options"][1]["options"][0]["featureNodeHash"]
    )
    assert (row.question["name"], row.is_root) == ("Moon", False)


def test_questions_follow_each_other_seven_levels_deep(ontology):
    made = add(ontology, "classification", attributes=[RADIO])
    for level in range(2, MAX_LEVELS + 1):
        deepest = _deepest_option(made.attributes)
        made = add_question(
            actor=None, ontology_class=made, question={"name": f"Level {level}", **RADIO}, option_hash=deepest
        )

    row = question_rows(ontology_class=made)[0]
    for _level in range(2, MAX_LEVELS + 1):
        assert row.options[0].may_follow_up
        row = row.options[0].questions[0]
    assert not row.options[0].may_follow_up
    with pytest.raises(InvalidError, match="7 levels"):
        add_question(
            actor=None,
            ontology_class=made,
            question={"name": "8", **RADIO},
            option_hash=_deepest_option(made.attributes),
        )


def _deepest_option(questions) -> str:
    option = questions[0]["options"][0]
    return _deepest_option(option["options"]) if option["options"] else option["featureNodeHash"]


def test_add_question_refuses_a_second_question_of_a_classification(ontology):
    made = add(ontology, "classification", attributes=[RADIO])

    with pytest.raises(InvalidError):
        add_question(actor=None, ontology_class=made, question={"name": "Moon", **RADIO})


def test_add_question_refuses_an_option_that_is_gone(ontology):
    with pytest.raises(InvalidError, match="no longer there"):
        add_question(actor=None, ontology_class=add(ontology), question={"name": "Moon", **RADIO}, option_hash="gone")


def test_update_question_renames_adds_and_removes_options_before_there_are_labels(ontology):
    made = add(ontology, "classification", attributes=[RADIO])
    question = made.attributes[0]
    day = question["options"][0]

    update_question(
        actor=None,
        ontology_class=made,
        question_hash=question["featureNodeHash"],
        changes={"options": [{**day, "label": "Noon"}, {"label": "Dusk"}]},
    )

    made.refresh_from_db()
    options = made.attributes[0]["options"]
    assert [option["label"] for option in options] == ["Noon", "Dusk"]
    assert options[0]["featureNodeHash"] == day["featureNodeHash"]


def test_questions_of_a_class_with_labels_grow_but_lose_nothing(ontology):
    apple = add(ontology, attributes=[{"name": "Ripe", **RADIO}])
    labelled(apple)
    question = apple.attributes[0]
    change = {"actor": None, "ontology_class": apple, "question_hash": question["featureNodeHash"]}

    with pytest.raises(InvalidError, match="has labels"):
        update_question(**change, changes={"options": question["options"][:1]})
    with pytest.raises(InvalidError, match="has labels"):
        update_question(**change, changes={"type": "checklist"})
    with pytest.raises(InvalidError, match="has labels"):
        remove_question(**change)
    update_question(**change, changes={"name": "Ripeness", "options": [*question["options"], {"label": "Unknown"}]})

    apple.refresh_from_db()
    assert apple.attributes[0]["name"] == "Ripeness"
    assert [option["label"] for option in apple.attributes[0]["options"]] == ["Day", "Night", "Unknown"]


def test_remove_question_takes_a_follow_up_away(ontology):
    made = add(ontology, "classification", attributes=[RADIO])
    night = made.attributes[0]["options"][1]["featureNodeHash"]
    made = add_question(actor=None, ontology_class=made, question={"name": "Moon", **RADIO}, option_hash=night)
    moon = made.attributes[0]["options"][1]["options"][0]["featureNodeHash"]

    remove_question(actor=None, ontology_class=made, question_hash=moon)

    made.refresh_from_db()
    assert made.attributes[0]["options"][1]["options"] == []


def test_remove_question_refuses_the_only_question_of_a_classification(ontology):
    made = add(ontology, "classification", attributes=[RADIO])

    with pytest.raises(InvalidError, match="exactly one question"):
        remove_question(actor=None, ontology_class=made, question_hash=made.attributes[0]["featureNodeHash"])
