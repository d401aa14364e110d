"""The benchmark functions. A new one is a file here and a line in the list."""

from __future__ import annotations

from scoring.benchmarks import dynamic, frame_classification
from scoring.benchmarks.base import Benchmark

BENCHMARKS: dict[str, Benchmark] = {
    benchmark.kind: benchmark
    for benchmark in (
        dynamic.BENCHMARK,
        frame_classification.BENCHMARK,
    )
}  # fmt: skip

__all__ = ["BENCHMARKS", "Benchmark"]
