"""The benchmark function's form: what it offers per class, and what it makes of what is typed."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from scoring import Weights as ScoringWeights
from scoring import row_score
from tests.factories import ClassificationFactory, OntologyClassFactory, OntologyFactory, TrainingProjectFactory
from training.errors import InvalidError
from training.forms.scoring import FunctionForm, worked_example
from training.models import BenchmarkFunction
from training.selectors.functions import editable_weights, scored_classes
from training.services.functions import MAX_WEIGHT, Weights, default_weights, save_function
from training.services.ontologies import archive_class

pytestmark = pytest.mark.django_db

VECTORS = json.loads((Path(settings.BASE_DIR) / "tests/editor/score_vectors.json").read_text())
TEMPLATE = {
    "nodes": [{"id": "n1", "name": "Nose", "x": 0, "y": 0, "k": 0.03}, {"id": "n2", "name": "Ear", "x": 1, "y": 0}],
    "edges": [["n1", "n2"]],
}


@pytest.fixture
def ontology(db):
    return OntologyFactory()


def form_of(ontology, data=None, weights=None):
    classes = list(ontology.classes.all())
    return FunctionForm(
        data, classes=classes, weights=weights or default_weights(ontology), initial={"kind": "dynamic"}
    )


def filled(form, **changes):
    typed = {name: form[name].initial for name in form.fields}
    return {**typed, "kind": "dynamic", "pairing_threshold": 0, "count_extras": "on", **changes}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["score"]))
def test_the_browsers_example_follows_the_one_formula(vector):
    parts = {name: vector[name] for name in ("similarity_ppm", "category", "attributes_ppm")}

    assert row_score(ScoringWeights(*vector["weights"]), **parts) == pytest.approx(vector["score"])


def test_only_classes_that_ask_something_have_a_weight_for_attributes(ontology):
    plain = OntologyClassFactory(ontology=ontology)
    asking = OntologyClassFactory(
        ontology=ontology, attributes=[{"name": "Ripe", "featureNodeHash": "r", "options": []}]
    )

    form = form_of(ontology)

    assert f"w_attributes_{asking.pk}" in form.fields
    assert f"w_attributes_{plain.pk}" not in form.fields


def test_a_column_that_no_class_has_is_left_out(ontology):
    ClassificationFactory(ontology=ontology)

    assert [str(label) for label in form_of(ontology).columns] == ["Category"]


def test_a_tolerance_is_typed_in_percent_and_left_alone_where_it_was_not_changed(ontology):
    point = OntologyClassFactory(ontology=ontology, shape="point")
    line = OntologyClassFactory(ontology=ontology, shape="polyline")
    form = form_of(ontology)
    form = form_of(ontology, filled(form, **{f"tolerance_{point.pk}": "2.5"}))

    assert form.is_valid(), form.errors
    weights = form.function_settings()["weights"]

    assert (weights[point.pk]["tolerance"], weights[line.pk]["tolerance"]) == (0.025, None)


def test_k_of_a_skeletons_nodes_is_kept_with_the_version():
    project = TrainingProjectFactory(n_tasks=1)
    skeleton = OntologyClassFactory(ontology=project.ontology, shape="skeleton", skeleton=TEMPLATE)
    weights = editable_weights(project=project, function=project.applied_function)
    form = form_of(project.ontology, weights=weights)
    form = form_of(project.ontology, filled(form, **{f"k_{skeleton.pk}_1": "0.2"}), weights)
    assert form.is_valid(), form.errors

    function = save_function(actor=project.created_by, project=project, **form.function_settings())

    assert function.weights.get(ontology_class=skeleton).node_k == {"n1": 0.03, "n2": 0.2}
    assert function.geometry_version == function.version


def test_going_back_to_objects_begins_with_the_weights_they_had():
    project = TrainingProjectFactory(n_tasks=1)
    box = project.ontology.classes.get()
    ClassificationFactory(ontology=project.ontology)
    given = {box.pk: Weights(w_iou=90.0, w_category=10.0, w_attributes=0.0, tolerance=None)}
    save_function(actor=project.created_by, project=project, kind="dynamic", weights=given)
    kind = BenchmarkFunction.Kind.FRAME_CLASSIFICATION
    function = save_function(actor=project.created_by, project=project, kind=kind, weights={})

    begin = editable_weights(project=project, function=function)

    assert (begin[box.pk]["w_iou"], begin[box.pk]["w_category"]) == (90.0, 10.0)
    assert function.weights.get(ontology_class=box).w_iou == 0


def test_a_weight_that_no_cast_can_hold_is_refused_by_name():
    project = TrainingProjectFactory(n_tasks=1)
    box = project.ontology.classes.get()
    huge = {box.pk: Weights(w_iou=MAX_WEIGHT * 2, w_category=1.0, w_attributes=0.0, tolerance=None)}

    with pytest.raises(InvalidError, match=box.name):
        save_function(actor=project.created_by, project=project, kind="dynamic", weights=huge)


def test_the_worked_example_begins_with_the_first_class_that_is_scored(ontology):
    unscored = OntologyClassFactory(ontology=ontology)
    box = OntologyClassFactory(ontology=ontology)
    weights = default_weights(ontology)
    weights[unscored.pk] = Weights(w_iou=0.0, w_category=0.0, w_attributes=0.0, tolerance=None)

    example = worked_example(form_of(ontology, weights=weights))

    assert (example.ontology_class, example.right, example.wrong) == (box, 90.0, 40.0)


def test_an_archived_class_is_scored_no_more_in_new_projects_and_stays_scored_in_old_ones():
    old = TrainingProjectFactory(n_tasks=1)
    box = old.ontology.classes.get()
    OntologyClassFactory(ontology=old.ontology)
    archive_class(actor=old.created_by, ontology_class=box)

    new = TrainingProjectFactory(n_tasks=1, ontology=old.ontology)

    assert box.pk in scored_classes(project=old)
    assert box.pk not in scored_classes(project=new)
