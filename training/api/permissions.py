"""The API's enforcers: the same Access as the pages', and a default that lets no one in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from rest_framework.permissions import BasePermission

from training.access import Access, present_projects

if TYPE_CHECKING:  # the framework's views import their default permission from here
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ProjectPermission(BasePermission):
    """Resolves the view's project and requires the view's ``permission``; ``kind`` narrows it to one kind."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        project = get_object_or_404(present_projects(getattr(view, "kind", None)), uuid=view.kwargs["project_uuid"])
        access = Access(request.user, project)
        access.require(view.permission)  # type: ignore[attr-defined]
        view.project, view.access = project, access  # type: ignore[attr-defined]
        return True


class Closed(BasePermission):
    """The default of the API: no one, until the view names its permission."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False
