"""Labels from files: read by one of the formats, and stored whole or not at all."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.errors import InvalidError
from training.formats import FORMATS, MAX_PROBLEMS, ImportPlan, Problem
from training.locks import lock_source_tasks
from training.models import DataUnit, LabelClassification, LabelObject, Project, SourceTask
from training.services.activity import require_active
from training.services.labels import save_document
from training.services.source_tasks import note_labels

Status = SourceTask.Status

#: What imported labels may become; "not started" would contradict them.
STATUSES_AFTER = (Status.IN_PROGRESS, Status.IN_REVIEW, Status.COMPLETED)


@dataclass(frozen=True)
class ImportResult:
    """How much an import stored."""

    n_units: int
    n_labels: int


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
    require_active(project)
    if format_name not in FORMATS:
        raise InvalidError(_("There is no label format “%(name)s”.") % {"name": format_name})
    if status_after not in STATUSES_AFTER:
        raise InvalidError(_("Imported labels are in progress, in review or completed."))
    file_name = os.path.basename(upload.name) or _("the file")
    plan = plan_import(project=project, format_name=format_name, upload=upload)
    _refuse(file_name, plan.problems, plan.n_problems)
    return _store(actor, project, plan, file_name, replace=replace, status_after=Status(status_after))


def plan_import(*, project: Project, format_name: str, upload: IO[bytes]) -> ImportPlan:
    """What an import of this file would store, and all that is wrong with it; stores nothing."""
    units = DataUnit.objects.filter(source_tasks__project=project)
    return FORMATS[format_name].parse(upload, project.ontology.classes.all(), units)


@transaction.atomic
def _store(
    actor: Any, project: Project, plan: ImportPlan, file_name: str, *, replace: bool, status_after: Status
) -> ImportResult:
    tasks = [task for task in _locked_tasks(project) if task.data_unit_id in plan.documents]
    if not replace:
        problems = [_labelled_problem(task) for task in tasks if _is_labelled(task)]
        _refuse(file_name, problems[:MAX_PROBLEMS], len(problems))
    for task in tasks:
        document = {**plan.documents[task.data_unit_id], "revision": task.label_row.revision}
        save_document(actor=actor, label_row=task.label_row, document=document, ontology=project.ontology)
        task.status = status_after
        note_labels(task)
        task.save(update_fields=["status", "labels_sha256", "updated_at"])
    n_labels = sum(len(plan.documents[task.data_unit_id]["objects"]) for task in tasks)
    return ImportResult(n_units=len(tasks), n_labels=n_labels)


def _locked_tasks(project: Project) -> list[SourceTask]:
    """Every task of the project, as it stays until the import is done."""
    lock_source_tasks([project])
    has_objects = Exists(LabelObject.objects.filter(label_row=OuterRef("label_row")))
    has_classifications = Exists(LabelClassification.objects.filter(label_row=OuterRef("label_row")))
    rows = SourceTask.objects.filter(project=project)
    rows = rows.select_related("label_row", "data_unit").annotate(has_labels=Q(has_objects) | Q(has_classifications))
    return list(rows.order_by("data_unit__title", "pk"))


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
