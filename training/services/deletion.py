"""Deleting a project: it is out of sight at once, comes back for some days if wanted, and is then gone for good."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.errors import ClosedError, InvalidError
from training.jobs import job
from training.locks import lock_project
from training.models import (
    BenchmarkRevision,
    BenchmarkTask,
    DataFile,
    Dataset,
    EvaluationLabel,
    LabelRow,
    LabelSnapshot,
    Project,
    SourceTask,
    Task,
    TaskClassStat,
    TaskEvaluation,
    TaskScore,
    Upload,
    UploadedFile,
)
from training.services.instructions import remove_instructions_file

#: Rows deleted in one transaction: SQLite's one writer must not be held for long.
BATCH = 5000


@transaction.atomic
def delete_project(*, actor: Any, project: Project, name: str, takes_datasets: bool = False) -> Project:
    """Put a project out of sight; `name` is what was typed, and must be the project's.

    With `takes_datasets`, the datasets that nothing else uses go with it for good.

    Raises:
        InvalidError: another name was typed.
    """
    lock_project(project.pk)
    if " ".join(name.split()) != " ".join(project.title.split()):
        message = _("Type the project's name exactly as it is: %(title)s") % {"title": project.title}
        raise InvalidError(message, errors=[{"where": "name", "message": message}])
    project.deleted_at, project.takes_datasets = timezone.now(), takes_datasets
    project.save(update_fields=["deleted_at", "takes_datasets"])
    return project


@transaction.atomic
def restore_project(*, actor: Any, project: Project) -> Project:
    """Bring a deleted project back as it was.

    Raises:
        ClosedError: its time is over.
    """
    lock_project(project.pk)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.deleted_at is not None and project.deleted_at < purge_before():
        raise ClosedError(_("The time to bring “%(title)s” back is over.") % {"title": project.title})
    project.deleted_at = None
    project.save(update_fields=["deleted_at"])
    return project


def discard_project(*, project_id: int) -> None:
    """Delete for good what nobody has seen: a project that could not be made whole."""
    Project.objects.filter(pk=project_id, is_ready=False).update(deleted_at=purge_before() - timedelta(days=1))
    purge_project.enqueue(project_id=project_id)


def purge_before() -> Any:
    """Projects deleted before this moment are gone for good."""
    return timezone.now() - timedelta(days=settings.DELETED_PROJECT_DAYS)


def due_for_purge() -> "models.QuerySet[Project]":
    """The deleted projects whose time is over."""
    return Project.objects.filter(deleted_at__lt=purge_before()).order_by("pk")


@job
def purge_project(*, project_id: int) -> None:
    """Delete a project's rows for good, in small transactions; a repeat goes on where the last run ended.

    Data units belong to their datasets, which projects share: they go with the last project, if that was wanted.
    """
    project = due_for_purge().filter(pk=project_id).first()
    if project is None:
        return
    for function in project.functions.all():
        _delete_all(TaskScore.objects.filter(function=function), key="task_id")
    for model in (EvaluationLabel, TaskClassStat, TaskEvaluation):
        _delete_all(model._default_manager.filter(project_id=project_id))
    _purge_tasks(Task.objects.filter(project=project), ("label_row_id", "submission_id"))
    _purge_tasks(SourceTask.objects.filter(project=project), ("label_row_id",))
    datasets = list(project.datasets.values_list("pk", flat=True)) if project.takes_datasets else []
    with transaction.atomic():
        snapshots = list(project.benchmark_tasks.values_list("snapshot_id", flat=True))
        revisions = BenchmarkRevision.objects.filter(benchmark_task__project=project)
        snapshots += revisions.values_list("snapshot_id", flat=True)
        project.benchmark_tasks.all().delete()
        LabelSnapshot.objects.filter(pk__in=snapshots).delete()
        Project.objects.filter(pk=project_id).update(applied_function=None, previous_function=None)
        remove_instructions_file(actor=None, project=project)
        groups = list(project.role_groups.values_list("group_id", flat=True))
        Project.objects.get(pk=project_id).delete()
        Group.objects.filter(pk__in=groups).delete()
    for dataset in Dataset.objects.filter(pk__in=datasets):
        _purge_dataset(dataset)


def _purge_dataset(dataset: Dataset) -> None:
    """Delete a dataset and its files, unless a project or a benchmark uses it."""
    files = DataFile.objects.filter(data_unit__dataset=dataset)
    with transaction.atomic():
        if dataset.projects.exists() or BenchmarkTask.objects.filter(data_unit__dataset=dataset).exists():
            return
        names = set(files.values_list("file", flat=True))
        parts = UploadedFile.objects.filter(upload__dataset=dataset).values_list("parts", flat=True)
        received = {name for row in parts for name in row}
        Upload.objects.filter(dataset=dataset).delete()
        dataset.data_units.all().delete()
        dataset.delete()
    # A file is kept under the hash of its content: another dataset may hold the same picture.
    shared = set(DataFile.objects.filter(file__in=names).values_list("file", flat=True)) if names else set()
    for name in (names - shared) | received:
        DataFile._meta.get_field("file").storage.delete(name)


def _purge_tasks(tasks: "models.QuerySet[Any]", columns: tuple[str, ...]) -> None:
    """Delete tasks with the label rows and snapshots that are theirs alone."""
    while rows := list(tasks.order_by("pk").values("pk", *columns)[: BATCH // 10]):
        with transaction.atomic():
            tasks.filter(pk__in=[row["pk"] for row in rows]).delete()
            LabelRow.objects.filter(pk__in=_present(rows, "label_row_id")).delete()
            LabelSnapshot.objects.filter(pk__in=_present(rows, "submission_id")).delete()


def _present(rows: list[dict[str, Any]], column: str) -> list[int]:
    return [row[column] for row in rows if row.get(column) is not None]


def _delete_all(rows: "models.QuerySet[Any]", *, key: str = "pk") -> None:
    while keys := list(rows.order_by(key).values_list(key, flat=True)[:BATCH]):
        # A range and not a list of ids: one statement, whatever the number.
        rows.filter(**{f"{key}__gte": keys[0], f"{key}__lte": keys[-1]}).delete()
