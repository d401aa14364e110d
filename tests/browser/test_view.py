"""View with real pointer and keys: both sides at one zoom, pairs linked, the costliest error first, over the frames."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.editor import Editor
from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DatasetFactory,
    MembershipFactory,
    OntologyClassFactory,
    UserFactory,
    picture_file,
)
from training.models import Project, SourceTask
from training.permissions import Role
from training.services.media import add_files
from training.services.scores import score_task
from training.services.source_tasks import save_labels
from training.services.tasks import save_task_labels, start_task, submit_task
from training.services.training_projects import FunctionSettings, create_training_project

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

#: On frame 0 a good box and a missed one, on frame 2 a box with the wrong name and one too many.
GOOD, DRAWN, MISSED, MISNAMED, INVENTED = (
    [100, 80, 100, 100],
    [100, 80, 100, 60],
    [300, 80, 100, 100],
    [100, 250, 100, 100],
    [400, 300, 80, 80],
)


def document(*boxes):
    """Boxes as (frame, class, box), each an object of its own."""
    frames = {}
    for number, (frame, _class, box) in enumerate(boxes):
        frames.setdefault(str(frame), []).append({"object": f"object-{number}", "box_xywh": box})
    objects = [
        {"id": f"object-{number}", "class": kind.feature_hash, "attributes": {}}
        for number, (_frame, kind, _box) in enumerate(boxes)
    ]
    return {"revision": 0, "objects": objects, "classifications": [], "frames": frames}


@pytest.fixture
def task(db):
    """A submission on three pictures that are one task."""
    admin, trainee = CreatorFactory(), UserFactory(name="Tess Trainee")
    dataset = DatasetFactory(created_by=admin)
    pictures = [picture_file(f"{number}.png", size=(640, 480), color=(90 + number, 110, 100)) for number in range(3)]
    add_files(actor=admin, dataset=dataset, files=pictures, kind="image_sequence")
    source = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    apple, pear = (
        OntologyClassFactory(ontology=source.ontology, name=name, color=color)
        for name, color in (("Apple", "#d4572a"), ("Pear", "#7fb340"))
    )
    benchmark = document((0, apple, GOOD), (0, apple, MISSED), (2, apple, MISNAMED))
    save_labels(actor=admin, source_task=source.source_tasks.get(), document=benchmark)
    source.source_tasks.update(status=SourceTask.Status.COMPLETED)
    project = create_training_project(
        actor=admin,
        title="Fruit",
        description="",
        ontology=source.ontology,
        sources=[source],
        function=FunctionSettings(),
        trainees=[trainee],
    )
    MembershipFactory(project=project, user=UserFactory(email="manager@example.org"), role=Role.TEAM_MANAGER)
    made = project.tasks.get()
    start_task(actor=trainee, task=made)
    drawn = document((0, apple, DRAWN), (2, pear, MISNAMED), (2, pear, INVENTED))
    save_task_labels(actor=trainee, task=made, document=drawn)
    submit_task(actor=trainee, task=made, revision=1)
    score_task(task_id=made.pk)
    made.refresh_from_db()
    return made


def open_view(open_as, task, user=None, **options):
    page = open_as(user or task.project.created_by, **options)
    page.goto(f"/projects/{task.project.uuid}/submissions/{task.uuid}/")
    return Editor(page)


def rows(editor):
    return editor.page.locator(".pair-row")


def chosen(editor):
    return editor.page.locator(".pair-row[aria-pressed=true]")


def test_arrow_keys_go_to_the_next_costliest_error_over_the_frames(open_as, task):
    editor = open_view(open_as, task)
    seen = []

    for _step in range(4):
        editor.page.keyboard.press("ArrowDown")
        expect(chosen(editor)).to_have_count(1)
        seen.append((chosen(editor).get_attribute("data-outcome"), editor.stage.get_attribute("data-frame")))

    assert seen == [("missing", "0"), ("extra", "2"), ("wrong_category", "2"), ("matched", "0")]
    editor.page.keyboard.press("ArrowUp")
    expect(chosen(editor)).to_have_attribute("data-outcome", "wrong_category")
    editor.page.keyboard.press("ArrowRight")
    editor.page.keyboard.press("ArrowLeft")
    expect(editor.stage).to_have_attribute("data-frame", "1")


def test_the_chosen_pair_is_explained_below_its_row(open_as, task):
    editor = open_view(open_as, task)

    expect(editor.page.locator("[data-part=result]")).to_contain_text("4 evaluation labels, by version 1")
    rows(editor).filter(has_text="Matched").click()

    why = editor.page.locator(".pair-why")
    expect(why).to_contain_text("Paired with a “Apple” of the benchmark.")
    expect(why).to_contain_text("20.0 points lost: the two shapes agree by 60.0 %.")
    expect(why.get_by_role("row").filter(has_text="Similarity")).to_contain_text("60 %")
    rows(editor).filter(has_text="Missing").click()
    expect(why).to_have_count(1)
    expect(why).to_contain_text("nothing in the submission was paired with it")


def test_pairs_are_linked_by_pointer_and_by_focus(open_as, task):
    editor = open_view(open_as, task)
    matched = rows(editor).filter(has_text="Matched")

    editor.page.mouse.move(*editor.at(DRAWN[0], DRAWN[1] + 30))
    expect(matched).to_have_class("pair-row is-hovered")
    editor.page.mouse.move(*editor.at(250, 400))
    expect(editor.page.locator(".is-hovered")).to_have_count(0)
    matched.focus()
    expect(matched).to_have_class("pair-row is-hovered")
    editor.page.mouse.click(*editor.at(MISSED[0], MISSED[1] + 50))
    expect(chosen(editor)).to_have_attribute("data-outcome", "missing")


def colour_at(editor, x, y):
    """Of the labels alone, at a place of the stage in CSS pixels."""
    return editor.page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelectorAll('#stage canvas')[1];
            const ratio = canvas.width / canvas.clientWidth;
            return [...canvas.getContext('2d').getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data];
        }""",
        [x, y],
    )


