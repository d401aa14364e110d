"""Answers by the names of their questions, as formats have them that know no hashes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from training.texts import shown

Question = dict[str, Any]


@dataclass(frozen=True)
class Attribute:
    """An attribute of a file: a question, or one option of a checklist, which is true or false."""

    question: Question
    root: str
    option: str = ""


def attributes_of(questions: Sequence[Question]) -> dict[str, Attribute]:
    """All attributes by name: the question's own, or with the way to it where several have that name."""
    found = [entry for question in questions for entry in _walk(question, question["featureNodeHash"], "")]
    times = Counter(short for short, _long, _attribute in found)
    named: dict[str, Attribute] = {}
    for short, long, attribute in found:
        name = short if times[short] == 1 else long
        if name in named:
            name = f"{name} ({attribute.option or attribute.question['featureNodeHash']})"
        named[name] = attribute
    return named


def to_texts(answers: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, str]:
    """Answers as texts, by attribute."""
    texts = {}
    for name, attribute in attributes_of(questions).items():
        answer = answers.get(attribute.question["featureNodeHash"])
        if answer is not None:
            texts[name] = _text(answer, attribute)
    return texts


def from_texts(texts: Mapping[str, str], questions: Sequence[Question]) -> tuple[dict[str, Any], list[str]]:
    """The answers, and the names that no question has; ValueError with a sentence where one does not fit."""
    known = attributes_of(questions)
    answers: dict[str, Any] = {}
    unknown = []
    for name, text in texts.items():
        attribute = known.get(name)
        if attribute is None:
            unknown.append(name)
            continue
        key = attribute.question["featureNodeHash"]
        if attribute.option:
            if text.strip().lower() == "true":
                answers.setdefault(key, []).append(attribute.option)
        elif text:
            answers[key] = _answer(name, text, attribute.question)
    return answers, unknown


def _walk(question: Question, root: str, way: str) -> Iterator[tuple[str, str, Attribute]]:
    name = question["name"]
    long = f"{way}{name}"
    options = question.get("options") or []
    if question["type"] == "checklist":
        for option in options:
            attribute = Attribute(question, root, option["featureNodeHash"])
            yield f"{name}: {option['label']}", f"{long}: {option['label']}", attribute
        return
    yield name, long, Attribute(question, root)
    for option in options:
        for below in option.get("options") or []:
            yield from _walk(below, root, f"{long} / {option['label']} / ")


def _text(answer: Any, attribute: Attribute) -> str:
    if attribute.option:
        return "true" if attribute.option in answer else "false"
    for option in attribute.question.get("options") or []:
        if option["featureNodeHash"] == answer:
            return str(option["label"])
    return repr(answer) if isinstance(answer, float) else str(answer)


def _answer(name: str, text: str, question: Question) -> Any:
    if question["type"] == "numeric":
        try:
            return float(text)
        except ValueError as error:
            raise ValueError(_("“%(question)s” is answered with a number.") % {"question": name}) from error
    if question["type"] != "radio":
        return text
    for option in question["options"]:
        if text in (option["label"], option["value"]):
            return option["featureNodeHash"]
    message = _("“%(question)s” has no option “%(option)s”.")
    raise ValueError(message % {"question": name, "option": shown(text)})
