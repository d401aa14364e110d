"""What a modality is: how it reads uploads, lists a data unit's frames and gives any one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Protocol

from django.core.files.base import File
from django.utils.functional import Promise

from training.decoding.formats import HEAD_BYTES
from training.decoding.printable import printable
from training.decoding.scratch import Scratch
from training.errors import InvalidError
from training.models import DataUnit

LONGEST_PATH = 4096

__all__ = ["HEAD_BYTES", "Frame", "FrameContent", "Modality", "NewFile", "Probe", "RefusedFilesError", "upload_name"]


@dataclass(frozen=True)
class Frame:
    """One frame of a data unit; its size is that of the upright picture, in pixels."""

    index: int
    width: int
    height: int
    #: When it is shown in a video.
    time_s: float | None = None
    #: Where it lies along the normal of a series' slices.
    position_mm: float | None = None


class FrameContent(Protocol):
    """Bytes that can be sent to a browser. A `DataFile` is one; a frame that is decoded on demand is another."""

    @property
    def content_type(self) -> str: ...

    @property
    def sha256(self) -> str:
        """Of the bytes sent, or of what they are made from; it becomes the ETag."""

    @property
    def n_bytes(self) -> int: ...

    @property
    def file(self) -> Any:
        """A Django file, which is opened only when its bytes are needed."""


@dataclass(frozen=True)
class NewFile:
    """A file to be stored for a data unit: an upload as it came, or a rendition that browsers can show.

    `kind` is frame for what is sent to browsers, and source for what frames are decoded from.
    """

    content: "File[bytes]"
    suffix: str
    content_type: str
    width: int
    height: int
    kind: str = "frame"


@dataclass(frozen=True)
class Probe:
    """What was found in the uploads of one data unit; width and height are those of frame 0, upright.

    `notes` are sentences for the person who uploads, such as that a picture was turned upright. `title` replaces the
    file's name. `table` is what the modality will want to know of the frames: times, windows, positions. `refused` are
    uploads that the data unit does without, each with its sentence.
    """

    width: int
    height: int
    n_frames: int
    files: tuple[NewFile, ...]
    notes: tuple[str, ...] = ()
    title: str = ""
    table: Mapping[str, Any] | None = None
    refused: "Sequence[tuple[File[bytes], str]]" = ()


class RefusedFilesError(InvalidError):
    """Some of a data unit's uploads can't be used, each with its sentence; so there is no data unit."""

    def __init__(self, sentences: "Sequence[tuple[File[bytes], str]]") -> None:
        super().__init__(sentences[0][1])
        self.sentences = {id(file): sentence for file, sentence in sentences}
        self.first_name = upload_name(sentences[0][0])


def _nothing_more(data_unit: DataUnit) -> dict[str, Any]:
    return {}


def _no_parts(n_frames: int) -> str:
    return ""


@dataclass(frozen=True)
class Modality:
    """One modality: a row of the list in `training.modalities`.

    `type` is the word stored with the data unit, `viewer` the word of the editor's module that shows it.
    """

    type: str
    label: str | Promise
    viewer: str
    #: Whether these first bytes may be the beginning of such a file.
    recognises: Callable[[bytes], bool]
    #: The largest file that is taken, from the settings.
    max_bytes: Callable[[], int]
    #: Which uploads make one data unit together: each alone, or all slices of a series.
    gather: "Callable[[Sequence[File[bytes]], Scratch], list[tuple[File[bytes], ...]]]"
    #: Reads the uploads of one data unit; raises InvalidError with a sentence where they can't be used.
    probe: "Callable[[Sequence[File[bytes]], Scratch], Probe]"
    frames: Callable[[DataUnit], list[Frame]]
    #: The content of the frame of that index, which lies below `data_unit.n_frames`.
    open_frame: Callable[[DataUnit, int], FrameContent]
    #: Taken only where the person who uploads chose it: nothing in the files tells it from the others.
    is_chosen: bool = False
    #: So many data units, in words; and the frames of one, empty where there is only ever one.
    counted: Callable[[int], str] = field(kw_only=True)
    parts: Callable[[int], str] = field(default=_no_parts, kw_only=True)
    #: All frames have one size, so that the editor need not be told of each.
    is_uniform: bool = False
    #: Its frames are pictures that browsers show by themselves.
    is_shown: bool = True
    #: What the viewer needs to know besides; may name another viewer.
    media: Callable[[DataUnit], dict[str, Any]] = field(default=_nothing_more)


def upload_name(file: "File[bytes]") -> str:
    """The file's own name without folders and invisible characters, cut where it is longer than a title may be."""
    path = PurePath(printable(file.name or "", LONGEST_PATH))
    return path.stem[: 255 - len(path.suffix)] + path.suffix[:255]
