"""The API end to end: what the pages can do, a program with a token can do."""

import json

import pytest
from django.urls import reverse

from tests.factories import (
    CreatorFactory,
    OntologyClassFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
    picture_file,
)
from training.models import IdempotencyKey, Ontology, Project, SourceTask, Upload
from training.services.ingestion import run_ingestion
from training.services.recalculation import run_recalculation
from training.services.tokens import create_token

pytestmark = pytest.mark.django_db


class Program:
    """A client that signs in with a token and speaks JSON."""

    def __init__(self, client, person):
        _token, secret = create_token(actor=person, name="Test", scopes=["read", "label", "manage"], days=1)
        self._client, self._headers = client, {"Authorization": f"Bearer {secret}"}

    def __call__(self, method, name, *args, body=None, query="", status=200, **headers):
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        response = self._client.generic(
            method,
            reverse(f"api:{name}", args=args) + query,
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={**self._headers, **named},
        )
        assert response.status_code == status, response.content[:500]
        if response.streaming:
            return response
        return response.json() if response.content and "json" in response.headers["Content-Type"] else response


@pytest.fixture
def admin():
    return CreatorFactory()


@pytest.fixture
def call(client, admin):
    return Program(client, admin)


@pytest.fixture
def project(admin):
    return TrainingProjectFactory(actor=admin, n_tasks=2, trainees=[UserFactory(email="tess@example.org")])


def test_from_an_ontology_to_a_score(client, admin, call, django_capture_on_commit_callbacks):
    ontology = call(
        "POST",
        "ontologies",
        body={"title": "Fruit", "classes": [{"kind": "object", "name": "Apple", "shape": "bounding_box"}]},
        status=201,
    )
    apple = ontology["classes"][0]["hash"]
    dataset = call("POST", "datasets", body={"title": "Orchard"}, status=201)
    picture = picture_file(size=(400, 300)).read()
    upload = call(
        "POST", "uploads", dataset["id"], body={"files": [{"name": "a.png", "size": len(picture)}]}, status=201
    )
    part = reverse("api:upload_part", args=[dataset["id"], upload["id"], 0])
    sent = client.put(part, picture, content_type="application/octet-stream", headers=call._headers)
    with django_capture_on_commit_callbacks():
        call("POST", "upload_finish", dataset["id"], upload["id"])
    run_ingestion(upload_id=dataset_upload_pk(upload["id"]))
    source = call(
        "POST",
        "annotation_projects",
        body={"title": "Truth", "ontology": ontology["id"], "datasets": [dataset["id"]]},
        status=201,
    )
    row = call("GET", "source_tasks", source["id"])["results"][0]
    document = box_document((Ontology.objects.get().classes.get(), [10, 10, 100, 100]))
    call("PUT", "source_task_labels", source["id"], row["id"], body=document)
    call("POST", "source_task_submit", source["id"], row["id"], body={"revision": 1})
    call("POST", "source_task_complete", source["id"], row["id"])
    trainee = UserFactory()
    creation = call(
        "POST",
        "training_projects",
        body={
            "title": "Course",
            "ontology": ontology["id"],
            "sources": [source["id"]],
            "trainees": [trainee.email],
            "function": {"weights": {apple: {"w_iou": 90, "w_category": 10, "w_attributes": 0}}},
        },
        status=201,
    )
    course, learn = creation["project"], Program(client, trainee)
    task = learn("GET", "own_tasks", course)["results"][0]
    learn("POST", "task_start", course, task["id"])
    half = box_document((Ontology.objects.get().classes.get(), [10, 10, 100, 50]))
    learn("PUT", "task_labels", course, task["id"], body=half)
    with django_capture_on_commit_callbacks(execute=True):
        learn("POST", "task_submit", course, task["id"], body={"revision": 1})

    assert sent.json() == {"received": len(picture)}
    assert creation["state"] == "done"
    assert call("GET", "submissions", course)["results"][0]["score"] == pytest.approx(55)
    assert call("GET", "submission_labels", course, task["id"])["benchmark"]["objects"]
    assert call("GET", "project", course)["sources"] == [source["id"]]
    assert learn("GET", "project", course)["sources"] is None


def dataset_upload_pk(uuid):
    return Upload.objects.get(uuid=uuid).pk


def test_labels_are_locked_by_their_etag(call, project):
    source = project.sources.get()
    source.source_tasks.update(status=SourceTask.Status.IN_PROGRESS)
    row = source.source_tasks.first()
    key = ["source_task_labels", source.uuid, row.uuid]
    first = call("GET", *key[:1], *key[1:])
    tag = call._client.get(reverse("api:source_task_labels", args=key[1:]), headers=call._headers).headers["ETag"]
    document = {name: first[name] for name in ("objects", "classifications", "frames")}

    call("GET", *key, status=304, If_None_Match=tag)
    saved = call("PUT", *key, body=document, If_Match=tag)
    refused = call("PUT", *key, body=document, status=412, If_Match=tag)

    assert saved["revision"] == first["revision"] + 1
    assert (refused["type"], refused["revision"]) == ("precondition_failed", saved["revision"])


