"""Labels as they leave: the ground truth of an annotation project, a benchmark, or a trainee's submissions."""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from training.documents import FrameSize
from training.formats import FORMATS, LabelFormat, LabelledUnit
from training.formats.support.losses import count_losses, sentences
from training.formats.support.targets import safe_name
from training.modalities import modality_of
from training.models import BenchmarkTask, DataUnit, LabelSnapshot, OntologyClass, Project, SourceTask, Task
from training.services.labels import read_document, read_snapshot

_CONTENT_TYPES = {".json": "application/json", ".xml": "application/xml", ".zip": "application/zip"}


@dataclass(frozen=True)
class Export:
    """Labels that may be written; `units` gives them one by one, as often as it is called."""

    title: str
    classes: Sequence[OntologyClass]
    n_units: int
    units: Callable[[], Iterator[LabelledUnit]]


@dataclass(frozen=True)
class Download:
    """A file that is made while it is sent."""

    file_name: str
    content_type: str
    content: Iterator[bytes]


def ground_truth(*, project: Project, statuses: Iterable[str] = ()) -> Export:
    """The labels of an annotation project's tasks: of those in these states, else of all."""
    tasks = SourceTask.objects.filter(project=project).order_by("data_unit__title", "pk")
    if statuses:
        tasks = tasks.filter(status__in=list(statuses))
    tasks = tasks.select_related("label_row__saved_by", "data_unit__dataset")

    def units() -> Iterator[LabelledUnit]:
        names = _Names()
        for task in tasks.iterator(chunk_size=500):
            row = task.label_row
            facts = {"edited_at": row.saved_at, "editor": str(row.saved_by or "")}
            document = read_document(row)
            yield _labelled(task.data_unit, document, names, label_id=task.uuid, status=task.status, **facts)

    return Export(project.title, _classes(project), tasks.count(), units)


def benchmark(*, project: Project) -> Export:
    """The ground truth as it stood when the training project was made."""
    tasks = BenchmarkTask.objects.filter(project=project).order_by("position", "pk")
    tasks = tasks.select_related("snapshot", "data_unit__dataset")

    def units() -> Iterator[LabelledUnit]:
        names = _Names()
        for task in tasks.iterator(chunk_size=500):
            facts = _facts(task.snapshot)
            status = SourceTask.Status.COMPLETED
            document = read_snapshot(task.snapshot)
            yield _labelled(task.data_unit, document, names, label_id=task.uuid, status=status, **facts)

    return Export(f"{project.title} benchmark", _classes(project), tasks.count(), units)


def submissions(*, project: Project, trainee: Any) -> Export:
    """A trainee's submissions that count: the newest attempt at each task."""
    tasks = Task.objects.filter(project=project, annotator=trainee, status=Task.Status.SUBMITTED, is_superseded=False)
    tasks = tasks.select_related("submission", "benchmark_task__data_unit__dataset")
    tasks = tasks.order_by("benchmark_task__position", "pk")

    def units() -> Iterator[LabelledUnit]:
        names = _Names()
        for task in tasks.iterator(chunk_size=500):
            assert task.submission is not None  # a constraint of the table
            facts = {**_facts(task.submission), "edited_at": task.submitted_at, "editor": str(trainee)}
            document, unit = read_snapshot(task.submission), task.benchmark_task.data_unit
            yield _labelled(unit, document, names, label_id=task.uuid, status=task.status, **facts)

    return Export(f"{project.title} {trainee}", _classes(project), tasks.count(), units)


def losses(export: Export, format_name: str) -> list[str]:
    """What the format would leave out or change, in sentences; empty where it carries everything."""
    label_format = FORMATS[format_name]
    classes = {item.feature_hash: item for item in export.classes}
    total: Counter[str] = Counter()
    for labelled in export.units():
        total += count_losses(label_format, labelled, classes)
    return sentences(total)


def download(export: Export, format_name: str) -> Download:
    """The file, or a ZIP of the files, made while it is read."""
    label_format = FORMATS[format_name]
    suffix = ".zip" if label_format.is_archive else label_format.suffixes[0]
    name = f"{slugify(export.title) or 'labels'}-{format_name}{suffix}"
    return Download(name, _CONTENT_TYPES[suffix], _content(export, label_format))


def _content(export: Export, label_format: LabelFormat) -> Iterator[bytes]:
    files = label_format.write(export.units(), export.classes, export.title)
    if not label_format.is_archive:
        for _path, content in files:
            yield from content
        return
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:  # type: ignore[call-overload]
        for path, content in files:
            with archive.open(path, "w") as member:
                for piece in content:
                    member.write(piece)
                    yield from sink.taken()
            yield from sink.taken()
    yield from sink.taken()


class _Sink:
    """Where an archive is written to and taken from at once; it can't be searched, as zipfile allows."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        yield from pieces


class _Names:
    """Names of data units as files: safe, and each of its own in any case of letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def own(self, title: str) -> str:
        head, dot, suffix = (name := safe_name(title)).rpartition(".")
        stem, tail = (head, dot + suffix) if head else (name, "")
        number = 1
        while self._key(name) in self._taken:
            number += 1
            name = f"{stem} ({number}){tail}"
        self._taken.add(self._key(name))
        return name

    @staticmethod
    def _key(name: str) -> str:
        """Label files are called after pictures without their suffix."""
        head, dot, _suffix = name.rpartition(".")
        return (head if dot and head else name).casefold()


def _labelled(unit: DataUnit, document: dict[str, Any], names: _Names, **facts: Any) -> LabelledUnit:
    frames = modality_of(unit).frames(unit)
    times = [frame.time_s for frame in frames if frame.time_s is not None]
    has_times = len(times) > 1 and times[-1] > times[0]
    rate = {"frames_per_second": (len(times) - 1) / (times[-1] - times[0])} if has_times else {}
    sizes = [FrameSize(frame.width, frame.height) for frame in frames]
    facts = {"created_at": unit.created_at, **facts, **rate}
    return LabelledUnit(unit=unit, name=names.own(unit.title), document=document, sizes=sizes, **facts)


def _facts(snapshot: LabelSnapshot) -> dict[str, Any]:
    return {"created_at": snapshot.created_at, "edited_at": snapshot.created_at}


def _classes(project: Project) -> list[OntologyClass]:
    return list(project.ontology.classes.all())
