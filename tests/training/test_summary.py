"""Summary: the numbers of every page against the CSV, the pages' costs, and who sees what."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.models import EvaluationLabel, OntologyClass, Project
from training.permissions import Role
from training.selectors.evaluation_csv import evaluation_labels_csv
from training.selectors.overview import overview
from training.selectors.submissions import LabelFilter, labels_page, n_labels, submissions_page
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation
from training.services.team import remove_member, set_role

pytestmark = pytest.mark.django_db

#: A part of the benchmark's box that no one else uses: wherever it appears, the benchmark was given away.
SECRET = 123.4375
PAGES = ("summary_overview", "summary_submissions", "summary_tasks")


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


def _project(apple, n_trainees=2, n_tasks=2) -> Project:
    """Every trainee but the last has submitted the first task, the first trainee the second as well."""
    trainees = [UserFactory(name=f"Trainee {number}") for number in range(n_trainees)]
    project = TrainingProjectFactory(
        ontology=apple.ontology, n_tasks=n_tasks, boxes=[(apple, [SECRET, 100, 100, 100])], trainees=trainees
    )
    for number, trainee in enumerate(trainees[:-1]):
        first, second, *_ = project.tasks.filter(annotator=trainee).order_by("position")
        SubmissionFactory(task=first, boxes=[(apple, [SECRET + 10 * number, 100, 100, 50]), (apple, [400, 400, 9, 9])])
        if number == 0:
            SubmissionFactory(task=second, boxes=[(apple, [SECRET, 100, 100, 80])])
    return project


@pytest.fixture
def project(apple):
    return _project(apple)


def _apply(project, **weights):
    ontology_class = project.ontology.classes.get()
    chosen = {"w_iou": 50, "w_category": 50, "w_attributes": 0, "tolerance": None, **weights}
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={ontology_class.pk: chosen})
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)
    project.refresh_from_db()


def _csv(project):
    content = b"".join(evaluation_labels_csv(project=project, function=project.applied_function))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _mean(values):
    return sum(values) / len(values)


def _scores_from_csv(project):
    """Each trainee's mean over tasks of the mean over rows, worked out from the components and weights of the CSV."""
    tasks = {}
    for row in _csv(project):
        weights = [float(row[name]) for name in ("weight_iou", "weight_category", "weight_attributes")]
        components = [float(row[name]) for name in ("similarity", "category", "attributes")]
        score = 100 * sum(weight * part for weight, part in zip(weights, components, strict=True)) / sum(weights)
        tasks.setdefault(row["trainee"], {}).setdefault(row["task_id"], []).append(score)
    return {name: _mean([_mean(rows) for rows in of_tasks.values()]) for name, of_tasks in tasks.items()}


# Overview


def test_overview_equals_an_independent_computation_from_the_csv(apple):
    project = _project(apple, n_trainees=4, n_tasks=3)

    lines = overview(project=project).lines

    expected = _scores_from_csv(project)
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
    project = _project(apple, n_trainees=3)
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
    project.tasks.exclude(scored_at=None).update(scored_at=None)

    progress = overview(project=project).lines[0].progress

    assert (progress.submitted, progress.waiting, progress.failed) == (2, 2, 0)


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
    _apply(project, w_iou=100, w_category=0)

    line = overview(project=project).lines[0]

    assert line.comparison.n_tasks == 2
    assert line.comparison.previous == pytest.approx(before)
    assert line.comparison.now == pytest.approx(line.score) == pytest.approx(_scores_from_csv(project)["Trainee 0"])
    assert line.comparison.direction == "down"


def test_overview_compares_over_the_tasks_that_both_versions_scored(apple):
    project = _project(apple, n_trainees=2, n_tasks=3)
    _apply(project, w_iou=100, w_category=0)
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
    project = _project(apple, n_trainees=3)

    assert [str(line.trainee) for line in overview(project=project, sort=sort).lines] == expected


# Annotator submissions


def _walk(read, key):
    """All rows from page to page, and again backwards from the last page."""
    forwards, page = [], read(after=None, before=None)
    while True:
        forwards += page.rows
        if not page.has_next:
            break
        page = read(after=key(page.rows[-1]), before=None)
    backwards = page.rows[::-1]
    while page.has_previous:
        page = read(after=None, before=key(page.rows[0]))
        backwards += page.rows[::-1]
    return forwards, backwards[::-1]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_labels_page_by_page_give_every_label_once_in_both_directions(apple, size):
    project = _project(apple, n_trainees=4)

    def read(after, before):
        chosen = LabelFilter()
        return labels_page(function=project.applied_function, chosen=chosen, after=after, before=before, size=size)

    forwards, backwards = _walk(read, lambda line: line.id)

    everything = list(EvaluationLabel.objects.order_by("id").values_list("id", flat=True))
    assert [line.id for line in forwards] == [line.id for line in backwards] == everything
    assert n_labels(function=project.applied_function, chosen=LabelFilter()) == len(everything) == 7


