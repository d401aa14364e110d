"""The labels of one data unit in columns: what crosses the border between the database and the kernels.

Pixels of the upright frame: origin at the top left, x to the right, y down. Frames count from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.answers import NO_ANSWERS, Answers, answers_at, normalise
from scoring.arrays import BoolArray, FloatArray, IndexArray, Packed
from scoring.classes import CLASSIFICATION, OBJECT, ClassSpec
from scoring.errors import GeometryError, LabelError
from scoring.shapes import SHAPES, check_form
from scoring.shapes.base import Geometry

FrameSizes = Sequence[tuple[int, int]]


class Label(NamedTuple):
    """One annotation on one frame, as it travels; `geometry` is None for a classification."""

    id: str
    class_id: str
    frame: int
    geometry: Geometry | None = None
    answers: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Labels:
    """Labels of one data unit, column by column, in an order that does not depend on how they arrived.

    The order: frame, class, place, id. Every column has one entry per label, except `packed`.

    - `ids`: object array of str; `frame`: intp, from 0; `class_index`: intp, into `class_ids`;
    - `answer_index`: intp, into `answer_sets`;
    - `bounds_xyxy`: (n, 4) float64, pixels (zeros for a classification); `repaired`: bool;
    - `packed[shape]`: the geometries of one shape, in the order of their labels; `positions[shape]`: which labels they
      are (intp); `row`: intp, the way back, -1 for a classification;
    - `class_ids`, `frame_sizes` ((F, 2) width, height in pixels): what the labels were read with.
    """

    ids: NDArray[np.object_]
    frame: IndexArray
    class_index: IndexArray
    answer_index: IndexArray
    bounds_xyxy: FloatArray
    repaired: BoolArray
    row: IndexArray
    packed: Mapping[str, Packed]
    positions: Mapping[str, IndexArray]
    answer_sets: Sequence[Answers]
    class_ids: tuple[str, ...]
    frame_sizes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def from_records(cls, records: Iterable[Label], *, classes: Sequence[ClassSpec], frame_sizes: FrameSizes) -> Labels:
        """Check and pack labels; LabelError (a ValueError) names the first label and the field that are wrong.

        `frame_sizes` holds (width, height) of every frame of the data unit, in pixels.

        >>> apple = ClassSpec(id="a1b2c3d4", kind="object", shape="bounding_box")
        >>> label = Label("k3+9xPq/", "a1b2c3d4", 0, {"box_xywh": [10, 20, 30, -1]})
        >>> Labels.from_records([label], classes=[apple], frame_sizes=[(640, 480)])
        Traceback (most recent call last):
            ...
        scoring.errors.LabelError: label k3+9xPq/, box_xywh: width and height must be above zero
        """
        return _pack(list(records), classes, frame_sizes)

    @classmethod
    def from_document(
        cls, document: Mapping[str, Any], *, classes: Sequence[ClassSpec], frame_sizes: FrameSizes
    ) -> Labels:
        """The same from a label document: `objects`, `classifications`, `frames`, as the editor sends them.

        >>> classes = [ClassSpec(id="c0ffee00", kind="classification")]
        >>> item = {"id": "k3+9xPq/", "class": "c0ffee00", "answers": {"q": "yes"}, "ranges": [[0, 1]]}
        >>> len(Labels.from_document({"classifications": [item]}, classes=classes, frame_sizes=[(640, 480)] * 2))
        2
        """
        return cls.from_records(document_labels(document), classes=classes, frame_sizes=frame_sizes)


def document_labels(document: Mapping[str, Any]) -> Iterator[Label]:
    """The annotations of a label document, one per frame, each with the answers that hold there.

    A shape counts as it stands, whether it was drawn or interpolated between key frames.
    """
    objects = {item["id"]: item for item in document.get("objects", ())}
    for frame, shapes in document.get("frames", {}).items():
        for geometry in shapes:
            item = objects.get(geometry["object"])
            if item is None:
                raise LabelError(geometry["object"], "object", f"frame {frame} shows it, the list of objects does not")
            yield Label(item["id"], item["class"], int(frame), geometry, answers_at(item, int(frame)))
    for item in document.get("classifications", ()):
        for frame_index in sorted({f for first, last in item["ranges"] for f in range(first, last + 1)}):
            yield Label(item["id"], item["class"], frame_index, None, item.get("answers", {}))


def _pack(records: Sequence[Label], classes: Sequence[ClassSpec], frame_sizes: FrameSizes) -> Labels:
    index_of = {spec.id: index for index, spec in enumerate(classes)}
    _check_records(records, classes, index_of, frame_sizes)
    ids = np.array([record.id for record in records], dtype=np.object_)
    frame = np.array([record.frame for record in records], dtype=np.intp)
    class_index = np.array([index_of[record.class_id] for record in records], dtype=np.intp)
    answer_index, answer_sets = _pack_answers(records, classes, class_index)
    packed, positions, bounds, repaired = _pack_shapes(records, classes, class_index)
    # Place before id: two submissions that differ only in their ids are paired in the same way.
    _, id_rank = np.unique(ids.astype(np.str_), return_inverse=True)
    order = np.lexsort((id_rank, *bounds.T, class_index, frame))
    packed, positions, row = _reordered(packed, positions, order)
    return Labels(
        ids=ids[order],
        frame=frame[order],
        class_index=class_index[order],
        answer_index=answer_index[order],
        bounds_xyxy=bounds[order],
        repaired=repaired[order],
        row=row,
        packed=packed,
        positions=positions,
        answer_sets=answer_sets,
        class_ids=tuple(index_of),
        frame_sizes=np.array(frame_sizes, dtype=np.int64).reshape(-1, 2),
    )


def _check_records(
    records: Sequence[Label], classes: Sequence[ClassSpec], index_of: Mapping[str, int], frame_sizes: FrameSizes
) -> None:
    seen = set()
    for record in records:
        if record.class_id not in index_of:
            raise LabelError(record.id, "class", f"the ontology has no class {record.class_id!r}")
        if not 0 <= record.frame < len(frame_sizes):
            raise LabelError(record.id, "frame", f"{record.frame} is not one of {len(frame_sizes)}, counted from 0")
        if (record.frame, record.id) in seen:
            raise LabelError(record.id, "id", f"frame {record.frame} holds it twice")
        seen.add((record.frame, record.id))
        _check_geometry(record, classes[index_of[record.class_id]], frame_sizes[record.frame])


def _check_geometry(record: Label, spec: ClassSpec, size: tuple[int, int]) -> None:
    if record.geometry is None:
        if spec.kind == OBJECT:
            raise LabelError(record.id, "geometry", f"is missing; {spec.label} is an object class")
        return
    if spec.kind == CLASSIFICATION:
        raise LabelError(record.id, "geometry", f"{spec.label} is a classification and has no place on the frame")
    try:
        check_form(spec.shape, record.geometry, *size, spec)
    except GeometryError as error:
        raise LabelError(record.id, error.field, error.message) from error


def _pack_answers(
    records: Sequence[Label], classes: Sequence[ClassSpec], class_index: IndexArray
) -> tuple[IndexArray, tuple[Answers, ...]]:
    known: dict[Answers, int] = {NO_ANSWERS: 0}
    answer_index = np.zeros(len(records), dtype=np.intp)
    for position, (record, index) in enumerate(zip(records, class_index, strict=True)):
        if record.answers:
            answers = normalise(record.answers, classes[index].attributes)
            answer_index[position] = known.setdefault(answers, len(known))
    return answer_index, tuple(known)


def _pack_shapes(
    records: Sequence[Label], classes: Sequence[ClassSpec], class_index: IndexArray
) -> tuple[dict[str, Packed], dict[str, IndexArray], FloatArray, BoolArray]:
    bounds = np.zeros((len(records), 4))
    repaired = np.zeros(len(records), dtype=np.bool_)
    packed, positions = {}, {}
    shape_of_label = np.array([spec.shape for spec in classes], dtype=np.object_)[class_index]
    for name, shape in SHAPES.items():
        where = positions[name] = np.flatnonzero(shape_of_label == name)
        geometries = [records[index].geometry or {} for index in where.tolist()]
        packed[name], repaired[where] = shape.pack(geometries, [classes[index] for index in class_index[where]])
        for empty in where[shape.is_empty(packed[name])].tolist():
            raise LabelError(records[empty].id, *shape.emptiness)
        bounds[where] = shape.bounds(packed[name])
    return packed, positions, bounds, repaired


def _reordered(
    packed: Mapping[str, Packed], positions: Mapping[str, IndexArray], order: IndexArray
) -> tuple[dict[str, Packed], dict[str, IndexArray], IndexArray]:
    """Geometries and positions after the labels were put in `order`, and each label's row in its shape's array."""
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    row = np.full(len(order), -1, dtype=np.intp)
    new_packed, new_positions = {}, {}
    for name, old in positions.items():
        sequence = np.argsort(place[old])
        new_packed[name], new_positions[name] = packed[name][sequence], place[old][sequence]
        row[new_positions[name]] = np.arange(len(old))
    return new_packed, new_positions, row
