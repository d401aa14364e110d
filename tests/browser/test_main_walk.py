"""The main way through the product, in Chromium, from the first class of an ontology to the re-calculated score."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.editor import Editor
from tests.factories import PASSWORD, CreatorFactory, UserFactory
from training.models import EvaluationLabel, Project, SourceTask, Task, TaskScore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

APPLE = [100, 80, 120, 100]
PEAR = [300, 200, 90, 140]


@pytest.fixture
def people(db):
    return {
        "admin": CreatorFactory(name="Ada Admin", email="ada@example.org"),
        "first": UserFactory(name="Tess Trainee"),
        "second": UserFactory(name="Tom Trainee"),
    }


@pytest.fixture
def photos(tmp_path):
    """Two pictures, each with an apple and a pear at known places."""
    paths = []
    for number in range(2):
        pixels = np.full((480, 640, 3), 230, dtype=np.uint8)
        pixels[:, :, 2] -= 40 * number
        for (x, y, w, h), color in ((APPLE, (200, 60, 60)), (PEAR, (120, 180, 60))):
            pixels[y : y + h, x : x + w] = color
        path = tmp_path / f"fruit{number}.png"
        Image.fromarray(pixels).save(path)
        paths.append(path)
    return paths


def coco_of(photo):
    boxes = [(1, APPLE), (2, PEAR)]
    return {
        "images": [{"id": 7, "file_name": photo.name, "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "Apple"}, {"id": 2, "name": "Pear"}],
        "annotations": [
            {"id": number, "image_id": 7, "category_id": category, "bbox": box, "iscrowd": 0}
            for number, (category, box) in enumerate(boxes, start=1)
        ],
    }


def save(page, name="Save"):
    page.locator("main").get_by_role("button", name=name).first.click()


def make_ontology(page):
    page.goto("/ontologies/new/")
    page.get_by_label("Title").fill("Fruit")
    page.locator("main button[type=submit]").click()
    ontology = page.url
    for name in ("Apple", "Pear"):
        page.goto(f"{ontology}new/object/")
        page.get_by_label("Name").fill(name)
        page.locator("main button[type=submit]").click()
    page.goto(f"{ontology}new/classification/")
    page.locator("[name=name]").fill("Light")
    page.check("input[name=type][value=radio]")
    page.locator("[name=new_options]").fill("Day\nNight")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Light")


def make_dataset(page, photos):
    page.goto("/datasets/new/")
    page.get_by_label("Title").fill("Market stall")
    page.locator("main button[type=submit]").click()
    page.set_input_files("input[type=file]", photos)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main")).to_contain_text("2 added")


def make_source_project(page, photos, tmp_path):
    page.goto("/projects/new/")
    page.get_by_label("Name").fill("Fruit ground truth")
    page.get_by_label("Fruit").check()
    page.get_by_label("Market stall").check()
    page.locator("main button[type=submit]").click()
    labels = page.url

    # The first picture by hand.
    page.get_by_role("link", name="Label", exact=True).first.click()
    editor = Editor(page)
    editor.drag_box("1", APPLE)
    editor.click_box("2", PEAR)
    editor.wait_until_saved()
    editor.act("Submit for review", "Submit")
    page.wait_for_timeout(300)
    page.goto(labels)

    # The second by a file; a first file with an unknown class imports nothing.
    good, bad = tmp_path / "coco.json", tmp_path / "bad.json"
    content = coco_of(photos[1])
    good.write_text(json.dumps(content))
    content["categories"][1]["name"] = "Plum"
    bad.write_text(json.dumps(content))
    page.get_by_role("link", name="Import labels").click()
    page.get_by_label("Format").select_option("coco")
    page.set_input_files("input[type=file]", bad)
    page.locator("main").get_by_role("button", name="Import").click()
    expect(page.locator("main")).to_contain_text("Plum")
    page.set_input_files("input[type=file]", good)
    page.locator("main").get_by_role("button", name="Import").click()
    expect(page.locator("main")).to_contain_text("Imported 2 labels")
    assert set(SourceTask.objects.values_list("status", flat=True)) == {"in_review"}
    page.get_by_role("button", name="Complete").first.click()
    expect(page.locator("main")).to_contain_text("Completed")


def make_training_project(page):
    page.goto("/training-projects/")
    page.get_by_role("link", name="New training project").first.click()
    page.get_by_label("Name").fill("Fruit training")
    page.get_by_role("button", name="Next step").click()
    page.get_by_label("Fruit").check()
    page.get_by_role("button", name="Next step").click()
    page.get_by_label("Fruit ground truth").check()
    page.get_by_role("button", name="Next step").click()
    for name in ("Tess Trainee", "Tom Trainee"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Create training program").click()
    expect(page.locator("main")).to_contain_text("2 tasks × 2 annotators")


def label_and_submit(page):
    """A perfect apple, a pear of half its height, and a right answer that the benchmark does not have."""
    editor = Editor(page)
    editor.drag_box("1", APPLE)
    editor.click_box("2", [PEAR[0], PEAR[1], PEAR[2], PEAR[3] / 2])
    editor.wait_until_saved()
    editor.act("Submit", "Submit for good")
    expect(page.locator("dialog[open]")).to_contain_text("Done")


def score_shown(page):
    row = page.get_by_role("row").filter(has_text="Tess Trainee")
    return row.locator(".score__points").first


def test_the_main_way_from_ontology_to_recalculated_score(open_as, people, photos, tmp_path):
    # 1. The administrator signs in and makes the ground truth.
    admin = open_as()
    admin.goto("/")
    admin.get_by_label("E-mail").fill(people["admin"].email)
    admin.get_by_label("Password", exact=True).fill(PASSWORD)
    admin.locator("main button[type=submit]").first.click()
    make_ontology(admin)
    make_dataset(admin, photos)
    make_source_project(admin, photos, tmp_path)

    # 2. The wizard; every trainee gets a copy of every task.
    make_training_project(admin)
    project = Project.objects.training().get()
    assert project.tasks.count() == 4
    address = f"/projects/{project.uuid}/"

    # 3. A trainee opens the project's URL, labels and submits once and for all.
    trainee = open_as(people["first"])
    trainee.goto(address)
    expect(trainee.get_by_role("row")).to_have_count(3)  # the head and their own two tasks
    trainee.get_by_role("button", name="Start labelling").click()
    label_and_submit(trainee)
    trainee.get_by_role("link", name="Next task").or_(trainee.get_by_role("button", name="Next task")).click()
    label_and_submit(trainee)
    trainee.goto(address)
    expect(trainee.locator("main")).to_contain_text("2 of 2")
    assert Task.objects.filter(status="submitted").count() == 2

    # 4. Scored: 100 for the apple, 75 for the pear (IoU 0.5, right category).
    assert sorted(TaskScore.objects.values_list("score", flat=True)) == pytest.approx([87.5, 87.5], abs=0.5)
    admin.goto(address)
    expect(score_shown(admin)).to_have_text("87.5")
    admin.get_by_role("link", name="Annotator submissions").click()
    admin.get_by_role("link", name="View").first.click()
    Editor(admin)
    expect(admin.locator("body")).to_contain_text("Matched")
    admin.goto(address)
    with admin.expect_download() as download:
        admin.get_by_role("link", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == EvaluationLabel.objects.count() == 4
    assert {row["outcome"] for row in rows} == {"matched"}

    # 5. New weights change nothing until they are applied; then the previous scores stand beside the new ones.
    admin.goto(f"{address}settings/scoring/")
    admin.locator("main").get_by_role("link", name="Edit").click()
    pear = project.ontology.classes.get(name="Pear")
    admin.locator(f"[name=w_iou_{pear.pk}]").fill("100")
    admin.locator(f"[name=w_category_{pear.pk}]").fill("0")
    save(admin)
    admin.goto(address)
    expect(score_shown(admin)).to_have_text("87.5")
    admin.get_by_role("button", name="Re-calculate scores").click()
    expect(score_shown(admin)).to_have_text("75.0", timeout=20_000)
    expect(admin.get_by_role("row").filter(has_text="Tess Trainee")).to_contain_text("87.5")
