"""The trainee's pages and the API beneath the editor."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory, box_document
from training.models import Project, Task


@pytest.fixture
def trainee(db):
    return UserFactory()


@pytest.fixture
def project(trainee):
    return TrainingProjectFactory(n_tasks=3, trainees=[trainee, UserFactory()], title="Fruit")


@pytest.fixture
def task(project, trainee):
    return project.tasks.filter(annotator=trainee).first()


@pytest.fixture
def browser(client, trainee):
    client.force_login(trainee)
    return client


def address(name, task):
    return reverse(name, args=[task.project.uuid, task.uuid])


def put(browser, task, document):
    return browser.put(address("api:task_labels", task), json.dumps(document), content_type="application/json")


def submit(browser, task, revision):
    body = json.dumps({"revision": revision})
    return browser.post(address("api:task_submit", task), body, content_type="application/json")


def config_of(answer):
    return answer.context["config"]


def test_the_queue_shows_ones_own_tasks_alone(browser, project):
    page = browser.get(reverse("task_queue", args=[project.uuid]))

    assert page.context["queue"].n_tasks == 3
    assert "Start labelling" in page.content.decode()


def test_start_labelling_opens_the_next_task(browser, project, task):
    answer = browser.post(reverse("task_start_next", args=[project.uuid]))

    assert answer.url == address("task_open", task)
    assert Task.objects.get(pk=task.pk).status == "in_progress"


def test_initiate_opens_the_chosen_task(browser, project, trainee):
    last = project.tasks.filter(annotator=trainee).last()

    answer = browser.post(address("task_start", last))

    assert answer.url == address("task_open", last)


def test_opening_the_editor_writes_nothing(browser, task):
    browser.get(address("task_open", task))

    assert Task.objects.get(pk=task.pk).status == "not_started"


def test_the_editors_page_holds_no_benchmark(browser, task):
    page = browser.get(address("task_open", task))
    snapshot = task.benchmark_task.snapshot

    for secret in (
        task.benchmark_task.uuid,
        snapshot.uuid,
        snapshot.sha256,
        task.benchmark_task.data_unit.uuid,
        "object-0",
    ):
        assert str(secret) not in page.content.decode()
    assert config_of(page)["mode"] == "edit"


def test_labels_are_saved_and_read_again(browser, task, project):
    document = box_document((project.ontology.classes.first(), [1, 2, 3, 4]))

    answer = put(browser, task, document)

    assert answer.json()["revision"] == 1
    assert browser.get(address("api:task_labels", task)).json() == {**document, "revision": 1}


def test_a_stale_tab_is_told_where_the_labels_stand(browser, task, project):
    document = box_document((project.ontology.classes.first(), [1, 2, 3, 4]))
    put(browser, task, document)

    answer = put(browser, task, document)

    assert answer.status_code == 409
    assert answer.json()["type"] == "conflict"
    assert answer.json()["revision"] == 1
    assert answer.json()["saved_by"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ('{"revision": 0, "objects": [{}]}', 422),
        ("[" * 100_000, 400),
        ('{"revision": NaN}', 400),
    ],
)
def test_a_wrong_body_is_refused_and_stores_nothing(body, status, browser, task):
    answer = browser.put(address("api:task_labels", task), body, content_type="application/json")

    assert answer.status_code == status
    assert answer.json()["detail"]
    assert Task.objects.get(pk=task.pk).status == "not_started"


def test_a_body_beyond_the_limit_is_refused(browser, task, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert put(browser, task, box_document(revision=0) | {"note": "x" * 200}).status_code == 413


def test_submitting_tells_where_to_go_on(browser, task, project, trainee):
    put(browser, task, box_document())

    answer = submit(browser, task, 1)

    following = project.tasks.filter(annotator=trainee, status="not_started").first()
    assert answer.json() == {"status": "submitted", "next": address("task_open", following)}


def test_a_second_submission_is_refused(browser, task):
    SubmissionFactory(task=task)

    answer = submit(browser, task, 1)

    assert answer.status_code == 409
    assert "final" in answer.json()["detail"]


def test_a_submission_without_a_revision_is_refused(browser, task):
    answer = browser.post(address("api:task_submit", task), "{}", content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "revision"


def test_a_submitted_task_opens_read_only(browser, task):
    SubmissionFactory(task=task)

    config = config_of(browser.get(address("task_open", task)))

    assert (config["mode"], config["actions"]) == ("readonly", [])


def test_a_paused_project_opens_its_tasks_read_only(browser, task):
    Project.objects.update(status=Project.Status.PAUSED)

    assert config_of(browser.get(address("task_open", task)))["mode"] == "readonly"
    answer = put(browser, task, box_document())
    assert (answer.status_code, answer.json()["type"]) == (409, "closed")


def test_when_everything_is_submitted_the_queue_says_so(browser, project, trainee):
    for task in project.tasks.filter(annotator=trainee):
        SubmissionFactory(task=task)

    answer = browser.post(reverse("task_start_next", args=[project.uuid]), follow=True)

    assert "nothing left to label" in answer.content.decode()


def test_a_write_without_the_csrf_token_is_refused(task, trainee):

    client = Client(enforce_csrf_checks=True)
    client.force_login(trainee)

    assert put(client, task, box_document()).status_code == 403
