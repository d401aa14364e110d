"""The Overview's numbers, held against an independent computation from the CSV."""

import pytest

from tests.factories import OntologyClassFactory, OntologyFactory, SubmissionFactory
from tests.training.summary_data import SECRET, apply_weights, scored_project, scores_from_csv
from training.permissions import Role
from training.selectors.overview import overview
from training.services.tasks import start_task, submit_task
from training.services.team import remove_member, set_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    return scored_project(apple)


def test_overview_equals_an_independent_computation_from_the_csv(apple):
    project = scored_project(apple, n_trainees=4, n_tasks=3)

    lines = overview(project=project).lines

    expected = scores_from_csv(project)
    assert {str(line.trainee): line.score for line in lines if line.score is not None} == pytest.approx(expected)
    assert len(expected) == 3


def test_overview_counts_the_tasks_of_everyone_and_of_the_team(project):
    figures = overview(project=project)

    counts = [(line.progress.assigned, line.progress.submitted, line.progress.scored) for line in figures.lines]
    assert counts == [(2, 2, 2), (2, 0, 0)]
    assert (figures.n_benchmark_tasks, figures.n_annotators, figures.n_expected) == (2, 2, 4)
    assert (figures.progress.assigned, figures.progress.submitted) == (4, 2)
    assert figures.is_complete


def test_overview_lets_every_trainee_count_once_in_the_teams_score(apple):
    project = scored_project(apple, n_trainees=3)
    figures = overview(project=project)

    first, second, last = (line.score for line in figures.lines)

    assert last is None
    assert figures.score == pytest.approx((first + second) / 2)


def test_overview_says_when_tasks_are_missing(project):
    project.tasks.filter(submitted_at=None).first().delete()

    figures = overview(project=project)

    assert not figures.is_complete
    assert (figures.n_expected, figures.progress.assigned) == (4, 3)


def test_overview_counts_a_submission_without_score_as_waiting(project):
    task = project.tasks.filter(submitted_at=None).first()
    start_task(actor=task.annotator, task=task)
    submit_task(actor=task.annotator, task=task, revision=0)

    progress = next(line.progress for line in overview(project=project).lines if line.trainee == task.annotator)

    assert (progress.submitted, progress.waiting, progress.failed) == (1, 1, 0)
    assert progress.last_submitted_at is not None


def test_overview_keeps_those_who_left_with_submissions_out_of_the_team(project):
    first = overview(project=project).lines[0].trainee
    remove_member(actor=project.created_by, project=project, user=first)

    figures = overview(project=project)

    assert [(str(line.trainee), line.is_member) for line in figures.lines] == [
        ("Trainee 0", False),
        ("Trainee 1", True),
    ]
    assert (figures.n_annotators, figures.progress.assigned, figures.score) == (1, 2, None)
    assert figures.is_complete


def test_overview_does_not_list_a_team_manager_with_untouched_tasks(project):
    last = overview(project=project).lines[1].trainee
    set_role(actor=project.created_by, project=project, user=last, role=Role.TEAM_MANAGER)

    assert [str(line.trainee) for line in overview(project=project).lines] == ["Trainee 0"]


def test_overview_puts_the_previous_score_beside_the_new_one(project):
    before = overview(project=project).lines[0].score
    apply_weights(project, w_iou=100, w_category=0)

    line = overview(project=project).lines[0]

    assert line.comparison.n_tasks == 2
    assert line.comparison.previous == pytest.approx(before)
    assert line.comparison.now == pytest.approx(line.score) == pytest.approx(scores_from_csv(project)["Trainee 0"])
    assert line.comparison.direction == "down"


def test_overview_compares_over_the_tasks_that_both_versions_scored(apple):
    project = scored_project(apple, n_trainees=2, n_tasks=3)
    apply_weights(project, w_iou=100, w_category=0)
    before = overview(project=project).lines[0]
    late = project.tasks.filter(annotator=before.trainee, submitted_at=None).get()
    SubmissionFactory(task=late, boxes=[(apple, [SECRET, 100, 100, 100])])

    line = overview(project=project).lines[0]

    assert line.score > before.score
    assert line.comparison == before.comparison
    assert (line.progress.scored, line.comparison.n_tasks) == (3, 2)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("trainee", ["Trainee 0", "Trainee 1", "Trainee 2"]),
        ("-trainee", ["Trainee 2", "Trainee 1", "Trainee 0"]),
        ("score", ["Trainee 1", "Trainee 0", "Trainee 2"]),
        ("-score", ["Trainee 0", "Trainee 1", "Trainee 2"]),
        ("-submitted", ["Trainee 0", "Trainee 1", "Trainee 2"]),
        ("nonsense", ["Trainee 0", "Trainee 1", "Trainee 2"]),
    ],
)
def test_overview_sorts_with_missing_figures_last(apple, sort, expected):
    project = scored_project(apple, n_trainees=3)

    assert [str(line.trainee) for line in overview(project=project, sort=sort).lines] == expected
