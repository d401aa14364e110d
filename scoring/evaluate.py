"""From two sets of labels to evaluation labels: pair, compare, and keep the raw components of every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import BoolArray, IndexArray
from scoring.classes import OBJECT, ClassSpec
from scoring.labels import Labels
from scoring.pairing import Made, PpmArray, classification_pairs, concatenate, object_pairs
from scoring.settings import Settings
from scoring.shapes import FAMILIES
from scoring.weights import Sums

OUTCOMES = ("matched", "wrong_category", "missing", "extra")
MATCHED, WRONG_CATEGORY, MISSING, EXTRA = range(4)
NONE = -1


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Evaluation:
    """Evaluation labels in columns, one entry per row, sorted by frame: the references' rows, then the extras'.

    - `frame`, `class_index` (the class a row is weighted by), `candidate_class_index` (-1: no candidate): intp;
    - `reference_index`, `candidate_index`: intp, positions in the two `Labels`; -1 where there is none;
    - `outcome`: int8, a position in `OUTCOMES`;
    - `similarity_ppm`, `attributes_ppm`: int64, 0 to 1,000,000; `category`: int8, 0 or 1. A classification has neither
      similarity nor attributes: both are 0 and its class has no weight on them;
    - `repaired`: bool: one of the two shapes crossed itself and was repaired before it was compared.
    """

    reference: Labels
    candidate: Labels
    classes: Sequence[ClassSpec]
    frame: IndexArray
    class_index: IndexArray
    candidate_class_index: IndexArray
    reference_index: IndexArray
    candidate_index: IndexArray
    outcome: NDArray[np.int8]
    similarity_ppm: PpmArray
    category: NDArray[np.int8]
    attributes_ppm: PpmArray
    repaired: BoolArray

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def reference_ids(self) -> NDArray[np.object_]:
        """The reference's id of each row, None where there is none."""
        return _at(self.reference.ids, self.reference_index, None)

    @property
    def candidate_ids(self) -> NDArray[np.object_]:
        """The candidate's id of each row, None where there is none."""
        return _at(self.candidate.ids, self.candidate_index, None)

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows one by one, as plain dicts."""
        class_ids = np.array([*(spec.id for spec in self.classes), None], dtype=np.object_)
        columns = {
            "frame": self.frame.tolist(),
            "class": class_ids[self.class_index],
            "candidate_class": class_ids[self.candidate_class_index],
            "reference": self.reference_ids,
            "candidate": self.candidate_ids,
            "outcome": np.array(OUTCOMES, dtype=np.object_)[self.outcome],
            "similarity_ppm": self.similarity_ppm.tolist(),
            "category": self.category.tolist(),
            "attributes_ppm": self.attributes_ppm.tolist(),
            "repaired": self.repaired.tolist(),
        }
        for values in zip(*columns.values(), strict=True):
            yield dict(zip(columns, values, strict=True))

    def sums(self) -> dict[str, Sums]:
        """What the weights multiply, by class id, for the classes that have rows."""
        size = len(self.classes)
        count = np.bincount(self.class_index, minlength=size)
        parts = (self.similarity_ppm, self.category, self.attributes_ppm)
        # Sums of whole numbers below 2^53 are exact in the float64 that bincount adds in.
        totals = [np.bincount(self.class_index, weights=part, minlength=size) for part in parts]
        rows = zip(self.classes, count, *totals, strict=True)
        return {spec.id: Sums(int(n), int(s), int(c), int(a)) for spec, n, s, c, a in rows if n}


def evaluate(reference: Labels, candidate: Labels, *, settings: Settings) -> Evaluation:
    """The evaluation labels of one task: `reference` is the benchmark, `candidate` the submission.

    The result depends on the labels, not on the order in which they arrived. Weights play no part: rows of classes
    that are not scored are made as well, and left out where scores are taken (`task_score`). ValueError when the two
    sides were read with other classes or frame sizes than each other's or the settings'.

    >>> from scoring import Label
    >>> classes = (ClassSpec(id="a1b2c3d4", kind="object", shape="bounding_box"),)
    >>> def read(box_xywh):
    ...     label = Label("k3+9xPq/", "a1b2c3d4", 0, {"box_xywh": box_xywh})
    ...     return Labels.from_records([label], classes=classes, frame_sizes=[(640, 480)])
    >>> result = evaluate(read([0, 0, 10, 10]), read([5, 0, 10, 10]), settings=Settings(classes=classes))
    >>> [(row["outcome"], row["similarity_ppm"], row["category"]) for row in result.records()]
    [('matched', 333333, 1)]
    """
    _check_sides(reference, candidate, settings)
    families = FAMILIES if OBJECT in settings.kinds else ()
    parts = [object_pairs(reference, candidate, family=family, settings=settings) for family in families]
    parts.append(classification_pairs(reference, candidate, classes=settings.classes))
    return _rows(reference, candidate, concatenate(parts), settings)


def _check_sides(reference: Labels, candidate: Labels, settings: Settings) -> None:
    class_ids = tuple(spec.id for spec in settings.classes)
    for name, labels in (("reference", reference), ("candidate", candidate)):
        if labels.class_ids != class_ids:
            raise ValueError(f"{name}: was read with the classes {labels.class_ids}, the settings have {class_ids}")
    if not np.array_equal(reference.frame_sizes, candidate.frame_sizes):
        raise ValueError("candidate: was read with other frame sizes than reference")


def _rows(reference: Labels, candidate: Labels, made: Made, settings: Settings) -> Evaluation:
    """One row per reference, then one per candidate that is left, both in the labels' order; merged by frame."""
    takes_part = np.array([spec.kind in settings.kinds for spec in settings.classes], dtype=np.bool_)
    unclaimed = takes_part[candidate.class_index] & settings.count_extras
    unclaimed[made.candidate] = False
    references, extras = np.flatnonzero(takes_part[reference.class_index]), np.flatnonzero(unclaimed)
    order = np.argsort(np.concatenate((reference.frame[references], candidate.frame[extras])), kind="stable")
    no_reference = np.full(len(extras), NONE, dtype=np.intp)
    pair = np.full(len(reference), NONE, dtype=np.intp)
    pair[made.reference] = np.arange(len(made.reference))
    pair = np.concatenate((pair[references], no_reference))[order]
    reference_index = np.concatenate((references, no_reference))[order]
    candidate_index = _at(made.candidate, pair, NONE)
    candidate_index[reference_index == NONE] = extras
    return _columns(reference, candidate, made, settings.classes, pair, reference_index, candidate_index)


