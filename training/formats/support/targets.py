"""Finds what a file speaks of in the project: pictures by file name, classes by name; and collects the documents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from scoring import check_geometry
from scoring.errors import GeometryError
from training.documents import FrameSize
from training.formats.base import Document, Names, Problems
from training.modalities import modality_of
from training.models import DataUnit, OntologyClass
from training.specs import class_spec
from training.texts import shown

#: What can't stand in the name of a file on one system or another.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_PARTS = re.compile(r"[/\\]")


def safe_name(title: str) -> str:
    """A title as the name of a file: no folders, no control characters, no name that means a folder."""
    name = _UNSAFE.sub("_", title.strip()).strip(". ") or "_"
    return f"_{name}" if title.strip().startswith(".") else name


def sizes_of(unit: DataUnit) -> list[FrameSize]:
    """Width and height of every frame."""
    if unit.n_frames == 1:
        return [FrameSize(unit.width, unit.height)]
    return [FrameSize(frame.width, frame.height) for frame in modality_of(unit).frames(unit)]


@dataclass(frozen=True)
class Picture:
    """One frame of a data unit."""

    unit: DataUnit
    frame: int
    width: int
    height: int


class Pictures:
    """The frames of a project's data units, by the names of files.

    A unit of one frame is found by its own name; a frame of another as `unit/000012.jpg`. With `by_stem`, suffixes
    don't count: a label file is called after its picture.
    """

    def __init__(self, units: Iterable[DataUnit], *, by_stem: bool = False) -> None:
        self.units = list(units)
        self._sizes: dict[int, list[FrameSize]] = {}
        self._by_stem = by_stem
        self._names = Names((name, unit) for unit in self.units for name in self._names_of(unit))

    @cached_property
    def of_frames(self) -> list[DataUnit]:
        """The units with several frames."""
        return [unit for unit in self.units if unit.n_frames > 1]

    def named(self, name: str) -> list[DataUnit]:
        """The data units that a file name may mean."""
        return list(dict.fromkeys(self._names.fitting(self._bare(_PARTS.split(name.strip())[-1]))))

    def sizes(self, unit: DataUnit) -> list[FrameSize]:
        """The sizes of a unit's frames, asked for once."""
        if unit.pk not in self._sizes:
            self._sizes[unit.pk] = sizes_of(unit)
        return self._sizes[unit.pk]

    def find(self, name: Any, where: str, field: str, problems: Problems, needed: str = "") -> Picture | None:
        """The picture of that name, or None with a problem; `needed` is a sentence on who needs it."""
        if not isinstance(name, str) or not name.strip():
            problems.add(where, field, _("The file name is a text, not %(value)s.") % {"value": shown(name)})
            return None
        fitting = self.named(name)
        if len(fitting) == 1 and fitting[0].n_frames == 1:
            return self.picture(fitting[0], 0)
        if not fitting and (picture := self._frame(name)):
            return picture
        problems.add(where, field, self._missing(name, fitting) + (f" {needed}" if needed else ""))
        return None

    def picture(self, unit: DataUnit, frame: int) -> Picture:
        """A frame that exists."""
        size = self.sizes(unit)[frame]
        return Picture(unit, frame, size.width, size.height)

    def has_size(self, picture: Picture, width: Any, height: Any, where: str, problems: Problems) -> bool:
        """Labels drawn on a picture of another size would land elsewhere; what a file doesn't say is no fault."""
        wrong = [
            (name, said, real)
            for name, said, real in (("width", width, picture.width), ("height", height, picture.height))
            if said is not None and said != real
        ]
        for name, said, real in wrong:
            message = _("The file says %(value)s pixels, the picture “%(unit)s” has %(size)d.")
            values = {"value": shown(said), "unit": picture.unit.title, "size": real}
            problems.add(where, name, message % values)
        return not wrong

    def _frame(self, name: str) -> Picture | None:
        parts = _PARTS.split(name.strip())
        stem = parts[-1].split(".")[0]
        if len(parts) < 2 or not re.fullmatch(r"[0-9]{1,9}", stem):
            return None
        fitting = list(dict.fromkeys(self._names.fitting(self._bare(parts[-2]))))
        if len(fitting) != 1 or not int(stem) < fitting[0].n_frames or fitting[0].n_frames == 1:
            return None
        return self.picture(fitting[0], int(stem))

    def _missing(self, name: str, fitting: Sequence[DataUnit]) -> str:
        if len(fitting) == 1:
            message = _("“%(name)s” has several frames; name one as “%(name)s/000000.jpg”.")
        elif fitting:
            message = _("The project has several data units called “%(name)s”.")
        else:
            message = _("The project has no data unit called “%(name)s”.")
        return message % {"name": shown(_PARTS.split(name.strip())[-1] if fitting else name)}

    def _names_of(self, unit: DataUnit) -> list[str]:
        names = (_PARTS.split(unit.title.strip())[-1], safe_name(unit.title))
        return list(dict.fromkeys(self._bare(name) for name in names) | dict.fromkeys(names))

    def _bare(self, name: str) -> str:
        head, dot, suffix = name.rpartition(".")
        return head if self._by_stem and dot and head and len(suffix) <= 5 else name


