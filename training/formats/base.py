"""What a label format has to offer: a file becomes a plan, labels become files, and nothing is lost unsaid.

A format stores nothing and asks nothing about rights. `parse` names what is wrong with a file, `write` gives files
piece by piece, and `carries` says what of a label document fits into them at all.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Generic, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training.documents import FrameSize
from training.models import DataUnit, OntologyClass

T = TypeVar("T")
Document = dict[str, Any]

#: How many problems are shown; the rest is counted.
MAX_PROBLEMS = 100
#: How many remarks about a file are kept; each stands for a kind of thing, with its count.
MAX_NOTES = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the place in the file ("annotation 12"), its field ("bbox"), and a sentence."""

    where: str
    field: str
    message: str


@dataclass
class Problems:
    """Collects all problems of a file, so that its author can mend them in one go.

    `notes` are no problems: what the file says and the labels won't, counted by sentence.
    """

    shown: list[Problem] = field(default_factory=list)
    count: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, where: str, field: str, message: str) -> None:
        self.count += 1
        if self.count <= MAX_PROBLEMS:
            self.shown.append(Problem(where, field, message))

    def note(self, message: str) -> None:
        """Remember something that is left out of the labels, once per kind."""
        if message in self.notes or len(self.notes) < MAX_NOTES:
            self.notes[message] += 1

    def plan(self, documents: Mapping[int, Document]) -> "ImportPlan":
        """What is to be stored; nothing at all where there is any problem."""
        notes = [f"{message} (×{count})" if count > 1 else message for message, count in self.notes.items()]
        return ImportPlan({} if self.count else documents, self.shown, self.count, notes)


@dataclass(frozen=True)
class ImportPlan:
    """What an import would store: a label document for each data unit (by primary key) that the file speaks of.

    A file with problems gives no documents at all. The documents carry no revision; who stores them knows it. `notes`
    say what of the file is left out.
    """

    documents: Mapping[int, Document]
    problems: Sequence[Problem] = ()
    n_problems: int = 0
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Carries:
    """What of a label document fits into a format; all else is named by `training.formats.support.losses`."""

    shapes: frozenset[str]
    #: Polygons: holes, and several parts as one object.
    holes: bool = False
    parts: bool = False
    attributes: bool = False
    #: Answers that change by frame.
    dynamic: bool = False
    classifications: bool = False
    #: One object over several frames, rather than one object on each.
    tracks: bool = False
    #: The mark of shapes that follow from key frames.
    interpolated: bool = False
    #: Every text that can be stored; XML has no place for control characters.
    control_characters: bool = True


@dataclass(frozen=True, kw_only=True)
class LabelledUnit:
    """A data unit with labels on it, as an export hands it to a format.

    `name` is the unit's name in the files, safe and of its own; `label_id` identifies the label row for tools that
    keep one.
    """

    unit: DataUnit
    name: str
    document: Document
    sizes: Sequence[FrameSize]
    label_id: UUID
    status: str = ""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    editor: str = ""
    frames_per_second: float = 25.0

    def frame_name(self, frame: int, suffix: str = ".jpg") -> str:
        """The name of one frame as a picture file: the unit's own name where it has one frame alone."""
        return self.name if len(self.sizes) == 1 else f"{self.name}/{frame:06d}{suffix}"

    def stem(self, frame: int) -> str:
        """`frame_name` without its suffix."""
        if len(self.sizes) > 1:
            return self.frame_name(frame, "")
        head, dot, _suffix = self.name.rpartition(".")
        return head if dot and head else self.name


#: A file of an export: its path, and its content piece by piece.
ExportFile = tuple[str, Iterator[bytes]]


@dataclass(frozen=True, kw_only=True)
class LabelFormat:
    """One format.

    `parse(file, classes, units)` reads a file for a project with these classes and data units. `write(units, classes,
    title)` gives the files of an export, one after the other; `is_archive` says that they may be several, which then
    travel as one ZIP.
    """

    name: str
    title: str | Promise
    suffixes: tuple[str, ...]
    carries: Carries
    parse: Callable[[IO[bytes], Iterable[OntologyClass], Iterable[DataUnit]], ImportPlan]
    write: Callable[[Iterable[LabelledUnit], Sequence[OntologyClass], str], Iterator[ExportFile]]
    is_archive: bool = False
    #: Where units of several frames are written otherwise than single pictures.
    carries_of_frames: Carries | None = None

    def carried_of(self, n_frames: int) -> Carries:
        """What fits of a data unit with so many frames."""
        return self.carries_of_frames or self.carries if n_frames > 1 else self.carries


class Names(Generic[T]):
    """Things by the name that a file gives: as it is written, else in any case of letters, if exactly one fits."""

    def __init__(self, named: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[T]] = {}
        self._any_case: dict[str, list[T]] = {}
        for name, thing in named:
            self._exact.setdefault(name, []).append(thing)
            self._any_case.setdefault(name.casefold(), []).append(thing)

    def fitting(self, name: str) -> list[T]:
        """Those that the name may mean: one when it is clear, none when it is unknown, several when it is ambiguous."""
        return self._exact.get(name) or self._any_case.get(name.casefold(), [])


def read_json(file: IO[bytes], problems: Problems, place: str = "") -> Any:
    """The content of a JSON file, or None with a problem that names the line; `place` names the file in an archive."""
    whole = place or _("the file")
    try:
        return json.loads(file.read())
    except json.JSONDecodeError as error:
        message = _("This is not JSON: %(reason)s, in column %(column)d.")
        where = _("line %(line)d") % {"line": error.lineno}
        where = f"{place}, {where}" if place else where
        problems.add(where, "", message % {"reason": error.msg, "column": error.colno})
    except UnicodeDecodeError as error:
        problems.add(whole, "", _("This is not a text: byte %(place)d is not Unicode.") % {"place": error.start})
    except RecursionError:
        problems.add(whole, "", _("Lists or objects are nested too deeply to be labels."))
    except ValueError:
        # Python refuses to read whole numbers of thousands of digits.
        problems.add(whole, "", _("A number has thousands of digits."))
    return None


def to_json(value: Any) -> str:
    """A value as JSON with every letter as it is; numbers are finite in all documents."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def labelled_frames(labelled: LabelledUnit) -> list[tuple[int, list[dict[str, Any]]]]:
    """The frames that hold labels, in order, each with its shapes; the first frame where none does.

    Pictures without labels are truths too, but a film's empty frames are told from none by the film itself.
    """
    frames = sorted((int(key), shapes) for key, shapes in labelled.document["frames"].items() if shapes)
    return frames or [(0, [])]