def on_stage(editor, x, y):
    bounds = editor.stage.bounding_box()
    left, top = editor.at(x, y)
    return left - bounds["x"], top - bounds["y"]


def is_painted(editor, x, y):
    editor.page.wait_for_timeout(60)
    return any(colour_at(editor, px, y)[3] > 60 for px in (x - 1, x, x + 1))


def test_the_slider_takes_one_side_away(open_as, task):
    editor = open_view(open_as, task)
    edge = on_stage(editor, MISSED[0], MISSED[1] + 50)  # of the benchmark alone
    slider = editor.page.locator("[data-part=blend]")
    assert is_painted(editor, *edge)

    slider.focus()
    editor.page.keyboard.press("End")

    expect(editor.stage).to_have_attribute("data-layer", "submission")
    assert not is_painted(editor, *edge)
    editor.page.keyboard.press("Home")
    expect(editor.stage).to_have_attribute("data-layer", "benchmark")
    assert is_painted(editor, *edge)
    editor.page.get_by_role("button", name="Submission", exact=True).click()
    expect(editor.stage).to_have_attribute("data-layer", "submission")


def test_side_by_side_pans_and_zooms_as_one(open_as, task):
    editor = open_view(open_as, task)
    editor.page.get_by_role("button", name="Side by side").click()
    expect(editor.stage).to_have_attribute("data-layout", "side")
    bounds = editor.stage.bounding_box()
    half = (bounds["width"] + 2) / 2
    before = editor.stage.get_attribute("data-view")

    x, y = on_stage(editor, MISSED[0], MISSED[1] + 50)
    assert is_painted(editor, x, y)  # the benchmark's pane
    assert not is_painted(editor, x + half, y)
    x, y = on_stage(editor, DRAWN[0], DRAWN[1] + 30)
    assert is_painted(editor, x + half, y)  # the submission's

    # The wheel over the right pane holds what lies under the pointer there, and both panes follow.
    editor.page.mouse.move(bounds["x"] + x + half, bounds["y"] + y)
    editor.page.mouse.wheel(0, -300)
    expect(editor.stage).not_to_have_attribute("data-view", before)
    again = on_stage(editor, DRAWN[0], DRAWN[1] + 30)
    assert again == pytest.approx((x, y), abs=1)
    assert is_painted(editor, *again)
    assert is_painted(editor, again[0] + half, again[1])

    # A drag that leaves its pane goes on smoothly.
    editor.page.mouse.down()
    editor.page.mouse.move(bounds["x"] + half - 60, bounds["y"] + y, steps=5)
    editor.page.mouse.up()
    moved = on_stage(editor, DRAWN[0], DRAWN[1] + 30)
    assert moved[0] == pytest.approx(again[0] - (x + 60), abs=2)
    far_edge = on_stage(editor, DRAWN[0] + DRAWN[2], DRAWN[1] + 30)
    editor.page.mouse.click(bounds["x"] + far_edge[0] + half, bounds["y"] + far_edge[1])
    expect(chosen(editor)).to_have_attribute("data-outcome", "matched")


