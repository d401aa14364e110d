"""Labels over frames with the pointer and the keys: key frames and what lies between, leaving and returning."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editor import Editor
from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DatasetFactory,
    OntologyClassFactory,
    picture_file,
)
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
    add_files(actor=admin, dataset=dataset, files=files, kind=kind)
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
