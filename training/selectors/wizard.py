"""What the wizard's steps offer to choose from."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.models import Ontology, OntologyClass, Project, SourceTask, TraineeGroup, TrainingDraft
from training.permissions import Role

#: With fewer tasks than this, a score separates only the very good from the very bad.
FEW_TASKS = 25

#: Half the width of the 95 % interval of a trainee's score in points, by the number of tasks: what simulation gives.
PRECISION = ((1, 46), (4, 23), (25, 9), (50, 6), (100, 4))
Status = SourceTask.Status


@dataclass(frozen=True)
class SourceChoice:
    """A source project as step 3 lists it, with its tasks by status; `reason` says why it cannot be chosen.

    A reason holds whatever is asked for; with Completed tasks alone, `n_completed` may still be 0.
    """

    project: Project
    n_not_started: int
    n_in_progress: int
    n_in_review: int
    n_completed: int
    reason: str

    def n_eligible(self, *, completed_only: bool) -> int:
        """How many of its tasks become the benchmark."""
        return self.n_completed if completed_only else self.n_completed + self.n_in_review

    @property
    def facts(self) -> list[str]:
        """What counts and what is left out, in words."""
        out = [
            words % {"n": n}
            for n, words in ((self.n_in_progress, _("%(n)d In progress")), (self.n_not_started, _("%(n)d Not started")))
            if n
        ]
        counted = [
            words % {"n": n}
            for n, words in ((self.n_completed, _("%(n)d Completed")), (self.n_in_review, _("%(n)d In review")))
            if n
        ]
        return [*counted, *([_("left out: %(tasks)s") % {"tasks": ", ".join(out)}] if out else [])]


def offered_ontologies(*, user: Any) -> "QuerySet[Ontology]":
    """The ontologies the user may train on, with their classes."""
    active = Prefetch("classes", OntologyClass.objects.filter(archived=False), to_attr="active_classes")
    return Ontology.objects.visible_to(user).prefetch_related(active).order_by("title", "pk")


def source_choices(*, user: Any, ontology: Ontology) -> list[SourceChoice]:
    """The annotation projects that the user sees, those that fit first."""
    counts = {f"n_{status}": Count("source_tasks", filter=Q(source_tasks__status=status)) for status in Status}
    visible = Project.objects.visible_to(user).annotation().order_by("title", "pk")
    administered = set(administered_projects(user=user).values_list("pk", flat=True))
    projects = Project.objects.filter(pk__in=visible.values("pk")).annotate(**counts)
    choices = [
        _choice(project, ontology, is_admin=project.pk in administered)
        for project in projects.select_related("ontology").order_by("title", "pk")
    ]
    return sorted(choices, key=lambda choice: bool(choice.reason))


def administered_projects(*, user: Any) -> "QuerySet[Project]":
    """The annotation projects in which the user is an admin."""
    visible = Project.objects.visible_to(user).annotation()
    if user.is_superuser:
        return visible
    return visible.filter(memberships__user=user, memberships__role=Role.ADMIN.value)


def unfinished_drafts(*, user: Any) -> "QuerySet[TrainingDraft]":
    """The user's drafts, with those whose project is being made in the background."""
    return TrainingDraft.objects.filter(owner=user).exclude(project__is_ready=True)


def people(*, search: str = "") -> "QuerySet[Any]":
    """People with an active account, by name."""
    rows = get_user_model()._default_manager.filter(is_active=True).order_by("name", "email", "pk")
    return rows.filter(Q(name__icontains=search) | Q(email__icontains=search)) if search else rows


def groups() -> "QuerySet[TraineeGroup]":
    """The trainee groups with the number of their members."""
    return TraineeGroup.objects.annotate(n_members=Count("members", filter=Q(members__is_active=True)))


def expected_precision(n_tasks: int) -> str:
    """How sure a trainee's score over so many tasks can be, in plain words: half the width of its 95 % interval."""
    return ngettext(
        "With %(n)d task, expect a trainee's score to be off by up to %(points)d points.",
        "With %(n)d tasks, expect a trainee's score to be off by up to %(points)d points.",
        n_tasks,
    ) % {"n": n_tasks, "points": half_width(n_tasks)}


def half_width(n_tasks: int) -> int:
    """Points that a score may be off by; between the numbers that were simulated, and beyond, on a power curve."""
    pairs = list(pairwise(PRECISION))
    (low, wide), (high, narrow) = next((pair for pair in pairs if n_tasks <= pair[1][0]), pairs[-1])
    power = math.log(narrow / wide) / math.log(high / low)
    return max(1, round(wide * (max(n_tasks, 1) / low) ** power))


def _choice(project: Any, ontology: Ontology, *, is_admin: bool) -> SourceChoice:
    counts = {f"n_{status}": getattr(project, f"n_{status}") for status in Status}
    reason = ""
    if project.ontology_id != ontology.pk:
        reason = _("Uses another ontology: %(title)s") % {"title": project.ontology.title}
    elif not is_admin:
        reason = _("You are not an admin of it: only admins may train others on its labels")
    elif not counts["n_in_review"] + counts["n_completed"]:
        reason = _("Has no task In review or Completed yet")
    return SourceChoice(project=project, reason=reason, **counts)