def _columns(
    reference: Labels,
    candidate: Labels,
    made: Made,
    classes: Sequence[ClassSpec],
    pair: IndexArray,
    reference_index: IndexArray,
    candidate_index: IndexArray,
) -> Evaluation:
    is_extra, category = reference_index == NONE, _at(made.category, pair, 0)
    candidate_class_index = _at(candidate.class_index, candidate_index, NONE)
    outcome = np.where(category == 1, MATCHED, WRONG_CATEGORY)
    outcome = np.where(is_extra, EXTRA, np.where(candidate_index == NONE, MISSING, outcome))
    return Evaluation(
        reference=reference,
        candidate=candidate,
        classes=classes,
        frame=np.where(is_extra, _at(candidate.frame, candidate_index, 0), _at(reference.frame, reference_index, 0)),
        class_index=np.where(is_extra, candidate_class_index, _at(reference.class_index, reference_index, NONE)),
        candidate_class_index=candidate_class_index,
        reference_index=reference_index,
        candidate_index=candidate_index,
        outcome=outcome.astype(np.int8),
        similarity_ppm=_at(made.similarity_ppm, pair, 0),
        category=category,
        attributes_ppm=_at(made.attributes_ppm, pair, 0),
        repaired=_at(reference.repaired, reference_index, False) | _at(candidate.repaired, candidate_index, False),
    )


def _at(column: NDArray[Any], index: IndexArray, absent: Any) -> NDArray[Any]:
    """`column[index]`, and `absent` where the index is -1."""
    return np.append(column, np.array([absent], dtype=column.dtype))[index]
