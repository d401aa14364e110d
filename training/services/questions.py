"""The tree of questions below a class (Encord's attributes): checks and changes on its JSON, nothing stored.

A question is ``{name, type, featureNodeHash, required, dynamic, options}``, an option ``{label, value,
featureNodeHash, options}``; below a radio's option, ``options`` holds follow-up questions. Hashes are the identity:
labels refer to them.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.errors import InvalidError

Question = dict[str, Any]

MAX_LEVELS = 7
MAX_NAME = 200
# Hashes of ours are 8 hexadecimal digits; those that come with an import may be base64.
HASH = re.compile(r"[A-Za-z0-9+/_=-]{1,16}")


@dataclass(frozen=True)
class QuestionType:
    """A kind of question: whether it has options, and whether these may have follow-up questions."""

    label: str | Promise
    has_options: bool = False
    has_follow_ups: bool = False


QUESTION_TYPES: dict[str, QuestionType] = {
    "radio": QuestionType(gettext_lazy("One of several options"), has_options=True, has_follow_ups=True),
    "checklist": QuestionType(gettext_lazy("Any number of options"), has_options=True),
    "text": QuestionType(gettext_lazy("Free text")),
    "numeric": QuestionType(gettext_lazy("Number")),
}


def new_hash(taken: set[str]) -> str:
    """A feature hash that is not taken yet, and from now on is."""
    while (candidate := secrets.token_hex(4)) in taken:
        pass
    taken.add(candidate)
    return candidate


def every_question(questions: Sequence[Question]) -> Iterator[Question]:
    """The questions and all that follow up on them, parents first."""
    for question in questions:
        yield question
        for option in options_of(question):
            yield from every_question(options_of(option))


def options_of(item: Question) -> list[Question]:
    """The options of a question, or the questions that follow up on an option."""
    return item.get("options") or []


def hashes_of(questions: Sequence[Question]) -> set[str]:
    """The feature hashes of all questions and options."""
    found = list(every_question(questions))
    return {item["featureNodeHash"] for question in found for item in (question, *options_of(question))}


def find_question(questions: Sequence[Question], question_hash: str) -> Question | None:
    """The question with that hash, at whatever level."""
    return next((item for item in every_question(questions) if item["featureNodeHash"] == question_hash), None)


def find_option(questions: Sequence[Question], option_hash: str) -> Question | None:
    """The option with that hash, at whatever level."""
    options = (option for question in every_question(questions) for option in options_of(question))
    return next((option for option in options if option["featureNodeHash"] == option_hash), None)


def clean_questions(raw: Any, *, is_object: bool, taken: set[str]) -> list[Question]:
    """The questions in their stored form, hashes given where they lack one; InvalidError names every fault.

    `taken` are the hashes of the rest of the ontology; those given here are added.
    """
    check = _Check(taken)
    questions = check.questions(raw, "attributes", level=1)
    if not is_object and len(questions) != 1:
        check.fault("attributes", _("A classification asks exactly one question."))
    for number, question in enumerate(questions):
        if question["dynamic"] and not is_object:
            check.fault(f"attributes[{number}].dynamic", _("Only an object's attribute can change by frame."))
    if check.faults:
        raise InvalidError(check.faults[0]["message"], errors=check.faults)
    return questions


@dataclass
class _Check:
    """Walks a tree of questions and collects what is wrong with it."""

    taken: set[str]
    faults: list[dict[str, str]] = field(default_factory=list)

    def fault(self, where: str, message: str) -> None:
        self.faults.append({"where": where, "message": message})

    def questions(self, raw: Any, where: str, *, level: int) -> list[Question]:
        questions = [self.question(item, f"{where}[{n}]", level=level) for n, item in enumerate(self.dicts(raw, where))]
        if questions and level > MAX_LEVELS:
            self.fault(where, _("Questions may follow each other %(levels)s levels deep.") % {"levels": MAX_LEVELS})
        self.unique([question["name"] for question in questions], where)
        return questions

    def question(self, raw: Question, where: str, *, level: int) -> Question:
        kind = QUESTION_TYPES.get(raw.get("type", ""))
        if kind is None:
            self.fault(f"{where}.type", _("Choose what kind of answer is expected."))
            kind = QuestionType("")
        if raw.get("dynamic") and level > 1:
            self.fault(f"{where}.dynamic", _("A follow-up question cannot change by frame."))
        return {
            "name": self.name(raw.get("name"), f"{where}.name"),
            "type": raw.get("type", ""),
            "featureNodeHash": self.hash(raw.get("featureNodeHash"), f"{where}.featureNodeHash"),
            "required": bool(raw.get("required")),
            "dynamic": bool(raw.get("dynamic")),
            "options": self.options(raw.get("options"), f"{where}.options", kind, level=level),
        }

    def options(self, raw: Any, where: str, kind: QuestionType, *, level: int) -> list[Question]:
        items = self.dicts(raw, where)
        if bool(items) != kind.has_options:
            need = _("Give at least one option.") if kind.has_options else _("This kind of question has no options.")
            self.fault(where, need)
        self.unique([str(item.get("label", "")).strip() for item in items], where)
        values: set[str] = set()
        return [self.option(item, f"{where}[{n}]", kind, values, level=level) for n, item in enumerate(items)]

    def option(self, raw: Question, where: str, kind: QuestionType, values: set[str], *, level: int) -> Question:
        label = self.name(raw.get("label"), f"{where}.label")
        follow_ups = self.questions(raw.get("options"), f"{where}.options", level=level + 1)
        if follow_ups and not kind.has_follow_ups:
            self.fault(f"{where}.options", _("Only an option that excludes the others can have a follow-up question."))
        return {
            "label": label,
            "value": _value(str(raw.get("value") or label), values),
            "featureNodeHash": self.hash(raw.get("featureNodeHash"), f"{where}.featureNodeHash"),
            "options": follow_ups,
        }

    def dicts(self, raw: Any, where: str) -> list[Question]:
        items = [] if raw is None else raw
        if not isinstance(items, list | tuple) or not all(isinstance(item, dict) for item in items):
            self.fault(where, _("A list of objects is expected here."))
            return []
        return list(items)

    def name(self, raw: Any, where: str) -> str:
        name = raw.strip() if isinstance(raw, str) else ""
        if not name:
            self.fault(where, _("A name is missing."))
        if len(name) > MAX_NAME:
            self.fault(where, _("A name has at most %(limit)s characters.") % {"limit": MAX_NAME})
        return name

    def hash(self, raw: Any, where: str) -> str:
        if not raw:
            return new_hash(self.taken)
        if not isinstance(raw, str) or not HASH.fullmatch(raw):
            self.fault(where, _("This is not a feature hash."))
        elif raw in self.taken:
            self.fault(where, _("The feature hash %(hash)s stands twice in the ontology.") % {"hash": raw})
        self.taken.add(str(raw))
        return str(raw)

    def unique(self, names: list[str], where: str) -> None:
        twice = {name for name in names if name and [other.casefold() for other in names].count(name.casefold()) > 1}
        if twice:
            self.fault(where, _("“%(name)s” stands there twice.") % {"name": min(twice)})


def _value(wanted: str, taken: set[str]) -> str:
    """The machine's word for an option: made of its label, and of its own among its siblings."""
    stem = slugify(wanted).replace("-", "_") or "option"
    value, number = stem, 2
    while value in taken:
        value, number = f"{stem}_{number}", number + 1
    taken.add(value)
    return value
