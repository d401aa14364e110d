"""What a page costs does not grow with its rows, and stays within a written budget."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    CreatorFactory,
    DataFileFactory,
    DatasetFactory,
    OntologyClassFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.models import DataUnit, TraineeGroup, TrainingDraft
from training.permissions import Role
from training.services.invitations import invite
from training.services.training_projects import add_trainees

#: The most queries that a page may take, the session and the user included.
BUDGET = 20


@pytest.fixture
def admin(db):
    return CreatorFactory()


@pytest.fixture
def trainee(db):
    return UserFactory()


@pytest.fixture
def project(admin, trainee):
    return TrainingProjectFactory(actor=admin, n_tasks=3, trainees=[trainee])


def grow(project, admin):
    """Ten of everything that the pages list."""
    trainees = UserFactory.create_batch(10)
    add_trainees(actor=admin, project=project, trainees=trainees)
    boxes = [(project.ontology.classes.first(), [100, 100, 100, 80])]
    for task in project.tasks.filter(status="not_started")[:10]:
        SubmissionFactory(task=task, boxes=boxes)
    OntologyClassFactory.create_batch(10, ontology=project.ontology)
    DatasetFactory.create_batch(10, created_by=admin)
    for number in range(10):
        TraineeGroup.objects.create(name=f"Group {number}").members.add(*trainees)
        TrainingProjectFactory(actor=admin, ontology=project.ontology, n_tasks=1, trainees=trainees[:2])
    addresses = [f"new{number}@example.org" for number in range(10)]
    invite(actor=admin, project=project, addresses=addresses, role=Role.ANNOTATOR, origin="http://testserver")
    for unit in DataUnit.objects.filter(files=None):
        DataFileFactory(data_unit=unit)


def addresses(project, admin):
    source, key = project.sources.get(), [project.uuid]
    draft, _ = TrainingDraft.objects.get_or_create(
        owner=admin,
        data={"title": "Draft", "ontology": str(project.ontology.uuid), "sources": [str(source.uuid)]},
    )
    return {
        **{name: reverse(name) for name in ("training_list", "project_list", "ontology_list", "dataset_list")},
        **{name: reverse(name) for name in ("person_list", "group_list", "project_create", "notification_list")},
        **{name: reverse(name, args=key) for name in ("summary_overview", "summary_submissions", "summary_tasks")},
        **{name: reverse(name, args=key) for name in ("summary_live", "summary_diagnosis", "results_csv")},
        **{name: reverse(name, args=key) for name in ("project_settings", "project_team", "scoring_settings")},
        "benchmark_settings": reverse("benchmark_settings", args=key),
        "task_control": reverse("task_control", args=key),
        **{f"draft_{step}": reverse(f"draft_{step}", args=[draft.uuid]) for step in ("ontology", "data", "trainees")},
        "project_labels": reverse("project_labels", args=[source.uuid]),
        "ontology_detail": reverse("ontology_detail", args=[project.ontology.uuid]),
        "dataset_detail": reverse("dataset_detail", args=[source.datasets.get().uuid]),
    }


def n_queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_ten_rows_cost_what_one_row_costs(client, project, admin):
    client.force_login(admin)
    task = project.tasks.first()
    SubmissionFactory(task=task, boxes=[(project.ontology.classes.first(), [100, 100, 100, 50])])
    TraineeGroup.objects.create(name="First group").members.add(task.annotator)
    invite(actor=admin, project=project, addresses=["a@example.org"], role=Role.ANNOTATOR, origin="http://testserver")
    client.get("/")  # what is asked once per process is not the pages' cost
    pages = addresses(project, admin)
    few = {name: n_queries(client, address) for name, address in pages.items()}

    grow(project, admin)
    many = {name: n_queries(client, address) for name, address in pages.items()}

    assert {name: (few[name], many[name]) for name in pages if many[name] > few[name]} == {}
    assert {name: count for name, count in many.items() if count > BUDGET} == {}


def test_the_trainees_pages_cost_the_same_for_three_tasks_and_thirty(client, admin, trainee):
    client.force_login(trainee)
    small = TrainingProjectFactory(actor=admin, n_tasks=3, trainees=[trainee])
    large = TrainingProjectFactory(actor=admin, n_tasks=30, trainees=[trainee])
    client.get("/")

    counts = [n_queries(client, reverse("task_queue", args=[project.uuid])) for project in (small, large)]
    editor = n_queries(client, reverse("task_open", args=[large.uuid, large.tasks.first().uuid]))

    assert counts[0] == counts[1] <= BUDGET
    assert editor <= BUDGET