@pytest.mark.parametrize("size", [1, 2, 100])
def test_submissions_page_by_page_give_every_task_once_newest_first(apple, size):
    project = _project(apple, n_trainees=4)
    # All at one moment: the order has to come from the id then.
    project.tasks.exclude(submitted_at=None).update(submitted_at=project.created_at)

    def read(after, before):
        return submissions_page(project=project, after=after, before=before, size=size)

    forwards, backwards = _walk(read, lambda line: line.uuid)

    newest_first = list(project.tasks.exclude(submitted_at=None).order_by("-id").values_list("id", flat=True))
    assert [line.id for line in forwards] == [line.id for line in backwards] == newest_first


def test_labels_tell_outcome_components_and_score(project, apple):
    label = labels_page(function=project.applied_function, chosen=LabelFilter()).rows[0]

    assert (label.outcome, label.similarity, label.category, label.score) == ("matched", 0.5, 1, 75)
    assert (label.ontology_class, label.candidate_class, label.is_misnamed) == (apple, apple, False)


def test_labels_of_one_trainee_or_one_task_are_those_alone(apple):
    project = _project(apple, n_trainees=3)
    task = project.tasks.exclude(scored_at=None).first()
    function = project.applied_function

    of_trainee = labels_page(function=function, chosen=LabelFilter(trainee_id=task.annotator_id))
    of_task = labels_page(function=function, chosen=LabelFilter(task_id=task.pk))

    assert {line.trainee_id for line in of_trainee.rows} == {task.annotator_id}
    assert n_labels(function=function, chosen=LabelFilter(trainee_id=task.annotator_id)) == len(of_trainee.rows) == 3
    assert {line.task_uuid for line in of_task.rows} == {task.uuid}
    assert n_labels(function=function, chosen=LabelFilter(task_id=task.pk)) == len(of_task.rows) == 2


def test_a_classification_has_no_similarity(project):
    OntologyClass.objects.update(kind="classification", shape="")

    label = labels_page(function=project.applied_function, chosen=LabelFilter()).rows[0]

    assert (label.similarity, label.attributes, label.category) == (None, None, 1)


def test_submissions_show_the_score_of_the_version_before(project):
    before = {line.uuid: line.score for line in submissions_page(project=project).rows}
    _apply(project, w_iou=100, w_category=0)

    lines = submissions_page(project=project).rows

    assert {line.uuid: line.previous for line in lines} == before
    assert all(line.score < line.previous for line in lines)


# Pages


@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_for_one_trainee_and_for_ten(client, name):
    costs = []
    for n_trainees in (2, 11):
        project = _project(OntologyClassFactory(), n_trainees=n_trainees)
        client.force_login(project.created_by)
        client.get(reverse(name, args=[project.uuid]))  # fills the caches of content types and the like
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(reverse(name, args=[project.uuid]))
        assert response.status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 16


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("team_manager", 200), ("annotator", 403), ("stranger", 404)]
)
def test_pages_are_for_those_who_may_see_the_summary(client, project, name, role, status):
    client.force_login(_person(project, role))

    assert client.get(reverse(name, args=[project.uuid])).status_code == status


@pytest.mark.parametrize("name", PAGES)
def test_pages_stand_without_trainees_and_without_submissions(client, apple, name):
    project = TrainingProjectFactory(ontology=apple.ontology)
    client.force_login(project.created_by)

    assert client.get(reverse(name, args=[project.uuid])).status_code == 200


@pytest.mark.parametrize(
    "query", ["after=x", "before=-1", "after=99999999999999999999", "trainee=x", "task=x", "sort=x"]
)
@pytest.mark.parametrize("name", PAGES)
def test_pages_take_any_address(client, project, name, query):
    client.force_login(project.created_by)

    assert client.get(f"{reverse(name, args=[project.uuid])}?{query}").status_code == 200


def _person(project, role):
    if role == "admin":
        return project.created_by
    if role == "annotator":
        return project.memberships.filter(role=Role.ANNOTATOR).first().user
    user = UserFactory()
    if role == "team_manager":
        MembershipFactory(project=project, user=user, role=Role.TEAM_MANAGER)
    return user


# View


def _view(client, project, role):
    client.force_login(_person(project, role))
    task = project.tasks.exclude(scored_at=None).order_by("pk").last()
    response = client.get(reverse("submission_view", args=[project.uuid, task.uuid]))
    return response, response.context["config"] if response.status_code == 200 else None


def test_view_shows_an_admin_both_sides_and_every_pair(client, project):
    _response, config = _view(client, project, "admin")

    assert config["mode"] == "review"
    assert config["documents"]["benchmark"]["frames"]["0"][0]["box_xywh"] == [SECRET, 100, 100, 100]
    assert config["documents"]["submission"]["frames"]["0"][0]["box_xywh"] == [SECRET, 100, 100, 80]
    (pair,) = config["pairs"]
    assert pair == {
        "frame": 0,
        "reference": "object-0",
        "candidate": "object-0",
        "outcome": "matched",
        "similarity": 0.8,
        "category": 1,
        "score": pytest.approx(90),
        "class": project.ontology.classes.get().feature_hash,
    }


