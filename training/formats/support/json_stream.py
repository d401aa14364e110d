"""JSON that comes as many values: a list, or one value after the other. Read value by value, never as a whole."""

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from training.formats.base import Problems

_CHUNK = 1 << 20
_SPACE = " \t\r\n"


def json_values(file: IO[bytes], problems: Problems) -> Iterator[Any]:
    """The values of a list, or of a file with one value after the other; a problem with its line ends them."""
    stream = _Stream(file)
    try:
        yield from stream.values()
    except json.JSONDecodeError as error:
        line = stream.line + error.doc.count("\n", stream.start, error.pos)
        message = _("This is not JSON: %(reason)s.") % {"reason": error.msg}
        problems.add(_("line %(line)d") % {"line": line}, "", message)
    except UnicodeDecodeError:
        problems.add(_("line %(line)d") % {"line": stream.line}, "", _("This is not a text: it is not Unicode."))
    except RecursionError:
        problems.add(_("the file"), "", _("Lists or objects are nested too deeply to be labels."))
    except ValueError:
        problems.add(_("the file"), "", _("A number has thousands of digits."))


class _Stream:
    """The text that was read and not used yet, from `start` on."""

    def __init__(self, file: IO[bytes]) -> None:
        self._reader = codecs.getreader("utf-8-sig")(file)
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._is_over = False
        self.start = 0
        self.line = 1

    def values(self) -> Iterator[Any]:
        is_list = self._next() == "["
        if is_list:
            self._use(self.start + 1)
        elif not self._next():
            raise json.JSONDecodeError("Expecting value", self._text, self.start)
        is_first = True
        while character := self._next():
            if is_list and character == "]":
                self._use(self.start + 1)
                self._expect_end()
                return
            if is_list and not is_first:
                if character != ",":
                    raise json.JSONDecodeError("Expecting ',' delimiter", self._text, self.start)
                self._use(self.start + 1)
                self._next()
            is_first = False
            yield self._value()
        if is_list:
            raise json.JSONDecodeError("Expecting ']'", self._text, self.start)

    def _value(self) -> Any:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self.start)
            except json.JSONDecodeError:
                if self._is_over:
                    raise
            else:
                # A number at the end of what was read may go on.
                if end < len(self._text) or self._is_over:
                    self._use(end)
                    return value
            self._read_on()

    def _next(self) -> str:
        """The next character that is no space; empty at the end of the file."""
        while True:
            position = self.start
            while position < len(self._text) and self._text[position] in _SPACE:
                position += 1
            self._use(position)
            if position < len(self._text) or self._is_over:
                return self._text[position : position + 1]
            self._read_on()

    def _expect_end(self) -> None:
        if self._next():
            raise json.JSONDecodeError("Extra data", self._text, self.start)

    def _use(self, position: int) -> None:
        self.line += self._text.count("\n", self.start, position)
        self.start = position

    def _read_on(self) -> None:
        """More text; twice as much as waits already, so that a long value is tried a few times only."""
        rest = self._text[self.start :]
        more = self._reader.read(max(_CHUNK, len(rest)))
        self._text, self.start, self._is_over = rest + more, 0, not more
