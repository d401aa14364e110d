"""The deleted projects that can still be brought back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from training.models import Project
from training.permissions import Role


@dataclass(frozen=True)
class DeletedProject:
    """A deleted project, and the moment at which it is gone for good."""

    project: Project
    gone_at: datetime


def deleted_projects(*, user: Any) -> "list[DeletedProject]":
    """What the user may bring back: the deleted projects that they are an admin of, the last deleted first."""
    kept = timedelta(days=settings.DELETED_PROJECT_DAYS)
    rows = Project.objects.filter(is_ready=True, deleted_at__gte=timezone.now() - kept)
    if not user.is_superuser:
        rows = rows.filter(memberships__user=user, memberships__role=Role.ADMIN.value)
    return [
        DeletedProject(project, project.deleted_at + kept)
        for project in rows.order_by("-deleted_at", "-pk")
        if project.deleted_at is not None
    ]
