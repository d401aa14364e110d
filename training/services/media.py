"""Takes uploaded files into a dataset: each with an outcome of its own, none by half."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.modalities import HEAD_BYTES, MODALITIES, Modality, NewFile, Probe
from training.models import DataFile, Dataset, DataUnit, Project
from training.services.projects import attach_dataset

#: What people try to upload besides pictures: the first bytes at an offset, and the name they know it by.
KNOWN_FORMATS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GIF8", "GIF"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"BM", "BMP"),
    (0, b"%PDF", "PDF"),
    (0, b"PK\x03\x04", "ZIP"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftyp", "MP4"),
    (0, b"\x1a\x45\xdf\xa3", "WebM"),
    (128, b"DICM", "DICOM"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one uploaded file: `state` is added, duplicate or refused, and `message` says so in a sentence."""

    name: str
    state: str
    message: str
    data_unit: DataUnit | None = None


def add_files(*, actor: Any, dataset: Dataset, files: "Sequence[File[bytes]]") -> list[Outcome]:
    """Make data units of uploaded files; what is refused or known already does not stop the others.

    The annotation projects that use the dataset get a task for each new data unit. The outcomes stand in the order of
    the files. `actor` is the one who uploads; that they may was asked before.
    """
    outcomes: dict[int, Outcome] = {}
    for modality, uploads in _units(files):
        state, message, data_unit = _add(dataset, modality, uploads)
        outcomes |= {id(file): Outcome(_title(file), state, message, data_unit) for file in uploads}
    for project in dataset.projects.filter(kind=Project.Kind.ANNOTATION, deleted_at=None):
        attach_dataset(actor=actor, project=project, dataset=dataset)
    return [outcomes[id(file)] for file in files]


def _units(files: "Sequence[File[bytes]]") -> "Iterator[tuple[Modality | None, tuple[File[bytes], ...]]]":
    """The uploads, sorted out by modality and data unit; what no modality recognises comes with None."""
    uploads: dict[str | None, list[File[bytes]]] = {}
    for file in files:
        head = _head(file)
        kind = next((kind for kind, modality in MODALITIES.items() if modality.recognises(head)), None)
        uploads.setdefault(kind, []).append(file)
    for kind, found in uploads.items():
        if kind is None:
            yield from ((None, (file,)) for file in found)
        else:
            yield from ((MODALITIES[kind], unit) for unit in MODALITIES[kind].gather(found))


def _add(
    dataset: Dataset, modality: Modality | None, uploads: "tuple[File[bytes], ...]"
) -> tuple[str, str, DataUnit | None]:
    """The state, the sentence and the data unit that come of these uploads."""
    if modality is None:
        return "refused", _unknown(_head(uploads[0])), None
    largest = max(file.size for file in uploads)
    if largest > modality.max_bytes():
        return "refused", _too_large(largest, modality.max_bytes()), None
    sha256 = _sha256_of(uploads)
    if known := _known(dataset, sha256):
        return "duplicate", _duplicate(known), known
    try:
        probe = modality.probe(uploads)
        data_unit = _store(dataset, modality, probe, title=_title(uploads[0]), sha256=sha256)
    except InvalidError as error:
        return "refused", error.message, None
    except IntegrityError:
        # Someone else uploaded the same content at the same moment; any other reason is not expected.
        if not (known := _known(dataset, sha256)):
            raise
        return "duplicate", _duplicate(known), known
    return "added", " ".join([_("Added."), *probe.notes]), data_unit


def _known(dataset: Dataset, sha256: str) -> DataUnit | None:
    return dataset.data_units.filter(sha256=sha256).first()


def _store(dataset: Dataset, modality: Modality, probe: Probe, *, title: str, sha256: str) -> DataUnit:
    """Write the files, then the rows in one transaction; where the rows fail, the files go again."""
    data_unit = DataUnit(
        dataset=dataset,
        title=title,
        modality=modality.type,
        width=probe.width,
        height=probe.height,
        n_frames=probe.n_frames,
        sha256=sha256,
    )
    with ExitStack() as undo:
        # Before the transaction: SQLite's one writer need not wait for the disk.
        data_files = [_save_file(data_unit, index, new, undo) for index, new in enumerate(probe.files)]
        with transaction.atomic():
            data_unit.save()
            DataFile.objects.bulk_create(data_files)
        undo.pop_all()
    return data_unit


def _save_file(data_unit: DataUnit, index: int, new: NewFile, undo: ExitStack) -> DataFile:
    data_file = DataFile(
        data_unit=data_unit,
        index=index,
        sha256=_sha256(new.content),
        suffix=new.suffix,
        content_type=new.content_type,
        n_bytes=new.content.size,
        width=new.width,
        height=new.height,
    )
    data_file.file.save("", new.content, save=False)
    undo.callback(data_file.file.storage.delete, str(data_file.file.name))
    return data_file


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
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
    return head


def _title(file: "File[bytes]") -> str:
    """The file's own name without folders and invisible characters, cut where it is longer than a title may be."""
    path = PurePath("".join(character for character in file.name or "" if character.isprintable()))
    return path.stem[: 255 - len(path.suffix)] + path.suffix[:255]


def _duplicate(known: DataUnit) -> str:
    return _("The dataset has this picture already, as %(title)s.") % {"title": known.title}


def _too_large(n_bytes: int, limit: int) -> str:
    sizes = {"size": filesizeformat(n_bytes), "limit": filesizeformat(limit)}
    return _("The file has %(size)s; at most %(limit)s are allowed.") % sizes


def _unknown(head: bytes) -> str:
    if not head:
        return _("The file is empty.")
    for offset, part, name in KNOWN_FORMATS:
        if head.startswith(part, offset):
            return _("Its format is %(format)s: only JPEG, PNG and WebP pictures can be added.") % {"format": name}
    return _("The file is not a JPEG, PNG or WebP picture.")
