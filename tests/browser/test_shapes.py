"""What is drawn with the pointer and the keys is taken back as it was drawn."""

import pytest

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
from training.services.source_tasks import save_labels

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


def test_undo_takes_back_one_shape_at_a_time(open_as, task):
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    editor = Editor(page)
    draw_everything(editor)

    for _ in SHAPES[1:]:
        page.keyboard.press("Control+z")
    editor.wait_until_saved()

    assert set(stored_shapes(task)) == {"bounding_box"}


def test_the_digit_of_the_class_that_is_selected_goes_on_drawing(open_as, task):
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    editor = Editor(page)
    editor.drag_box("1", [20, 30, 100, 80])
    page.keyboard.press("v")
    page.keyboard.press("Control+a")

    editor.drag_box("1", [200, 200, 90, 60])

    editor.wait_until_saved()
    assert len(read_document(type(task.label_row).objects.get(pk=task.label_row.pk))["frames"]["0"]) == 2


def test_many_objects_dragged_at_once_lie_where_they_were_dropped(open_as, task):
    boxes = [[20 + 40 * (number % 14), 20 + 40 * (number // 14), 20, 20] for number in range(126)]
    ids = [f"object{number:04d}" for number in range(len(boxes))]
    feature_hash = task.project.ontology.classes.get(shape="bounding_box").feature_hash
    document = {
        "revision": 0,
        "objects": [{"id": uid, "class": feature_hash, "attributes": {}} for uid in ids],
        "classifications": [],
        "frames": {"0": [{"object": uid, "box_xywh": box} for uid, box in zip(ids, boxes, strict=True)]},
    }
    save_labels(actor=task.project.created_by, source_task=task, document=document)
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    editor = Editor(page)
    editor.stage.focus()

    page.keyboard.press("Control+a")
    page.mouse.move(*editor.at(30, 30))
    page.mouse.down()
    page.mouse.move(*editor.at(40, 50), steps=5)
    page.mouse.move(*editor.at(60, 900), steps=5)
    page.mouse.up()
    editor.wait_until_saved()

    stored = read_document(type(task.label_row).objects.get(pk=task.label_row.pk))["frames"]["0"]
    lowest = max(y + h for _, y, _, h in boxes)
    assert [shape["box_xywh"] for shape in stored] == [
        pytest.approx([x + 30, y + 480 - lowest, w, h], abs=0.5) for x, y, w, h in boxes
    ]
