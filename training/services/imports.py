"""Labels from files: read by one of the formats, and stored whole or not at all."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.documents import clean_document, n_labels
from training.errors import InvalidError
from training.formats import FORMATS, MAX_PROBLEMS, ImportPlan, Problem
from training.locks import lock_source_tasks
from training.models import DataUnit, LabelClassification, LabelObject, OntologyClass, Project, SourceTask
from training.services.activity import require_active
from training.services.labels import frame_sizes, save_document
from training.services.source_tasks import note_labels

Status = SourceTask.Status

#: What imported labels may become; "not started" would contradict them.
STATUSES_AFTER = (Status.IN_PROGRESS, Status.IN_REVIEW, Status.COMPLETED)

#: Data units that a page lists of a dry run; the rest is counted.
MAX_LINES = 500


@dataclass(frozen=True)
class ImportResult:
    """How much an import stored, and what of the file it leaves out."""

    n_units: int
    n_labels: int
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class ImportLine:
    """What an import would do to one data unit; `is_labelled` says that it holds labels, which would be replaced."""

    title: str
    n_objects: int
    n_classifications: int
    n_labels: int
    status: str
    is_labelled: bool


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do; `n_others` data units of the project are not in the file, and stay as they are."""

    file_name: str
    lines: Sequence[ImportLine]
    notes: Sequence[str]
    n_others: int

    @property
    def n_labels(self) -> int:
        """All labels of the file."""
        return sum(line.n_labels for line in self.lines)

    @property
    def shown(self) -> Sequence[ImportLine]:
        """As many as a page takes."""
        return self.lines[:MAX_LINES]

    @property
    def n_hidden(self) -> int:
        """The rest."""
        return len(self.lines) - len(self.shown)


class ImportRefusedError(InvalidError):
    """Nothing was imported; `errors` are dicts {file, where, field, message}, of which there may be more than shown."""

    def __init__(self, *, file_name: str, problems: Sequence[Problem], n_problems: int) -> None:
        message = ngettext(
            "Nothing was imported: %(file)s has %(count)d problem.",
            "Nothing was imported: %(file)s has %(count)d problems.",
            n_problems,
        )
        super().__init__(
            message % {"file": file_name, "count": n_problems},
            errors=[
                {"file": file_name, "where": problem.where, "field": problem.field, "message": problem.message}
                for problem in problems
            ],
        )
        self.file_name = file_name
        self.n_problems = n_problems


def import_labels(
    *, actor: Any, project: Project, format_name: str, upload: IO[bytes], replace: bool, status_after: str
) -> ImportResult:
    """Read a file of labels into an annotation project, and move its tasks to `status_after`.

    Data units that hold labels already keep them, unless `replace` is chosen; without it they are a problem, and any
    problem at all means that nothing is stored.

    Raises:
        ImportRefusedError: the file or the project's state does not allow it; every problem is named.
        InvalidError: an unknown format or status.
        ClosedError: the project is not active.
    """
    plan, file_name = _read(project, format_name, upload, status_after)
    return _store(actor, project, plan, file_name, replace=replace, status_after=Status(status_after))


def preview_import(
    *, project: Project, format_name: str, upload: IO[bytes], replace: bool, status_after: str
) -> ImportPreview:
    """What `import_labels` would do with the same arguments; stores nothing, and is refused for the same reasons."""
    plan, file_name = _read(project, format_name, upload, status_after)
    tasks = list(_tasks(project))
    chosen = [task for task in tasks if task.data_unit_id in plan.documents]
    if not replace:
        _refuse_labelled(chosen, file_name)
    lines = [_line(task, plan.documents[task.data_unit_id]) for task in chosen]
    return ImportPreview(file_name, lines, plan.notes, len(tasks) - len(chosen))


def plan_import(*, project: Project, format_name: str, upload: IO[bytes]) -> ImportPlan:
    """What an import of this file would store, and all that is wrong with it; stores nothing."""
    units = {unit.pk: unit for unit in DataUnit.objects.filter(source_tasks__project=project)}
    classes = list(project.ontology.classes.all())
    plan = FORMATS[format_name].parse(upload, classes, units.values())
    by_hash = {item.feature_hash: item for item in classes}
    problems = [
        Problem(_where(units[pk], fault["where"]), "", fault["message"])
        for pk, document in plan.documents.items()
        for fault in _faults(document, by_hash, units[pk])
    ]
    if problems:
        return ImportPlan({}, problems[:MAX_PROBLEMS], len(problems), plan.notes)
    return plan


