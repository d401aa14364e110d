"""Every shape from the door to the score: saved, submitted, and worth 100 points where it equals the benchmark."""

import numpy as np
import pytest
from pycocotools import mask

from scoring import SHAPES
from tests.factories import (
    AnnotationProjectFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    UserFactory,
)
from training.errors import InvalidError
from training.models import EvaluationLabel, TaskScore
from training.services.scores import score_task
from training.services.source_tasks import save_labels, submit_for_review
from training.services.tasks import save_task_labels, submit_task
from training.services.training_projects import FunctionSettings, create_training_project

TEMPLATE = {
    "nodes": [{"id": "head", "name": "Head", "x": 0.5, "y": 0}, {"id": "foot", "name": "Foot", "x": 0.5, "y": 1}],
    "edges": [["head", "foot"]],
}


def _run_length():
    pixels = np.zeros((480, 640), dtype=np.uint8, order="F")
    pixels[100:200, 50:150] = 1
    encoded = mask.encode(pixels)
    return {"size": [480, 640], "counts": encoded["counts"].decode()}


GEOMETRIES = {
    "bounding_box": {"box_xywh": [10, 20, 100, 50]},
    "rotatable_bounding_box": {"box_xywh": [10, 20, 100, 50], "angle_deg": 30},
    "polygon": {"polygons": [[[10, 10, 100, 10, 100, 100, 10, 100], [40, 40, 60, 40, 60, 60, 40, 60]]]},
    "polyline": {"points": [10, 10, 100, 100, 200, 50]},
    "point": {"point": [30, 40]},
    "bitmask": _run_length(),
    "skeleton": {
        "nodes": [
            {"id": "head", "x": 100, "y": 50, "visibility": "visible"},
            {"id": "foot", "x": 100, "y": 250, "visibility": "occluded"},
        ]
    },
}
BROKEN = {
    "bounding_box": {"box_xywh": [10, 20, 0, 50]},
    "rotatable_bounding_box": {"box_xywh": [10, 20, 100, 50]},
    "polygon": {"polygons": [[[10, 10, 100, 10]]]},
    "polyline": {"points": [10, 10]},
    "point": {"point": [30]},
    "bitmask": {"size": [480, 640], "counts": "0"},
    "skeleton": {"nodes": [{"id": "tail", "x": 1, "y": 1, "visibility": "visible"}]},
}


def document(ontology_class, geometry):
    return {
        "revision": 0,
        "objects": [{"id": "one", "class": ontology_class.feature_hash, "attributes": {}}],
        "classifications": [],
        "frames": {"0": [{"object": "one", **geometry}]},
    }


def source_of(shape):
    dataset = DatasetFactory()
    DataUnitFactory(dataset=dataset)
    source = AnnotationProjectFactory(actor=dataset.created_by, datasets=[dataset])
    template = TEMPLATE if shape == "skeleton" else {}
    return source, OntologyClassFactory(ontology=source.ontology, shape=shape, skeleton=template)


def test_the_table_knows_every_shape():
    assert set(GEOMETRIES) == set(BROKEN) == set(SHAPES)


@pytest.mark.parametrize("shape", GEOMETRIES)
@pytest.mark.django_db
def test_a_submission_equal_to_the_benchmark_scores_100(shape):
    source, ontology_class = source_of(shape)
    admin, trainee = source.created_by, UserFactory()
    task = source.source_tasks.get()
    save_labels(actor=admin, source_task=task, document=document(ontology_class, GEOMETRIES[shape]))
    submit_for_review(actor=admin, source_task=task)
    project = create_training_project(
        actor=admin,
        title="Shapes",
        description="",
        ontology=source.ontology,
        sources=[source],
        function=FunctionSettings(),
        trainees=[trainee],
    )
    copy = project.tasks.get()
    save_task_labels(actor=trainee, task=copy, document=document(ontology_class, GEOMETRIES[shape]))
    submit_task(actor=trainee, task=copy, revision=1)

    score_task(task_id=copy.pk)

    assert TaskScore.objects.get().score == 100.0
    assert EvaluationLabel.objects.get().similarity_ppm == 1_000_000


@pytest.mark.parametrize("shape", BROKEN)
@pytest.mark.django_db
def test_a_broken_geometry_is_refused_at_the_door(shape):
    source, ontology_class = source_of(shape)

    with pytest.raises(InvalidError) as caught:
        save_labels(
            actor=source.created_by,
            source_task=source.source_tasks.get(),
            document=document(ontology_class, BROKEN[shape]),
        )

    assert caught.value.errors[0]["where"] == "frames.0[0] (one)"
