"""What trainees and team managers may see: the settings decide, and the server holds everyone to them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import OntologyClassFactory, OntologyFactory, SubmissionFactory
from tests.training.summary_data import SECRET, person, scored_project, scores_from_csv
from training.models import Project

pytestmark = pytest.mark.django_db

Release, Time = Project.Release, Project.ReleaseTime


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    """The first trainee has submitted both tasks, the second one of two, the third none."""
    return scored_project(apple, n_trainees=3)


def settle(project, **settings):
    Project.objects.filter(pk=project.pk).update(**settings)


def trainee_of(project, number):
    return project.memberships.filter(role="annotator").order_by("pk")[number].user


def seen(client, project, number):
    """What the pages and the API show of a trainee's own: results, View, explanation."""
    trainee = trainee_of(project, number)
    task = project.tasks.filter(annotator=trainee).exclude(scored_at=None).first()
    key = [project.uuid, task.uuid]
    client.force_login(trainee)
    return {
        "page": client.get(reverse("task_results", args=[project.uuid])).context["results"] is not None,
        "api": client.get(reverse("api:own_results", args=[project.uuid])).json()["results"] is not None,
        "view": client.get(reverse("own_submission", args=key)).status_code == 200,
        "explanation": client.get(reverse("api:own_explanation", args=key)).status_code == 200,
    }


SCORES = {"page": True, "api": True, "view": False, "explanation": False}
FULL = dict.fromkeys(SCORES, True)
NOTHING = dict.fromkeys(SCORES, False)


@pytest.mark.parametrize(
    ("release", "release_time", "days", "finished", "unfinished"),
    [
        (Release.SCORE, Time.AFTER_ALL, None, SCORES, NOTHING),
        (Release.FULL, Time.AFTER_ALL, None, FULL, NOTHING),
        (Release.FULL, Time.AT_ONCE, None, FULL, FULL),
        (Release.SCORE, Time.AT_ONCE, None, SCORES, SCORES),
        (Release.NOTHING, Time.AT_ONCE, None, NOTHING, NOTHING),
        (Release.FULL, Time.AFTER_DATE, 1, NOTHING, NOTHING),
        (Release.FULL, Time.AFTER_DATE, -1, FULL, FULL),
    ],
)
def test_trainees_see_what_is_released(client, project, release, release_time, days, finished, unfinished):
    release_at = timezone.now() + timedelta(days=days) if days else None
    settle(project, release=release, release_time=release_time, release_at=release_at)

    assert seen(client, project, 0) == finished
    assert seen(client, project, 1) == unfinished


def test_by_default_the_score_comes_after_the_last_task(client, project, apple):
    assert seen(client, project, 1) == NOTHING
    last = project.tasks.get(annotator=trainee_of(project, 1), submitted_at=None)

    SubmissionFactory(task=last, boxes=[(apple, [SECRET, 100, 100, 100])])

    assert seen(client, project, 1) == SCORES


def test_own_results_are_ones_own(client, project):
    settle(project, release=Release.FULL, release_time=Time.AT_ONCE)
    other = project.tasks.filter(annotator=trainee_of(project, 0)).first()
    client.force_login(trainee_of(project, 1))

    body = client.get(reverse("api:own_results", args=[project.uuid])).json()["results"]

    assert body["score"] == pytest.approx(scores_from_csv(project)["Trainee 1"], abs=1e-5)
    assert client.get(reverse("own_submission", args=[project.uuid, other.uuid])).status_code == 404
    assert client.get(reverse("api:own_explanation", args=[project.uuid, other.uuid])).status_code == 404


def test_the_benchmark_reaches_a_trainee_only_with_view(client, project):
    trainee = trainee_of(project, 0)
    task = project.tasks.filter(annotator=trainee).first()
    client.force_login(trainee)
    address = reverse("own_submission", args=[project.uuid, task.uuid])

    hidden = client.get(address, follow=True).content.decode()
    settle(project, release=Release.FULL)
    shown = client.get(address).content.decode()

    assert "documents" not in hidden
    assert str(SECRET) in shown


@pytest.mark.parametrize("allowed", [False, True])
def test_team_managers_see_the_benchmark_where_the_project_says_so(client, project, allowed):
    settle(project, managers_see_benchmark=allowed)
    client.force_login(person(project, "team_manager"))
    task = project.tasks.exclude(scored_at=None).order_by("-pk").first()
    key = [project.uuid, task.uuid]

    page = client.get(reverse("submission_view", args=key))
    labels = client.get(reverse("api:submission_explanation", args=key)).json()["labels"]

    assert (page.context["config"]["documents"]["benchmark"] is not None) is allowed
    assert any(label["benchmark_label"] for label in labels) is allowed


def form(**values):
    settings = {"score_basis": "tasks", "pass_mark": "82.5", "release": "full", "release_time": "at_once"}
    return {**settings, "release_at": "", **values}


def test_admins_set_the_pass_mark_and_the_release(client, project):
    client.force_login(project.created_by)

    answers = form(managers_see_benchmark="on", score_basis="labels")
    response = client.post(reverse("results_settings", args=[project.uuid]), answers)

    project.refresh_from_db()
    assert response.status_code == 302
    assert (project.pass_mark, project.release, project.release_time) == (82.5, "full", "at_once")
    assert project.managers_see_benchmark
    assert project.score_basis == "labels"


@pytest.mark.parametrize(
    ("field", "value"), [("pass_mark", "101"), ("pass_mark", "nan"), ("release", "all"), ("release_time", "after_date")]
)
def test_settings_that_make_no_sense_are_refused_at_their_field(client, project, field, value):
    client.force_login(project.created_by)

    response = client.post(reverse("results_settings", args=[project.uuid]), form(**{field: value}))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"release_at" if field == "release_time" else field}
    project.refresh_from_db()
    assert project.pass_mark is None
