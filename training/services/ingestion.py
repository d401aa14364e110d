"""Turns what an upload brought into data units, in the background: archives unpacked, each file with its outcome."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from training.decoding.client import decode
from training.decoding.formats import HEAD_BYTES, ZIP
from training.decoding.printable import printable
from training.decoding.scratch import PART_BYTES, LocalFile, Scratch
from training.errors import InvalidError
from training.jobs import long_job
from training.modalities import Modality
from training.models import Upload, UploadedFile
from training.services.media import Outcome, add_unit, give_tasks, sort_out

#: A run that was not heard of for so long is taken for dead, and another takes over.
LEASE = timedelta(seconds=90)
RENEWED_EVERY_S = 25
NAME_LENGTH = 1000

State = UploadedFile.State


@long_job
def run_ingestion(upload_id: int) -> None:
    """Make data units of an upload's files. Killed anywhere, a repeat goes on with those that have no outcome yet."""
    if not _claim(upload_id):
        return
    upload = Upload.objects.select_related("dataset", "created_by").get(pk=upload_id)
    with _lease(upload), Scratch() as scratch:
        files = _collect(upload, scratch)
        for modality, uploads in sort_out(list(files), scratch, upload.kind):
            _add(upload, modality, uploads, files)
        give_tasks(actor=upload.created_by, dataset=upload.dataset)
    # What is left are archives: their files have outcomes of their own.
    upload.files.filter(state=State.WAITING).update(state=State.ADDED)
    discard_parts(upload)
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.DONE, lease_until=None)


def discard_parts(upload: Upload) -> None:
    """Delete what was received; what was made of it lies elsewhere."""
    for file in upload.files.exclude(parts=[]):
        for name in file.parts:
            default_storage.delete(name)
        upload.files.filter(pk=file.pk).update(parts=[])


#: Local files and their rows.
_Files = dict[File, UploadedFile]


def _add(upload: Upload, modality: Modality | None, uploads: tuple[File, ...], files: _Files) -> None:
    rows = {id(file): files[file] for file in uploads}

    def record(outcomes: dict[int, Outcome]) -> None:
        for key, outcome in outcomes.items():
            row = rows[key]
            row.state, row.message, row.data_unit = outcome.state, outcome.message, outcome.data_unit
            row.save(update_fields=["state", "message", "data_unit"])

    add_unit(dataset=upload.dataset, modality=modality, uploads=uploads, record=record)
    for file in uploads:
        if isinstance(file, LocalFile):
            file.close()


def _claim(upload_id: int) -> bool:
    now = timezone.now()
    free = Upload.objects.filter(pk=upload_id).filter(
        Q(state=Upload.State.WAITING) | Q(state=Upload.State.RUNNING, lease_until__lt=now)
    )
    return bool(free.update(state=Upload.State.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1))


@contextmanager
def _lease(upload: Upload) -> Iterator[None]:
    """Say that the work goes on, however long a single file takes."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEWED_EVERY_S):
            Upload.objects.filter(pk=upload.pk).update(lease_until=timezone.now() + LEASE)
            connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _collect(upload: Upload, scratch: Scratch) -> _Files:
    """The files that have no outcome yet, on this machine's disk; those of archives beside them."""
    files: _Files = {}
    for row in upload.files.filter(member=0, state=State.WAITING):
        if row.received != row.n_bytes:
            _refuse(row, _("The file did not arrive completely."))
            continue
        file = _assemble(row, scratch)
        if not _is_archive(file):
            files[file] = row
            continue
        try:
            members = _unpack(row, file, scratch)
        except InvalidError as error:
            _refuse(row, error.message)
            continue
        files.update(members)
    return files


def _assemble(row: UploadedFile, scratch: Scratch) -> LocalFile:
    path = scratch.new_path()
    with path.open("wb") as out:
        for name in row.parts:
            with default_storage.open(name) as part:
                for chunk in part.chunks(PART_BYTES):
                    out.write(chunk)
    return LocalFile(path, row.name)


def _is_archive(file: LocalFile) -> bool:
    try:
        return ZIP.recognises(file.open().read(HEAD_BYTES))
    finally:
        file.close()


def _unpack(row: UploadedFile, file: LocalFile, scratch: Scratch) -> _Files:
    if file.size > settings.ARCHIVE_MAX_BYTES:
        limit = settings.ARCHIVE_MAX_BYTES // 1_000_000
        raise InvalidError(_("The archive has more than %(limit)s MB, the most allowed.") % {"limit": limit})
    held = decode(
        "archives.expand",
        path=file.path,
        folder=str(scratch.new_folder()),
        max_files=settings.UPLOAD_MAX_FILES,
        max_bytes=settings.ARCHIVE_MAX_EXPANDED_BYTES,
    )
    if not held:
        raise InvalidError(_("The archive holds no file."))
    files: _Files = {}
    for number, found in enumerate(held, start=1):
        name = printable(f"{row.name}/{found['name']}", NAME_LENGTH)
        member, is_new = UploadedFile.objects.get_or_create(
            upload=row.upload,
            position=row.position,
            member=number,
            defaults={"name": name, "n_bytes": found["n_bytes"], "received": found["n_bytes"]},
        )
        if not is_new and member.state != State.WAITING:
            continue
        inner = LocalFile(found["path"], member.name)
        if _is_archive(inner):
            _refuse(member, _("An archive within an archive is not unpacked."))
        else:
            files[inner] = member
    row.message = _("The archive was unpacked: %(count)s files.") % {"count": len(held)}
    row.save(update_fields=["message"])
    return files


def _refuse(row: UploadedFile, message: str) -> None:
    row.state, row.message = State.REFUSED, message
    row.save(update_fields=["state", "message"])
