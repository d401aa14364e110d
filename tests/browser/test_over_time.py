"""Labels over frames with the pointer and the keys: key frames and what lies between, leaving and returning."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect
from pydicom.uid import generate_uid

from tests.browser.editor import Editor
from tests.factories import (
    AnnotationProjectFactory,
    ClassificationFactory,
    CreatorFactory,
    DatasetFactory,
    OntologyClassFactory,
    picture_file,
)
from tests.training.test_dicom import slice_file
from tests.videos import make_video
from training.services.labels import read_document
from training.services.media import add_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

N_FRAMES = 12


class Film(Editor):
    """An editor on media with several frames."""

    def go(self, frame):
        """By its number, as the person types it: the first is 1."""
        number = self.page.locator("[data-part=number]")
        number.fill(str(frame + 1))
        number.press("Enter")
        self.wait_for(frame)

    def wait_for(self, frame):
        expect(self.page.locator("#stage")).to_have_attribute("data-frame", str(frame))
        self.page.locator("#stage[data-ready=true]").wait_for()

    def drag(self, start, end):
        self.page.mouse.move(*self.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end), steps=4)
        self.page.mouse.up()

    def extend(self, frame):
        self.page.keyboard.press("Shift+E")
        dialog = self.page.locator("dialog[open]")
        dialog.locator("input").fill(str(frame + 1))
        dialog.locator("[data-choice=go]").click()
        dialog.wait_for(state="hidden")

    def lane(self, name):
        return self.page.locator(".lane", has=self.page.get_by_role("button", name=re.compile(f"^{name}:")))


def make_project(admin, *, kind="image_sequence", n_frames=N_FRAMES, files=None, **fields):
    dataset = DatasetFactory(created_by=admin)
    files = files or [
        picture_file(f"{number:03d}.png", size=(640, 480), color=(20, 20 + 15 * number, 90))
        for number in range(n_frames)
    ]
    add_files(actor=admin, dataset=dataset, files=files, **({"kind": kind} if kind else {}))
    project = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    OntologyClassFactory(ontology=project.ontology, name="Car", color="#e5484d", **fields)
    return project


@pytest.fixture
def admin(db):
    return CreatorFactory()


@pytest.fixture
def open_film(open_as, admin):
    def open_film(project):
        page = open_as(admin)
        page.goto(f"/projects/{project.uuid}/labels/{project.source_tasks.get().uuid}/")
        return Film(page)

    return open_film


def stored(project):
    return read_document(project.source_tasks.get().label_row)


def lefts(document, uid):
    """Where an object's box begins on each frame, rounded; those in between with a ~."""
    found = {}
    for frame, shapes in document["frames"].items():
        for shape in shapes:
            if shape["object"] == uid:
                mark = "~" if shape.get("interpolated") else ""
                found[int(frame)] = f"{round(shape['box_xywh'][0], -1):.0f}{mark}"
    return [found.get(frame, ".") for frame in range(max(found) + 1)]


def test_a_track_is_drawn_extended_corrected_and_left(open_film, admin):
    project = make_project(admin)
    film = open_film(project)

    film.drag_box("b", [100, 100, 80, 60])
    film.page.keyboard.press("v")
    film.page.mouse.click(*film.at(140, 130))
    film.extend(8)
    film.go(4)
    film.drag((140, 130), (180, 130))
    film.wait_until_saved()
    document = stored(project)
    uid = document["objects"][0]["id"]
    assert lefts(document, uid) == ["100", "110~", "120~", "130~", "140", "140~", "140~", "140~", "140~"]
    expect(film.lane("Car 0")).to_have_attribute("data-state", "key")

    film.go(8)
    film.drag((180, 130), (140, 130))
    film.go(4)
    film.page.keyboard.press("i")
    film.wait_until_saved()
    assert lefts(stored(project), uid) == ["100"] + ["100~"] * 7 + ["100"]
    expect(film.lane("Car 0")).to_have_attribute("data-state", "interpolated")

    film.page.keyboard.press("Control+z")
    film.go(6)
    film.page.keyboard.press("Shift+Delete")
    film.wait_until_saved()
    assert lefts(stored(project), uid) == ["100", "110~", "120~", "130~", "140", "130", ".", "110", "100"]

    film.go(7)
    film.page.keyboard.press("Control+Delete")
    film.wait_until_saved()
    assert lefts(stored(project), uid) == ["100", "110~", "120~", "130~", "140", "130"]