def test_view_keeps_the_benchmarks_shapes_from_a_team_manager(client, apple):
    project = TrainingProjectFactory(
        ontology=apple.ontology, n_tasks=1, boxes=[(apple, [SECRET, 100, 100, 100])], trainees=[UserFactory()]
    )
    SubmissionFactory(task=project.tasks.get(), boxes=[(apple, [120, 100, 100, 100])])

    response, config = _view(client, project, "team_manager")

    assert config["documents"]["benchmark"] is None
    assert config["documents"]["submission"]["frames"]["0"][0]["box_xywh"] == [120, 100, 100, 100]
    assert [(pair["outcome"], pair["reference"]) for pair in config["pairs"]] == [("matched", None)]
    assert str(SECRET) not in response.content.decode()


@pytest.mark.parametrize(("role", "status"), [("annotator", 403), ("stranger", 404)])
def test_view_is_closed_to_trainees_and_strangers(client, project, role, status):
    assert _view(client, project, role)[0].status_code == status


def test_view_of_a_task_that_is_not_submitted_does_not_exist(client, project):
    client.force_login(project.created_by)
    task = project.tasks.filter(submitted_at=None).first()

    assert client.get(reverse("submission_view", args=[project.uuid, task.uuid])).status_code == 404
    assert client.get(reverse("submission_frame", args=[project.uuid, task.uuid, 0])).status_code == 404


def test_view_of_another_projects_task_does_not_exist(client, project, apple):
    other = _project(apple)
    client.force_login(project.created_by)
    task = other.tasks.exclude(scored_at=None).first()

    assert client.get(reverse("submission_view", args=[project.uuid, task.uuid])).status_code == 404


def test_view_waits_for_the_score(client, project):
    client.force_login(project.created_by)
    task = project.tasks.exclude(scored_at=None).first()
    project.tasks.filter(pk=task.pk).update(scored_at=None)

    response = client.get(reverse("submission_view", args=[project.uuid, task.uuid]))

    assert response.url == reverse("summary_tasks", args=[project.uuid])


# API


def test_api_summary_gives_the_overviews_numbers_in_points(client, project):
    client.force_login(project.created_by)

    body = client.get(reverse("api:project_summary", args=[project.uuid])).json()

    scores = {trainee["name"]: trainee["score"] for trainee in body["trainees"]}
    assert scores == {"Trainee 0": pytest.approx(_scores_from_csv(project)["Trainee 0"]), "Trainee 1": None}
    assert (body["version"], body["newest_version"], body["previous_version"]) == (1, 1, None)
    assert (body["benchmark_tasks"], body["annotators"], body["tasks"], body["tasks_submitted"]) == (2, 2, 4, 2)


def test_api_evaluation_labels_follow_next_to_the_end(client, apple, monkeypatch):
    monkeypatch.setattr("training.api.summary.LABELS_PER_PAGE", 3)
    project = _project(apple, n_trainees=4)
    client.force_login(project.created_by)

    found, address = [], reverse("api:evaluation_labels", args=[project.uuid])
    while address:
        body = client.get(address).json()
        found += body["results"]
        address = body["next"]

    assert [row["id"] for row in found] == list(EvaluationLabel.objects.order_by("id").values_list("id", flat=True))
    assert [row["score"] for row in found] == [float(row["score"]) for row in _csv(project)]
    assert json.dumps(found[0])


def test_labels_page_names_the_one_task_it_is_asked_for_and_keeps_to_it(client, apple):
    project = _project(apple, n_trainees=3)
    task = project.tasks.exclude(scored_at=None).first()
    client.force_login(project.created_by)

    response = client.get(reverse("summary_submissions", args=[project.uuid]), {"task": task.uuid})

    assert {line.task_uuid for line in response.context["labels"].rows} == {task.uuid}
    assert (
        f"Only the evaluation labels of {task.benchmark_task.title} by {task.annotator}." in response.content.decode()
    )
    assert f"evaluation-labels.csv?task={task.uuid}" in response.content.decode()


def test_a_task_of_another_project_is_no_filter_here(client, project, apple):
    other = _project(apple).tasks.exclude(scored_at=None).first()
    client.force_login(project.created_by)

    response = client.get(reverse("summary_submissions", args=[project.uuid]), {"task": other.uuid})

    assert response.context["form"].errors
    assert len(response.context["labels"].rows) == 3


def test_api_evaluation_labels_names_a_filter_that_fits_nothing(client, project):
    client.force_login(project.created_by)

    response = client.get(reverse("api:evaluation_labels", args=[project.uuid]), {"trainee": "12345"})

    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "trainee"
