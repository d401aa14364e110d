"""The pairs of one task: which labels may be compared, how similar they are, which pairs are made and their worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from scoring.answers import share_equal
from scoring.arrays import BoolArray, FloatArray, IndexArray, Pairs, expand
from scoring.classes import CLASSIFICATION, ClassSpec
from scoring.comparing import compare
from scoring.labels import Labels
from scoring.matching import PPM, affinity, assign
from scoring.settings import Settings

PpmArray = NDArray[np.int64]

#: Pairs that a kernel is given at once.
PORTION = 50_000


@dataclass(frozen=True, slots=True)
class Made:
    """Pairs that were made, with their components: positions in the two `Labels`, millionths, 0 or 1."""

    reference: IndexArray
    candidate: IndexArray
    similarity_ppm: PpmArray
    category: NDArray[np.int8]
    attributes_ppm: PpmArray


def concatenate(parts: Sequence[Made]) -> Made:
    """All pairs as one."""
    return Made(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Made)))


def object_pairs(reference: Labels, candidate: Labels, *, family: str, settings: Settings) -> Made:
    """The pairs of objects of one family. A similarity is a whole number of millionths from here on.

    That number is what is stored. Below half a millionth it is 0, so neither rounding (two boxes side by side that
    overlap by the last bit) nor the endless tails of a bell curve (skeletons) ever make a pair.
    """
    pairs, similarities = compare(reference, candidate, family=family, classes=settings.classes)
    similarity_ppm = to_ppm(similarities)
    possible = np.flatnonzero(similarity_ppm > round(settings.pairing_threshold * PPM))
    pairs, similarity_ppm = pairs.where(possible), similarity_ppm[possible]
    same_class = reference.class_index[pairs.reference] == candidate.class_index[pairs.candidate]
    made = assign(pairs, affinity(similarity_ppm, same_class))
    pairs, same_class = pairs.where(made), same_class[made]
    attributes_ppm = np.where(same_class, _attributes_ppm(reference, candidate, pairs), 0)
    return Made(pairs.reference, pairs.candidate, similarity_ppm[made], same_class.astype(np.int8), attributes_ppm)


def classification_pairs(reference: Labels, candidate: Labels, *, classes: Sequence[ClassSpec]) -> Made:
    """The pairs of classification instances: one class on one frame; of several, those whose answers agree first."""
    is_classification = np.array([spec.kind == CLASSIFICATION for spec in classes], dtype=np.bool_)
    left = np.flatnonzero(is_classification[reference.class_index])
    right = np.flatnonzero(is_classification[candidate.class_index])
    left_key = reference.frame[left] * len(classes) + reference.class_index[left]
    right_key = candidate.frame[right] * len(classes) + candidate.class_index[right]
    owner, position = expand(np.searchsorted(right_key, left_key), np.searchsorted(right_key, left_key, side="right"))
    pairs = Pairs(left[owner], right[position], reference.frame[left[owner]])
    agrees = _same_answers(reference, candidate, pairs)
    made = assign(pairs, np.where(agrees, 2, 1))
    pairs, agrees = pairs.where(made), agrees[made]
    nothing = np.zeros(len(pairs), dtype=np.int64)
    return Made(pairs.reference, pairs.candidate, nothing, agrees.astype(np.int8), nothing)


def to_ppm(share: FloatArray) -> PpmArray:
    """A share from 0 to 1 in whole millionths.

    >>> to_ppm(np.array([1 / 3, 4e-7])).tolist()
    [333333, 0]
    """
    return np.rint(share * PPM).astype(np.int64)


def _same_answers(reference: Labels, candidate: Labels, pairs: Pairs) -> BoolArray:
    number = {answers: index for index, answers in enumerate(reference.answer_sets)}
    translated = np.array([number.get(answers, -1) for answers in candidate.answer_sets], dtype=np.intp)
    same: BoolArray = (
        reference.answer_index[pairs.reference] == translated[candidate.answer_index[pairs.candidate]]
    )  # fmt: skip
    return same


def _attributes_ppm(reference: Labels, candidate: Labels, pairs: Pairs) -> PpmArray:
    """The share of the reference's answers that the candidate gives equally, in millionths."""
    left, right = reference.answer_index[pairs.reference], candidate.answer_index[pairs.candidate]
    # Most labels share few sets of answers: compare each combination once.
    combinations, inverse = np.unique(left * len(candidate.answer_sets) + right, return_inverse=True)
    of_left, of_right = np.divmod(combinations, len(candidate.answer_sets))
    shares = [
        share_equal(reference.answer_sets[i], candidate.answer_sets[j])
        for i, j in zip(of_left, of_right, strict=True)
    ]  # fmt: skip
    return to_ppm(np.array(shares, dtype=np.float64))[inverse]
