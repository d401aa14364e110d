"""Many labels at once give what each pair gives alone, however the work is cut."""

import numpy as np
import pytest

from scoring import SHAPES, Label, Labels
from scoring.bench import FRAME_SIZE, SUBJECTS, node_ids
from scoring.classes import ClassSpec
from scoring.comparing import PORTION, compare
from tests.scoring.geometries import SIZE, mask_of, similarity

#: So many on one frame that their pairs do not fit one portion.
CROWD = int(PORTION**0.5) + 5


def crowd(subject):
    """Objects of one size, all about one place."""
    generator = np.random.default_rng(4)
    return [subject.geometry(200 + 100 * subject.draw(generator) + generator.normal(0, 9, 2)) for _ in range(CROWD)]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_a_crowd_is_compared_pair_by_pair(subject):
    spec = ClassSpec(id="c", kind="object", shape=subject.shape, nodes=dict.fromkeys(node_ids(), 0.05))
    frames = [
        (0, subject.geometry(200 + subject.draw(np.random.default_rng(1)) * 50)),
        *((1, g) for g in crowd(subject)),
    ]

    def read(entries):
        labels = [Label(f"{n}", "c", frame, geometry) for n, (frame, geometry) in enumerate(entries)]
        return Labels.from_records(labels, classes=[spec], frame_sizes=[FRAME_SIZE] * 2)

    family, everything = SHAPES[subject.shape].family, read(frames)
    pairs, found = compare(everything, everything, family=family, classes=[spec])

    assert len(pairs) > PORTION
    for p in np.random.default_rng(2).choice(len(pairs), 12):
        alone = [
            read([frames[int(labels.ids[i])]])
            for labels, i in ((everything, pairs.reference[p]), (everything, pairs.candidate[p]))
        ]
        assert compare(*alone, family=family, classes=[spec])[1] == pytest.approx([found[p]], abs=1e-12)


def test_lines_of_very_many_points_are_compared_in_parts():
    x = np.linspace(0, 600, 1500)
    reference = np.column_stack((x, 240 + 100 * np.sin(x / 20))).ravel().tolist()
    candidate = np.column_stack((x, 240 + 100 * np.sin(x / 20) + np.where(x < 300, 1, 100))).ravel().tolist()

    assert similarity("polyline", {"points": reference}, {"points": reference}) == pytest.approx(1)
    assert 0.2 < similarity("polyline", {"points": reference}, {"points": candidate}) < 0.6


def test_shapes_of_one_family_on_one_frame_are_compared_in_any_mixture():
    mask = np.zeros(SIZE[::-1])
    mask[10:30, 10:30] = 1
    geometries = {
        "bounding_box": {"box_xywh": [10, 10, 20, 20]},
        "rotatable_bounding_box": {"box_xywh": [10, 10, 20, 20], "angle_deg": 90},
        "polygon": {"polygons": [[[10, 10, 30, 10, 30, 30, 10, 30]]]},
        "bitmask": mask_of(mask),
    }
    classes = [ClassSpec(id=shape, kind="object", shape=shape) for shape in geometries]
    records = [Label(shape, shape, 0, geometry) for shape, geometry in geometries.items()]
    labels = Labels.from_records(records, classes=classes, frame_sizes=[SIZE])

    pairs, found = compare(labels, labels, family="area", classes=classes)

    assert len(pairs) == 16
    assert found == pytest.approx(np.ones(16))
