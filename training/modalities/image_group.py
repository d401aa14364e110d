"""Image groups: several pictures of any sizes as one task, in the natural order of their names."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.decoding.printable import printable
from training.decoding.scratch import Scratch
from training.errors import InvalidError
from training.modalities import image
from training.modalities.base import Frame, Modality, NewFile, Probe, RefusedFilesError, upload_name
from training.models import DataFile, DataUnit


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts frame2 before frame10."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def in_order(files: "Sequence[File[bytes]]", scratch: Scratch) -> "list[tuple[File[bytes], ...]]":
    """All pictures are one data unit, in the natural order of their names."""
    return [tuple(sorted(files, key=lambda file: natural(file.name or "")))]


def read_all(
    files: "Sequence[File[bytes]]", scratch: Scratch, *, share_levels: bool = False
) -> tuple[list[NewFile], tuple[str, ...]]:
    """All pictures, and the notes on any of them; with `share_levels`, deep ones share what is black and white.

    Raises:
        RefusedFilesError: some can't be read, each with its sentence.
    """
    if len(files) > settings.UPLOAD_MAX_FRAMES:
        limit = settings.UPLOAD_MAX_FRAMES
        raise InvalidError(_("More than %(limit)s pictures can't be one task.") % {"limit": limit})
    pictures, refused, levels = [], [], []
    notes: dict[str, None] = {}
    for file in files:
        try:
            picture, said, found = image.read_picture(file, scratch)
        except InvalidError as error:
            refused.append((file, error.message))
            continue
        pictures.append(picture)
        notes |= dict.fromkeys(said)
        levels += found.get("levels", [])
    if refused:
        raise RefusedFilesError(refused)
    if share_levels and levels:
        shared = [min(levels), max(levels)]
        again = [image.read_picture(file, scratch, levels=shared) for file in files]
        return [picture for picture, _notes, _found in again], again[0][1]
    return pictures, tuple(notes)


def title_of(files: "Sequence[File[bytes]]") -> str:
    """The folder of the files, else the name of the first."""
    folder, _slash, _name = (files[0].name or "").replace("\\", "/").rpartition("/")
    return printable(folder.rpartition("/")[2], 255) or upload_name(files[0])


def probe(files: "Sequence[File[bytes]]", scratch: Scratch) -> Probe:
    """Read the pictures."""
    pictures, notes = read_all(files, scratch)
    first = pictures[0]
    return Probe(
        width=first.width,
        height=first.height,
        n_frames=len(pictures),
        files=tuple(pictures),
        notes=notes,
        title=title_of(files),
    )


def frames(data_unit: DataUnit) -> list[Frame]:
    """The pictures, each with its own size."""
    sizes = data_unit.files.filter(kind=DataFile.Kind.FRAME).values_list("index", "width", "height").order_by("index")
    return [Frame(index=index, width=width, height=height) for index, width, height in sizes]


MODALITY = Modality(
    type="image_group",
    label=gettext_lazy("Image group"),
    viewer="image",
    recognises=image.recognises,
    max_bytes=image.max_bytes,
    gather=in_order,
    probe=probe,
    frames=frames,
    open_frame=image.open_frame,
    counted=lambda count: ngettext("%(count)s image group", "%(count)s image groups", count) % {"count": count},
    parts=lambda count: ngettext("%(count)s picture", "%(count)s pictures", count) % {"count": count},
    is_chosen=True,
)