def option(hash_, label):
    return {"label": label, "value": hash_, "featureNodeHash": hash_, "options": []}


SEEN = {
    "name": "Seen",
    "type": "radio",
    "featureNodeHash": "seen",
    "required": True,
    "dynamic": True,
    "options": [option("whole", "Whole"), option("part", "In part")],
}


def test_an_answer_holds_for_a_range_of_frames_and_what_is_missing_is_gone_to(open_film, admin):
    project = make_project(admin, attributes=[SEEN])
    film = open_film(project)
    film.drag_box("b", [100, 100, 80, 60])
    film.page.keyboard.press("v")
    film.page.mouse.click(*film.at(140, 130))
    film.extend(9)

    film.go(2)
    film.page.get_by_label("Whole").check()
    film.go(5)
    film.page.get_by_label("In part").check()
    last = film.page.locator(".dynamic input[data-range=last]")
    last.fill("8")
    last.press("Enter")
    film.wait_until_saved()

    assert stored(project)["objects"][0]["dynamic"] == {
        "seen": [
            {"range": [2, 4], "answers": {"seen": "whole"}},
            {"range": [5, 7], "answers": {"seen": "part"}},
        ]
    }
    expect(film.page.locator(".lane[data-lane=answer] button")).to_have_attribute(
        "aria-label", "Seen: In part, from 6 to 8"
    )

    film.page.get_by_role("button", name="Submit for review").click()
    dialog = film.page.locator("dialog[open]")
    expect(dialog).to_contain_text("“Seen” has no answer yet, in Car 0")
    expect(dialog).to_contain_text("Frame 1 of 12")
    dialog.locator("[data-choice=go]").click()
    film.wait_for(0)
    expect(film.page.locator(".object-row[aria-pressed=true]")).to_contain_text("Car 0")


def test_a_classification_holds_for_a_range_that_panel_and_timeline_change(open_film, admin):
    project = make_project(admin)
    weather = ClassificationFactory(ontology=project.ontology, name="Weather", color="#2f9e44", position=100)
    film = open_film(project)
    film.go(3)
    form = film.page.locator(f".classification[data-class='{weather.feature_hash}']")

    form.get_by_label("Yes").check()
    form.get_by_role("button", name="From here on").click()
    film.wait_until_saved()
    assert [item["ranges"] for item in stored(project)["classifications"]] == [[[3, 11]]]

    canvas = film.page.locator("[data-part=lane-picture]").bounding_box()
    step = (canvas["width"] - 18) / (N_FRAMES - 1)
    x, y = canvas["x"] + 9, canvas["y"] + 12
    film.page.mouse.move(canvas["x"] + canvas["width"] - 3, y)
    film.page.mouse.down()
    film.page.mouse.move(x + 8.1 * step, y, steps=5)
    film.page.mouse.up()
    film.wait_until_saved()
    assert [item["ranges"] for item in stored(project)["classifications"]] == [[[3, 8]]]

    film.go(6)
    form.get_by_role("button", name="Split here").click()
    form.get_by_label("No").check()
    film.wait_until_saved()
    labels = stored(project)["classifications"]
    assert [(item["ranges"], *item["answers"].values()) for item in labels] == [
        ([[3, 5]], f"Y{weather.feature_hash}"),
        ([[6, 8]], f"N{weather.feature_hash}"),
    ]


def test_an_object_leaves_returns_and_is_drawn_again(open_film, admin):
    project = make_project(admin)
    film = open_film(project)
    film.drag_box("b", [100, 100, 80, 60])
    film.page.keyboard.press("v")
    film.page.mouse.click(*film.at(140, 130))

    film.page.keyboard.press("Control+b")
    film.wait_for(1)
    film.go(6)
    film.page.keyboard.press("Shift+N")
    film.page.mouse.move(*film.at(300, 200))
    film.page.mouse.down()
    film.page.mouse.move(*film.at(380, 260), steps=3)
    film.page.mouse.up()
    film.wait_until_saved()
    document = stored(project)
    assert len(document["objects"]) == 1
    uid = document["objects"][0]["id"]
    assert lefts(document, uid) == ["100", "100", ".", ".", ".", ".", "300"]

    film.go(4)
    expect(film.lane("Car 0")).to_have_attribute("data-state", "absent")
    film.page.keyboard.press("Shift+I")
    film.wait_until_saved()
    assert lefts(stored(project), uid) == ["100", "100", "140~", "180~", "220~", "260~", "300"]

    film.page.keyboard.press(">")
    film.wait_for(6)
    film.page.keyboard.press("<")
    film.wait_for(1)


