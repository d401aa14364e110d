"""What a label format has to offer: it turns one file into a plan, names what is wrong with it, and stores nothing."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Generic, TypeVar

from django.utils.translation import gettext as _

from training.models import DataUnit, OntologyClass

T = TypeVar("T")
Document = dict[str, Any]

#: How many problems are shown; the rest is counted.
MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the place in the file ("annotation 12"), its field ("bbox"), and a sentence."""

    where: str
    field: str
    message: str


@dataclass
class Problems:
    """Collects all problems of a file, so that its author can mend them in one go."""

    shown: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, where: str, field: str, message: str) -> None:
        self.count += 1
        if self.count <= MAX_PROBLEMS:
            self.shown.append(Problem(where, field, message))


@dataclass(frozen=True)
class ImportPlan:
    """What an import would store: a label document for each data unit (by primary key) that the file speaks of.

    A file with problems gives no documents at all. The documents carry no revision; who stores them knows it.
    """

    documents: Mapping[int, Document]
    problems: Sequence[Problem] = ()
    n_problems: int = 0


@dataclass(frozen=True, kw_only=True)
class LabelFormat:
    """One format. `parse(file, classes, units)` reads a file for a project with these classes and data units."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    parse: Callable[[IO[bytes], Iterable[OntologyClass], Iterable[DataUnit]], ImportPlan]


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


def read_json(file: IO[bytes], problems: Problems) -> Any:
    """The content of a JSON file, or None with a problem that names the line."""
    whole = _("the file")
    try:
        return json.loads(file.read())
    except json.JSONDecodeError as error:
        message = _("This is not JSON: %(reason)s, in column %(column)d.")
        where = _("line %(line)d") % {"line": error.lineno}
        problems.add(where, "", message % {"reason": error.msg, "column": error.colno})
    except UnicodeDecodeError as error:
        problems.add(whole, "", _("This is not a text: byte %(place)d is not Unicode.") % {"place": error.start})
    except RecursionError:
        problems.add(whole, "", _("Lists or objects are nested too deeply to be labels."))
    except ValueError:
        # Python refuses to read whole numbers of thousands of digits.
        problems.add(whole, "", _("A number has thousands of digits."))
    return None