def test_an_idempotency_key_makes_one_thing(call):
    body = {"title": "Twice"}

    first = call("POST", "datasets", body=body, status=201, Idempotency_Key="k1")
    again = call("POST", "datasets", body=body, status=201, Idempotency_Key="k1")
    other = call("POST", "datasets", body={"title": "Other"}, status=422, Idempotency_Key="k1")

    assert first == again
    assert other["errors"][0]["where"] == "Idempotency-Key"
    assert len(call("GET", "datasets")["results"]) == 1


def test_what_is_refused_leaves_no_idempotency_key(call):
    call("POST", "datasets", body={"title": " "}, status=422, Idempotency_Key="k1")

    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    ("name", "body", "where"),
    [
        ("datasets", {}, "title"),
        ("datasets", [], ""),
        (
            "ontologies",
            {"title": "x", "classes": [{"kind": "object", "name": "a", "shape": "star"}]},
            "classes[0].shape",
        ),
        ("ontologies", {"title": "x", "classes": [{"kind": "thing", "name": "a"}]}, "classes[0].kind"),
        ("annotation_projects", {"title": "x", "ontology": "x", "datasets": ["y"]}, "ontology"),
        (
            "training_projects",
            {"title": "x", "ontology": "00000000-0000-0000-0000-000000000000", "sources": []},
            "sources",
        ),
    ],
)
def test_a_problem_names_the_field(call, name, body, where):
    problem = call("POST", name, body=body, status=422)

    assert problem["type"] == "invalid"
    assert problem["status"] == 422
    assert problem["errors"][0]["where"] == where


def test_lists_come_in_pages(call, admin):
    for number in range(3):
        call("POST", "datasets", body={"title": f"Set {number}"}, status=201)

    first = call("GET", "datasets", query="?limit=2")
    rest = call._client.get(first["next"], headers=call._headers).json()

    assert [row["title"] for row in first["results"] + rest["results"]] == ["Set 2", "Set 1", "Set 0"]
    assert rest["next"] is None


def test_functions_and_recalculation(call, project):
    boxes = [(project.ontology.classes.get(), [100, 100, 100, 50])]
    SubmissionFactory(task=project.tasks.first(), boxes=boxes)
    apple = project.ontology.classes.get().feature_hash
    weights = {apple: {"w_iou": 100, "w_category": 0, "w_attributes": 0}}

    made = call("POST", "functions", project.uuid, body={"weights": weights, "reason": "Shape"}, status=201)
    job = call("POST", "recalculate", project.uuid)
    run_recalculation(job_id=job["id"])
    done = call("GET", "job_detail", project.uuid, job["id"])

    assert (made["version"], made["is_applied"], made["weights"][apple]["w_iou"]) == (2, False, 100)
    assert done["state"] == "done"
    assert call("GET", "function", project.uuid, 2)["is_applied"]
    assert call("GET", "submissions", project.uuid)["results"][0]["score"] == pytest.approx(50)


def test_members_are_added_changed_and_removed(call, project, mailoutbox):
    known = UserFactory(email="known@example.org")
    body = {"emails": ["KNOWN@example.org", "new@example.org"], "role": "annotator"}

    added = call("POST", "members", project.uuid, body=body, status=201)
    changed = call("PATCH", "member", project.uuid, known.pk, body={"role": "team_manager"})
    link = call("POST", "invitations", project.uuid, body={"role": "annotator", "days": 3}, status=201)
    call("DELETE", "invitation", project.uuid, link["id"], status=204)
    call("DELETE", "member", project.uuid, known.pk, status=204)

    assert added["members"] == ["known@example.org"]
    assert [row["email"] for row in added["invitations"]] == ["new@example.org"]
    assert (changed["role"], changed["n_tasks"]) == ("team_manager", 2)
    assert link["link"].startswith("http://testserver/invitations/")
    assert not project.memberships.filter(user=known).exists()


def test_a_team_manager_makes_nobody_admin(client, call, project):
    manager = UserFactory(email="manager@example.org")
    call("POST", "members", project.uuid, body={"emails": [manager.email], "role": "team_manager"}, status=201)
    act = Program(client, manager)

    act("POST", "members", project.uuid, body={"emails": [manager.email], "role": "admin"}, status=403)
    act("PATCH", "project", project.uuid, body={"title": "Mine"}, status=403)
    paused = act("PATCH", "project", project.uuid, body={"status": "paused"})

    assert paused["status"] == "paused"


