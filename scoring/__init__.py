"""How a submission is scored: pure mathematics on numpy arrays, usable from a notebook; knows nothing of databases.

Lengths are in pixels of the upright frame; components lie between 0 and 1 and are kept in whole millionths (`_ppm`);
scores lie between 0 and 100. In every function the benchmark's labels (`reference`) come before the trainee's
(`candidate`).
"""

from __future__ import annotations

from scoring.benchmarks import BENCHMARKS, Benchmark
from scoring.classes import ClassSpec
from scoring.errors import GeometryError, LabelError, SettingsError
from scoring.evaluate import OUTCOMES, Evaluation, evaluate
from scoring.labels import Label, Labels
from scoring.settings import Settings
from scoring.shapes import SHAPES, check_emptiness, check_form, check_geometry
from scoring.weights import Sums, Weights, lost_points, points, row_score, task_score

__all__ = [
    "BENCHMARKS",
    "OUTCOMES",
    "SHAPES",
    "Benchmark",
    "ClassSpec",
    "Evaluation",
    "GeometryError",
    "Label",
    "LabelError",
    "Labels",
    "Settings",
    "SettingsError",
    "Sums",
    "Weights",
    "check_emptiness",
    "check_form",
    "check_geometry",
    "evaluate",
    "lost_points",
    "points",
    "row_score",
    "task_score",
]
