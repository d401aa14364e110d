"""XML in and out: read element by element, without entities or document types; written as text with every sign safe."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from training.formats.support.losses import UNWRITABLE

_CHUNK = 1 << 18
_MAX_DEPTH = 50
_BREAK = {"\r": "&#13;"}


class XmlError(ValueError):
    """What can't be read, with its line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass
class Element:
    """An element with all that is in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: "list[Element]" = field(default_factory=list)
    text: str = ""

    def child(self, tag: str) -> "Element | None":
        """The first child of that name."""
        return next((item for item in self.children if item.tag == tag), None)

    def value(self, *path: str) -> str | None:
        """The text of a child, or of its child, without the space around it."""
        element: Element | None = self
        for tag in path:
            element = element.child(tag) if element else None
        return element.text.strip() if element else None


def elements(file: Readable, tags: Iterable[str], root: str) -> Iterator[Element]:
    """The outermost elements with these names, each as soon as it is whole; the file's root must be `root`.

    Raises:
        XmlError: it is no XML, of another kind, nested too deeply, or defines entities.
    """
    reader = _Reader(frozenset(tags), root)
    while piece := file.read(_CHUNK):
        reader.feed(piece)
        yield from reader.taken()
    reader.feed(b"", is_last=True)
    yield from reader.taken()


class _Reader:
    def __init__(self, tags: frozenset[str], root: str) -> None:
        self._tags, self._root = tags, root
        self._open: list[Element] = []
        self._ready: list[Element] = []
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            message = _("This is not XML: %(reason)s.") % {"reason": expat.ErrorString(error.code)}
            raise XmlError(error.lineno, message) from error

    def taken(self) -> list[Element]:
        ready, self._ready = self._ready, []
        return ready

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        self._depth += 1
        if self._depth == 1 and tag != self._root:
            raise XmlError(line, _("The file begins with <%(tag)s>, not with <%(root)s>.") % self._roots(tag))
        if self._depth > _MAX_DEPTH:
            raise XmlError(line, _("Elements are nested too deeply to be labels."))
        if self._open or tag in self._tags:
            self._open.append(Element(tag, attributes, line))

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        (self._open[-1].children if self._open else self._ready).append(element)

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def _refuse_doctype(self, *_given: Any) -> None:
        raise XmlError(self._parser.CurrentLineNumber, _("Document types and entities are not read."))

    def _roots(self, tag: str) -> dict[str, str]:
        return {"tag": tag[:80], "root": self._root}


def tag(name: str, attributes: Mapping[str, Any] | None = None, *content: str) -> str:
    """An element as text; `content` is XML already: other elements, or what `plain` gives."""
    given = "".join(f" {key}={quoteattr(_clean(str(value)))}" for key, value in (attributes or {}).items())
    inside = "".join(content)
    return f"<{name}{given}>{inside}</{name}>\n" if inside else f"<{name}{given}/>\n"


def plain(text: Any) -> str:
    """Text as it may stand in an element."""
    return escape(_clean(str(text)), _BREAK)


def _clean(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)
