"""Every shape drawn on every modality, submitted, and stored as it was drawn, to half a pixel."""

import math

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect
from pycocotools import mask

from tests.browser.editor import Editor
from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DatasetFactory,
    OntologyClassFactory,
    picture_file,
)
from tests.videos import make_video
from training.bench.films import make_series
from training.services.labels import read_document
from training.services.media import add_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

SHAPES = ["bounding_box", "rotatable_bounding_box", "polygon", "polyline", "point", "bitmask", "skeleton"]
TEMPLATE = {
    "nodes": [{"id": "head", "name": "Head", "x": 0.5, "y": 0}, {"id": "foot", "name": "Foot", "x": 0.5, "y": 1}],
    "edges": [["head", "foot"]],
}
#: In pixels of a picture of 640 x 480; smaller ones are drawn on in proportion.
BOX = [20, 30, 100, 80]
TURNED = [180, 90, 100, 40]
RING = [(380, 40), (470, 60), (450, 150), (370, 120)]
LINE = [(40, 250), (120, 280), (200, 240)]
POINT = (300, 270)
STROKE = [(400, 270), (440, 300), (480, 270)]
SKELETON = [530, 60, 60, 160]
ANGLE = 45


def pictures(*colors):
    return [picture_file(f"{number}.png", color=color, size=(640, 480)) for number, color in enumerate(colors)]


def uploads():
    """The files of one data unit for each modality."""
    slices = [SimpleUploadedFile(f"{number}.dcm", content) for number, content in enumerate(make_series(3))]
    return {
        "image": pictures("#778899"),
        "image_group": pictures("#806040", "#406080"),
        "image_sequence": pictures("#805040", "#408050", "#404080"),
        "video": [SimpleUploadedFile("film.mp4", make_video(6, width=640, height=480))],
        "dicom": slices,
    }


@pytest.fixture
def project(db):
    admin = CreatorFactory()
    dataset = DatasetFactory(created_by=admin)
    for modality, files in uploads().items():
        kind = modality if modality in {"image_group", "image_sequence"} else ""
        outcomes = add_files(actor=admin, dataset=dataset, files=files, kind=kind)
        assert {outcome.state for outcome in outcomes} == {"added"}, [outcome.message for outcome in outcomes]
    project = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    for position, shape in enumerate(SHAPES):
        skeleton = TEMPLATE if shape == "skeleton" else {}
        OntologyClassFactory(ontology=project.ontology, name=shape, shape=shape, position=position, skeleton=skeleton)
    return project


class Hand:
    """Draws in the proportions of the picture."""

    def __init__(self, editor, unit):
        self.editor, self.page = editor, editor.page
        self.share = min(unit.width / 640, unit.height / 480)

    def sized(self, numbers):
        return [number * self.share for number in numbers]

    def placed(self, places):
        return [tuple(self.sized(place)) for place in places]

    def draw_everything(self):
        editor = self.editor
        editor.drag_box("1", self.sized(BOX))
        editor.drag_box("2", self.sized(TURNED))
        self.turn()
        editor.click_path("3", self.placed(RING))
        editor.click_path("4", self.placed(LINE))
        editor.click_path("5", self.placed([POINT]), finish=False)
        editor.drag_path("6", self.placed(STROKE))
        expect(editor.stage).to_have_attribute("data-drawing", "false")
        editor.drag_box("7", self.sized(SKELETON))

    def turn(self):
        """By the handle above the box; Shift takes the nearest fifteen degrees."""
        x, y, w, h = self.sized(TURNED)
        scale = float(self.editor.stage.get_attribute("data-view").split()[0])
        middle, reach = (x + w / 2, y + h / 2), h / 2 + 26 / scale
        turn = math.radians(ANGLE + 4)
        self.page.keyboard.press("v")
        self.page.mouse.move(*self.editor.at(middle[0], middle[1] - reach))
        self.page.mouse.down()
        self.page.keyboard.down("Shift")
        end = middle[0] + reach * math.sin(turn), middle[1] - reach * math.cos(turn)
        self.page.mouse.move(*self.editor.at(*end), steps=4)
        self.page.mouse.up()
        self.page.keyboard.up("Shift")

    def expected(self):
        near = [
            ("bounding_box", "box_xywh", self.sized(BOX)),
            ("rotatable_bounding_box", "box_xywh", self.sized(TURNED)),
            ("rotatable_bounding_box", "angle_deg", ANGLE),
            ("polygon", "polygons", [value for place in self.placed(RING) for value in place]),
            ("polyline", "points", [value for place in self.placed(LINE) for value in place]),
            ("point", "point", self.sized(POINT)),
        ]
        x, y, w, h = self.sized(SKELETON)
        return [*near, ("skeleton", "nodes", [x + w / 2, y, x + w / 2, y + h])]


def stored_on(task, frame):
    document = read_document(type(task.label_row).objects.get(pk=task.label_row.pk))
    classes = {row.feature_hash: row.shape for row in task.project.ontology.classes.all()}
    shape_of = {item["id"]: classes[item["class"]] for item in document["objects"]}
    return {shape_of[entry["object"]]: entry for entry in document["frames"][str(frame)]}


def flat(value):
    """Geometry of any shape as one list of numbers."""
    if isinstance(value, dict):
        return [value["x"], value["y"]]
    return [number for item in value for number in flat(item)] if isinstance(value, list) else [value]


def faults(stored, hand):
    found = [shape for shape in SHAPES if shape not in stored]
    for shape, key, expected in hand.expected():
        numbers = flat(stored[shape][key])
        if numbers != pytest.approx(flat(expected), abs=0.5):
            found.append(f"{shape}: {numbers} is not {expected}")
    run_length = stored["bitmask"]
    pixels = mask.decode({"size": run_length["size"], "counts": run_length["counts"].encode()})
    for x, y in hand.placed([((STROKE[0][0] + STROKE[1][0]) / 2, (STROKE[0][1] + STROKE[1][1]) / 2), STROKE[1]]):
        if not pixels[int(y), int(x)]:
            found.append(f"bitmask: ({x}, {y}) is not painted")
    return found


def test_every_shape_on_every_modality_is_stored_as_it_was_drawn(open_as, project):
    page = open_as(project.created_by)
    found, seen = {}, set()
    for task in project.source_tasks.select_related("data_unit").order_by("pk"):
        unit = task.data_unit
        page.goto(f"/projects/{project.uuid}/labels/{task.uuid}/")
        editor = Editor(page)
        frame = 1 if unit.n_frames > 1 else 0
        if frame:
            editor.stage.focus()
            page.keyboard.press("f")
            expect(editor.stage).to_have_attribute("data-frame", "1")
        hand = Hand(editor, unit)
        hand.draw_everything()
        editor.wait_until_saved()
        page.locator("[data-act=submit]").click()
        page.locator("dialog[open] [data-choice=yes]").click()
        expect(page.locator("#stage")).to_have_attribute("data-mode", "readonly")
        task.refresh_from_db()
        assert task.status == "in_review"
        seen.add(unit.modality)
        if wrong := faults(stored_on(task, frame), hand):
            found[unit.modality] = wrong

    assert seen == set(uploads())
    assert not found
