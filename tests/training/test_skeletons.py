"""The templates of skeletons: what may be stored, the presets, and the builder's page."""

import copy

import pytest
from django.urls import reverse

from tests.factories import (
    ClassificationFactory,
    CreatorFactory,
    OntologyClassFactory,
    OntologyFactory,
    TrainingProjectFactory,
)
from training.errors import InvalidError
from training.models import OntologyClass
from training.services.skeletons import clean_template, save_template, use_preset
from training.skeletons import PRESETS
from training.specs import class_spec

pytestmark = pytest.mark.django_db

TEMPLATE = {
    "nodes": [
        {"id": "head", "name": "Head", "x": 0.5, "y": 0.0, "k": 0.03},
        {"id": "new-1", "name": "Foot", "x": 0.5, "y": 1.0, "k": 0.05},
    ],
    "edges": [["head", "new-1"]],
}


@pytest.fixture
def skeleton():
    return OntologyClassFactory(ontology=OntologyFactory(created_by=CreatorFactory()), shape="skeleton")


def page_of(skeleton):
    return reverse("ontology_skeleton", args=[skeleton.ontology.uuid, skeleton.feature_hash])


def typed(**changes):
    """The form's rows for TEMPLATE."""
    nodes = TEMPLATE["nodes"]
    rows = {
        "node_id": [node["id"] for node in nodes] + [""],
        "node_name": [node["name"] for node in nodes] + [""],
        "node_x": [str(100 * node["x"]) for node in nodes] + [""],
        "node_y": [str(100 * node["y"]) for node in nodes] + [""],
        "node_k": [str(node["k"]) for node in nodes] + ["0.05"],
        "edge_from": ["head", ""],
        "edge_to": ["new-1", ""],
    }
    return {**rows, **changes}


def test_nodes_that_a_page_made_up_get_ids_of_their_own_and_keep_their_edges():
    cleaned = clean_template(TEMPLATE)

    head, foot = cleaned["nodes"]
    assert head["id"] == "head"
    assert not foot["id"].startswith("new-")
    assert cleaned["edges"] == [["head", foot["id"]]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nodes": []}, "at least one node"),
        ({"nodes": [{"id": "a", "name": " ", "x": 0, "y": 0}]}, "name"),
        ({"nodes": [{"id": "a", "name": "A", "x": 1.2, "y": 0}]}, "share of the box"),
        ({"nodes": [{"id": "a", "name": "A", "x": float("nan"), "y": 0}]}, "share of the box"),
        ({"nodes": [{"id": "a", "name": "A", "x": 0, "y": 0, "k": 0}]}, "k a number above 0"),
        ({"nodes": [{"id": "a b", "name": "A", "x": 0, "y": 0}]}, "letters and digits"),
        ({"nodes": [{"id": key, "name": "A", "x": 0, "y": 0} for key in "ab"]}, "same name"),
        ({"nodes": [{"id": "a", "name": name, "x": 0, "y": 0} for name in "AB"]}, "same id"),
        ({"nodes": [{"id": f"n{i}", "name": f"N{i}", "x": 0, "y": 0} for i in range(101)]}, "at most"),
        ({"edges": [["head", "head"]]}, "from one node to another"),
        ({"edges": [["head", "tail"]]}, "from one node to another"),
        ({"edges": [["head", "new-1"], ["new-1", "head"]]}, "there twice"),
    ],
)
def test_a_wrong_template_is_refused_with_the_reason(changes, words):
    with pytest.raises(InvalidError, match=words):
        clean_template({**copy.deepcopy(TEMPLATE), "edges": [], **changes})


@pytest.mark.parametrize(("preset", "n_nodes"), [("person", 17), ("hand", 21)])
def test_the_presets_are_templates_that_scoring_takes(preset, n_nodes, skeleton):
    changed = use_preset(actor=None, ontology_class=skeleton, preset=preset)

    assert len(changed.skeleton["nodes"]) == len(class_spec(changed).nodes) == n_nodes
    assert len(changed.skeleton["edges"]) == len(PRESETS[preset].template["edges"])


def test_nodes_of_a_class_with_labels_stay_but_may_move(skeleton):
    save_template(actor=None, ontology_class=skeleton, template=TEMPLATE)
    skeleton.refresh_from_db()
    box = OntologyClassFactory(ontology=skeleton.ontology)
    TrainingProjectFactory(n_tasks=1, ontology=skeleton.ontology, boxes=[(box, [1, 2, 30, 40])])
    moved = copy.deepcopy(skeleton.skeleton)
    moved["nodes"][0]["x"] = 0.25

    save_template(actor=None, ontology_class=skeleton, template=moved)

    with pytest.raises(InvalidError, match="has labels"):
        save_template(actor=None, ontology_class=skeleton, template={**moved, "nodes": moved["nodes"][:1], "edges": []})
    assert OntologyClass.objects.get(pk=skeleton.pk).skeleton["nodes"][0]["x"] == 0.25


def test_only_skeletons_have_a_template(client):
    ontology = OntologyFactory(created_by=CreatorFactory())
    box, question = OntologyClassFactory(ontology=ontology), ClassificationFactory(ontology=ontology)
    client.force_login(ontology.created_by)

    assert {client.get(page_of(item)).status_code for item in (box, question)} == {404}
    with pytest.raises(InvalidError, match="not a skeleton"):
        save_template(actor=None, ontology_class=box, template=TEMPLATE)


def test_a_new_skeleton_class_leads_to_its_builder(client):
    ontology = OntologyFactory(created_by=CreatorFactory())
    client.force_login(ontology.created_by)

    answer = client.post(
        reverse("ontology_class_create", args=[ontology.uuid, "object"]),
        {"name": "Person", "shape": "skeleton", "color": "#112233"},
    )

    assert answer.url == page_of(ontology.classes.get())


def test_the_rows_of_the_form_become_the_template(client, skeleton):
    client.force_login(skeleton.ontology.created_by)

    answer = client.post(page_of(skeleton), typed())

    assert answer.status_code == 302
    skeleton.refresh_from_db()
    assert [(node["name"], node["y"]) for node in skeleton.skeleton["nodes"]] == [("Head", 0.0), ("Foot", 1.0)]
    assert len(skeleton.skeleton["edges"]) == 1


@pytest.mark.parametrize("changes", [{"node_x": ["left", "50", ""]}, {"node_x": ["150", "50", ""]}])
def test_wrong_rows_come_back_as_they_were_typed(changes, client, skeleton):
    client.force_login(skeleton.ontology.created_by)

    answer = client.post(page_of(skeleton), typed(**changes))

    assert answer.status_code == 422
    assert f'value="{changes["node_x"][0]}"' in answer.content.decode()
    skeleton.refresh_from_db()
    assert skeleton.skeleton == {}


def test_a_preset_fills_the_builder(client, skeleton):
    client.force_login(skeleton.ontology.created_by)

    client.post(f"{page_of(skeleton)}preset/", {"preset": "hand"})

    assert "forefinger 1" in client.get(page_of(skeleton)).content.decode()


def test_a_stranger_does_not_find_the_builder(client, skeleton):
    client.force_login(CreatorFactory())

    assert client.post(page_of(skeleton), typed()).status_code == 404
