"""Receives files in parts, so that a broken connection loses none of what has arrived, and hands them to ingestion."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.decoding.printable import printable
from training.errors import ConflictError, InvalidError
from training.models import Dataset, Upload, UploadedFile
from training.services.ingestion import NAME_LENGTH, discard_parts, run_ingestion

#: An upload that no one goes on with is let go.
ABANDONED_AFTER = timedelta(days=7)


@transaction.atomic
def start_upload(*, actor: Any, dataset: Dataset, kind: str, files: Sequence[tuple[str, int]]) -> Upload:
    """Announce files by name and size; an open upload of the same files goes on where it stopped.

    Raises:
        InvalidError: there are none, too many, or one is larger than any file may be.
    """
    _check(files)
    files = [(printable(name, NAME_LENGTH), n_bytes) for name, n_bytes in files]
    fingerprint = hashlib.sha256(json.dumps([kind, *files]).encode()).hexdigest()
    same = Upload.objects.filter(dataset=dataset, created_by=actor, fingerprint=fingerprint)
    known = same.filter(state=Upload.State.OPEN).first()
    if known is not None:
        return known
    upload = Upload.objects.create(dataset=dataset, created_by=actor, kind=kind, fingerprint=fingerprint)
    UploadedFile.objects.bulk_create(
        UploadedFile(upload=upload, position=position, name=name, n_bytes=n_bytes)
        for position, (name, n_bytes) in enumerate(files)
    )
    return upload


def add_part(*, upload: Upload, position: int, offset: int, content: "File[bytes]") -> int:
    """Keep the next bytes of a file; answers with how many have arrived.

    Raises:
        InvalidError: more bytes than were announced.
        ConflictError: these are not the next bytes, with what has `received`; or nothing more is taken.
    """
    if upload.state != Upload.State.OPEN:
        raise ConflictError(_("This upload takes no more files."))
    file = upload.files.filter(position=position, member=0).first()
    if file is None:
        raise InvalidError(_("The upload has no such file."))
    if file.received != offset:
        raise ConflictError(_("These are not the next bytes of the file."), received=file.received)
    if offset + content.size > file.n_bytes:
        raise InvalidError(_("The file is larger than was announced."))
    name = default_storage.save(f"uploads/{upload.uuid}/{position}/{offset}", content)
    received = offset + content.size
    taken = upload.files.filter(pk=file.pk, received=offset).update(received=received, parts=[*file.parts, name])
    if not taken:
        default_storage.delete(name)
        raise ConflictError(_("These are not the next bytes of the file."), received=received)
    # Only what is touched is kept.
    Upload.objects.filter(pk=upload.pk).update(touched_at=timezone.now())
    return received


@transaction.atomic
def finish_upload(*, upload: Upload) -> Upload:
    """All has been sent: the worker takes over. Asking again changes nothing."""
    if Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN).update(state=Upload.State.WAITING):
        run_ingestion.enqueue(upload_id=upload.pk)
    upload.refresh_from_db()
    return upload


def receive_upload(*, actor: Any, dataset: Dataset, uploads: "Sequence[File[bytes]]", kind: str = "") -> Upload:
    """Take files that came whole, by a form: announced, received and handed over at once."""
    upload = start_upload(
        actor=actor, dataset=dataset, kind=kind, files=[(str(file.name), file.size) for file in uploads]
    )
    for row, file in zip(upload.files.filter(member=0), uploads, strict=True):
        if row.received == 0 and file.size:
            add_part(upload=upload, position=row.position, offset=0, content=file)
    return finish_upload(upload=upload)


def discard_abandoned() -> None:
    """Let go of uploads that no one goes on with, and of what has arrived of them."""
    old = Upload.objects.filter(state=Upload.State.OPEN, touched_at__lt=timezone.now() - ABANDONED_AFTER)
    for upload in old[:20]:
        discard_parts(upload)
        upload.delete()


def _check(files: Sequence[tuple[str, int]]) -> None:
    if not files:
        raise InvalidError(_("Choose at least one file."))
    if len(files) > settings.UPLOAD_MAX_FILES:
        raise InvalidError(_("At most %(limit)s files at once.") % {"limit": settings.UPLOAD_MAX_FILES})
    largest = max(
        settings.UPLOAD_MAX_BYTES, settings.VIDEO_MAX_BYTES, settings.DICOM_MAX_BYTES, settings.ARCHIVE_MAX_BYTES
    )
    for name, n_bytes in files:
        if n_bytes > largest:
            limit = largest // 1_000_000
            raise InvalidError(_("“%(name)s” is larger than %(limit)s MB.") % {"name": name[:100], "limit": limit})