def test_tasks_are_controlled(call, project):
    tasks = [row["id"] for row in call("GET", "task_control", project.uuid)["results"]]

    outcome = call("POST", "task_control", project.uuid, body={"action": "first", "tasks": tasks})
    unknown = call("POST", "task_control", project.uuid, body={"action": "burn", "tasks": tasks}, status=422)

    assert outcome == {"n_done": 2, "refusals": []}
    assert all(row["is_first"] for row in call("GET", "task_control", project.uuid)["results"])
    assert unknown["errors"][0]["where"] == "action"


def test_a_project_is_deleted_by_name_and_brought_back(call, project):
    call("DELETE", "project", project.uuid, body={"name": "Other"}, status=422)
    call("DELETE", "project", project.uuid, body={"name": project.title}, status=204)
    gone = call("GET", "project", project.uuid, status=404)
    listed = call("GET", "deleted_projects")["results"]
    call("POST", "project_restore", project.uuid)

    assert gone["type"] == "not_found"
    assert [row["id"] for row in listed] == [str(project.uuid)]
    assert Project.objects.get(pk=project.pk).deleted_at is None


def test_an_ontology_grows(call):
    ontology = call("POST", "ontologies", body={"title": "Fruit"}, status=201)
    key = [ontology["id"]]
    pear = call("POST", "classes", *key, body={"kind": "object", "name": "Pear", "shape": "polygon"}, status=201)
    question = {"name": "Ripe", "type": "radio", "options": [{"label": "Yes"}, {"label": "No"}]}
    asked = call("POST", "questions", *key, pear["hash"], body={"question": question}, status=201)
    asked_hash = asked["attributes"][0]["featureNodeHash"]

    call("PATCH", "question", *key, pear["hash"], asked_hash, body={"question": {"required": True}})
    call("PATCH", "class", *key, pear["hash"], body={"color": "#112233", "archived": True})
    call("PATCH", "ontology", *key, body={"description": "Soft"})

    shown = call("GET", "ontology", *key)
    assert (shown["title"], shown["description"]) == ("Fruit", "Soft")
    assert (shown["classes"][0]["color"], shown["classes"][0]["archived"]) == ("#112233", True)
    assert shown["classes"][0]["attributes"][0]["required"]
    call("DELETE", "question", *key, pear["hash"], asked_hash, status=204)
    assert call("GET", "ontology", *key)["classes"][0]["attributes"] == []


def test_only_the_maker_changes_an_ontology(client, call):
    ontology = OntologyClassFactory(ontology__created_by=CreatorFactory()).ontology

    call("PATCH", "ontology", ontology.uuid, body={"title": "Mine"}, status=404)


def test_the_csv_is_that_of_the_page(client, call, admin, project):
    SubmissionFactory(task=project.tasks.first())
    client.force_login(admin)
    page = b"".join(client.get(reverse("evaluation_labels_csv", args=[project.uuid])).streaming_content)

    answer = call("GET", "evaluation_labels_csv", project.uuid)

    assert b"".join(answer.streaming_content) == page


def lines(call, project, rows, query="", status=200):
    response = call._client.post(
        reverse("api:label_rows", args=[project.uuid]) + query,
        b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows),
        content_type="application/x-ndjson",
        headers=call._headers,
    )
    assert response.status_code == status
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_labels_of_many_rows_come_in_one_request(call, project):
    source = project.sources.get()
    source.source_tasks.update(status=SourceTask.Status.IN_PROGRESS)
    first, second = source.source_tasks.order_by("data_unit__title")
    document = box_document((project.ontology.classes.get(), [5, 5, 20, 20]))
    bad = box_document((project.ontology.classes.get(), [5, 5, -20, 20]))
    rows = [
        {"row": str(first.uuid), "labels": document},
        b"not json",
        {"row": second.data_unit.title, "labels": bad},
        {"row": "nowhere.jpg", "labels": document},
        {"row": second.data_unit.title, "labels": document},
        b'{"row": "x", "labels": NaN}',
    ]

    refused = lines(call, source, rows[:1])
    results = lines(call, source, rows, "?replace=1&status=completed")

    assert [row["status"] for row in refused] == [409]
    assert [(row["line"], row["status"]) for row in results] == [
        (1, 200), (2, 422), (3, 422), (4, 422), (5, 200), (6, 422)
    ]  # fmt: skip
    assert results[2]["errors"][0]["where"].startswith("frames.0[0]")
    assert {task.status for task in source.source_tasks.all()} == {"completed"}


def test_who_am_i(call, admin):
    me = call("GET", "me")

    assert (me["email"], me["scopes"]) == (admin.email, ["read", "label", "manage"])
