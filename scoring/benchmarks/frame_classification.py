"""Single frame-level classification: only classification instances count; objects are not even compared."""

from __future__ import annotations

from scoring.benchmarks.base import Benchmark
from scoring.classes import CLASSIFICATION
from scoring.weights import Weights

BENCHMARK = Benchmark(
    kind="frame_classification",
    title="Single frame-level classification",
    defaults={CLASSIFICATION: Weights(0, 100, 0)},
)
