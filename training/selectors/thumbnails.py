"""What the small picture of an evaluation label shows: the part of the frame around it, and either side's label."""

from dataclasses import asdict, dataclass
from typing import Any

from training.models import DataUnit, EvaluationLabel, LabelSnapshot
from training.outlines import Outline, outline
from training.services.labels import read_shapes

#: Twice what a list shows, for fine screens.
SIZE = (192, 144)
#: The cut-out is never smaller than this share of the frame, so that one sees where it is.
LEAST_SHARE = 0.2
#: Room around the labels, as a share of their size.
MARGIN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A part of a frame (x, y, width, height), and the marks on it as `training.decoding.cuts` takes them."""

    data_unit: DataUnit
    frame: int
    box: list[float]
    marks: list[dict[str, Any]]


def thumbnail(*, label: EvaluationLabel, width: int, height: int, with_benchmark: bool) -> Thumbnail:
    """The picture of a label on a frame of that size.

    Without the right to the benchmark its shape is neither drawn nor what the picture is cut to: a missing label then
    shows the whole frame.
    """
    snapshot = label.task.benchmark_task.snapshot if with_benchmark else None
    sides = (
        # The trainee's comes last, and lies on top.
        (snapshot, label.reference_uid, label.ontology_class, True),
        (label.task.submission, label.candidate_uid, label.candidate_class, False),
    )
    outlines, marks = [], []
    for drawn, uid, ontology_class, is_dashed in sides:
        if drawn is None or not uid or ontology_class is None or not ontology_class.is_object:
            continue
        if found := _outline(drawn, uid, ontology_class.shape, label.frame):
            outlines.append(found)
            marks.append({**asdict(found), "color": ontology_class.color, "is_dashed": is_dashed})
    box = _around(outlines, width, height)
    return Thumbnail(data_unit=label.task.benchmark_task.data_unit, frame=label.frame, box=box, marks=marks)


def _outline(snapshot: LabelSnapshot, uid: str, shape: str, frame: int) -> Outline | None:
    geometry = next((drawn for drawn in read_shapes(snapshot, frame) if drawn["object"] == uid), None)
    return outline(shape, geometry) if geometry else None


def _around(outlines: list[Outline], width: int, height: int) -> list[float]:
    """The part of the frame that holds them with some room, in the proportion of the picture."""
    bounds = [found for item in outlines if (found := item.bounds)]
    if not bounds:
        return _grown(width / 2, height / 2, width, height)
    left, top = (min(bound[side] for bound in bounds) for side in (0, 1))
    right, bottom = (max(bound[side] for bound in bounds) for side in (2, 3))
    room = 1 + 2 * MARGIN
    wanted_width = max((right - left) * room, width * LEAST_SHARE)
    wanted_height = max((bottom - top) * room, height * LEAST_SHARE)
    x, y, w, h = _grown((left + right) / 2, (top + bottom) / 2, wanted_width, wanted_height)
    return [_held(x, w, width), _held(y, h, height), w, h]


def _grown(centre_x: float, centre_y: float, width: float, height: float) -> list[float]:
    """A box about a centre, at least as large and as wide for its height as the picture."""
    scale = max(width / SIZE[0], height / SIZE[1])
    return [centre_x - SIZE[0] * scale / 2, centre_y - SIZE[1] * scale / 2, SIZE[0] * scale, SIZE[1] * scale]


def _held(start: float, length: float, room: float) -> float:
    """Moved so that it does not look past the frame, where it is no longer than the frame."""
    return (room - length) / 2 if length >= room else min(max(start, 0.0), room - length)