class Classes:
    """The classes of an ontology by name; archived ones take no new labels."""

    def __init__(self, classes: Iterable[OntologyClass]) -> None:
        present = [item for item in classes if not item.archived]
        self.objects = [item for item in present if item.is_object]
        self._objects = Names((item.name.strip(), item) for item in self.objects)
        self._classifications = Names((item.name.strip(), item) for item in present if not item.is_object)

    def find(
        self, name: Any, shapes: Iterable[str], where: str, field: str, problems: Problems, needed: str = ""
    ) -> OntologyClass | None:
        """The object class of that name with one of these shapes, or None with a problem."""
        if not isinstance(name, str) or not name.strip():
            problems.add(where, field, _("The name of a class is a text, not %(value)s.") % {"value": shown(name)})
            return None
        fitting = self._objects.fitting(name.strip())
        able = [item for item in fitting if item.shape in shapes]
        if len(able) == 1:
            return able[0]
        problems.add(where, field, no_class(name, able or fitting) + (f" {needed}" if needed else ""))
        return None

    def named(self, name: str | None) -> list[OntologyClass]:
        """The object classes that a name may mean."""
        return self._objects.fitting((name or "").strip())

    def classification(self, name: str) -> OntologyClass | None:
        """The classification of that name, if exactly one fits."""
        fitting = self._classifications.fitting(name.strip())
        return fitting[0] if len(fitting) == 1 else None


def no_class(name: str, fitting: Sequence[OntologyClass]) -> str:
    """Why a name gives no class."""
    if not fitting:
        return _("The ontology has no object class “%(name)s”.") % {"name": shown(name)}
    if len(fitting) > 1:
        return _("The ontology has several classes that “%(name)s” may mean.") % {"name": shown(name)}
    values = {"name": fitting[0].name, "shape": fitting[0].shape.replace("_", " ")}
    return _("Objects of the class “%(name)s” are of the shape %(shape)s; this label does not make one.") % values


@dataclass
class Drafts:
    """The label documents in the making, by data unit."""

    documents: dict[int, Document] = field(default_factory=dict)

    def of(self, unit: DataUnit) -> Document:
        """The document of a unit; one without labels is an empty truth."""
        empty: Document = {"objects": [], "classifications": [], "frames": {}}
        return self.documents.setdefault(unit.pk, empty)

    def open(self, picture: Picture) -> None:
        """Take a picture in, with or without labels."""
        self.of(picture.unit)["frames"].setdefault(str(picture.frame), [])

    def add(self, picture: Picture, ontology_class: OntologyClass, geometry: dict[str, Any], **facts: Any) -> str:
        """A new object with one shape; gives its id. `facts` are more keys of the object."""
        self.open(picture)
        document = self.of(picture.unit)
        uid = get_random_string(12)  # letters and digits: no id begins a formula in a spreadsheet
        document["objects"].append({"id": uid, "class": ontology_class.feature_hash, "attributes": {}, **facts})
        document["frames"][str(picture.frame)].append({"object": uid, **geometry})
        return uid


def checked(ontology_class: OntologyClass, geometry: dict[str, Any], picture: Picture, field: str) -> dict[str, Any]:
    """The geometry, if it can be scored; GeometryError under the file's own field otherwise."""
    try:
        spec = class_spec(ontology_class)
        check_geometry(ontology_class.shape, geometry, picture.width, picture.height, spec=spec)
    except GeometryError as error:
        raise GeometryError(field, error.template, **error.facts) from error
    return geometry
