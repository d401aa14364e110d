"""The kept figures equal what all rows come to, whatever happened to the submissions."""

import pytest

from scoring import Weights, task_score
from scoring.weights import Sums
from tests.factories import OntologyClassFactory, OntologyFactory, SubmissionFactory
from tests.training.summary_data import apply_weights, scored_project
from training.models import TaskScore, TraineeProgress, TraineeScore, TraineeTally
from training.selectors.overview import overview
from training.selectors.standings import standings
from training.services.control import control_tasks
from training.services.figures import change_score_basis, rebuild_figures
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation
from training.services.tasks import save_task_labels, start_task, submit_task
from training.sums import read_sums

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    OntologyClassFactory(ontology=apple.ontology, name="Pear")
    return scored_project(apple, n_trainees=3, n_tasks=3)


def kept():
    """All figures but the empty ones; sums of floats to the digits that an order of adding cannot touch."""
    key = ("geometry_version", "annotator", "ontology_class", "candidate_class_key", "outcome")
    tallies = TraineeTally.objects.exclude(n=0).order_by(*key)
    scores = TraineeScore.objects.filter(n_tasks__gt=0).order_by("function", "annotator")
    progress = TraineeProgress.objects.filter(n_scored__gt=0).order_by("annotator")
    return (
        list(tallies.values_list(*key, "n", "sum_category")),
        [(row.annotator_id, row.n_tasks, pytest.approx(row.sum_score), row.mean_before) for row in scores],
        list(progress.values_list("annotator", "n_scored", "n_first", "active_s", "last_submitted_at")),
    )


def grant_attempt(project, task):
    control_tasks(actor=project.created_by, project=project, tasks=[task], action="attempt")
    return project.tasks.get(benchmark_task=task.benchmark_task, annotator=task.annotator, attempt=2)


def test_scoring_keeps_figures_that_equal_those_of_all_rows(project):
    as_they_are = kept()

    rebuild_figures(project=project)

    assert kept() == as_they_are
    assert sorted(row[5] for row in as_they_are[0]) == [1, 1, 1, 2]


def test_a_newer_attempt_takes_the_older_one_out_of_the_figures(project, apple):
    first = project.tasks.exclude(scored_at=None).order_by("pk").first()
    second = grant_attempt(project, first)
    start_task(actor=second.annotator, task=second)
    save_task_labels(
        actor=second.annotator,
        task=second,
        document={"revision": 0, "objects": [], "classifications": [], "frames": {}},
    )
    submit_task(actor=second.annotator, task=second, revision=1)
    while_it_waits = kept()
    rebuild_figures(project=project)

    assert kept() == while_it_waits


def test_figures_follow_a_re_calculation_with_other_geometry_and_an_attempt_after_it(project, apple):
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.7)
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)
    project.refresh_from_db()
    first = project.tasks.exclude(scored_at=None).order_by("pk").first()
    SubmissionFactory(task=grant_attempt(project, first), boxes=[(apple, [0, 0, 9, 9])])
    tallies, _, progress = kept()

    rebuild_figures(project=project)

    again, _, progress_again = kept()
    assert again == tallies
    assert progress_again == progress


def test_the_comparison_stays_what_the_re_calculation_made_of_it(project, apple):
    apply_weights_to = project.ontology.classes.get(name="Apple")
    chosen = {"w_iou": 100, "w_category": 0, "w_attributes": 0, "tolerance": None}
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={apply_weights_to.pk: chosen})
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)
    project.refresh_from_db()
    before = overview(project=project).lines[0].comparison
    first = project.tasks.exclude(scored_at=None).order_by("pk").first()

    SubmissionFactory(task=grant_attempt(project, first), boxes=[])

    assert overview(project=project).lines[0].comparison == before


def test_packed_sums_give_every_tasks_score(project):
    weights = {
        row.ontology_class_id: Weights(row.w_iou, row.w_category, row.w_attributes)
        for row in project.applied_function.weights.all()
    }

    found = read_sums(project_id=project.pk, geometry_version=1)

    for place, task in enumerate(found.tasks):
        chosen = [number for number, of_task in enumerate(found.task) if of_task == place]
        sums = {
            int(found.ontology_class[number]): Sums(*(int(getattr(found, name)[number]) for name in Sums._fields))
            for number in chosen
        }
        kept_score = TaskScore.objects.get(task=int(task), function=project.applied_function).score
        assert task_score(sums, weights) == pytest.approx(kept_score)
    assert len(found.tasks) == 3


def test_weights_alone_change_no_tally(apple):
    project = scored_project(apple)
    before = kept()[0]

    apply_weights(project, w_iou=100, w_category=0)

    assert kept()[0] == before


def test_every_evaluation_label_may_count_the_same(project):
    trainee = project.tasks.exclude(scored_at=None).order_by("pk").first().annotator
    rows = TaskScore.objects.filter(function=project.applied_function, annotator=trainee)
    TaskScore.objects.filter(pk=rows.first().pk).update(score=40.0, n_labels=9)
    tasks = list(rows.values_list("score", "n_labels"))
    assert len(tasks) > 1

    change_score_basis(actor=project.created_by, project=project, basis="labels")

    standing = standings(project=project)[trainee.pk]
    weight = sum(n for _, n in tasks)
    assert standing.score == pytest.approx(sum(score * n for score, n in tasks) / weight)
    assert standing.n_tasks == len(tasks)
    row = TraineeScore.objects.get(function=project.applied_function, annotator=trainee)
    assert row.n_effective == pytest.approx(weight**2 / sum(n * n for _, n in tasks))

    change_score_basis(actor=project.created_by, project=project, basis="tasks")

    assert standings(project=project)[trainee.pk].score == pytest.approx(sum(s for s, _ in tasks) / len(tasks))


def test_a_trainee_whose_tasks_have_no_label_has_no_score_by_label(project):
    TaskScore.objects.filter(function=project.applied_function).update(score=100.0, n_labels=0)

    change_score_basis(actor=project.created_by, project=project, basis="labels")

    assert standings(project=project) == {}


def test_another_basis_keeps_the_comparison_with_the_version_before(project, apple):
    apply_weights(project, w_iou=90, w_category=10)

    change_score_basis(actor=project.created_by, project=project, basis="labels")

    assert all(item.comparison is not None for item in standings(project=project).values())
