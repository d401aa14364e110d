"""Benchmark functions: versions, inheritance and refusals."""

import pytest

from tests.factories import OntologyClassFactory, TrainingProjectFactory
from training.errors import InvalidError
from training.services.functions import Weights, save_function


@pytest.fixture
def project(db):
    return TrainingProjectFactory(n_tasks=1)


@pytest.fixture
def box(project):
    return project.ontology.classes.get()


def weights(iou=50.0, category=50.0, attributes=0.0, tolerance=None):
    return Weights(w_iou=iou, w_category=category, w_attributes=attributes, tolerance=tolerance)


def save(project, **changes):
    fields = {"actor": project.created_by, "project": project, "kind": "dynamic", "weights": {}}
    return save_function(**{**fields, **changes})


def test_saving_makes_a_version_and_applies_nothing(project, box):
    function = save(project, weights={box.pk: weights(90, 10)}, reason="Shape matters more")

    project.refresh_from_db()
    assert (function.version, project.applied_function.version) == (2, 1)
    assert function.weights.get().w_iou == 90


def test_new_weights_share_the_geometry_of_the_version_before(project, box):
    assert save(project, weights={box.pk: weights(90, 10)}).geometry_version == 1


@pytest.mark.parametrize("changes", [{"pairing_threshold": 0.5}, {"count_extras": False}])
def test_other_settings_have_a_geometry_of_their_own(changes, project):
    assert save(project, **changes).geometry_version == 2


def test_another_tolerance_has_a_geometry_of_its_own(project, box):
    assert save(project, weights={box.pk: weights(tolerance=0.1)}).geometry_version == 2


def test_weights_that_are_left_out_stay_as_they_were(project, box):
    save(project, weights={box.pk: weights(90, 10)})

    assert save(project).weights.get().w_iou == 90


def test_a_class_added_to_the_ontology_gets_the_default(project):
    late = OntologyClassFactory(ontology=project.ontology)

    assert save(project).weights.get(ontology_class=late).w_category == 50


def test_frame_classification_counts_no_objects(project, box):
    OntologyClassFactory(ontology=project.ontology, kind="classification", shape="", attributes=[])

    function = save(project, kind="frame_classification")

    assert function.weights.get(ontology_class=box).w_category == 0
    assert save(project, kind="dynamic").weights.get(ontology_class=box).w_category == 50


@pytest.mark.parametrize("wrong", [weights(-1, 50), weights(float("nan"), 50), weights(50, float("inf"))])
def test_a_wrong_weight_is_refused_by_the_name_of_its_class(wrong, project, box):
    with pytest.raises(InvalidError, match=box.name):
        save(project, weights={box.pk: wrong})

    assert project.functions.count() == 1


def test_a_function_that_scores_nothing_is_refused(project, box):
    with pytest.raises(InvalidError):
        save(project, weights={box.pk: weights(0, 0)})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "magic"}, "magic"),
        ({"weights": {999_999: weights()}}, "999999"),
        ({"pairing_threshold": 1.0}, "threshold"),
        ({"pairing_threshold": float("nan")}, "threshold"),
    ],
)
def test_unknown_settings_are_refused(changes, message, project):
    with pytest.raises(InvalidError, match=message):
        save(project, **changes)
