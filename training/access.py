"""The one object that answers "may this user do this here?", and the enforcers that views inherit."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import View
from guardian.core import ObjectPermissionChecker

from training.models import Project
from training.permissions import Permission, Role, granted_to


class Access:
    """What one user may do in one project. Guardian is asked once, with two queries, and the answer is kept."""

    def __init__(self, user: Any, project: Project) -> None:
        self.user = user
        self.project = project

    @cached_property
    def granted(self) -> frozenset[Permission]:
        """The user's permissions here. Guardian says yes to everything for a superuser, "annotate" included, which the
        matrix denies to admins: so a superuser is taken as an admin."""
        if self.user.is_superuser:
            return granted_to(Role.ADMIN, kind=self.project.kind)
        codenames = ObjectPermissionChecker(self.user).get_perms(self.project)
        return frozenset(Permission(codename) for codename in codenames)

    def allows(self, permission: Permission) -> bool:
        return permission in self.granted

    def require(self, permission: Permission) -> None:
        """404 for a stranger, who must not learn that the project exists; 403 for a member without the right."""
        if not self.granted:
            raise Http404
        if permission not in self.granted:
            raise PermissionDenied(_("Your role in this project does not include it. Ask one of the project’s admins."))

    @property
    def sees_benchmark(self) -> bool:
        """Whether the benchmark's labels stand beside submissions: for admins, and for team managers where a setting
        of the project says so. The source projects themselves stay what the matrix makes them."""
        may = self.project.managers_see_benchmark and self.allows(Permission.VIEW_SUMMARY)
        return may or self.allows(Permission.VIEW_BENCHMARK_SOURCE)

    @cached_property
    def can(self) -> dict[str, bool]:
        """For templates: ``{% if can.invite %}``; every permission stands here, so a typo is an error in the tests."""
        return {permission.name.lower(): permission in self.granted for permission in Permission}


class ProjectView(View):
    """A page of a project. It names its permission; there is no default."""

    permission: Permission
    #: The kind of project the page belongs to; None for pages of both kinds.
    kind: str | None = None
    project: Project
    access: Access

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.project = get_object_or_404(present_projects(self.kind), uuid=kwargs.pop("project_uuid"))
        self.access = Access(request.user, self.project)
        self.access.require(self.permission)
        return super().dispatch(request, *args, **kwargs)

    def page(self, **context: Any) -> dict[str, Any]:
        """The context that every page of a project shares."""
        return {"project": self.project, "can": self.access.can, **context}


class CreatorView(View):
    """A page for those who may create projects, ontologies and datasets; there is no project to ask about."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_creator(request.user)
        return super().dispatch(request, *args, **kwargs)


class MemberView(View):
    """A page for everyone with an account; it shows rows `visible_to` the user alone."""


def require_creator(user: Any) -> None:
    """Refuse those who may not create projects, ontologies and datasets, and add people."""
    if not (user.may_create_projects or user.is_superuser):
        raise PermissionDenied(_("Your account may not create projects. Ask an administrator of the portal."))


def present_projects(kind: str | None = None) -> "models.QuerySet[Project]":
    """The projects of one kind, or both, that are neither deleted nor being made: what enforcers look in first."""
    present = Project.objects.filter(deleted_at=None, is_ready=True).select_related(
        "ontology", "applied_function", "previous_function", "instructions_file"
    )
    return present.filter(kind=kind) if kind else present
