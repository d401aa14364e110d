"""Answers as they come in: each fits its question, and those that hold by frame or range hold on frames that exist."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from training.texts import is_storable, shown

MAX_TEXT = 10_000


def clean_answers(answers: Any, questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The answers to these questions, nested ones included; ValueError with a sentence where one does not fit."""
    if not isinstance(answers, dict):
        raise ValueError(_("Answers are given as {question: answer}."))
    known = {question["featureNodeHash"] for question in _all_questions(questions)}
    if unknown := set(answers) - known:
        raise ValueError(_("There is no question %(hash)s in this class.") % {"hash": shown(min(unknown))})
    return dict(_active_answers(answers, questions))


def clean_dynamic(
    given: Any, questions: Sequence[dict[str, Any]], *, attributes: Mapping[str, Any], n_frames: int
) -> dict[str, list[dict[str, Any]]]:
    """The answers that change from frame to frame, ``{question: [{range, answers}]}``; ValueError with a sentence.

    A question is answered either here or in ``attributes``, which hold for all frames: never in both.
    """
    if not isinstance(given, dict):
        raise ValueError(_("Answers by frame are given as {question: [{range, answers}]}."))
    changing = {question["featureNodeHash"]: question for question in questions if question.get("dynamic")}
    cleaned = {}
    for key, spans in given.items():
        if key not in changing:
            raise ValueError(_("Question %(hash)s of this class does not change by frame.") % {"hash": shown(key)})
        if key in attributes:
            name = changing[key]["name"]
            raise ValueError(_("“%(question)s” is answered for all frames and by frame.") % {"question": name})
        if kept := _clean_spans(spans, changing[key], n_frames):
            cleaned[key] = kept
    return cleaned


def _clean_spans(spans: Any, question: dict[str, Any], n_frames: int) -> list[dict[str, Any]]:
    is_list = isinstance(spans, list) and all(isinstance(span, dict) for span in spans)
    if not is_list or (spans and not are_ranges([span.get("range") for span in spans], n_frames)):
        raise ValueError(
            _("“%(question)s”: ranges are [first, last] of frames from 0 to %(last)d, in order, not overlapping.")
            % {"question": question["name"], "last": n_frames - 1}
        )
    answered = ({"range": span["range"], "answers": clean_answers(span.get("answers"), [question])} for span in spans)
    return [span for span in answered if span["answers"]]


def are_ranges(ranges: Any, n_frames: int) -> bool:
    """Whether these are pairs [first, last] of frames, at least one, in order and without overlap."""
    if not isinstance(ranges, list) or not ranges:
        return False
    last_end = -1
    for pair in ranges:
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(value) is int for value in pair)):
            return False
        first, last = pair
        if not last_end < first <= last < n_frames:
            return False
        last_end = last
    return True


def _all_questions(questions: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for question in questions:
        yield question
        for option in question.get("options", []):
            yield from _all_questions(option.get("options", []))


def _active_answers(answers: dict[str, Any], questions: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for question in questions:
        answer = answers.get(question["featureNodeHash"])
        if answer is None or answer in ("", []):
            continue
        yield question["featureNodeHash"], _CLEANERS[question["type"]](answer, question)
        for option in question.get("options", []):
            if option["featureNodeHash"] == answer:
                yield from _active_answers(answers, option.get("options", []))


def _radio(answer: Any, question: dict[str, Any]) -> str:
    if not isinstance(answer, str) or answer not in _option_hashes(question):
        raise ValueError(_("“%(question)s” has no such option.") % {"question": question["name"]})
    return answer


def _checklist(answer: Any, question: dict[str, Any]) -> list[str]:
    options = _option_hashes(question)
    is_list = isinstance(answer, list) and all(isinstance(item, str) for item in answer)
    if not is_list or not set(answer) <= set(options):
        raise ValueError(_("“%(question)s” has no such option.") % {"question": question["name"]})
    return [option for option in options if option in answer]


def _text(answer: Any, question: dict[str, Any]) -> str:
    if not isinstance(answer, str) or len(answer) > MAX_TEXT or not is_storable(answer):
        raise ValueError(
            _("“%(question)s” is answered with a text of at most %(limit)d characters.")
            % {"question": question["name"], "limit": MAX_TEXT}
        )
    return answer


def _numeric(answer: Any, question: dict[str, Any]) -> float:
    is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
    if not is_number or not abs(answer) <= sys.float_info.max:
        raise ValueError(_("“%(question)s” is answered with a number.") % {"question": question["name"]})
    return float(answer)


def _option_hashes(question: dict[str, Any]) -> list[str]:
    return [option["featureNodeHash"] for option in question.get("options", [])]


_CLEANERS = {"radio": _radio, "checklist": _checklist, "text": _text, "numeric": _numeric}
