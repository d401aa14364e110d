"""A row's score in SQL against the scoring package's own, and against the scores of tasks."""

import pytest
from django.db import transaction
from django.db.models import Avg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import Weights, row_score
from tests.factories import OntologyClassFactory, SubmissionFactory, TrainingProjectFactory, UserFactory
from training.models import BenchmarkFunction, BenchmarkWeight, EvaluationLabel, TaskScore
from training.scoring_sql import scored_labels
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation

pytestmark = pytest.mark.django_db

WEIGHT = st.one_of(st.just(0.0), st.floats(min_value=0.001, max_value=1000))
WEIGHTS = st.tuples(WEIGHT, WEIGHT, WEIGHT)
PPM = st.integers(min_value=0, max_value=1_000_000)
ROW = st.tuples(st.integers(min_value=0, max_value=2), PPM, st.booleans(), PPM)


@pytest.fixture
def project():
    """A training project of one trainee with three classes and one task."""
    project = TrainingProjectFactory(n_tasks=1, trainees=[UserFactory()])
    OntologyClassFactory.create_batch(2, ontology=project.ontology)
    return project


def _function(project, weights_by_class, *, version=100, geometry_version=100):
    function = BenchmarkFunction.objects.create(
        project=project, version=version, geometry_version=geometry_version, author=project.created_by
    )
    BenchmarkWeight.objects.bulk_create(
        BenchmarkWeight(
            function=function, ontology_class=ontology_class, w_iou=iou, w_category=category, w_attributes=attributes
        )
        for ontology_class, (iou, category, attributes) in weights_by_class.items()
    )
    return function


def _label(project, ontology_class, *, similarity_ppm=0, category=False, attributes_ppm=0, geometry_version=100):
    task = project.tasks.first()
    return EvaluationLabel(
        project=project,
        annotator_id=task.annotator_id,
        task=task,
        geometry_version=geometry_version,
        ontology_class=ontology_class,
        frame=0,
        outcome=EvaluationLabel.Outcome.MATCHED,
        similarity_ppm=similarity_ppm,
        category=category,
        attributes_ppm=attributes_ppm,
        sample_key=0.5,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weights=st.tuples(WEIGHTS, WEIGHTS, WEIGHTS), rows=st.lists(ROW, min_size=1, max_size=12))
def test_score_equals_the_scoring_packages_for_any_weights_and_components(project, weights, rows):
    classes = list(project.ontology.classes.all())
    with transaction.atomic():
        function = _function(project, dict(zip(classes, weights, strict=True)))
        EvaluationLabel.objects.bulk_create(
            _label(project, classes[index], similarity_ppm=similarity, category=category, attributes_ppm=attributes)
            for index, similarity, category, attributes in rows
        )

        found = list(scored_labels(function).order_by("id").values_list("score", flat=True))

        transaction.set_rollback(True)
    expected = [
        row_score(Weights(*weights[index]), similarity_ppm=similarity, category=category, attributes_ppm=attributes)
        for index, similarity, category, attributes in rows
        if any(weights[index])
    ]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_scored_labels_leaves_out_classes_whose_weights_are_all_zero(project):
    scored, ignored, _other = project.ontology.classes.all()
    function = _function(project, {scored: (1, 0, 0), ignored: (0, 0, 0)})
    EvaluationLabel.objects.bulk_create([_label(project, scored, similarity_ppm=250_000), _label(project, ignored)])

    assert list(scored_labels(function).values_list("ontology_class", "score")) == [(scored.pk, 25)]


def test_scored_labels_leaves_out_classes_without_weights_in_the_version(project):
    scored, unknown, _other = project.ontology.classes.all()
    function = _function(project, {scored: (1, 0, 0)})
    EvaluationLabel.objects.bulk_create([_label(project, scored), _label(project, unknown)])

    assert [label.ontology_class for label in scored_labels(function)] == [scored]


def test_scored_labels_finds_the_labels_of_its_own_geometry_and_project_alone(project):
    other_project = TrainingProjectFactory(n_tasks=1, trainees=[UserFactory()], ontology=project.ontology)
    ontology_class = project.ontology.classes.first()
    function = _function(project, {ontology_class: (1, 1, 0)})
    own = _label(project, ontology_class)
    EvaluationLabel.objects.bulk_create(
        [own, _label(project, ontology_class, geometry_version=99), _label(other_project, ontology_class)]
    )

    assert list(scored_labels(function)) == [own]


def test_two_versions_of_one_geometry_score_the_same_labels_each_in_its_way(project):
    ontology_class = project.ontology.classes.first()
    earlier = _function(project, {ontology_class: (1, 0, 0)})
    later = _function(project, {ontology_class: (1, 1, 0)}, version=101)
    EvaluationLabel.objects.bulk_create([_label(project, ontology_class, similarity_ppm=500_000, category=True)])

    scores = [scored_labels(function).get().score for function in (earlier, later)]

    assert scores == [50, 75]


def test_the_mean_of_a_tasks_rows_is_the_tasks_score_under_every_version():
    trainee = UserFactory()
    project = TrainingProjectFactory(n_tasks=1, trainees=[trainee])
    ontology_class = project.ontology.classes.first()
    boxes = [(ontology_class, [100, 100, 100, 70]), (ontology_class, [400, 300, 30, 30])]
    task = SubmissionFactory(task=project.tasks.get(), boxes=boxes)
    weights = {ontology_class.pk: {"w_iou": 71.5, "w_category": 11.25, "w_attributes": 3, "tolerance": None}}
    save_function(actor=project.created_by, project=project, kind="dynamic", weights=weights)
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)

    for function in project.functions.all():
        mean = scored_labels(function).filter(task=task).aggregate(mean=Avg("score"))["mean"]
        kept = TaskScore.objects.get(function=function, task=task)

        assert kept.n_labels == 2
        assert mean == pytest.approx(kept.score, abs=1e-9)
