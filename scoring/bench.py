"""How long scoring takes: scenes of known difficulty, timed in CPU seconds of one thread.

Called by the `bench` command; every row is {"name", "value", "unit", "limit", "ratio"} with ratio = value / limit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from scoring.arrays import FloatArray
from scoring.classes import ClassSpec
from scoring.evaluate import evaluate
from scoring.labels import Label, Labels
from scoring.mixed import rasterise
from scoring.settings import Settings

FRAME_SIZE = (1920, 1080)
CLASSES = 10
JITTER_PX = 2.0
#: Shares of the objects that the trainee misses, names wrongly, invents.
MISSED = WRONG = INVENTED = 0.05
SMALLEST_PX, LARGEST_PX = 30, 150
POLYGON_POINTS, LINE_POINTS, NODES = 20, 9, 17
REPEATS = 9

Generator = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A shape on the bench: `draw` makes points (n, 2) in the unit square, `geometry` a wire geometry of points in
    pixels; `limit_s` is for 100 frames of 100 objects each."""

    name: str
    shape: str
    limit_s: float
    draw: Callable[[Generator], FloatArray]
    geometry: Callable[[FloatArray], Mapping[str, Any]]


def run(*, frames: int = 100, objects: int = 100) -> Iterator[dict[str, str | float]]:
    """Every row of the bench, one after the other as they are measured."""
    for subject in SUBJECTS:
        yield row(f"scoring.{subject.name}.cpu_s", cpu_s(subject, frames=frames, objects=objects), subject.limit_s)
    yield row("scoring.box_800.cpu_s", cpu_s(SUBJECTS[0], frames=1, objects=800), BOX_800_LIMIT_S)


def row(name: str, value: float, limit: float) -> dict[str, str | float]:
    """One row of seconds."""
    return {"name": name, "value": value, "unit": "s", "limit": limit, "ratio": value / limit}


def cpu_s(subject: Subject, *, frames: int, objects: int) -> float:
    """CPU seconds of one whole evaluation (pairing, outcomes and rows), the least of some."""
    reference, candidate, settings = scene(subject, frames=frames, objects=objects)
    spent = []
    for _ in range(REPEATS):
        begin = time.process_time()
        evaluate(reference, candidate, settings=settings)
        spent.append(time.process_time() - begin)
    return min(spent)


def scene(subject: Subject, *, frames: int, objects: int, seed: int = 1) -> tuple[Labels, Labels, Settings]:
    """Labels of one data unit: the reference, and the same as an ordinary trainee would draw it."""
    generator = np.random.default_rng(seed)
    nodes = dict.fromkeys(node_ids(), 0.05)
    classes = tuple(
        ClassSpec(id=f"class{index:03d}", kind="object", shape=subject.shape, nodes=nodes) for index in range(CLASSES)
    )
    sides: tuple[list[Label], list[Label]] = ([], [])
    for frame in range(frames):
        for side, index, kind, points in _annotations(subject, objects, generator):
            sides[side].append(Label(f"{side}{index:06d}", classes[kind].id, frame, subject.geometry(points)))
    sizes = [FRAME_SIZE] * frames
    reference, candidate = (Labels.from_records(side, classes=classes, frame_sizes=sizes) for side in sides)
    return reference, candidate, Settings(classes=classes)


def _annotations(subject: Subject, objects: int, generator: Generator) -> Iterator[tuple[int, int, int, FloatArray]]:
    """The annotations of one frame: side (0 reference, 1 candidate), number, class, points in pixels."""
    for index in range(objects):
        points, kind = _placed(subject, generator), int(generator.integers(CLASSES))
        yield 0, index, kind, points
        if generator.random() >= MISSED:
            wrong = generator.random() < WRONG
            yield 1, index, (kind + wrong) % CLASSES, points + generator.normal(0, JITTER_PX, points.shape)
    for index in range(objects, objects + round(objects * INVENTED)):
        yield 1, index, int(generator.integers(CLASSES)), _placed(subject, generator)


