"""Instructions as a PDF: looked at before they are kept, and gone with what replaces them."""

import os
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.models import InstructionsFile, Notification, Project
from training.services.notifications import notify_members

_HEAD = b"%PDF-"
_TAIL = b"%%EOF"
_TAIL_BYTES = 2048
#: What acts by itself when it is opened, or carries other files. Browsers ignore most of it; readers on a desk may not.
_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
_MAX_NAME = 200


@transaction.atomic
def set_instructions_file(*, actor: Any, project: Project, upload: File) -> InstructionsFile:
    """Keep a PDF as the project's instructions, in place of the one before, and tell the members.

    Raises:
        InvalidError: it is no PDF, too large, or does something by itself.
    """
    _check(upload)
    remove_instructions_file(actor=actor, project=project)
    name = os.path.basename(upload.name or "")[-_MAX_NAME:] or "instructions.pdf"
    kept = InstructionsFile.objects.create(
        project=project, file=upload, name=name, n_bytes=upload.size, uploaded_by=actor
    )
    notify_members(project=project, kind=Notification.Kind.INSTRUCTIONS, actor=actor)
    return kept


@transaction.atomic
def remove_instructions_file(*, actor: Any, project: Project) -> bool:
    """Remove the PDF with its file; False where there was none."""
    present = InstructionsFile.objects.select_for_update().filter(project=project).first()
    if present is None:
        return False
    delete_later(present.file.storage, str(present.file.name))
    present.delete()
    return True


def delete_later(storage: Storage, name: str) -> None:
    """Delete a file once nothing can be undone any more."""
    transaction.on_commit(partial(storage.delete, name))


def _check(upload: File) -> None:
    if upload.size > settings.INSTRUCTIONS_MAX_BYTES:
        limit = filesizeformat(settings.INSTRUCTIONS_MAX_BYTES)
        raise _refused(_("The PDF is too large: %(limit)s at most.") % {"limit": limit})
    content = upload.read()
    upload.seek(0)
    if not content.startswith(_HEAD) or _TAIL not in content[-_TAIL_BYTES:]:
        raise _refused(_("This file is no PDF, or not a whole one."))
    if any(word in content for word in _ACTIVE):
        raise _refused(_("This PDF has scripts or other files in it. Save it anew, as a plain document."))


def _refused(message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": "file", "message": message}])
