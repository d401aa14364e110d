"""Answers Encord's SDK in its own words: a project, an ontology, and one address for all questions about label rows."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from training.access import Access, present_projects
from training.api.operations import MemberApiView, ProjectApiView
from training.encord.rows import content, is_uuid, metadata, rows_of, save_rows
from training.errors import DomainError
from training.formats.support.encord_ontology import write_ontology
from training.models import AccessToken, Ontology, Project
from training.permissions import Permission, Role

#: Roles in the SDK's numbers.
_ROLES = {Role.ADMIN: 0, Role.ANNOTATOR: 1, Role.TEAM_MANAGER: 4}
_STATUS: dict[str, str] = {
    Project.Status.ACTIVE: "IN_PROGRESS",
    Project.Status.PAUSED: "PAUSED",
    Project.Status.COMPLETED: "COMPLETED",
}
_OK = 200


class SdkProject(ProjectApiView):
    """A project with its ontology; the source projects are named to those who may see them."""

    permission = Permission.OPEN

    def get(self, request: Request, **kwargs: Any) -> Response:
        project = self.project
        may_see = project.is_training and self.access.allows(Permission.VIEW_BENCHMARK_SOURCE)
        membership = project.memberships.filter(user=self.access.user).first()
        return Response(
            {
                "projectHash": project.uuid,
                "projectType": "workflow",
                "status": _STATUS[project.status],
                "title": project.title,
                "description": project.description,
                "createdAt": project.created_at,
                "creatorEmail": project.created_by.email,
                "lastEditedAt": project.created_at,
                "ontologyHash": project.ontology.uuid,
                "editorOntology": write_ontology(list(project.ontology.classes.all())),
                "userRole": _ROLES[Role(membership.role) if membership else Role.ADMIN],
                "sourceProjects": list(project.sources.values_list("uuid", flat=True)) if may_see else None,
            }
        )


class SdkOntology(MemberApiView):
    """An ontology of a project that the caller is a member of, or one of their own."""

    def get(self, request: Request, *, ontology_uuid: Any) -> Response:
        user: Any = request.user
        of_projects = Project.objects.visible_to(user).values("ontology")
        rows = Ontology.objects.filter(pk__in=of_projects) | Ontology.objects.filter(created_by=user)
        ontology = get_object_or_404(rows, uuid=ontology_uuid)
        return Response(
            {
                "ontologyUuid": ontology.uuid,
                "title": ontology.title,
                "description": ontology.description,
                "editor": write_ontology(list(ontology.classes.all())),
                "createdAt": ontology.created_at,
                "lastEditedAt": ontology.created_at,
                "userRole": 0 if ontology.created_by_id == user.pk else 1,
            }
        )


class SdkQuery(MemberApiView):
    """POST {query_type, query_method, values: {uid, payload}}; the project stands in the header ResourceID.

    The answer is always 200, with the status inside, as the SDK expects it.
    """

    # What is asked decides: reading needs the scope to read alone, though it is a POST.
    write_scope = AccessToken.Scope.READ

    def post(self, request: Request) -> Response:
        asked: Any = request.data if isinstance(request.data, dict) else {}
        answer = _ANSWERS.get((str(asked.get("query_type")), str(asked.get("query_method"))))
        values = asked.get("values")
        if answer is None or not isinstance(values, dict):
            return _refused(405, "METHOD_NOT_ALLOWED_ERROR")
        try:
            access = _access(request)
            return Response({"status": _OK, "response": answer(request, access, values)})
        except Http404:
            return _refused(404, "RESOURCE_NOT_FOUND_ERROR")
        except PermissionDenied:
            return _refused(403, "AUTHORISATION_ERROR")
        except DomainError as error:
            return _refused(error.status_code, "INVALID_ARGUMENTS_ERROR", error.message)


def _access(request: Request) -> Access:
    wanted = request.headers.get("ResourceID", "")
    if not is_uuid(wanted):
        raise Http404
    access = Access(request.user, get_object_or_404(present_projects(), uuid=wanted))
    access.require(Permission.OPEN)
    return access


def _list(request: Request, access: Access, values: dict[str, Any]) -> Any:
    payload = values.get("payload")
    asked: dict[str, Any] = payload if isinstance(payload, dict) else {}
    rows = rows_of(access, label_hashes=asked.get("label_hashes"))
    if isinstance(hashes := asked.get("data_hashes"), list):
        rows = [row for row in rows if str(row.unit.uuid) in hashes]
    if title := asked.get("data_title_eq"):
        rows = [row for row in rows if row.unit.title == title]
    return [metadata(row) for row in rows]


def _read(request: Request, access: Access, values: dict[str, Any]) -> Any:
    wanted = values.get("uid")
    hashes = wanted if isinstance(wanted, list) else [wanted]
    rows = rows_of(access, label_hashes=hashes)
    if len(rows) != len(set(map(str, hashes))):
        raise Http404
    return [content(row, access) for row in rows]


def _save(request: Request, access: Access, values: dict[str, Any]) -> Any:
    if isinstance(request.auth, AccessToken) and AccessToken.Scope.LABEL not in request.auth.scopes:
        raise PermissionDenied
    payload = values.get("payload")
    labels = payload.get("labels") if isinstance(payload, dict) else None
    save_rows(access, labels if isinstance(labels, list) else [payload])
    return True


_ANSWERS: dict[tuple[str, str], Callable[[Request, Access, dict[str, Any]], Any]] = {
    ("labelrowmetadata", "GET"): _list,
    ("labelrow", "GET"): _read,
    ("labelrow", "POST"): _save,
}


def _refused(status: int, word: str, sentence: str = "") -> Response:
    return Response({"status": status, "response": [word], "payload": sentence or None})