def _placed(subject: Subject, generator: Generator) -> FloatArray:
    """An object of some size at some place of the frame."""
    size = generator.uniform(SMALLEST_PX, LARGEST_PX, 2)
    return generator.random(2) * (FRAME_SIZE - size) + subject.draw(generator) * size


def node_ids() -> list[str]:
    """The nodes of the skeletons' template."""
    return [f"node{index:04d}" for index in range(NODES)]


def draw_corners(generator: Generator) -> FloatArray:
    """Two opposite corners."""
    return np.array([(0.0, 0.0), (1.0, 1.0)])


def draw_turned(generator: Generator) -> FloatArray:
    """Two opposite corners and a point towards which the box is turned."""
    return np.vstack((draw_corners(generator), generator.random((1, 2))))


def draw_ring(generator: Generator) -> FloatArray:
    """An outline that sees its centre everywhere."""
    angle = 2 * np.pi * (np.arange(POLYGON_POINTS) + generator.random(POLYGON_POINTS) / 2) / POLYGON_POINTS
    radius = generator.uniform(0.3, 0.5, POLYGON_POINTS)
    return 0.5 + np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def draw_line(generator: Generator) -> FloatArray:
    """A wavy line from left to right."""
    return np.column_stack((np.linspace(0, 1, LINE_POINTS), generator.random(LINE_POINTS)))


def box_geometry(points: FloatArray) -> Mapping[str, Any]:
    """A bounding box between the first two points."""
    return {"box_xywh": [*points[0].tolist(), *(points[1] - points[0]).tolist()]}


def turned_geometry(points: FloatArray) -> Mapping[str, Any]:
    """A rotatable box between the first two points, turned towards the third."""
    x, y = points[2] - points[0]
    return {**box_geometry(points), "angle_deg": float(np.degrees(np.arctan2(y, x)))}


def mask_geometry(points: FloatArray) -> Mapping[str, Any]:
    """The pixels inside an outline, as run lengths."""
    (mask,) = rasterise(np.array([shapely.make_valid(shapely.Polygon(points))]), np.array([FRAME_SIZE]))
    return {"size": mask["size"], "counts": mask["counts"].decode("ascii")}


def skeleton_geometry(points: FloatArray) -> Mapping[str, Any]:
    """A skeleton with a node at each point."""
    places = zip(node_ids(), points.tolist(), strict=True)
    return {"nodes": [{"id": node, "x": x, "y": y, "visibility": "visible"} for node, (x, y) in places]}


# The limits are 1.5 times what a plain vectorised reference takes on this work.
SUBJECTS = (
    Subject(name="box", shape="bounding_box", limit_s=1.5 * 0.019, draw=draw_corners, geometry=box_geometry),
    Subject(
        name="rotated_box",
        shape="rotatable_bounding_box",
        limit_s=1.5 * 0.39,
        draw=draw_turned,
        geometry=turned_geometry,
    ),
    Subject(
        name="polygon",
        shape="polygon",
        limit_s=1.5 * 1.49,
        draw=draw_ring,
        geometry=lambda points: {"polygons": [[points.ravel().tolist()]]},
    ),
    Subject(name="bitmask", shape="bitmask", limit_s=1.5 * 0.068, draw=draw_ring, geometry=mask_geometry),
    Subject(
        name="keypoint",
        shape="point",
        limit_s=1.5 * 0.044,
        draw=lambda generator: np.full((1, 2), 0.5),
        geometry=lambda points: {"point": points[0].tolist()},
    ),
    Subject(
        name="skeleton",
        shape="skeleton",
        limit_s=1.5 * 0.12,
        draw=lambda generator: generator.random((NODES, 2)),
        geometry=skeleton_geometry,
    ),
    Subject(
        name="polyline",
        shape="polyline",
        limit_s=1.0,
        draw=draw_line,
        geometry=lambda points: {"points": points.ravel().tolist()},
    ),
)
BOX_800_LIMIT_S = 0.15
