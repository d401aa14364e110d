"""The Summary's pages: what they cost, who may see them, and what they take as an address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import OntologyClassFactory, OntologyFactory, TrainingProjectFactory
from tests.training.summary_data import person, scored_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    return scored_project(apple)


#: The pages of the Summary that list something.
PAGES = ("summary_overview", "summary_diagnosis", "summary_submissions", "summary_tasks")


@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_for_one_trainee_and_for_ten(client, name):
    costs = []
    for n_trainees in (2, 11):
        project = scored_project(OntologyClassFactory(), n_trainees=n_trainees)
        client.force_login(project.created_by)
        client.get(reverse(name, args=[project.uuid]))  # fills the caches of content types and the like
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(reverse(name, args=[project.uuid]))
        assert response.status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 20


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("team_manager", 200), ("annotator", 403), ("stranger", 404)]
)
def test_pages_are_for_those_who_may_see_the_summary(client, project, name, role, status):
    client.force_login(person(project, role))

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