def test_a_video_is_played_sought_and_read_out(open_film, admin):
    video = SimpleUploadedFile("film.mp4", make_video(60, rate=30))
    project = make_project(admin, kind=None, files=[video])
    film = open_film(project)
    seek = film.page.get_by_role("slider", name="Frame")
    expect(film.page.locator("[data-part=time]")).to_have_text("0:00.00 of 0:01.96")

    film.stage.focus()
    film.page.keyboard.press("Space")
    expect(film.page.locator("#stage")).to_have_attribute("data-frame", re.compile(r"^[1-5]\d$"))
    film.page.keyboard.press("Space")
    expect(film.page.locator("[data-action='frame.play']")).to_have_attribute("aria-pressed", "false")

    seek.focus()
    film.page.keyboard.press("End")
    film.wait_for(59)
    expect(seek).to_have_attribute("aria-valuetext", "Frame 60 of 60 0:01.96")
    film.stage.focus()
    film.page.keyboard.press("PageUp")
    film.wait_for(49)
    film.page.keyboard.press("Home")
    film.wait_for(0)
    film.page.keyboard.press("`")
    film.page.keyboard.type("31")
    film.page.keyboard.press("Enter")
    film.wait_for(30)
    film.page.keyboard.press("d")
    film.wait_for(29)


def test_pictures_of_a_group_stand_alone(open_film, admin):
    project = make_project(admin, kind="image_group", n_frames=3)
    film = open_film(project)
    expect(film.page.locator("[data-part=unit]")).to_have_text("Picture")
    expect(film.page.locator("[data-action='frame.play']")).to_be_hidden()
    film.drag_box("b", [100, 100, 80, 60])
    film.page.keyboard.press("v")
    film.page.mouse.click(*film.at(140, 130))

    film.go(2)
    film.page.keyboard.press("i")
    expect(film.page.locator("[data-part=told]")).to_contain_text("do not follow each other")
    film.go(0)
    film.page.keyboard.press("Control+b")
    film.wait_for(1)
    film.drag((140, 130), (180, 130))
    film.wait_until_saved()

    document = stored(project)
    assert lefts(document, document["objects"][0]["id"]) == ["100", "140"]


def test_the_lanes_are_read_and_walked_by_keyboard(open_film, admin):
    project = make_project(admin)
    film = open_film(project)
    for left in (100, 300):
        film.drag_box("b", [left, 100, 80, 60])
    film.go(5)

    names = film.page.locator(".lane-name")
    names.first.focus()
    expect(names.first).to_have_attribute("aria-label", "Car 0: not here; frames: 1, key frames: 1")
    film.page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    film.page.keyboard.press("Enter")
    expect(names.nth(1)).to_have_attribute("aria-pressed", "true")
    film.page.keyboard.press("Enter")
    film.wait_for(0)
    expect(film.page.locator(".object-row[aria-pressed=true]")).to_contain_text("Car 1")

    found = Axe().run(film.page)
    serious = [item for item in found.response["violations"] if item["impact"] in ("serious", "critical")]
    assert not serious, found.generate_report()


def test_slices_have_their_word(open_film, admin, settings, tmp_path):
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    series = generate_uid()
    slices = [slice_file(f"{number}.dcm", number, number, series, 100 * number) for number in range(5)]
    film = open_film(make_project(admin, kind=None, files=slices))

    film.go(2)

    expect(film.page.locator("[data-part=unit]")).to_have_text("Slice")
    expect(film.page.get_by_role("slider", name="Slice")).to_have_attribute("aria-valuetext", "Slice 3 of 5")
    expect(film.page.locator("[data-part=time]")).to_be_hidden()


def test_a_mask_is_painted_again_on_another_frame(open_film, admin):
    project = make_project(admin, shape="bitmask")
    film = open_film(project)
    film.drag_path("m", [(100, 100), (140, 100)])
    film.wait_until_saved()

    film.page.keyboard.press("v")
    film.page.locator(".lane-name").first.click()
    film.go(3)
    film.page.keyboard.press("Shift+N")
    film.page.mouse.move(*film.at(300, 100))
    film.page.mouse.down()
    film.page.mouse.move(*film.at(340, 100), steps=4)
    film.page.mouse.up()
    expect(film.stage).to_have_attribute("data-objects", "1")
    film.wait_until_saved()

    document = stored(project)
    assert len(document["objects"]) == 1
    assert sorted(document["frames"]) == ["0", "3"]
