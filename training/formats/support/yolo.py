"""YOLO's text files: a line for each object, the number of its class and shares of the picture's width and height."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scoring.errors import GeometryError
from training.formats.base import (
    Carries,
    ExportFile,
    ImportPlan,
    LabelFormat,
    LabelledUnit,
    Problems,
    labelled_frames,
)
from training.formats.support.archive import ArchiveError, Upload
from training.formats.support.geometry import number
from training.formats.support.targets import Classes, Drafts, Picture, Pictures, checked
from training.models import DataUnit, OntologyClass
from training.texts import shown

#: Shares [x, y, ...] of one line, and the objects of a shape.
Read = Callable[[list[float], Picture], dict[str, Any]]
Write = Callable[[dict[str, Any]], Iterator[list[float]]]

_NAMES = ("classes.txt", "obj.names", "predefined_classes.txt")


@dataclass(frozen=True)
class Lines:
    """One kind of YOLO labels: its shape, which counts of numbers make one, and both ways of translation.

    `read` and `write` take and give places in pixels; what stands in the files are shares.
    """

    shape: str
    is_count: Callable[[int], bool]
    counts: str | Promise
    read: Read
    write: Write


def make_format(name: str, title: str | Promise, lines: Lines, **carries: bool) -> LabelFormat:
    """The format of one kind."""

    def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
        return _Reading(lines, Classes(classes), Pictures(units, by_stem=True)).plan(file)

    def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
        return _write(lines, units, classes)

    return LabelFormat(
        name=name,
        title=title,
        suffixes=(".zip",),
        carries=Carries(shapes=frozenset({lines.shape}), **carries),
        parse=parse,
        write=write,
        is_archive=True,
    )


class _Reading:
    def __init__(self, lines: Lines, classes: Classes, pictures: Pictures) -> None:
        self.lines, self.classes, self.pictures = lines, classes, pictures
        self.problems, self.drafts = Problems(), Drafts()
        self.names: dict[int, str] = {}
        self.found: dict[int, OntologyClass | None] = {}

    def plan(self, file: IO[bytes]) -> ImportPlan:
        upload = Upload(file, self.problems)
        try:
            self._read(upload)
        except ArchiveError as error:
            self.problems.add(error.where, "", error.message)
        return self.problems.plan(self.drafts.documents)

    def _read(self, upload: Upload) -> None:
        named = [path for path in upload.paths if path.endswith((".yaml", ".yml")) or path.split("/")[-1] in _NAMES]
        for path in named:
            text = self._text(upload, path)
            self.names = self.names or (yaml_names(text) if path.endswith("l") else dict(enumerate(text.split("\n"))))
        paths = [path for path in upload.ending([".txt"]) if path not in named and not _is_list(path)]
        if not self.problems.count and (not self.names or not paths):
            message = _("A ZIP with data.yaml, or classes.txt, and a file .txt for each picture is expected.")
            self.problems.add(_("the file"), "", message)
            return
        for path in paths:
            picture = self.pictures.find(path, path, "", self.problems)
            if picture:
                self.drafts.open(picture)
            for position, line in enumerate(self._text(upload, path).splitlines(), 1):
                if line.strip():
                    self._line(line.split(), picture, _("%(file)s, line %(line)d") % {"file": path, "line": position})

    def _line(self, words: list[str], picture: Picture | None, where: str) -> None:
        ontology_class = self._class(words[0], where)
        try:
            if not self.lines.is_count(len(words) - 1):
                message = _("holds %(count)d numbers behind the class, not %(expected)s")
                values = {"count": len(words) - 1, "expected": self.lines.counts}
                raise GeometryError("line", message % values)
            shares = [number(word, "line") for word in words[1:]]
            if any(not -1 <= share <= 2 for share in shares):
                raise GeometryError("line", _("holds numbers that are no shares of the picture, from 0 to 1"))
            if picture is None:
                return
            geometry = self.lines.read(shares, picture)
            if ontology_class:
                self.drafts.add(picture, ontology_class, checked(ontology_class, geometry, picture, "line"))
        except GeometryError as error:
            self.problems.add(where, "", error.message)

    def _class(self, word: str, where: str) -> OntologyClass | None:
        place = int(word) if word.isascii() and word.isdigit() and len(word) < 7 else -1
        if place not in self.names:
            self.problems.add(where, "", _("There is no class number %(number)s.") % {"number": shown(word)})
            return None
        if place not in self.found:
            name = self.names[place]
            self.found[place] = self.classes.find(name, [self.lines.shape], where, "names", self.problems)
        return self.found[place]

    def _text(self, upload: Upload, path: str) -> str:
        try:
            return upload.read(path).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.problems.add(path, "", _("This is not a text: it is not Unicode."))
            return ""


def yaml_names(text: str) -> dict[int, str]:
    """The class names of a data.yaml: a list or numbered, in one line or several.

    >>> yaml_names("nc: 2\\nnames:\\n  0: cat # grey\\n  1: 'big dog'\\npath: x")
    {0: 'cat', 1: 'big dog'}
    >>> yaml_names("names: [cat, \\"big dog\\"]")
    {0: 'cat', 1: 'big dog'}
    """
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if re.match(r"names\s*:", line)), None)
    if start is None:
        return {}
    inline = lines[start].split(":", 1)[1].strip()
    if inline[:1] in {"[", "{"}:
        body = "\n".join([inline, *lines[start + 1 :]])
        body = body[1 : body.find("]" if inline[0] == "[" else "}")]
        items = [item.strip() for item in re.findall(r"""(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^,])+""", body)]
    else:
        items = []
        for line in lines[start + 1 :]:
            if line.strip() and not line.startswith((" ", "-", "\t")):
                break
            items.append(line.strip().removeprefix("- ").strip())
    return dict(_numbered([item for item in items if item and not item.startswith("#")]))


def _numbered(items: list[str]) -> Iterator[tuple[int, str]]:
    for place, item in enumerate(items):
        match = re.match(r"(\d{1,6})\s*:\s*(.+)", item, re.DOTALL)
        yield (int(match[1]), _scalar(match[2])) if match else (place, _scalar(item))


def _scalar(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        try:
            return str(json.JSONDecoder().raw_decode(text)[0])
        except json.JSONDecodeError:
            return text
    if text.startswith("'"):
        return text[1 : text.rfind("'")].replace("''", "'")
    return re.split(r"\s#", text)[0].strip()


def _is_list(path: str) -> bool:
    """Lists of pictures that stand beside the labels."""
    return path.split("/")[-1].lower() in {"train.txt", "val.txt", "test.txt", "readme.txt"}


def _write(lines: Lines, units: Iterable[LabelledUnit], classes: Sequence[OntologyClass]) -> Iterator[ExportFile]:
    able = [item for item in classes if item.shape == lines.shape]
    places = {item.feature_hash: place for place, item in enumerate(able)}
    names = "".join(f"  {place}: {json.dumps(item.name, ensure_ascii=False)}\n" for place, item in enumerate(able))
    yield "data.yaml", iter([f"path: .\ntrain: images\nval: images\nnames:\n{names}".encode()])
    for labelled in units:
        class_of = {item["id"]: places.get(item["class"]) for item in labelled.document["objects"]}
        for frame, shapes in labelled_frames(labelled):
            size = labelled.sizes[frame]
            text = []
            for shape in shapes:
                place = class_of[shape["object"]]
                if place is not None:
                    text += [_line(place, flat, size.width, size.height) for flat in lines.write(shape)]
            yield f"labels/{labelled.stem(frame)}.txt", iter(["".join(text).encode()])


def _line(place: int, flat: list[float], width: int, height: int) -> str:
    sides = (width, height)
    return " ".join([str(place), *(repr(value / sides[n % 2]) for n, value in enumerate(flat))]) + "\n"
