"""Required questions that a label document leaves open: what is checked before it is handed in, as in the editor."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from training.errors import IncompleteError
from training.models import OntologyClass

MAX_ERRORS = 100

Questions = Sequence[dict[str, Any]]
_Gap = tuple[int, str, str]


def require_answers(document: dict[str, Any], *, classes: Sequence[OntologyClass], n_frames: int) -> None:
    """Refuse a document in which a required question has no answer; ``classes`` are those that are asked for.

    Raises:
        IncompleteError: its errors name each place, ``frames.<frame>.objects.<object>.<question>`` or
            ``frames.<frame>.classifications.<class>.<question>``, with the first frame on which the answer is missing.
    """
    by_hash = {item.feature_hash: item for item in classes if _has_required(item.attributes) or item.required}
    found = sorted([*_of_objects(document, by_hash), *_of_classifications(document, by_hash, n_frames)])
    if not found:
        return
    errors = [{"where": f"frames.{frame}.{place}", "message": message} for frame, place, message in found[:MAX_ERRORS]]
    text = _("Required answers are missing: %(count)d. The first: %(first)s")
    raise IncompleteError(text % {"count": len(found), "first": errors[0]["message"]}, errors=errors)


def _of_objects(document: dict[str, Any], classes: Mapping[str, OntologyClass]) -> Iterator[_Gap]:
    """An object that is on no frame has nothing to be asked for."""
    frames_of: dict[str, list[int]] = {item["id"]: [] for item in document["objects"] if item["class"] in classes}
    for key, shapes in document["frames"].items():
        for shape in shapes:
            if shape["object"] in frames_of:
                frames_of[shape["object"]].append(int(key))
    for item in document["objects"]:
        if item["id"] in frames_of:
            asked = classes[item["class"]]
            for frame, question in _first_open(item, asked.attributes, sorted(frames_of[item["id"]])):
                yield _gap(frame, f"objects.{item['id']}", asked, question)


def _first_open(
    item: dict[str, Any], questions: Questions, frames: Sequence[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each question that is open on one of the frames, with the first such frame."""
    spans = [span for of_question in item.get("dynamic", {}).values() for span in of_question]
    seen: set[tuple[int, ...]] = set()
    told: set[str] = set()
    for frame in frames:
        here = tuple(number for number, span in enumerate(spans) if span["range"][0] <= frame <= span["range"][1])
        if here in seen:
            continue
        seen.add(here)
        answers = dict(item["attributes"])
        for number in here:
            answers |= spans[number]["answers"]
        for question in _open(questions, answers):
            if question["featureNodeHash"] not in told:
                told.add(question["featureNodeHash"])
                yield frame, question


def _of_classifications(
    document: dict[str, Any], classes: Mapping[str, OntologyClass], n_frames: int
) -> Iterator[_Gap]:
    asked = {key: item for key, item in classes.items() if item.kind == OntologyClass.Kind.CLASSIFICATION}
    given: dict[str, list[dict[str, Any]]] = {key: [] for key in asked}
    for entry in document["classifications"]:
        if entry["class"] in given:
            given[entry["class"]].append(entry)
    for key, item in asked.items():
        questions = [{**question, "required": item.required or question["required"]} for question in item.attributes]
        covered = [span for entry in given[key] for span in entry["ranges"]]
        free = _first_free(covered, n_frames)
        places: list[tuple[int, dict[str, Any]]] = [(entry["ranges"][0][0], entry["answers"]) for entry in given[key]]
        if free is not None:
            places.append((free, {}))
        told: set[str] = set()
        for frame, answers in sorted(places, key=lambda place: place[0]):
            for question in _open(questions, answers):
                if question["featureNodeHash"] not in told:
                    told.add(question["featureNodeHash"])
                    yield _gap(frame, f"classifications.{key}", item, question)


def _first_free(ranges: Sequence[list[int]], n_frames: int) -> int | None:
    """The first frame that no range covers."""
    free = 0
    for first, last in sorted(ranges):
        if first > free:
            break
        free = max(free, last + 1)
    return free if free < n_frames else None


def _open(questions: Questions, answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The required questions without an answer; nested ones are asked where their option is chosen."""
    for question in questions:
        answer = answers.get(question["featureNodeHash"])
        if question.get("required") and (answer in (None, []) or (isinstance(answer, str) and not answer.strip())):
            yield question
        for option in question.get("options", []):
            chosen = answer if isinstance(answer, list) else [answer]
            if option["featureNodeHash"] in chosen:
                yield from _open(option.get("options", []), answers)


def _has_required(questions: Questions) -> bool:
    return any(question.get("required") or any(map(_asks, question.get("options", []))) for question in questions)


def _asks(option: dict[str, Any]) -> bool:
    return _has_required(option.get("options", []))


def _gap(frame: int, place: str, item: OntologyClass, question: dict[str, Any]) -> _Gap:
    sentence = _("“%(question)s” has no answer in %(name)s.") % {"question": question["name"], "name": item.name}
    return frame, f"{place}.{question['featureNodeHash']}", sentence