def test_the_line_of_the_wipe_is_dragged(open_as, task):
    editor = open_view(open_as, task)
    editor.page.get_by_role("button", name="Wipe").click()
    edge = on_stage(editor, MISSED[0], MISSED[1] + 50)
    bounds = editor.stage.bounding_box()
    line = editor.page.locator("[data-part=wipe-line]")
    at = line.bounding_box()

    editor.page.mouse.move(at["x"] + at["width"] / 2, at["y"] + 400)
    editor.page.mouse.down()
    editor.page.mouse.move(bounds["x"] + edge[0] - 40, at["y"] + 400, steps=4)
    editor.page.mouse.up()

    assert not is_painted(editor, *edge)
    editor.page.locator("[data-part=blend]").focus()
    editor.page.keyboard.press("End")
    assert is_painted(editor, *edge)


def test_outcomes_narrow_the_list_and_the_way_through_it(open_as, task):
    editor = open_view(open_as, task)
    tally = editor.page.locator("[data-part=tally]")

    tally.get_by_role("button", name="Wrong category").click()
    expect(rows(editor)).to_have_count(1)
    editor.stage.focus()
    editor.page.keyboard.press("ArrowDown")
    expect(editor.stage).to_have_attribute("data-frame", "2")
    tally.get_by_role("button", name="Wrong category").click()
    expect(rows(editor)).to_have_count(4)
    editor.page.get_by_label("Order").select_option("here")
    expect(rows(editor)).to_have_count(2)
    editor.page.get_by_label("Order").select_option("frame")
    expect(editor.page.locator(".pair-frame")).to_have_text(["Frame 1", "Frame 3"])


def test_a_click_on_the_strip_goes_to_the_frame_that_lost_most(open_as, task):
    editor = open_view(open_as, task)
    strip = editor.page.locator("[data-part=strip] svg")
    bounds = strip.bounding_box()

    editor.page.mouse.click(bounds["x"] + bounds["width"] * 0.9, bounds["y"] + bounds["height"] / 2)

    expect(editor.stage).to_have_attribute("data-frame", "2")
    expect(strip).to_have_attribute("aria-label", "Points lost along the frames: 2 of 3 frames have differences")


def test_a_team_manager_gets_the_explanation_and_no_benchmark(open_as, task):
    manager = Project.objects.get(pk=task.project_id).memberships.get(role=Role.TEAM_MANAGER).user
    editor = open_view(open_as, task, manager)

    expect(editor.page.get_by_role("button", name="Side by side")).to_have_count(0)
    expect(editor.page.locator("[data-part=compare]")).to_be_hidden()
    assert not is_painted(editor, *on_stage(editor, MISSED[0], MISSED[1] + 50))
    editor.page.keyboard.press("ArrowDown")
    expect(editor.page.locator(".pair-why")).to_contain_text("All 100 points are lost.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("layout", ["overlay", "side", "wipe"])
def test_axe_finds_nothing_in_view(open_as, task, scheme, layout):
    editor = open_view(open_as, task, color_scheme=scheme)
    editor.page.locator(f"[data-layout={layout}]").last.click()
    editor.page.keyboard.press("ArrowDown")
    expect(editor.page.locator(".pair-why p")).to_be_visible()

    found = Axe().run(editor.page)

    serious = [item for item in found.response["violations"] if item["impact"] in ("serious", "critical")]
    assert not serious, found.generate_report()
