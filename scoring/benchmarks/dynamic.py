"""Dynamic benchmark: objects and classifications, with weights per class."""

from __future__ import annotations

from scoring.benchmarks.base import Benchmark
from scoring.classes import CLASSIFICATION, OBJECT
from scoring.weights import Weights

BENCHMARK = Benchmark(
    kind="dynamic",
    title="Dynamic benchmark",
    defaults={OBJECT: Weights(50, 50, 0), CLASSIFICATION: Weights(0, 100, 0)},
)
