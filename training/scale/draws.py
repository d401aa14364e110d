"""Evaluation labels that were never drawn: outcomes and similarities by chance, the same for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.models import PPM, EvaluationLabel
from training.sums import RECORD

Outcome = EvaluationLabel.Outcome
OUTCOMES = (Outcome.MATCHED, Outcome.WRONG_CATEGORY, Outcome.MISSING, Outcome.EXTRA)
SHARES = (0.85, 0.05, 0.05, 0.05)

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Draws:
    """Evaluation labels in columns, task by task; classes and outcomes are positions in their lists."""

    n_tasks: int
    n_classes: int
    task: Column
    label: Column
    outcome: Column
    class_index: Column
    candidate_class: Column
    similarity_ppm: Column
    category: Column
    attributes_ppm: Column
    sample_key: Column

    @classmethod
    def make(cls, *, n_tasks: int, n_labels: int, n_classes: int, n_trainees: int, seed: int) -> "Draws":
        """`n_labels` for each task. What was paired is similar by 0.85 on average, with a long tail below.

        The tasks of the trainees follow one another, benchmark task by benchmark task, and have its classes.
        """
        chance = np.random.default_rng(seed)
        n = n_tasks * n_labels
        label = np.tile(np.arange(n_labels), n_tasks)
        benchmark_label = np.repeat(np.arange(n_tasks) // n_trainees, n_labels) * n_labels + label
        outcome = chance.choice(len(OUTCOMES), size=n, p=SHARES)
        class_index = chance.integers(n_classes, size=benchmark_label[-1] + 1)[benchmark_label]
        is_paired, is_matched = outcome < OUTCOMES.index(Outcome.MISSING), outcome == 0
        similarity = np.where(is_paired, chance.beta(8.0, 1.4, size=n), 0.0)
        other = (class_index + 1) % n_classes
        return cls(
            n_tasks=n_tasks,
            n_classes=n_classes,
            task=np.repeat(np.arange(n_tasks), n_labels),
            label=label,
            outcome=outcome,
            class_index=class_index,
            candidate_class=np.where(outcome == OUTCOMES.index(Outcome.WRONG_CATEGORY), other, class_index),
            similarity_ppm=np.rint(similarity * PPM).astype(np.int64),
            category=is_matched,
            attributes_ppm=np.where(is_matched, PPM, 0),
            sample_key=chance.random(size=n),
        )

    def sums(self) -> Iterator[tuple[int, ...]]:
        """What the weights multiply: task, class, rows, rows of each outcome, sums of the three components."""
        size = self.n_tasks * self.n_classes
        key = self.task * self.n_classes + self.class_index
        counts = [np.bincount(key[self.outcome == number], minlength=size) for number in range(len(OUTCOMES))]
        parts = (self.similarity_ppm, self.category, self.attributes_ppm)
        totals = [np.bincount(key, weights=part, minlength=size).astype(np.int64) for part in parts]
        rows = np.bincount(key, minlength=size)
        present = np.flatnonzero(rows)
        columns = [*divmod(present, self.n_classes), rows[present]]
        columns += [column[present] for column in (*counts, *totals)]
        return zip(*(column.tolist() for column in columns), strict=True)

    def packed_sums(self, classes: Sequence[int]) -> list[bytes]:
        """The same sums, packed, of every task; ``classes`` are the ids of the classes."""
        rows = np.array(list(self.sums()))
        records = np.zeros(len(rows), dtype=RECORD)
        for name, column in (("rows", 2), ("similarity_ppm", -3), ("category", -2), ("attributes_ppm", -1)):
            records[name] = rows[:, column]
        records["ontology_class"] = np.array(classes)[rows[:, 1]]
        ends = np.cumsum(np.bincount(rows[:, 0], minlength=self.n_tasks))
        return [part.tobytes() for part in np.split(records, ends[:-1])]

    def stretches(self, columns: Sequence[str], size: int = 50_000) -> Iterator[Iterator[tuple[Any, ...]]]:
        """Columns as rows, some at a time, so that not all of them are Python's at once."""
        for start in range(0, len(self.task), size):
            parts = (getattr(self, name)[start : start + size].tolist() for name in columns)
            yield zip(*parts, strict=True)
