"""Masks in Chromium: run lengths as pycocotools writes them, and strokes that nothing loses."""

import base64

import numpy as np
import pytest
from playwright.sync_api import Error, expect
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

LABELS = ("bitmask", "polygon", "polyline")

# What the page asks its worker: bytes to text and back, whole frame and crop.
ASK = """async ({ bytes, size, crop }) => {
  const { Coder } = await import("/static/editor/coder.js");
  window.coder ??= new Coder(new Worker("/static/editor/rle.worker.js", { type: "module" }));
  const mask = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
  const { counts, area, bounds } = await window.coder.encode(mask, crop, size);
  const back = await window.coder.decode([counts], crop, size);
  const same = back.every((value, place) => value === mask[place]);
  return { counts, area, bounds: [bounds.x, bounds.y, bounds.width, bounds.height], same };
}"""
SLOW_WORKER = """
window.Worker = class extends Worker {
  postMessage(message) { setTimeout(() => super.postMessage(message), 400); }
};
"""


def masks():
    """Random ones of several densities, and what people draw: discs, rings, stripes, the whole frame and nothing."""
    random = np.random.default_rng(5)
    for width, height in ((1, 1), (7, 3), (64, 48), (401, 299)):
        for share in (0.02, 0.5, 0.98):
            yield random.random((height, width)) < share
    y, x = np.mgrid[:300, :401]
    away = np.hypot(x - 200, y - 150)
    yield away < 120
    yield (away < 140) & (away > 60)
    yield x % 7 < 3
    yield y % 5 < 2
    yield np.ones((300, 401), bool)
    yield np.zeros((300, 401), bool)


def ask(page, pixels, crop=None):
    height, width = pixels.shape
    x, y, w, h = crop or (0, 0, width, height)
    data = base64.b64encode(np.ascontiguousarray(pixels[y : y + h, x : x + w]).astype(np.uint8).tobytes()).decode()
    box = {"x": x, "y": y, "width": w, "height": h}
    return page.evaluate(ASK, {"bytes": data, "size": {"width": width, "height": height}, "crop": box})


def test_run_lengths_are_those_of_pycocotools(open_as, db):
    page = open_as()
    page.goto("/")

    for pixels in masks():
        expected = mask.encode(np.asfortranarray(pixels.astype(np.uint8)))
        whole = ask(page, pixels)

        assert whole["counts"] == expected["counts"].decode()
        assert whole["area"] == mask.area(expected)
        assert whole["bounds"] == mask.toBbox(expected).tolist()
        assert whole["same"]
        if whole["area"]:
            crop = [int(value) for value in whole["bounds"]]
            assert ask(page, pixels, crop) == whole


@pytest.fixture
def task(db):
    admin = CreatorFactory()
    dataset = DatasetFactory(created_by=admin)
    picture = picture_file(size=(640, 480))
    DataFileFactory(data_unit=DataUnitFactory(dataset=dataset), file=picture, n_bytes=picture.size)
    project = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    for position, shape in enumerate(LABELS):
        OntologyClassFactory(ontology=project.ontology, name=shape, shape=shape, position=position)
    return project.source_tasks.get()


@pytest.fixture
def open_editor(open_as, task):
    def open_editor(page=None, script=None):
        page = page or open_as(task.project.created_by)
        if script:
            page.add_init_script(script)
        page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
        return Editor(page)

    return open_editor


def stored_masks(task):
    document = read_document(type(task.label_row).objects.get(pk=task.label_row.pk))
    shapes = [shape for shape in document["frames"].get("0", []) if "counts" in shape]
    return [mask.decode({"size": shape["size"], "counts": shape["counts"].encode()}) for shape in shapes]


def paint(editor, places):
    editor.page.mouse.move(*editor.at(*places[0]))
    editor.page.mouse.down()
    for place in places[1:]:
        editor.page.mouse.move(*editor.at(*place), steps=3)
    editor.page.mouse.up()


def test_strokes_made_while_the_worker_is_busy_are_kept_and_undone_one_by_one(open_editor, task):
    editor = open_editor(script=SLOW_WORKER)
    editor.stage.focus()
    editor.page.keyboard.press("m")
    for y in (100, 200, 300):
        paint(editor, [(100, y), (300, y)])
    expect(editor.stage).to_have_attribute("data-save", "dirty")
    editor.page.keyboard.press("Control+z")
    editor.wait_until_saved()

    [pixels] = stored_masks(task)

    assert pixels[100, 100:300].all()
    assert pixels[200, 100:300].all()
    assert not pixels[300].any()


def test_other_masks_give_way_or_stay_as_they_were_told_to(open_editor, task):
    editor = open_editor()
    page, overlap = editor.page, editor.page.locator("[data-part=brush] select")
    editor.stage.focus()
    for way, y in (("over", 100), ("take", 200), ("keep", 300)):
        page.keyboard.press("m")
        overlap.select_option("over")
        paint(editor, [(100, y), (300, y)])
        expect(editor.stage).to_have_attribute("data-drawing", "false")
        overlap.select_option(way)
        editor.stage.focus()
        page.keyboard.press("Enter")
        paint(editor, [(200, y), (400, y)])
        expect(editor.stage).to_have_attribute("data-drawing", "false")
        page.keyboard.press("Escape")
    editor.wait_until_saved()

    painted = stored_masks(task)
    below, above = painted[0::2], painted[1::2]

    assert [bool(pixels[y, 250]) for pixels, y in zip(below, (100, 200, 300), strict=True)] == [True, False, True]
    assert [bool(pixels[y, 250]) for pixels, y in zip(above, (100, 200, 300), strict=True)] == [True, True, False]
    assert all(pixels[y, 350] for pixels, y in zip(above, (100, 200, 300), strict=True))


def kill(page):
    """The tab dies: no event of leaving, nothing is sent."""
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash")


@pytest.mark.parametrize("shape", LABELS)
def test_a_shape_in_the_making_survives_a_killed_tab(open_editor, task, shape):
    editor = open_editor()
    page = editor.page
    editor.stage.focus()
    page.keyboard.press({"bitmask": "m", "polygon": "p", "polyline": "l"}[shape])
    page.mouse.move(*editor.at(100, 100))
    for place in ((100, 100), (300, 120), (250, 300)):
        page.mouse.move(*editor.at(*place), steps=3)
        if shape != "bitmask":
            page.mouse.down()
            page.mouse.up()
        elif place == (100, 100):
            page.mouse.down()
    page.wait_for_timeout(300)
    kill(page)

    again = open_editor(page.context.new_page())

    if shape == "bitmask":
        again.wait_until_saved(1)
        [pixels] = stored_masks(task)
        assert pixels[110, 200]
        assert pixels[298, 250]
    else:
        expect(again.stage).to_have_attribute("data-drawing", "true")
        expect(again.stage).to_have_attribute("data-tool", shape)
        again.page.keyboard.press("Enter")
        again.wait_until_saved(1)
        document = read_document(type(task.label_row).objects.get(pk=task.label_row.pk))
        [entry] = document["frames"]["0"]
        points = entry["points"] if shape == "polyline" else entry["polygons"][0][0]
        assert points == pytest.approx([100, 100, 300, 120, 250, 300], abs=0.5)
