"""A trainee group grows: whoever joins it joins the projects that it was added to."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from training.models import Project, TraineeGroup
from training.services.training_projects import add_trainees


@transaction.atomic
def grow_projects(*, actor: Any, group: TraineeGroup, people: Iterable[Any]) -> int:
    """Make people annotators, with their copies of every task, in the projects that have the group.

    Completed and deleted projects stay as they are. Whoever is a member already keeps their role. Returns how many
    projects took them in.
    """
    newcomers = [person for person in people if person.is_active]
    projects = group.projects.training().filter(deleted_at=None).exclude(status=Project.Status.COMPLETED).order_by("pk")
    for project in projects:
        add_trainees(actor=actor, project=project, trainees=newcomers)
    return len(projects)
