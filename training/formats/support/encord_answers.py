"""Encord's answers, a flat list tied to questions by hash, and ours, keyed by question."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from training.answers import are_ranges
from training.texts import shown

Entry = dict[str, Any]
Question = dict[str, Any]

#: Answers looked at for one question of an object, over all stretches of frames: more are a mistake.
MAX_WORK = 2_000_000


class AnswerError(ValueError):
    """An answer that can't be read; the field, and a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def questions_below(questions: Sequence[Question]) -> dict[str, Question]:
    """All questions by hash, follow-ups included."""
    found: dict[str, Question] = {}
    for question in questions:
        found[question["featureNodeHash"]] = question
        for option in question.get("options") or []:
            found |= questions_below(option.get("options") or [])
    return found


def read_answers(items: Any, questions: Sequence[Question]) -> dict[str, Any]:
    """{question: answer} of a list of Encord's answers; a checklist may come in several pieces."""
    known = questions_below(questions)
    answers: dict[str, Any] = {}
    for item in entries(items):
        key, answer = _read(item, known)
        if isinstance(answer, list):
            answer = [*answers.get(key, []), *(option for option in answer if option not in answers.get(key, []))]
        if answer not in (None, [], ""):
            answers[key] = answer
    return answers


def read_dynamic(items: Any, questions: Sequence[Question], n_frames: int) -> dict[str, list[Entry]]:
    """{question: [{range, answers}]} of a list of actions: cut where any of them begins or ends, joined where equal."""
    dynamic = {}
    actions = entries(items)
    rest = [item for item in actions if item.get("featureHash") not in questions_below(questions)]
    if rest:
        _read(rest[0], {})
    for question in questions:
        below = questions_below([question])
        mine = [item for item in actions if item.get("featureHash") in below]
        if spans := _spans(mine, question, n_frames):
            dynamic[question["featureNodeHash"]] = spans
    return dynamic


def read_ranges(given: Any, n_frames: int) -> list[list[int]]:
    """Inclusive frame ranges, put in order and joined where they touch."""
    if not isinstance(given, list) or not all(are_ranges([pair], n_frames) for pair in given):
        message = _("Ranges are pairs [first, last] of frames from 0 to %(last)d, not %(value)s.")
        raise AnswerError("range", message % {"last": n_frames - 1, "value": shown(given)})
    return joined(given)


def joined(ranges: Iterable[list[int]]) -> list[list[int]]:
    """Ranges in order, those that touch or overlap as one.

    >>> joined([[4, 4], [0, 1], [2, 3], [8, 9]])
    [[0, 4], [8, 9]]
    """
    result: list[list[int]] = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1][1] = max(result[-1][1], last)
        else:
            result.append([first, last])
    return result


def write_answers(answers: Mapping[str, Any], questions: Sequence[Question]) -> list[Entry]:
    """Encord's flat list of answers, parents first."""
    written = []
    for key, question in questions_below(questions).items():
        if key in answers:
            labels = {option["featureNodeHash"]: option for option in question.get("options") or []}
            written.append(
                {
                    "name": question["name"],
                    "value": lower_snake(question["name"]),
                    "answers": _written(answers[key], labels),
                    "featureHash": key,
                    "manualAnnotation": True,
                }
            )
    return written


def write_actions(dynamic: Mapping[str, list[Entry]], questions: Sequence[Question]) -> list[Entry]:
    """The answers that change by frame, one entry for each question and stretch of frames."""
    return [
        {**answer, "dynamic": True, "range": [span["range"]], "shouldPropagate": False, "trackHash": ""}
        for spans in dynamic.values()
        for span in spans
        for answer in write_answers(span["answers"], questions)
    ]


def lower_snake(name: str) -> str:
    """Encord's machine word for a name: letters and digits, in lower case, joined by underscores."""
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


def entries(items: Any) -> list[Entry]:
    """A list of objects, which may be missing; AnswerError for anything else."""
    if items is None:
        return []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise AnswerError("answers", _("A list of objects is expected here."))
    return items


def _spans(items: list[Entry], question: Question, n_frames: int) -> list[Entry]:
    """A sweep over the frames where an answer begins or ends, with those that hold in between."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for number, item in enumerate(items):
        for first, last in read_ranges(item.get("range"), n_frames):
            begins.setdefault(first, []).append(number)
            ends.setdefault(last + 1, []).append(number)
    cuts = sorted({*begins, *ends})
    holding: dict[int, Entry] = {}
    spans: list[Entry] = []
    work = 0
    for first, after in pairwise(cuts):
        for number in ends.get(first, ()):
            del holding[number]
        holding |= {number: items[number] for number in begins.get(first, ())}
        work += len(holding)
        if work > MAX_WORK:
            raise AnswerError("actions", _("Too many answers hold on the same frames."))
        _extend(spans, first, after - 1, read_answers(list(holding.values()), [question]))
    return spans


def _extend(spans: list[Entry], first: int, last: int, answers: dict[str, Any]) -> None:
    if not answers:
        return
    if spans and spans[-1]["range"][1] == first - 1 and spans[-1]["answers"] == answers:
        spans[-1]["range"][1] = last
    else:
        spans.append({"range": [first, last], "answers": answers})


def _read(item: Entry, known: Mapping[str, Question]) -> tuple[str, Any]:
    key = item.get("featureHash")
    question = known.get(key) if isinstance(key, str) else None
    if question is None:
        values = {"hash": shown(key), "name": shown(item.get("name"))}
        raise AnswerError("featureHash", _("The class has no question %(hash)s (%(name)s).") % values)
    given = item.get("answers")
    if question["type"] not in {"radio", "checklist"}:
        return question["featureNodeHash"], given
    options = [option.get("featureHash") for option in entries(given)]
    if question["type"] == "checklist":
        return question["featureNodeHash"], options
    if len(options) > 1:
        raise AnswerError("answers", _("“%(question)s” takes one option alone.") % {"question": question["name"]})
    return question["featureNodeHash"], options[0] if options else None


def _written(answer: Any, options: Mapping[str, Entry]) -> Any:
    if not options:
        return answer
    chosen = answer if isinstance(answer, list) else [answer]
    return [
        {"name": options[key]["label"], "value": options[key]["value"], "featureHash": key}
        for key in chosen
        if key in options
    ]
