"""Image sequences: pictures of one size in the natural order of their names, which behave like a video."""

from collections import Counter
from collections.abc import Sequence

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.decoding.scratch import Scratch
from training.modalities import image, image_group
from training.modalities.base import Frame, Modality, Probe, RefusedFilesError
from training.models import DataUnit


def probe(files: "Sequence[File[bytes]]", scratch: Scratch) -> Probe:
    """Read the pictures; those of another size than most are refused, and the sequence with them."""
    pictures, notes = image_group.read_all(files, scratch, share_levels=True)
    sizes = Counter((picture.width, picture.height) for picture in pictures)
    (width, height), _count = sizes.most_common(1)[0]
    others = [
        (file, _other_size(picture.width, picture.height, width, height))
        for file, picture in zip(files, pictures, strict=True)
        if (picture.width, picture.height) != (width, height)
    ]
    if others:
        raise RefusedFilesError(others)
    return Probe(
        width=width,
        height=height,
        n_frames=len(pictures),
        files=tuple(pictures),
        notes=notes,
        title=image_group.title_of(files),
    )


def frames(data_unit: DataUnit) -> list[Frame]:
    """The pictures, all of one size."""
    return [Frame(index, data_unit.width, data_unit.height) for index in range(data_unit.n_frames)]


MODALITY = Modality(
    type="image_sequence",
    label=gettext_lazy("Image sequence"),
    viewer="stills",
    recognises=image.recognises,
    max_bytes=image.max_bytes,
    gather=image_group.in_order,
    probe=probe,
    frames=frames,
    open_frame=image.open_frame,
    counted=lambda count: ngettext("%(count)s image sequence", "%(count)s image sequences", count) % {"count": count},
    parts=lambda count: ngettext("%(count)s frame", "%(count)s frames", count) % {"count": count},
    is_chosen=True,
    is_uniform=True,
)


def _other_size(width: int, height: int, most_width: int, most_height: int) -> str:
    sizes = {"size": f"{width} × {height}", "most": f"{most_width} × {most_height}"}
    return _("The picture is %(size)s, the others of the sequence are %(most)s: all must have one size.") % sizes
