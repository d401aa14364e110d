"""Annotation projects, and what projects of both kinds have in common."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.locks import lock_project
from training.models import Dataset, DataUnit, LabelRow, Notification, Ontology, Project, SourceTask
from training.permissions import Role
from training.services.notifications import notify_members
from training.services.team import add_member, create_role_groups


@transaction.atomic
def create_annotation_project(
    *, actor: Any, title: str, description: str, ontology: Ontology, datasets: Iterable[Dataset]
) -> Project:
    """Make an annotation project with one task per data unit of its datasets; the actor becomes its admin."""
    project = Project.objects.create(
        kind=Project.Kind.ANNOTATION,
        title=_title(title),
        description=description,
        ontology=ontology,
        created_by=actor,
    )
    create_role_groups(project=project)
    add_member(actor=actor, project=project, user=actor, role=Role.ADMIN)
    for dataset in datasets:
        attach_dataset(actor=actor, project=project, dataset=dataset)
    return project


@transaction.atomic
def attach_dataset(*, actor: Any, project: Project, dataset: Dataset) -> int:
    """Add a dataset, and a task for each of its data units that has none yet; returns the number of new tasks."""
    lock_project(project.pk)  # two uploads that end together would both give the same tasks
    project.datasets.add(dataset)
    units = list(DataUnit.objects.filter(dataset=dataset).exclude(source_tasks__project=project))
    label_rows = LabelRow.objects.bulk_create(LabelRow(data_unit=unit) for unit in units)
    SourceTask.objects.bulk_create(
        SourceTask(project=project, data_unit=unit, label_row=label_row)
        for unit, label_row in zip(units, label_rows, strict=True)
    )
    return len(units)


@transaction.atomic
def update_project(
    *,
    actor: Any,
    project: Project,
    title: str,
    description: str,
    instructions: str,
    status: str,
    task_order: str = "",
) -> Project:
    """Change what Settings > General shows; without a `task_order` that stays as it is."""
    if instructions != project.instructions:
        notify_members(project=project, kind=Notification.Kind.INSTRUCTIONS, actor=actor)
    project.title = _title(title)
    project.description = description
    project.instructions = instructions
    project.status = Project.Status(status)
    project.task_order = Project.TaskOrder(task_order or project.task_order)
    project.save(update_fields=["title", "description", "instructions", "status", "task_order"])
    return project


def _title(title: str) -> str:
    if not title.strip():
        raise InvalidError(_("Give the project a name."))
    return title.strip()
