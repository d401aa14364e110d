"""What the wizard's steps offer to choose from."""

import math
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.models import Ontology, OntologyClass, Project, SourceTask, TraineeGroup
from training.permissions import Role

#: With fewer tasks than this, a score separates only the very good from the very bad.
FEW_TASKS = 25

_ELIGIBLE = Q(source_tasks__status__in=SourceTask.ELIGIBLE)


@dataclass(frozen=True)
class SourceChoice:
    """A source project as step 3 lists it; `reason` says why it cannot be chosen, or is empty."""

    project: Project
    n_eligible: int
    n_left_out: int
    reason: str


def offered_ontologies(*, user: Any) -> "QuerySet[Ontology]":
    """The ontologies the user may train on, with their classes."""
    active = Prefetch("classes", OntologyClass.objects.filter(archived=False), to_attr="active_classes")
    return Ontology.objects.visible_to(user).prefetch_related(active).order_by("title", "pk")


def source_choices(*, user: Any, ontology: Ontology) -> list[SourceChoice]:
    """The annotation projects that the user administers, those that fit first."""
    counted = administered_projects(user=user).annotate(
        n_eligible=Count("source_tasks", filter=_ELIGIBLE), n_tasks=Count("source_tasks")
    )
    choices = [_choice(project, ontology) for project in counted.select_related("ontology").order_by("title", "pk")]
    return sorted(choices, key=lambda choice: bool(choice.reason))


def administered_projects(*, user: Any) -> "QuerySet[Project]":
    """The annotation projects in which the user is an admin."""
    visible = Project.objects.visible_to(user).annotation()
    if user.is_superuser:
        return visible
    return visible.filter(memberships__user=user, memberships__role=Role.ADMIN.value)


def people(*, search: str = "") -> "QuerySet[Any]":
    """People with an active account, by name."""
    rows = get_user_model()._default_manager.filter(is_active=True).order_by("name", "email", "pk")
    return rows.filter(Q(name__icontains=search) | Q(email__icontains=search)) if search else rows


def groups() -> "QuerySet[TraineeGroup]":
    """The trainee groups with the number of their members."""
    return TraineeGroup.objects.annotate(n_members=Count("members", filter=Q(members__is_active=True)))


def _choice(project: Any, ontology: Ontology) -> SourceChoice:
    reason = ""
    if project.ontology_id != ontology.pk:
        reason = _("Uses another ontology: %(title)s") % {"title": project.ontology.title}
    elif not project.n_eligible:
        reason = _("Has no task In review or Completed yet")
    return SourceChoice(project, project.n_eligible, project.n_tasks - project.n_eligible, reason)


def expected_precision(n_tasks: int) -> str:
    """How sure a trainee's score over so many tasks can be, in plain words: half the width of its 95 % interval.

    The half-width shrinks with the square root of the number of tasks; 46 points is what simulation gives for one.
    """
    points = min(50, round(46 / math.sqrt(max(n_tasks, 1))))
    return ngettext(
        "With %(n)d task, expect a trainee's score to be off by up to %(points)d points.",
        "With %(n)d tasks, expect a trainee's score to be off by up to %(points)d points.",
        n_tasks,
    ) % {"n": n_tasks, "points": points}
