"""What a modality is: how it reads uploads, lists a data unit's frames and gives any one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.files.base import File
from django.utils.functional import Promise

from training.models import DataUnit

#: How many of an upload's first bytes a modality may look at to recognise it.
HEAD_BYTES = 512


@dataclass(frozen=True)
class Frame:
    """One frame of a data unit; its size is that of the upright picture, in pixels."""

    index: int
    width: int
    height: int


class FrameContent(Protocol):
    """Bytes that can be sent to a browser. A `DataFile` is one; a frame that is decoded on demand is another."""

    content_type: str
    #: Of the bytes sent, as hexadecimal digits; it becomes the ETag.
    sha256: str
    n_bytes: int
    #: A Django file, which is opened only when its bytes are needed.
    file: Any


@dataclass(frozen=True)
class NewFile:
    """A file to be stored for a data unit: an upload as it came, or a rendition that browsers can show."""

    content: "File[bytes]"
    suffix: str
    content_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Probe:
    """What was found in the uploads of one data unit; width and height are those of frame 0, upright.

    `notes` are sentences for the person who uploads, such as that a picture was turned upright.
    """

    width: int
    height: int
    n_frames: int
    files: tuple[NewFile, ...]
    notes: tuple[str, ...] = ()


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
    gather: Callable[[Sequence["File[bytes]"]], list[tuple["File[bytes]", ...]]]
    #: Reads the uploads of one data unit; raises InvalidError with a sentence where they can't be used.
    probe: Callable[[Sequence["File[bytes]"]], Probe]
    frames: Callable[[DataUnit], list[Frame]]
    #: The content of the frame of that index, which lies below `data_unit.n_frames`.
    open_frame: Callable[[DataUnit, int], FrameContent]
