"""Every shape drawn with the pointer and the keys: what is stored is what was drawn, to half a pixel."""

import numpy as np
import pytest
from pycocotools import mask

from tests.browser.editor import Editor
from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DataFileFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    picture_file,
)
from training.services.labels import read_document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

SHAPES = ["bounding_box", "rotatable_bounding_box", "polygon", "polyline", "point", "bitmask", "skeleton"]
TEMPLATE = {
    "nodes": [{"id": "head", "name": "Head", "x": 0.5, "y": 0}, {"id": "foot", "name": "Foot", "x": 0.5, "y": 1}],
    "edges": [["head", "foot"]],
}
RING = [(300, 40), (380, 60), (360, 140), (290, 120)]
LINE = [(40, 200), (120, 230), (200, 190)]


@pytest.fixture
def task(db):
    admin = CreatorFactory()
    dataset = DatasetFactory(created_by=admin)
    picture = picture_file(size=(640, 480))
    DataFileFactory(data_unit=DataUnitFactory(dataset=dataset), file=picture, n_bytes=picture.size)
    project = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    for position, shape in enumerate(SHAPES):
        skeleton = TEMPLATE if shape == "skeleton" else {}
        OntologyClassFactory(ontology=project.ontology, name=shape, shape=shape, position=position, skeleton=skeleton)
    return project.source_tasks.get()


def draw_everything(editor):
    editor.drag_box("1", [20, 30, 100, 80])
    editor.drag_box("2", [150, 30, 90, 60])
    editor.click_path("3", RING)
    editor.click_path("4", LINE)
    editor.click_path("5", [(300, 220)], finish=False)
    editor.drag_path("6", [(400, 220), (440, 220), (480, 220)])
    editor.drag_box("7", [520, 40, 60, 160])


def stored_shapes(task):
    document = read_document(type(task.label_row).objects.get(pk=task.label_row.pk))
    classes = {row.feature_hash: row.shape for row in task.project.ontology.classes.all()}
    shape_of = {item["id"]: classes[item["class"]] for item in document["objects"]}
    return {shape_of[entry["object"]]: entry for entry in document["frames"]["0"]}


def near(places):
    return pytest.approx([value for place in places for value in place], abs=0.5)


def test_what_is_stored_is_what_was_drawn(open_as, task):
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    editor = Editor(page)

    draw_everything(editor)
    editor.wait_until_saved()

    stored = stored_shapes(task)
    assert set(stored) == set(SHAPES)
    assert stored["bounding_box"]["box_xywh"] == pytest.approx([20, 30, 100, 80], abs=0.5)
    assert stored["rotatable_bounding_box"]["box_xywh"] == pytest.approx([150, 30, 90, 60], abs=0.5)
    assert stored["rotatable_bounding_box"]["angle_deg"] == 0
    assert stored["polygon"]["polygons"][0][0] == near(RING)
    assert stored["polyline"]["points"] == near(LINE)
    assert stored["point"]["point"] == pytest.approx([300, 220], abs=0.5)
    assert [(node["x"], node["y"]) for node in stored["skeleton"]["nodes"]] == [
        pytest.approx((550, 40), abs=0.5),
        pytest.approx((550, 200), abs=0.5),
    ]
    run_length = stored["bitmask"]
    pixels = mask.decode({"size": run_length["size"], "counts": run_length["counts"].encode()})
    assert pixels[220, 400:480].all()
    assert np.argwhere(pixels)[:, 0].mean() == pytest.approx(220, abs=1)


def test_undo_takes_back_one_shape_at_a_time(open_as, task):
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    editor = Editor(page)
    draw_everything(editor)

    for _ in SHAPES[1:]:
        page.keyboard.press("Control+z")
    editor.wait_until_saved()

    assert set(stored_shapes(task)) == {"bounding_box"}
