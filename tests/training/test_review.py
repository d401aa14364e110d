"""View: both sides for an admin, and never the benchmark's shapes for a team manager."""

import pytest
from django.urls import reverse

from tests.factories import (
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from tests.training.summary_data import SECRET, person, scored_project
from training.models import EvaluationLabel

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    return scored_project(apple)


def _view(client, project, role):
    client.force_login(person(project, role))
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
        "id": pair["id"],
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
    other = scored_project(apple)
    client.force_login(project.created_by)
    task = other.tasks.exclude(scored_at=None).first()

    assert client.get(reverse("submission_view", args=[project.uuid, task.uuid])).status_code == 404


def test_view_waits_for_the_score(client, project):
    client.force_login(project.created_by)
    task = project.tasks.exclude(scored_at=None).first()
    project.tasks.filter(pk=task.pk).update(scored_at=None)

    response = client.get(reverse("submission_view", args=[project.uuid, task.uuid]))

    assert response.url == reverse("summary_tasks", args=[project.uuid])


@pytest.mark.parametrize(("role", "is_told"), [("admin", True), ("team_manager", False)])
def test_csv_and_api_name_the_benchmarks_labels_to_those_who_may_see_it(client, apple, role, is_told):
    project = scored_project(apple)
    EvaluationLabel.objects.exclude(reference_uid="").update(reference_uid="benchmark-id")
    client.force_login(person(project, role))

    rows = client.get(reverse("evaluation_labels_csv", args=[project.uuid])).getvalue().decode()
    answer = client.get(reverse("api:evaluation_labels", args=[project.uuid])).content.decode()

    assert ("benchmark-id" in rows, "benchmark-id" in answer) == (is_told, is_told)
