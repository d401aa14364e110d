"""The Summary for programs."""

import json

import pytest
from django.urls import reverse

from tests.factories import OntologyClassFactory, OntologyFactory, TrainingProjectFactory
from tests.training.summary_data import csv_rows, scored_project, scores_from_csv
from training.models import EvaluationLabel, Job
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    return scored_project(apple)


def test_api_summary_gives_the_overviews_numbers_in_points(client, project):
    client.force_login(project.created_by)

    body = client.get(reverse("api:project_summary", args=[project.uuid])).json()

    scores = {trainee["name"]: trainee["score"] for trainee in body["trainees"]}
    assert scores == {"Trainee 0": pytest.approx(scores_from_csv(project)["Trainee 0"]), "Trainee 1": None}
    assert (body["version"], body["newest_version"], body["previous_version"]) == (1, 1, None)
    assert (body["benchmark_tasks"], body["annotators"], body["tasks"], body["tasks_submitted"]) == (2, 2, 4, 2)


def test_api_evaluation_labels_follow_next_to_the_end(client, apple, monkeypatch):
    monkeypatch.setattr("training.api.summary.LABELS_PER_PAGE", 3)
    project = scored_project(apple, n_trainees=4)
    client.force_login(project.created_by)

    found, address = [], reverse("api:evaluation_labels", args=[project.uuid])
    while address:
        body = client.get(address).json()
        found += body["results"]
        address = body["next"]

    assert [row["id"] for row in found] == list(EvaluationLabel.objects.order_by("id").values_list("id", flat=True))
    assert [row["score"] for row in found] == [float(row["score"]) for row in csv_rows(project)]
    assert json.dumps(found[0])


def test_api_evaluation_labels_names_a_filter_that_fits_nothing(client, project):
    client.force_login(project.created_by)

    response = client.get(reverse("api:evaluation_labels", args=[project.uuid]), {"trainee": "12345"})

    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "trainee"


def test_api_tells_how_far_a_job_is(client, project):
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={})
    job = start_recalculation(actor=project.created_by, project=project)
    client.force_login(project.created_by)
    url = reverse("api:job_detail", args=[project.uuid, job.pk])

    waiting = client.get(url).json()
    run_recalculation(job_id=job.pk)
    done = client.get(url).json()

    assert (waiting["state"], waiting["version"], waiting["kind"]) == ("waiting", 2, "recalculate")
    assert (done["state"], done["done"], done["total"], done["error"]) == ("done", 2, 2, "")


def test_api_job_of_another_project_does_not_exist(client, project, apple):
    other = TrainingProjectFactory(ontology=apple.ontology)
    job = Job.objects.create(kind=Job.Kind.RECALCULATE, project=other, started_by=other.created_by)
    client.force_login(project.created_by)

    assert client.get(reverse("api:job_detail", args=[project.uuid, job.pk])).status_code == 404
