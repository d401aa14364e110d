"""Label rows as the SDK reads and writes them: source tasks of annotation projects, one's own tasks of training ones.

Nothing that a trainee is told leads to the benchmark: task and project stand for data unit and dataset.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.access import Access
from training.errors import InvalidError
from training.formats.base import LabelledUnit, Problems
from training.formats.support.encord_read import RowReader
from training.formats.support.encord_write import DATA_TYPES, write_row
from training.formats.support.targets import Pictures, sizes_of
from training.models import Dataset, DataUnit, LabelRow, SourceTask, Task
from training.permissions import Permission
from training.services.labels import read_document
from training.services.source_tasks import save_labels
from training.services.tasks import save_task_labels

Entry = dict[str, Any]


@dataclass
class Row:
    """A task in the SDK's eyes. Its label hash is the task's id, its data hash the data unit's."""

    task: SourceTask | Task

    @cached_property
    def unit(self) -> DataUnit:
        if isinstance(self.task, SourceTask):
            return self.task.data_unit
        unit, project = copy.copy(self.task.benchmark_task.data_unit), self.task.project
        unit.uuid, unit.title = self.task.uuid, self.task.benchmark_task.title
        unit.dataset = Dataset(uuid=project.uuid, title=project.title)
        unit.created_at = project.created_at
        return unit

    @property
    def label_row(self) -> LabelRow | None:
        return self.task.label_row

    @property
    def labelled(self) -> LabelledUnit:
        """With its labels, for the format."""
        return LabelledUnit(
            unit=self.unit,
            name=self.unit.title,
            document=read_document(self.label_row),
            sizes=sizes_of(self.unit),
            label_id=self.task.uuid,
            status=self.task.status,
            created_at=self.unit.created_at,
            edited_at=self.label_row.saved_at if self.label_row else None,
        )


def rows_of(access: Access, *, label_hashes: Iterable[Any] | None = None) -> list[Row]:
    """The label rows that the caller may read, all of them or those that are named.

    Trainees have their own tasks; nobody reads another's labels, or the benchmark's, here.
    """
    project = access.project
    tasks: Any
    if project.is_training:
        tasks = (
            project.tasks.filter(annotator=access.user) if access.allows(Permission.ANNOTATE) else Task.objects.none()
        )
        tasks = tasks.select_related("benchmark_task__data_unit", "project", "label_row")
    else:
        tasks = project.source_tasks.select_related("data_unit__dataset", "label_row")
    if label_hashes is not None:
        tasks = tasks.filter(uuid__in=[hash_ for hash_ in label_hashes if is_uuid(hash_)])
    return [Row(task) for task in tasks.order_by("pk")]


def metadata(row: Row) -> Entry:
    """What the SDK lists of a row."""
    whole = write_row(LabelledUnit(**{**vars(row.labelled), "document": _EMPTY}), {})
    kept = ("label_hash", "branch_name", "created_at", "last_edited_at", "data_hash", "dataset_hash", "dataset_title")
    return {
        **{key: whole[key] for key in (*kept, "data_title", "label_status", "annotation_task_status")},
        "data_type": DATA_TYPES[row.unit.modality],
        "data_link": None,
        "is_shadow_data": False,
        "number_of_frames": row.unit.n_frames,
        "width": row.unit.width,
        "height": row.unit.height,
        "frames_per_second": None,
        "duration": None,
        "spaces": {},
        "task_uuid": str(row.task.uuid),
    }


def content(row: Row, access: Access) -> Entry:
    """A row with its labels."""
    return write_row(row.labelled, _classes(access))


@transaction.atomic
def save_rows(access: Access, labels: list[Any]) -> None:
    """Put the labels of rows in the place of those that are stored: all of them, or none.

    Raises:
        InvalidError: a row is unknown, or its labels are wrong; the errors name the places.
        ConflictError: a row is no longer open.
    """
    wanted = [label.get("label_hash") for label in labels if isinstance(label, dict)]
    known = {str(row.task.uuid): row for row in rows_of(access, label_hashes=wanted)}
    for number, label in enumerate(labels):
        row = known.get(str(label.get("label_hash"))) if isinstance(label, dict) else None
        if row is None:
            raise InvalidError(_("There is no such label row."), errors=[{"where": f"labels[{number}]", "message": ""}])
        document = _document(row, label, number, access)
        if isinstance(row.task, SourceTask):
            access.require(Permission.LABEL)
            save_labels(actor=access.user, source_task=row.task, document=document)
        else:
            save_task_labels(actor=access.user, task=row.task, document=document)


def _document(row: Row, label: Entry, number: int, access: Access) -> Entry:
    problems = Problems()
    reader = RowReader(Pictures([row.unit]), _classes(access), problems)
    reader.read({**label, "data_hash": str(row.unit.uuid)}, number)
    if problems.count:
        faults = [
            {"where": f"{problem.where}: {problem.field}".rstrip(": "), "message": problem.message}
            for problem in problems.shown
        ]
        raise InvalidError(f"{faults[0]['where']}: {faults[0]['message']}", errors=faults)
    drafted = reader.drafts.of(row.unit)
    stored = row.label_row.frames.values_list("frame", flat=True) if row.label_row else ()
    frames = {**{str(frame): [] for frame in stored}, **drafted["frames"]}
    return {**drafted, "frames": frames, "revision": row.label_row.revision if row.label_row else 0}


def _classes(access: Access) -> dict[str, Any]:
    return {item.feature_hash: item for item in access.project.ontology.classes.all()}


def is_uuid(value: Any) -> bool:
    """Whether a database can look for it."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


_EMPTY: Entry = {"revision": 0, "objects": [], "classifications": [], "frames": {}}
