"""Projects of both kinds: list, make, open, change, delete, bring back; and who the caller is."""

from typing import Any

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.access import Access
from training.api.library_serializers import OntologyOpened
from training.api.operations import CreatingView, CreatorApiView, MemberApiView, Operation, ProjectApiView
from training.api.project_serializers import (
    DeletedShown,
    Deletion,
    Me,
    NewAnnotationProject,
    ProjectChange,
    ProjectOpened,
    ProjectShown,
)
from training.errors import InvalidError
from training.models import AccessToken, Membership, Project
from training.permissions import Permission, Role
from training.selectors.datasets import visible_datasets
from training.selectors.deletion import deleted_projects
from training.selectors.ontologies import visible_ontologies
from training.services.deletion import delete_project, restore_project
from training.services.projects import create_annotation_project, update_project

_WORDS = ("title", "description", "instructions")


class MeDetail(MemberApiView):
    """Whose rights a token carries."""

    operations = {"get": Operation(does="Who you are to the API, and your token's scopes", answer=Me)}

    def get(self, request: Request) -> Response:
        user: Any = request.user
        scopes = request.auth.scopes if isinstance(request.auth, AccessToken) else AccessToken.Scope.values
        fields = {name: getattr(user, name) for name in ("id", "email", "name", "may_create_projects")}
        return Response({**fields, "scopes": scopes})


class ProjectList(MemberApiView):
    """The projects that the caller is a member of."""

    operations = {
        "get": Operation(
            does="List your projects", answer=ProjectShown, is_page=True, query={"kind": "annotation or training"}
        )
    }

    def get(self, request: Request) -> Response:
        own = Membership.objects.filter(project=OuterRef("pk"), user=request.user.pk).values("role")[:1]
        role = Coalesce(Subquery(own), Value(Role.ADMIN.value), output_field=CharField())
        rows = Project.objects.visible_to(request.user).select_related("ontology").annotate(role=role)  # type: ignore[arg-type]
        if kind := request.query_params.get("kind"):
            rows = rows.filter(kind=kind)
        return self.page(request, rows)


class AnnotationProjectList(CreatingView, CreatorApiView):
    """Makes annotation projects."""

    operations = {
        "post": Operation(
            does="Make an annotation project", body=NewAnnotationProject, answer=ProjectOpened, status=201
        )
    }

    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        ontology = visible_ontologies(user=request.user).filter(uuid=given.pop("ontology")).first()
        datasets = list(visible_datasets(user=request.user).filter(uuid__in=given["datasets"]))
        if ontology is None:
            raise _invalid("ontology", _("There is no such ontology."))
        if len(datasets) != len(set(given.pop("datasets"))):
            raise _invalid("datasets", _("There is no such dataset."))
        project = create_annotation_project(actor=request.user, ontology=ontology, datasets=datasets, **given)
        return Response(opened(Access(request.user, project)), status=201)


class ProjectDetail(ProjectApiView):
    """One project."""

    permission = Permission.OPEN
    permissions = {"patch": Permission.CONTROL_TASKS, "delete": Permission.DELETE}
    operations = {
        "get": Operation(does="A project, with its ontology and what you may do in it", answer=ProjectOpened),
        "patch": Operation(does="Change a project's settings", body=ProjectChange, answer=ProjectOpened),
        "delete": Operation(does="Delete a project; it can be brought back for some days", body=Deletion, status=204),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(opened(self.access))

    def patch(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        if set(_WORDS) & set(given):
            self.access.require(Permission.ADD_INSTRUCTIONS)
        kept = {name: getattr(self.project, name) for name in (*_WORDS, "status")}
        update_project(actor=request.user, project=self.project, **{**kept, **given})
        return Response(opened(self.access))

    def delete(self, request: Request, **kwargs: Any) -> Response:
        delete_project(actor=request.user, project=self.project, **self.checked(request))
        return Response(status=204)


class DeletedProjectList(MemberApiView):
    """The deleted projects that the caller may bring back."""

    operations = {"get": Operation(does="List the deleted projects that you may bring back", answer=DeletedShown)}

    def get(self, request: Request) -> Response:
        return Response({"results": self.shown(request, deleted_projects(user=request.user), many=True)})


class ProjectRestore(MemberApiView):
    """POST: brings a deleted project back."""

    operations = {"post": Operation(does="Bring a deleted project back", answer=ProjectOpened)}

    def post(self, request: Request, *, deleted_uuid: Any) -> Response:
        project = get_object_or_404(Project.objects.exclude(deleted_at=None), uuid=deleted_uuid)
        access = Access(request.user, project)
        access.require(Permission.DELETE)
        restore_project(actor=request.user, project=project)
        return Response(opened(access))


def opened(access: Access) -> dict[str, Any]:
    """A project as the one sees it who has this access."""
    project = access.project
    sources = None
    if project.is_training and access.allows(Permission.VIEW_BENCHMARK_SOURCE):
        sources = [str(uuid) for uuid in project.sources.values_list("uuid", flat=True)]
    context = {"access": access, "sources": sources, "ontology": OntologyOpened(project.ontology).data}
    return dict(ProjectOpened(project, context=context).data)


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