def _read(project: Project, format_name: str, upload: IO[bytes], status_after: str) -> tuple[ImportPlan, str]:
    require_active(project)
    if format_name not in FORMATS:
        raise InvalidError(_("There is no label format “%(name)s”.") % {"name": format_name})
    if status_after not in STATUSES_AFTER:
        raise InvalidError(_("Imported labels are in progress, in review or completed."))
    file_name = os.path.basename(upload.name) or _("the file")
    plan = plan_import(project=project, format_name=format_name, upload=upload)
    _refuse(file_name, plan.problems, plan.n_problems)
    return plan, file_name


def _faults(document: dict[str, Any], classes: dict[str, OntologyClass], unit: DataUnit) -> Sequence[dict[str, str]]:
    """What the portal itself has against a document: the last word on what a format made of a file."""
    try:
        clean_document(document, classes=classes, frames=frame_sizes(unit))
    except InvalidError as error:
        return error.errors or [{"where": "", "message": error.message}]
    return ()


def _where(unit: DataUnit, place: str) -> str:
    where = _("data unit “%(title)s”") % {"title": unit.title}
    return f"{where}, {place}" if place else where


@transaction.atomic
def _store(
    actor: Any, project: Project, plan: ImportPlan, file_name: str, *, replace: bool, status_after: Status
) -> ImportResult:
    lock_source_tasks([project])
    tasks = [task for task in _tasks(project) if task.data_unit_id in plan.documents]
    if not replace:
        _refuse_labelled(tasks, file_name)
    for task in tasks:
        planned = plan.documents[task.data_unit_id]
        # What the file does not speak of is gone, too: a save leaves frames alone that are not sent.
        emptied: dict[str, list[Any]] = {
            str(frame): [] for frame in task.label_row.frames.values_list("frame", flat=True)
        }
        document = {**planned, "frames": emptied | planned["frames"], "revision": task.label_row.revision}
        save_document(actor=actor, label_row=task.label_row, document=document, ontology=project.ontology)
        task.status = status_after
        note_labels(task)
        task.save(update_fields=["status", "labels_sha256", "updated_at"])
    total = sum(n_labels(plan.documents[task.data_unit_id]) for task in tasks)
    return ImportResult(n_units=len(tasks), n_labels=total, notes=plan.notes)


def _tasks(project: Project) -> QuerySet[SourceTask]:
    """Every task of the project, and whether it has labels."""
    has_objects = Exists(LabelObject.objects.filter(label_row=OuterRef("label_row")))
    has_classifications = Exists(LabelClassification.objects.filter(label_row=OuterRef("label_row")))
    rows = SourceTask.objects.filter(project=project)
    rows = rows.select_related("label_row", "data_unit").annotate(has_labels=Q(has_objects) | Q(has_classifications))
    return rows.order_by("data_unit__title", "pk")


def _line(task: SourceTask, document: dict[str, Any]) -> ImportLine:
    return ImportLine(
        title=task.data_unit.title,
        n_objects=len(document["objects"]),
        n_classifications=len(document["classifications"]),
        n_labels=n_labels(document),
        status=task.status,
        is_labelled=_is_labelled(task),
    )


def _refuse_labelled(tasks: Sequence[SourceTask], file_name: str) -> None:
    problems = [_labelled_problem(task) for task in tasks if _is_labelled(task)]
    _refuse(file_name, problems[:MAX_PROBLEMS], len(problems))


def _is_labelled(task: SourceTask) -> bool:
    """An empty picture that someone handed in is a truth as well."""
    return task.has_labels or task.status in SourceTask.ELIGIBLE  # type: ignore[attr-defined]


def _labelled_problem(task: SourceTask) -> Problem:
    message = _("This data unit has labels already (%(status)s). Choose to replace existing labels, or leave it out.")
    where = _("data unit “%(title)s”") % {"title": task.data_unit.title}
    return Problem(where, "", message % {"status": task.get_status_display()})


def _refuse(file_name: str, problems: Sequence[Problem], n_problems: int) -> None:
    if n_problems:
        raise ImportRefusedError(file_name=file_name, problems=problems, n_problems=n_problems)
