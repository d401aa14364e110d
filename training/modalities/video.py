"""Videos by the index of their frames: a table of times made once, and exact stills when they are asked for.

Where key frames are far apart, stills come from a rendition of the same frames that has them closer together.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.decoding.client import decode
from training.decoding.formats import HEAD_BYTES, OTHERS, VIDEOS, format_of
from training.decoding.scratch import LocalFile, Scratch
from training.decoding.stills import STILLS, Video
from training.errors import InvalidError
from training.modalities import image
from training.modalities.base import Frame, Modality, NewFile, Probe
from training.models import DataFile, DataUnit, FrameTable

#: The most that may have to be decoded for one frame: sixty frames of full HD, a quarter of a second.
FRAME_WORK_PX = 500_000
SEEK_WORK_PX = 60 * (1920 * 1080 + FRAME_WORK_PX)

logger = logging.getLogger(__name__)


def recognises(head: bytes) -> bool:
    """Whether a file that begins so may be a video; pictures of the same family of files are none."""
    return format_of(head, VIDEOS) is not None and format_of(head, OTHERS) is None and not image.recognises(head)


def max_bytes() -> int:
    """The largest video file that is taken."""
    return int(settings.VIDEO_MAX_BYTES)


def probe(files: "Sequence[File[bytes]]", scratch: Scratch) -> Probe:
    """Decode the video once, and keep the times of its frames."""
    (file,) = files
    path = scratch.path_of(file)
    preview = scratch.new_path()
    found = decode(
        "videos.index",
        path=path,
        max_frames=settings.UPLOAD_MAX_FRAMES,
        max_pixels=settings.UPLOAD_MAX_PIXELS,
        preview=str(preview),
    )
    notes = []
    if found["rotation"]:
        notes.append(_("Its rotation mark was applied, so that it stands upright."))
    if found["is_cut_short"]:
        notes.append(_("It is cut short: fewer frames can be read than it promises."))
    seekable, seek = _seekable(path, found, scratch)
    with open(path, "rb") as opened:
        kind = format_of(opened.read(HEAD_BYTES), VIDEOS) or VIDEOS[0]
    suffix = PurePath(file.name or "").suffix.lower()
    source = NewFile(
        content=file,
        suffix=suffix if suffix in kind.suffixes else kind.suffixes[0],
        content_type=kind.content_type,
        width=found["width"],
        height=found["height"],
        kind=DataFile.Kind.SOURCE,
    )
    return Probe(
        width=found["width"],
        height=found["height"],
        n_frames=len(found["times"]),
        files=(
            source,
            *seekable,
            NewFile(LocalFile(preview), ".jpg", "image/jpeg", found["width"], found["height"], DataFile.Kind.PREVIEW),
        ),
        notes=tuple(notes),
        table={name: found[name] for name in ("times", "keys", "tick_s", "rate", "rotation")} | seek,
    )


def _seekable(path: str, found: Mapping[str, Any], scratch: Scratch) -> tuple[list[NewFile], dict[str, Any]]:
    """A rendition of the same frames with key frames close together, and its table, where frames are far from one.

    Without it, a frame anywhere would keep people waiting for all those since its key frame.
    """
    n_frames = len(found["times"])
    work = found["width"] * found["height"] + FRAME_WORK_PX
    longest = max(later - earlier for earlier, later in pairwise([0, *found["keys"], n_frames]))
    if longest * work <= SEEK_WORK_PX:
        return [], {}
    out = scratch.new_path()
    gop = max(1, SEEK_WORK_PX // 2 // work)
    try:
        seek = decode("videos.seekable", path=path, out=str(out), gop=gop, n_frames=n_frames)
    except InvalidError:
        # It can be read: only slowly.
        logger.warning("a video could not be coded again")
        return [], {}
    new = NewFile(LocalFile(out), ".mp4", "video/mp4", found["width"], found["height"], DataFile.Kind.SOURCE)
    return [new], {"seek": seek}


def frames(data_unit: DataUnit) -> list[Frame]:
    """The frames with their times, counted from the first."""
    table = _table(data_unit.uuid)
    return [
        Frame(index, data_unit.width, data_unit.height, time_s=time_s) for index, time_s in enumerate(_times_s(table))
    ]


@dataclass(frozen=True)
class Still:
    """A frame that is decoded when its bytes are asked for, not when a browser only asks whether it changed."""

    video: Video
    index: int
    content_type: str = "image/jpeg"

    @property
    def sha256(self) -> str:
        return f"{self.video.sha256}-{self.index}"

    @property
    def n_bytes(self) -> int:
        return self.file.size

    @property
    def file(self) -> LocalFile:
        return LocalFile(STILLS.path(self.video, self.index))


def open_frame(data_unit: DataUnit, index: int) -> Still:
    """The exact still of a frame."""
    return Still(_video(data_unit.uuid), index)


def media(data_unit: DataUnit) -> dict[str, Any]:
    """The rate and the duration, for a timeline; frames have no other name than their index."""
    table = _table(data_unit.uuid)
    rate = table["rate"]
    times_s = _times_s(table)
    return {"rate": round(rate[0] / rate[1], 4) if rate else None, "duration_s": round(times_s[-1], 3)}


MODALITY = Modality(
    type="video",
    label=gettext_lazy("Video"),
    viewer="stills",
    recognises=recognises,
    max_bytes=max_bytes,
    gather=image.gather,
    probe=probe,
    frames=frames,
    open_frame=open_frame,
    counted=lambda count: ngettext("%(count)s video", "%(count)s videos", count) % {"count": count},
    parts=lambda count: ngettext("%(count)s frame", "%(count)s frames", count) % {"count": count},
    is_uniform=True,
    media=media,
)


# A data unit's content never changes, and every frame asks for these.
@lru_cache(maxsize=16)
def _table(unit_uuid: UUID) -> Mapping[str, Any]:
    table: Mapping[str, Any] = FrameTable.objects.get(data_unit__uuid=unit_uuid).table
    return table


@lru_cache(maxsize=16)
def _video(unit_uuid: UUID) -> Video:
    # The last of them is the rendition, where there is one.
    source = DataFile.objects.filter(data_unit__uuid=unit_uuid, kind=DataFile.Kind.SOURCE).latest("index")
    table = _table(unit_uuid)
    seek = table.get("seek", table)
    return Video(source.sha256, source.file, table["rotation"], seek["times"], seek["keys"])


def _times_s(table: Mapping[str, Any]) -> list[float]:
    numerator, denominator = table["tick_s"]
    begin = table["times"][0]
    return [(time - begin) * numerator / denominator for time in table["times"]]
