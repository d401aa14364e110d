"""What differs between two label documents. The id of a label tells nothing: only what it says counts.

Who imports the same labels again changes every id and not one label.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How many labels of a class were added, changed and removed; the class is its feature hash."""

    class_hash: str
    added: int = 0
    changed: int = 0
    removed: int = 0


def content_sha256(document: Document) -> str:
    """The same for two documents that say the same, whatever the ids and the order of their labels."""
    content = sorted(_labels(document).values())
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def differences(before: Document, after: Document) -> list[Difference]:
    """By class, what became of the labels. A label that kept its id and says something else was changed."""
    old, new = _labels(before), _labels(after)
    same = Counter(old.values()) & Counter(new.values())
    old, new = _without(old, same), _without(new, same)
    counts: dict[str, Counter[str]] = {}
    for uid in old.keys() | new.keys():
        (was, _old), (now, _new) = old.get(uid, ("", "")), new.get(uid, ("", ""))
        if was and was == now:
            counts.setdefault(now, Counter())["changed"] += 1
            continue
        if was:
            counts.setdefault(was, Counter())["removed"] += 1
        if now:
            counts.setdefault(now, Counter())["added"] += 1
    return [Difference(class_hash=class_hash, **counts[class_hash]) for class_hash in sorted(counts)]


def _labels(document: Document) -> dict[str, tuple[str, str]]:
    """Each label by its id: its class, and all that it says as one text."""
    frames: dict[str, dict[str, Any]] = {}
    for frame, shapes in document["frames"].items():
        for shape in shapes:
            geometry = {key: value for key, value in shape.items() if key != "object"}
            frames.setdefault(shape["object"], {})[frame] = geometry
    said = {item["id"]: (item, frames.get(item["id"], {})) for item in document["objects"]}
    said |= {item["id"]: (item, {}) for item in document["classifications"]}
    return {uid: (item["class"], _text(item, shapes)) for uid, (item, shapes) in said.items()}


def _text(item: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    facts = {key: value for key, value in item.items() if key != "id"}
    return json.dumps([facts, shapes], sort_keys=True)


def _without(labels: dict[str, tuple[str, str]], same: "Counter[tuple[str, str]]") -> dict[str, tuple[str, str]]:
    left = Counter(same)
    kept = {}
    for uid, label in labels.items():
        if left[label]:
            left[label] -= 1
        else:
            kept[uid] = label
    return kept
