"""What an export would leave out or change, counted and said in sentences before it is made."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext, ngettext_lazy

from training.formats.base import Carries, LabelFormat, LabelledUnit
from training.models import OntologyClass

#: Characters that no XML 1.0 file can hold.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def count_losses(label_format: LabelFormat, labelled: LabelledUnit, classes: dict[str, OntologyClass]) -> Counter[str]:
    """How often each kind of loss happens to one data unit."""
    carries, document = label_format.carried_of(len(labelled.sizes)), labelled.document
    shape_of = {item["id"]: classes[item["class"]].shape for item in document["objects"]}
    losses: Counter[str] = Counter()
    frames_of: Counter[str] = Counter()
    for shapes in document["frames"].values():
        for shape in shapes:
            kind = shape_of[shape["object"]]
            if kind not in carries.shapes:
                losses[f"shape {kind}"] += 1
                continue
            frames_of[shape["object"]] += 1
            losses.update(_of_shape(shape, carries))
    for item in document["objects"]:
        if item["id"] in frames_of:
            losses.update(_of_object(item, carries, frames_of[item["id"]]))
    if not carries.classifications:
        losses["classifications"] += len(document["classifications"])
    losses.update(_of_texts(document, carries))
    return +losses


def sentences(losses: Counter[str]) -> list[str]:
    """The losses in words, those of shapes first."""
    shapes = [name for name in losses if name.startswith("shape ")]
    others = [str(sentence % {"count": losses[name]}) for name, sentence in _SENTENCES.items() if losses[name]]
    return [_shape_sentence(name.removeprefix("shape "), losses[name]) for name in shapes] + others


def _of_shape(shape: dict[str, Any], carries: Carries) -> Iterator[str]:
    parts = shape.get("polygons", [])
    if not carries.holes and any(len(part) > 1 for part in parts):
        yield "holes"
    if not carries.parts and len(parts) > 1:
        yield "parts"
    if not carries.interpolated and shape.get("interpolated"):
        yield "interpolated"


def _of_object(item: dict[str, Any], carries: Carries, n_frames: int) -> Iterator[str]:
    if not carries.attributes and item["attributes"]:
        yield "attributes"
    if not carries.dynamic and item.get("dynamic"):
        yield "dynamic"
    if not carries.tracks and n_frames > 1:
        yield "tracks"


def _of_texts(document: dict[str, Any], carries: Carries) -> Iterator[str]:
    if carries.control_characters:
        return
    answers = [item["attributes"] for item in document["objects"]] if carries.attributes else []
    answers += [item["answers"] for item in document["classifications"]] if carries.classifications else []
    spans = [spans for item in document["objects"] for spans in item.get("dynamic", {}).values()]
    answers += [span["answers"] for group in spans for span in group] if carries.dynamic else []
    for given in answers:
        if any(isinstance(answer, str) and UNWRITABLE.search(answer) for answer in given.values()):
            yield "characters"


def _shape_sentence(shape: str, count: int) -> str:
    text = ngettext(
        "%(count)d label of the shape “%(shape)s” is left out.",
        "%(count)d labels of the shape “%(shape)s” are left out.",
        count,
    )
    return text % {"count": count, "shape": shape.replace("_", " ")}


_SENTENCES = {
    "holes": ngettext_lazy(
        "%(count)d polygon has holes; they are filled.", "%(count)d polygons have holes; they are filled.", "count"
    ),
    "parts": ngettext_lazy(
        "%(count)d polygon has several parts; each becomes an object of its own.",
        "%(count)d polygons have several parts; each part becomes an object of its own.",
        "count",
    ),
    "attributes": ngettext_lazy(
        "The answers about %(count)d object are left out.", "The answers about %(count)d objects are left out.", "count"
    ),
    "dynamic": ngettext_lazy(
        "Of %(count)d object, the answers that change by frame are left out.",
        "Of %(count)d objects, the answers that change by frame are left out.",
        "count",
    ),
    "classifications": ngettext_lazy(
        "%(count)d classification is left out.", "%(count)d classifications are left out.", "count"
    ),
    "tracks": ngettext_lazy(
        "%(count)d object goes over several frames; it becomes an object of its own on each.",
        "%(count)d objects go over several frames; each becomes an object of its own on every frame.",
        "count",
    ),
    "interpolated": ngettext_lazy(
        "%(count)d label is marked as interpolated; the mark is left out.",
        "%(count)d labels are marked as interpolated; the marks are left out.",
        "count",
    ),
    "characters": ngettext_lazy(
        "%(count)d label holds control characters, which are replaced.",
        "%(count)d labels hold control characters, which are replaced.",
        "count",
    ),
}
