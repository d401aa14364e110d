"""Takes uploaded files into a dataset: each with an outcome of its own, none by half."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from training.decoding.formats import HEAD_BYTES, OTHERS, format_of
from training.decoding.scratch import LocalFile, Scratch
from training.errors import InvalidError
from training.modalities import MODALITIES, Modality, NewFile, Probe, RefusedFilesError, upload_name
from training.models import DataFile, Dataset, DataUnit, FrameTable, Project
from training.services.projects import attach_dataset


@dataclass(frozen=True)
class Outcome:
    """What became of one uploaded file: `state` is added, duplicate or refused, and `message` says so in a sentence."""

    name: str
    state: str
    message: str
    data_unit: DataUnit | None = None


def add_files(*, actor: Any, dataset: Dataset, files: "Sequence[File[bytes]]", kind: str = "") -> list[Outcome]:
    """Make data units of uploaded files; what is refused or known already does not stop the others.

    The annotation projects that use the dataset get a task for each new data unit. The outcomes stand in the order of
    the files. `actor` is the one who uploads; that they may was asked before. `kind` is a modality that takes the
    files together, such as a group of pictures.
    """
    outcomes: dict[int, Outcome] = {}
    with Scratch() as scratch:
        for modality, uploads in sort_out(files, scratch, kind):
            outcomes |= add_unit(dataset=dataset, modality=modality, uploads=uploads)
    give_tasks(actor=actor, dataset=dataset)
    return [outcomes[id(file)] for file in files]


def give_tasks(*, actor: Any, dataset: Dataset) -> None:
    """Give the annotation projects that use the dataset a task for each data unit that has none yet."""
    for project in dataset.projects.filter(kind=Project.Kind.ANNOTATION, deleted_at=None):
        attach_dataset(actor=actor, project=project, dataset=dataset)


def sort_out(
    files: "Sequence[File[bytes]]", scratch: Scratch, kind: str = ""
) -> "Iterator[tuple[Modality | None, tuple[File[bytes], ...]]]":
    """The uploads, sorted out by modality and data unit; what no modality recognises comes with None."""
    offered = [modality for modality in MODALITIES.values() if not modality.is_chosen or modality.type == kind]
    offered.sort(key=lambda modality: not modality.is_chosen)
    uploads: dict[str | None, list[File[bytes]]] = {}
    for file in files:
        head = _head(file)
        found = next((modality.type for modality in offered if modality.recognises(head)), None)
        uploads.setdefault(found, []).append(file)
    for found, same in uploads.items():
        if found is None:
            yield from ((None, (file,)) for file in same)
        else:
            yield from ((MODALITIES[found], unit) for unit in MODALITIES[found].gather(same, scratch))


def add_unit(
    *,
    dataset: Dataset,
    modality: Modality | None,
    uploads: "tuple[File[bytes], ...]",
    record: Callable[[dict[int, Outcome]], None] = lambda outcomes: None,
) -> dict[int, Outcome]:
    """Make one data unit of its uploads, and say of each, by its `id`, what became of it.

    `record` is called with the outcomes in the transaction that adds the data unit.
    """
    try:
        with Scratch() as scratch:
            return _add(dataset, modality, uploads, scratch, record)
    except RefusedFilesError as error:
        others = _("Not added, since “%(name)s”, which belongs to it, can't be used.") % {"name": error.first_name}
        outcomes = {
            id(file): Outcome(upload_name(file), "refused", error.sentences.get(id(file), others)) for file in uploads
        }
    except InvalidError as error:
        outcomes = _same(uploads, "refused", error.message)
    record(outcomes)
    return outcomes


def _add(
    dataset: Dataset,
    modality: Modality | None,
    uploads: "tuple[File[bytes], ...]",
    scratch: Scratch,
    record: Callable[[dict[int, Outcome]], None],
) -> dict[int, Outcome]:
    if modality is None:
        raise InvalidError(_unknown(_head(uploads[0])))
    _check_sizes(modality, uploads)
    sha256 = _sha256_of(uploads)
    known = _known(dataset, sha256)
    if known is not None:
        return _told(uploads, known, {}, record)
    probe = modality.probe(uploads, scratch)
    refused = {id(file): Outcome(upload_name(file), "refused", sentence) for file, sentence in probe.refused}
    if refused:
        # The content is that of the files that are used.
        uploads = tuple(file for file in uploads if id(file) not in refused)
        sha256 = _sha256_of(uploads)
        if (known := _known(dataset, sha256)) is not None:
            return _told(uploads, known, refused, record)
    try:
        return _store(dataset, modality, probe, uploads, sha256, lambda outcomes: record(outcomes | refused)) | refused
    except IntegrityError:
        # Someone else uploaded the same content at the same moment; any other reason is not expected.
        if not (known := _known(dataset, sha256)):
            raise
    return _told(uploads, known, refused, record)


def _told(
    uploads: "tuple[File[bytes], ...]",
    known: DataUnit,
    refused: dict[int, Outcome],
    record: Callable[[dict[int, Outcome]], None],
) -> dict[int, Outcome]:
    outcomes = _same(uploads, "duplicate", _duplicate(known), known) | refused
    record(outcomes)
    return outcomes


def _same(
    uploads: "tuple[File[bytes], ...]", state: str, message: str, data_unit: DataUnit | None = None
) -> dict[int, Outcome]:
    return {id(file): Outcome(upload_name(file), state, message, data_unit) for file in uploads}


def _check_sizes(modality: Modality, uploads: "tuple[File[bytes], ...]") -> None:
    limit = modality.max_bytes()
    refused = [(file, _too_large(file.size, limit)) for file in uploads if file.size > limit]
    if refused:
        raise RefusedFilesError(refused)


def _known(dataset: Dataset, sha256: str) -> DataUnit | None:
    return dataset.data_units.filter(sha256=sha256).first()


def _store(
    dataset: Dataset,
    modality: Modality,
    probe: Probe,
    uploads: "tuple[File[bytes], ...]",
    sha256: str,
    record: Callable[[dict[int, Outcome]], None],
) -> dict[int, Outcome]:
    """Write the files, then the rows in one transaction; where the rows fail, the files go again."""
    data_unit = DataUnit(
        dataset=dataset,
        title=probe.title or upload_name(uploads[0]),
        modality=modality.type,
        width=probe.width,
        height=probe.height,
        n_frames=probe.n_frames,
        sha256=sha256,
    )
    outcomes = _same(uploads, "added", " ".join([_("Added."), *probe.notes]), data_unit)
    with ExitStack() as undo:
        # Before the transaction: SQLite's one writer need not wait for the disk.
        data_files = [_save_file(data_unit, index, new, undo) for index, new in _numbered(probe.files)]
        with transaction.atomic():
            data_unit.save()
            DataFile.objects.bulk_create(data_files)
            if probe.table is not None:
                FrameTable.objects.create(data_unit=data_unit, table=probe.table)
            record(outcomes)
        undo.pop_all()
    return outcomes


def _numbered(files: Sequence[NewFile]) -> Iterator[tuple[int, NewFile]]:
    """The files with their number among those of their kind."""
    numbers: Counter[str] = Counter()
    for new in files:
        yield numbers[new.kind], new
        numbers[new.kind] += 1


def _save_file(data_unit: DataUnit, index: int, new: NewFile, undo: ExitStack) -> DataFile:
    data_file = DataFile(
        data_unit=data_unit,
        kind=new.kind,
        index=index,
        sha256=_sha256(new.content),
        suffix=new.suffix,
        content_type=new.content_type,
        n_bytes=new.content.size,
        width=new.width,
        height=new.height,
    )
    data_file.file.save("", new.content, save=False)
    if isinstance(new.content, LocalFile):
        new.content.close()
    undo.callback(data_file.file.storage.delete, str(data_file.file.name))
    return data_file


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    if not isinstance(file, LocalFile):
        file.seek(0)
    return digest.hexdigest()


def _sha256_of(uploads: "tuple[File[bytes], ...]") -> str:
    """What a data unit is recognised by: the content that was uploaded, whatever is made of it."""
    digests = [_sha256(file) for file in uploads]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _head(file: "File[bytes]") -> bytes:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if isinstance(file, LocalFile):
        file.close()
    return head


def _duplicate(known: DataUnit) -> str:
    return _("The dataset has this content already, as %(title)s.") % {"title": known.title}


def _too_large(n_bytes: int, limit: int) -> str:
    sizes = {"size": filesizeformat(n_bytes), "limit": filesizeformat(limit)}
    return _("The file has %(size)s; at most %(limit)s are allowed.") % sizes


def _unknown(head: bytes) -> str:
    if not head:
        return _("The file is empty.")
    if other := format_of(head, OTHERS):
        return _("Its format is %(format)s, which can't be added.") % {"format": other.name}
    return _("The file is no picture, video or DICOM file in a format that can be read.")
