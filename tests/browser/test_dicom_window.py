"""The window of a DICOM picture by pointer and keys: dragged, typed, chosen and reset; labels never hear of it."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect
from pydicom.data import get_testdata_file

from tests.browser.editor import Editor
from tests.factories import AnnotationProjectFactory, CreatorFactory, DatasetFactory, OntologyClassFactory
from training.services.media import add_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

PLACE = (64, 64)
#: The grey of the picture's canvas under a place of the picture.
GREY = """([x, y]) => {
  const canvas = document.querySelector("#stage canvas");
  const [scale, left, top] = document.getElementById("stage").dataset.view.split(" ").map(Number);
  const at = [x * scale + left, y * scale + top].map((length) => Math.round(length * devicePixelRatio));
  return canvas.getContext("2d").getImageData(...at, 1, 1).data[0];
}"""


@pytest.fixture
def task(db, settings, tmp_path):
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    admin = CreatorFactory()
    dataset = DatasetFactory(created_by=admin)
    content = Path(str(get_testdata_file("CT_small.dcm", download=False))).read_bytes()
    (outcome,) = add_files(actor=admin, dataset=dataset, files=[SimpleUploadedFile("a.dcm", content)])
    assert outcome.state == "added"
    project = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    OntologyClassFactory(ontology=project.ontology, shape="bounding_box")
    return project.source_tasks.get()


@pytest.fixture
def page(open_as, task):
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    return page


def window_of(page):
    """(width, level) as the foot tells them."""
    text = page.locator("[data-action='view.levels'] span").inner_text()
    return tuple(int(number) for number in re.fullmatch(r"W (\d+) L (-?\d+)", text).groups())


def drag(page, editor, dx, dy, *, button):
    x, y = editor.at(*PLACE)
    page.mouse.move(x, y)
    page.mouse.down(button=button)
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up(button=button)


def test_the_right_button_drags_the_window_and_nothing_else(page, task):
    editor = Editor(page)
    view = editor.stage.get_attribute("data-view")
    width, level = window_of(page)
    grey = page.evaluate(GREY, PLACE)

    drag(page, editor, -120, 0, button="right")
    narrow = window_of(page)
    drag(page, editor, 0, -80, button="right")
    lower = window_of(page)

    assert narrow[0] < width
    assert narrow[1] == level
    assert lower[1] < level
    page.wait_for_function(f"({GREY})({list(PLACE)}) > {grey}")
    assert editor.stage.get_attribute("data-view") == view
    assert editor.stage.get_attribute("data-objects") == "0"


def test_w_held_lets_any_button_drag_while_a_tool_is_in_hand(page, task):
    editor = Editor(page)
    before = window_of(page)
    editor.drag_box("1", [20, 20, 30, 30])
    editor.wait_until_saved()
    revision = editor.stage.get_attribute("data-revision")

    page.keyboard.down("w")
    drag(page, editor, 90, 40, button="left")
    page.keyboard.up("w")
    changed = window_of(page)
    drag(page, editor, 20, 20, button="left")

    assert changed[0] > before[0]
    assert changed[1] > before[1]
    # The last drag, without the key, drew; the one with it did not, and nothing of the window was saved.
    assert editor.stage.get_attribute("data-objects") == "2"
    editor.wait_until_saved(int(revision) + 1)
    assert window_of(page) == changed


def test_numbers_presets_and_reset_are_reached_with_the_keys_alone(page, task):
    editor = Editor(page)
    own = window_of(page)
    bar = page.get_by_role("group", name="Window", exact=True)

    editor.stage.focus()
    page.keyboard.press("Shift+W")
    expect(bar.get_by_label("Level")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("-600")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("1500")
    assert window_of(page) == (1500, -600)
    expect(bar.get_by_role("button", name="Lung")).to_have_attribute("aria-pressed", "true")
    bone = bar.get_by_role("button", name="Bone")
    bone.focus()
    page.keyboard.press("Enter")
    assert window_of(page) == (2500, 480)
    expect(bar.get_by_label("Level")).to_have_value("480")

    page.keyboard.press("Escape")
    editor.stage.focus()
    page.keyboard.press("y")
    assert window_of(page) == (80, 40)
    page.keyboard.press("Shift+Y")
    assert window_of(page) == own
    page.keyboard.press("Shift+W")
    expect(bar).to_be_hidden()


def test_the_value_under_the_pointer_is_told_in_hounsfield_units(page, task):
    editor = Editor(page)
    media = page.evaluate("JSON.parse(document.getElementById('editor-config').textContent).media.samples")

    page.mouse.move(*editor.at(*PLACE))

    text = page.locator("[data-part=position]").inner_text()
    value = int(re.fullmatch(r"64, 64 · (-?\d+) HU", text).group(1))
    assert media["range"][0] <= value <= media["range"][1]


def test_the_window_is_forgotten_with_the_page(page, task):
    editor = Editor(page)
    own = window_of(page)
    drag(page, editor, 100, 100, button="right")
    assert window_of(page) != own

    page.reload()
    Editor(page)

    assert window_of(page) == own
    assert editor.stage.get_attribute("data-revision") == "0"
