"""Answers to attributes and classifications: one normal form, so that equal answers are equal values.

An answer is an option's hash (radio), a list of hashes (checklist), a string (text) or a number; nested answers are
siblings, keyed by attribute.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

#: Answers in normal form: a set of (attribute, answer). Equality is agreement all the way down.
Answers = frozenset[tuple[str, Hashable]]

NO_ANSWERS: Answers = frozenset()


def normalise(answers: Mapping[str, Any], attributes: Sequence[Mapping[str, Any]] | None = None) -> Answers:
    """Answers in normal form; what is empty or lies below an option that was not chosen counts as not answered.

    Checklists become sets, text is trimmed and brought to Unicode form NFC, case is kept.

    >>> normalise({"size": ["b", "a", "b"], "note": " fine "}) == normalise({"note": "fine", "size": ["a", "b"]})
    True
    >>> normalise({"size": [], "note": "  ", "count": None})
    frozenset()
    """
    if not answers:
        return NO_ANSWERS
    keys = answers.keys() if attributes is None else reachable(answers, attributes)
    normal = ((key, _normal_answer(answers[key])) for key in keys)
    return frozenset((key, answer) for key, answer in normal if answer not in ("", frozenset(), None))


def reachable(answers: Mapping[str, Any], attributes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The keys of the answers whose attribute is asked, going down only below chosen options.

    >>> nested = [{"featureNodeHash": "brand", "options": []}]
    >>> root = {"featureNodeHash": "kind", "options": [{"featureNodeHash": "car", "options": nested}]}
    >>> list(reachable({"kind": "car", "brand": "x"}, [root])), list(reachable({"kind": "bus", "brand": "x"}, [root]))
    (['kind', 'brand'], ['kind'])
    """
    for attribute in attributes:
        key = attribute["featureNodeHash"]
        if key not in answers:
            continue
        yield key
        answer = answers[key]
        chosen = answer if isinstance(answer, list | tuple) else [answer]
        for option in attribute.get("options") or ():
            if option["featureNodeHash"] in chosen:
                yield from reachable(answers, option.get("options") or ())


def answers_at(item: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The answers of an object on a frame: its static ones, and of each dynamic attribute the one given there.

    >>> seen = [{"range": [0, 4], "answers": {"seen": "yes"}}, {"range": [5, 9], "answers": {"seen": "no"}}]
    >>> item = {"attributes": {"size": "big"}, "dynamic": {"seen": seen}}
    >>> answers_at(item, 4), answers_at(item, 10)
    ({'size': 'big', 'seen': 'yes'}, {'size': 'big'})
    """
    static: Mapping[str, Any] = item.get("attributes", {})
    if not item.get("dynamic"):
        return static
    spans = (span for spans in item["dynamic"].values() for span in spans)
    here = [span["answers"] for span in spans if span["range"][0] <= frame <= span["range"][1]]
    return {key: answer for answers in (static, *here) for key, answer in answers.items()}


def share_equal(reference: Answers, candidate: Answers) -> float:
    """The share of the reference's answers that the candidate gives equally, 0 to 1; 1 when the reference has none.

    >>> share_equal(normalise({"a": 1, "b": "x"}), normalise({"a": 1.0, "b": "y", "c": 3}))
    0.5
    """
    return len(reference & candidate) / len(reference) if reference else 1.0


def _normal_answer(answer: Any) -> Hashable:
    if isinstance(answer, str):
        return unicodedata.normalize("NFC", answer.strip())
    if isinstance(answer, list | tuple):
        return frozenset(_normal_answer(item) for item in answer)
    if answer is None or isinstance(answer, int | float):
        return answer
    raise ValueError(f"an answer must be text, a number or a list, not {type(answer).__name__}")
