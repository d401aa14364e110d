"""Every route x every role: what the matrix says is what the server answers, on pages and in the API."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from guardian.core import ObjectPermissionChecker
from rest_framework.views import APIView

from tests.factories import (
    CreatorFactory,
    DataFileFactory,
    MembershipFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    picture_file,
)
from training.access import Access, CreatorView, MemberView, ProjectView
from training.api.permissions import Closed, ProjectPermission
from training.models import DataUnit, EvaluationLabel, Project, TraineeGroup, TrainingDraft
from training.permissions import ANNOTATION_MATRIX, MATRIX, TRAINING_MATRIX, Permission, Role
from training.services.team import rebuild_rights

ROLES = ("admin", "team_manager", "annotator", "stranger", "anonymous")

#: Routes that need no project's permission, each with its reason.
OPEN_ROUTES = {
    "home": "sends everyone to the list of their projects",
    "health": "a monitor asks without an account",
    "readiness": "a monitor asks without an account",
    "invitation": "its secret is the key; joining needs an account",
}
#: Routes of other applications, which keep their own rights; ours are never below these prefixes.
FOREIGN_PREFIXES = ("accounts/", "admin/")


@dataclass(frozen=True)
class Route:
    """One route of the URLconf with the class that answers it."""

    name: str
    parameters: tuple[str, ...]
    pattern: str
    view: Any

    @property
    def is_api(self) -> bool:
        return isinstance(self.view, type) and issubclass(self.view, APIView)


def _walk(patterns: list[Any], prefix: str = "", namespace: str = "") -> list[Route]:
    routes = []
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            routes += _walk(entry.url_patterns, pattern, inner)
        elif isinstance(entry, URLPattern) and not pattern.startswith(FOREIGN_PREFIXES):
            view = getattr(entry.callback, "view_class", None) or getattr(entry.callback, "cls", entry.callback)
            parameters = tuple(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
            routes.append(Route(f"{namespace}{entry.name}", parameters, pattern, view))
    return routes


ALL_ROUTES = _walk(get_resolver().url_patterns)
PROJECT_ROUTES = [route for route in ALL_ROUTES if "project_uuid" in route.parameters]


@pytest.mark.parametrize("route", ALL_ROUTES, ids=lambda route: route.name)
def test_every_route_inherits_an_enforcer_or_says_why_not(route):
    if route.name in OPEN_ROUTES:
        return

    if route.is_api:
        classes = route.view.permission_classes
        assert classes, f"{route.name} lets everyone in"
        assert Closed not in classes
        assert "project_uuid" not in route.parameters or ProjectPermission in classes
    else:
        assert issubclass(route.view, ProjectView | CreatorView | MemberView)
        assert "project_uuid" not in route.parameters or issubclass(route.view, ProjectView)


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=lambda route: route.name)
def test_every_project_route_names_its_permission(route):
    assert isinstance(route.view.permission, Permission)


@pytest.fixture
def world(db):
    """A training project and its source, each with a member of every role; the trainee submitted one task of two."""
    people = {role: UserFactory() for role in ("team_manager", "annotator", "stranger")}
    people["admin"] = CreatorFactory()
    training = TrainingProjectFactory(actor=people["admin"], n_tasks=2, trainees=[people["annotator"]])
    source = training.sources.get()
    for project, role in ((training, "team_manager"), (source, "team_manager"), (source, "annotator")):
        MembershipFactory(project=project, user=people[role], role=Role(role))
    submitted, opened = training.tasks.order_by("position")
    SubmissionFactory(task=submitted)
    for unit in DataUnit.objects.all():
        DataFileFactory(data_unit=unit, file__data=picture_file().read())
    return {
        "people": people,
        "projects": {"training": training, "annotation": source},
        "task": {"submitted": submitted, "open": opened},
        "source_task": source.source_tasks.first(),
    }


def _projects_of(route: Route, world: dict[str, Any]) -> list[Project]:
    kind = getattr(route.view, "kind", None)
    return [world["projects"][kind]] if kind else list(world["projects"].values())


def _argument(name: str, route: Route, project: Project, world: dict[str, Any]) -> Any:
    job = project.jobs.first()
    label = EvaluationLabel.objects.filter(project=project).first()
    values = {
        "project_uuid": project.uuid,
        "frame": 0,
        "user_id": world["people"]["annotator"].pk,
        "member_id": world["people"]["annotator"].pk,
        "job_id": job.pk if job else 1,
        "version": 1,
        "label_id": label.pk if label else 1,
    }
    if name == "task_uuid":
        if "source" in route.name:
            return world["source_task"].uuid
        return world["task"]["open" if route.view.permission == Permission.ANNOTATE else "submitted"].uuid
    assert name in values or name.endswith("_uuid"), f"{route.name}: the test has no value for <{name}>"
    return values.get(name, world["source_task"].uuid)


def _methods(route: Route) -> list[str]:
    return [method for method in ("get", "post", "put", "patch", "delete") if hasattr(route.view, method)]


def _ask(client: Client, method: str, url: str) -> int:
    """The status of one request, whose writes are undone."""
    body = {} if method == "get" else {"data": json.dumps({}), "content_type": "application/json"}
    with transaction.atomic():
        status = getattr(client, method)(url, **body).status_code
        transaction.set_rollback(True)
    return status


def _expected(route: Route, method: str, project: Project, role: str) -> int | None:
    """The status that refuses, or None where the role may pass."""
    if role == "anonymous":
        return 401 if route.is_api else 302
    if role == "stranger":
        return 404
    permission = getattr(route.view, "permissions", {}).get(method, route.view.permission)
    return None if Role(role) in MATRIX[project.kind][permission] else 403


@pytest.mark.parametrize("route", PROJECT_ROUTES, ids=lambda route: route.name)
def test_the_matrix_decides_on_every_project_route(route, world):
    for project in _projects_of(route, world):
        arguments = [str(_argument(name, route, project, world)) for name in route.parameters]
        url = "/" + re.sub(r"<[^>]+>", "{}", route.pattern).format(*arguments)
        for role in ROLES:
            client = Client(raise_request_exception=True)
            if role != "anonymous":
                client.force_login(world["people"][role])
            for method in _methods(route):
                status = _ask(client, method, url)
                expected = _expected(route, method, project, role)
                case = f"{method.upper()} {url} ({route.name}) as {role}"
                if expected is not None:
                    assert status == expected, f"{case}: {status} instead of {expected}"
                else:
                    assert status not in {401, 403}, f"{case}: {status}"
                    assert status < 500, f"{case}: {status}"
                    assert status != 404 or len(_projects_of(route, world)) > 1, f"{case}: {status}"


def test_a_trainee_never_reaches_the_task_of_another(world):
    project = world["projects"]["training"]
    other = UserFactory()
    MembershipFactory(project=project, user=other)
    client = Client()
    client.force_login(other)
    task = world["task"]["open"]

    statuses = {
        client.get(f"/projects/{project.uuid}/tasks/{task.uuid}/").status_code,
        client.get(f"/projects/{project.uuid}/tasks/{task.uuid}/frames/0").status_code,
        client.get(f"/api/v1/projects/{project.uuid}/tasks/{task.uuid}/labels").status_code,
    }

    assert statuses == {404}


@pytest.mark.parametrize("kind", ["training", "annotation"])
def test_guardian_holds_exactly_what_the_matrix_gives(kind, world):
    project = world["projects"][kind]

    for role in Role:
        granted = ObjectPermissionChecker(world["people"][role]).get_perms(project)

        assert set(granted) == {permission for permission, roles in MATRIX[kind].items() if role in roles}


def test_rebuild_rights_restores_what_was_tampered_with(world):
    project = world["projects"]["training"]
    for role_group in project.role_groups.all():
        role_group.group.user_set.clear()
        role_group.group.projectgroupobjectpermission_set.all().delete()

    rebuild_rights(project=project)

    assert Access(world["people"]["annotator"], project).granted == {Permission.OPEN, Permission.ANNOTATE}


def test_a_superuser_counts_as_admin_and_may_not_annotate(world):
    superuser = UserFactory(is_superuser=True)

    access = Access(superuser, world["projects"]["training"])

    assert access.allows(Permission.EDIT_SCORING_FUNCTION)
    assert not access.allows(Permission.ANNOTATE)


def test_a_deactivated_member_has_no_rights(world):
    person = world["people"]["annotator"]
    person.is_active = False
    person.save()

    assert not Access(person, world["projects"]["training"]).granted


def test_the_training_matrix_is_the_briefs_table():
    admin, manager, annotator = Role.ADMIN, Role.TEAM_MANAGER, Role.ANNOTATOR
    brief = [
        ("VIEW_BENCHMARK_SOURCE", {admin}),
        ("EDIT_SCORING_FUNCTION", {admin}),
        ("ADD_INSTRUCTIONS", {admin}),
        ("DELETE", {admin}),
        ("INVITE", {admin, manager}),
        ("MANAGE_TEAM", {admin}),
        ("MANAGE_ADMINS", {admin}),
        ("ANNOTATE", {annotator}),
        ("CONTROL_TASKS", {admin, manager}),
    ]

    assert [(permission.name, set(TRAINING_MATRIX[permission])) for permission in Permission][: len(brief)] == brief


def test_every_permission_stands_in_both_matrices():
    assert set(TRAINING_MATRIX) == set(ANNOTATION_MATRIX) == set(Permission)


def test_templates_ask_only_for_permissions_that_exist():
    known = {permission.name.lower() for permission in Permission}
    for template in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        asked = set(re.findall(r"\bcan\.(\w+)", template.read_text()))

        assert asked <= known, f"{template}: {asked - known}"


CREATOR_ROUTES = [
    route
    for route in ALL_ROUTES
    if not route.is_api and isinstance(route.view, type) and issubclass(route.view, CreatorView)
]


@pytest.mark.parametrize("route", CREATOR_ROUTES, ids=lambda route: route.name)
def test_only_people_who_may_create_reach_the_pages_of_the_library(route, world):
    draft = TrainingDraft.objects.create(owner=world["people"]["admin"], data={"title": "Draft"})
    group = TraineeGroup.objects.create(name="Group")
    person = world["people"]["annotator"].pk
    values = {"draft_uuid": draft.uuid, "group_uuid": group.uuid, "frame": 0, "position": 0, "person_id": person}
    arguments = [str(values.get(name, world["source_task"].uuid)) for name in route.parameters]
    url = "/" + re.sub(r"<[^>]+>", "{}", route.pattern).format(*arguments)
    client = Client()

    assert client.get(url).status_code == 302  # to the sign-in
    client.force_login(world["people"]["annotator"])
    assert {_ask(client, method, url) for method in _methods(route)} == {403}
