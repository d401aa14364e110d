"""The API's enforcers: the same Access as the pages', a token's scopes, and a default that lets no one in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission

from training.access import Access, present_projects, require_creator
from training.models import AccessToken
from training.permissions import Permission

if TYPE_CHECKING:  # the framework's views import their default permission from here
    from rest_framework.request import Request
    from rest_framework.views import APIView


class MemberPermission(BasePermission):
    """Everyone with an account; the view shows rows `visible_to` them alone. A token needs the scope of the request:
    to read, or what the view's ``write_scope`` names."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if isinstance(request.auth, AccessToken):
            scope = _scope(request, view)
            if scope not in request.auth.scopes:
                raise PermissionDenied(_("This token does not have the scope “%(scope)s”.") % {"scope": scope})
        return True


class CreatorPermission(MemberPermission):
    """Those who may create projects, ontologies and datasets."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        require_creator(request.user)
        return True


class ProjectPermission(MemberPermission):
    """Resolves the view's project and requires the view's ``permission``, or what its ``permissions`` name for the
    method; ``kind`` narrows it to one kind."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        project = get_object_or_404(present_projects(getattr(view, "kind", None)), uuid=view.kwargs["project_uuid"])
        access = Access(request.user, project)
        of_methods = getattr(view, "permissions", {})
        permission: Permission = view.permission  # type: ignore[attr-defined]
        access.require(of_methods.get(str(request.method).lower(), permission))
        view.project, view.access = project, access  # type: ignore[attr-defined]
        return True


class Closed(BasePermission):
    """The default of the API: no one, until the view names its permission."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


def _scope(request: Request, view: APIView) -> str:
    if request.method in SAFE_METHODS:
        return AccessToken.Scope.READ
    return getattr(view, "write_scope", AccessToken.Scope.MANAGE)
