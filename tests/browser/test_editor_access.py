"""The editor in each of its modes, in both themes: accessible, also with its bars and the overview of the keys open."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.editor import Editor
from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DataFileFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    picture_file,
)
from training.models import DataUnit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

THEMES = ["light", "dark"]


@pytest.fixture
def addresses(db):
    """(person, address) of the editor in each mode."""
    admin, trainee = CreatorFactory(), UserFactory()
    dataset = DatasetFactory(created_by=admin)
    DataUnitFactory(dataset=dataset)
    source = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    for position, shape in enumerate(("bounding_box", "polygon", "bitmask")):
        OntologyClassFactory(ontology=source.ontology, name=shape, shape=shape, position=position)
    project = TrainingProjectFactory(actor=admin, n_tasks=1, trainees=[trainee])
    for unit in DataUnit.objects.all():
        picture = picture_file(size=(640, 480))
        DataFileFactory(data_unit=unit, file=picture, n_bytes=picture.size)
    task = project.tasks.get()
    SubmissionFactory(task=task, boxes=[(project.ontology.classes.first(), [100, 100, 100, 60])])
    keys = [project.uuid, task.uuid]
    return {
        "edit": (admin, reverse("source_task_open", args=[source.uuid, source.source_tasks.get().uuid])),
        "readonly": (trainee, reverse("task_open", args=keys)),
        "review": (admin, reverse("submission_view", args=keys)),
    }


def faults(page):
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['nodes'][0]['target']}"
        for violation in violations
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_the_editor_is_accessible_in_every_mode(open_as, addresses, theme):
    found = {}
    for mode, (person, address) in addresses.items():
        page = open_as(person, color_scheme=theme)
        page.goto(address)
        editor = Editor(page)
        expect(editor.stage).to_have_attribute("data-mode", mode)
        found[mode] = faults(page)
        if mode == "edit":
            editor.drag_box("1", [40, 40, 100, 80])
            found["a box selected"] = faults(page)
            page.keyboard.press("m")
            found["brush"] = faults(page)
            page.keyboard.press("a")
            found["picture"] = faults(page)
        editor.stage.focus()
        page.keyboard.press("?")
        page.locator("dialog[open]").wait_for()
        found[f"keys, {mode}"] = faults(page)

    assert not {where: what for where, what in found.items() if what}


def test_the_overview_of_the_keys_begins_at_its_beginning(open_as, addresses):
    person, address = addresses["edit"]
    page = open_as(person)
    page.set_viewport_size({"width": 1000, "height": 600})
    page.goto(address)
    Editor(page)

    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()

    assert page.evaluate("[...document.querySelectorAll('dialog, dialog *')].every((node) => node.scrollTop === 0)")
    expect(page.locator("dialog h2")).to_be_in_viewport()


def test_a_key_of_ones_own_holds_after_a_reload_and_a_preset_takes_it_back(open_as, addresses):
    person, address = addresses["edit"]
    page = open_as(person)
    page.goto(address)
    editor = Editor(page)
    page.keyboard.press("?")
    page.locator("[data-binding='tool.polygon'] button").click()
    page.keyboard.press("w")
    page.reload()
    editor = Editor(page)

    editor.stage.focus()
    page.keyboard.press("w")
    expect(editor.stage).to_have_attribute("data-tool", "polygon")

    page.keyboard.press("?")
    page.locator("dialog[open] select").select_option("cvat")
    page.keyboard.press("Escape")
    editor.stage.focus()
    page.keyboard.press("v")
    page.keyboard.press("p")
    expect(editor.stage).to_have_attribute("data-tool", "polygon")
