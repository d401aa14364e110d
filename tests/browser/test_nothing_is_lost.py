"""What happens to labels when things go wrong around the editor: a second tab, a lost session, a second submission."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.editor import Editor
from tests.factories import (
    DataFileFactory,
    OntologyClassFactory,
    TrainingProjectFactory,
    UserFactory,
    picture_file,
)
from training.models import DataUnit, Task
from training.services.labels import read_document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def trainee(db):
    return UserFactory(name="Tess Trainee")


@pytest.fixture
def task(trainee):
    project = TrainingProjectFactory(n_tasks=1, trainees=[trainee])
    for unit in DataUnit.objects.all():
        picture = picture_file(size=(640, 480))
        DataFileFactory(data_unit=unit, file=picture, n_bytes=picture.size)
    return project.tasks.get()


@pytest.fixture
def open_task(open_as, trainee, task):
    def open_task(page=None):
        page = page or open_as(trainee)
        page.goto(f"/projects/{task.project.uuid}/tasks/{task.uuid}/")
        return Editor(page)

    return open_task


def stored(task):
    return read_document(Task.objects.get(pk=task.pk).label_row)


def test_a_stale_tab_is_told_and_nothing_is_lost(open_task, task):
    first = open_task()
    second = open_task(first.page.context.new_page())
    first.drag_box("1", [100, 100, 50, 50])
    first.wait_until_saved(1)

    second.drag_box("1", [300, 300, 50, 50])
    dialog = second.page.locator("dialog[open]")
    expect(dialog).to_contain_text("saved newer labels")

    assert stored(task)["frames"]["0"][0]["box_xywh"] == pytest.approx([100, 100, 50, 50], abs=0.5)
    dialog.locator("[data-choice=mine]").click()
    second.wait_until_saved(2)
    assert stored(task)["frames"]["0"][0]["box_xywh"] == pytest.approx([300, 300, 50, 50], abs=0.5)


def test_work_survives_a_session_that_ended(open_task, task, trainee, open_as):
    editor = open_task()
    Session.objects.all().delete()

    editor.drag_box("1", [100, 100, 50, 50])

    expect(editor.stage).to_have_attribute("data-save", "signed-out")
    again = open_as(trainee)
    again.goto("/")
    editor.page.context.add_cookies(again.context.cookies())
    expect(editor.stage).to_have_attribute("data-save", "saved", timeout=30_000)
    assert len(stored(task)["objects"]) == 1


def test_work_survives_a_lost_network_and_a_reload(open_task, task):
    editor = open_task()
    editor.page.context.route(
        "**/labels", lambda route: route.abort() if route.request.method == "PUT" else route.continue_()
    )
    editor.drag_box("1", [100, 100, 50, 50])
    expect(editor.stage).to_have_attribute("data-save", "unreachable")

    editor.page.context.unroute_all()
    again = open_task(editor.page)

    expect(again.stage).to_have_attribute("data-objects", "1")
    again.wait_until_saved(1)
    assert len(stored(task)["objects"]) == 1


def test_a_shape_in_the_making_stays_with_its_tab_until_that_is_gone(open_task, task):
    polygon = OntologyClassFactory(ontology=task.project.ontology, name="Outline", shape="polygon")
    first = open_task()
    first.click_path("p", [(100, 100), (200, 100)], finish=False)
    expect(first.stage).to_have_attribute("data-drawing", "true")
    context = first.page.context

    second = open_task(context.new_page())
    second.page.wait_for_timeout(500)
    expect(second.stage).to_have_attribute("data-drawing", "false")
    second.click_path("p", [(300, 300), (400, 300)], finish=False)
    second.page.wait_for_timeout(300)
    first.page.close()
    third = open_task(context.new_page())

    expect(third.stage).to_have_attribute("data-drawing", "true")
    third.page.mouse.click(*third.at(150, 200))
    third.page.keyboard.press("Enter")
    third.wait_until_saved(1)
    [shape] = stored(task)["frames"]["0"]
    assert stored(task)["objects"][0]["class"] == polygon.feature_hash
    assert shape["polygons"][0][0] == pytest.approx([100, 100, 200, 100, 150, 200], abs=0.5)
