"""The demo: its labels are those of what was drawn, its people are as skilled as they are meant to be."""

import io
from dataclasses import replace

import numpy as np
import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test.utils import override_settings
from django.urls import reverse

from scoring import BENCHMARKS, ClassSpec, Label, Labels, Settings, Weights, evaluate, task_score
from training.demo.build import FULL, Size, build_demo
from training.demo.canvas import SCALE, SIZE_PX
from training.demo.hand import draw_by_hand
from training.demo.people import ADMIN, ANNOTATOR, MANAGER, PASSWORD, SIGN_INS, TRAINEES
from training.demo.scenes import HARBOUR, HOURS, STILL_LIFE, hour_of
from training.demo.sources import Status
from training.models import Project, Task, TaskScore

SMALL = Size(
    n_still_lifes=3,
    harbour_states=(Status.COMPLETED, Status.IN_REVIEW, Status.IN_PROGRESS, Status.NOT_STARTED),
    trainees=(TRAINEES[0], ANNOTATOR, TRAINEES[-1]),
)
SCENES = pytest.mark.parametrize("scene", [STILL_LIFE, HARBOUR], ids=lambda scene: scene.name)


@SCENES
@pytest.mark.parametrize("number", [1, 3])
def test_boxes_are_the_bounds_of_what_was_drawn(scene, number):
    canvas, _hour, kinds = scene.canvas(number)

    things = scene.picture(number).things

    assert [thing.kind for thing in things] == kinds
    for index, thing in enumerate(things, start=1):
        rows, columns = np.nonzero(canvas.objects == index)
        left, top = columns.min() / SCALE, rows.min() / SCALE
        right, bottom = (columns.max() + 1) / SCALE, (rows.max() + 1) / SCALE
        assert thing.box_xywh == (left, top, right - left, bottom - top)


@SCENES
def test_a_picture_is_the_same_at_every_call(scene):
    assert scene.picture(2) == scene.picture(2)


@SCENES
@pytest.mark.parametrize("number", range(1, 4))
def test_pictures_hold_enough_of_every_kind_and_nothing_too_small_to_label(scene, number):
    things = scene.picture(number).things

    assert 6 <= len(things) <= 14
    assert {thing.kind for thing in things} == set(scene.kinds)
    assert min(min(thing.box_xywh[2:]) for thing in things) > 8
    assert all(x + width <= SIZE_PX[0] and y + height <= SIZE_PX[1] for x, y, width, height in map(_box, things))


def test_both_hours_occur_among_the_pictures_of_the_benchmark():
    hours = {hour_of(number + 1) for number in range(FULL.n_still_lifes)}

    assert hours == set(HOURS)


@pytest.fixture(scope="module")
def pictures():
    return [STILL_LIFE.picture(number + 1) for number in range(6)]


def test_the_better_someones_skill_the_higher_their_score(pictures):
    scores = [_score_of(trainee, pictures) for trainee in TRAINEES]

    assert all(better > weaker for better, weaker in zip(scores[:-2], scores[2:], strict=True))
    assert scores[0] > 94
    assert 30 < scores[-1] < 50


@pytest.mark.django_db
def test_seed_demo_is_refused_where_other_machines_are_served(settings):
    settings.ORIGIN = ("https", "labels.example.com")

    with pytest.raises(CommandError, match="--no-demo"):
        _seed_demo()

    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_sign_ins_alone_load_nothing():
    output = _seed_demo("--sign-ins")

    assert not get_user_model().objects.exists()
    assert all(someone.email not in output for _role, someone in SIGN_INS)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small demo that is built once: every test takes back what it does to it."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        yield build_demo(SMALL)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
class TestSeedDemo:
    """The command, and what it leaves behind."""

    def test_a_second_run_changes_nothing(self):
        before = _n_rows()

        output = _seed_demo()

        assert _n_rows() == before
        assert ADMIN.email in output

    def test_sign_ins_stay_quiet_about_a_password_that_was_changed(self):
        admin = get_user_model().objects.get(email=ADMIN.email)
        admin.set_password("another password")
        admin.save()

        output = _seed_demo("--sign-ins")

        assert ADMIN.email not in output
        assert MANAGER.email in output

    @pytest.mark.parametrize(
        ("email", "page", "refused"),
        [
            (ADMIN.email, "summary_overview", "task_queue"),
            (MANAGER.email, "summary_overview", "scoring_settings"),
            (ANNOTATOR.email, "task_queue", "summary_overview"),
        ],
    )
    def test_sign_ins_lead_to_the_pages_of_their_role(self, client, demo, email, page, refused):
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})

        assert answer.status_code == 302
        assert client.get(reverse(page, args=[demo.uuid])).status_code == 200
        assert client.get(reverse(refused, args=[demo.uuid])).status_code == 403

    def test_the_annotator_has_tasks_in_every_state(self, demo):
        own = demo.tasks.filter(annotator__email=ANNOTATOR.email)

        assert set(own.values_list("status", flat=True)) == set(Task.Status.values)

    def test_every_submission_is_scored_under_the_applied_version(self, demo):
        submitted = demo.tasks.filter(status=Task.Status.SUBMITTED)

        assert submitted.exists()
        assert not submitted.filter(scored_at=None).exists()
        assert TaskScore.objects.filter(function=demo.applied_function).count() == submitted.count()

    def test_an_earlier_version_was_applied_and_a_later_one_waits(self, demo):
        assert demo.previous_function.version == 1
        assert demo.applied_function.version == 2
        assert demo.functions.first().version == 3

    def test_no_one_submitted_before_they_began_nor_after_today(self, demo):
        for task in demo.tasks.filter(status=Task.Status.SUBMITTED):
            assert demo.created_at < task.started_at < task.submitted_at < task.scored_at

    def test_the_second_source_project_is_not_finished(self):
        harbour = Project.objects.annotation().get(ontology__title="Harbour traffic")

        states = [task.status for task in harbour.source_tasks.order_by("data_unit__title")]

        assert states == list(SMALL.harbour_states)


def _seed_demo(*arguments):
    output = io.StringIO()
    call_command("seed_demo", *arguments, stdout=output)
    return output.getvalue()


def _n_rows():
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


def _box(thing):
    return thing.box_xywh


def _score_of(trainee, pictures):
    """The mean score of one trainee by the scoring package alone."""
    classes = tuple(ClassSpec(id=kind, kind="object", shape="bounding_box") for kind in STILL_LIFE.kinds)
    weights = BENCHMARKS["dynamic"].check_weights(classes, {spec.id: Weights(50, 50, 0) for spec in classes})
    scores = []
    for number, picture in enumerate(pictures):
        rng = np.random.default_rng([7, number])
        skill = replace(trainee.skill, learning=0.0)
        drawn = draw_by_hand(rng, skill, picture, size_px=SIZE_PX, progress=0.5)
        sides = (_labels(things, classes) for things in (picture.things, drawn.things))
        scores.append(task_score(evaluate(*sides, settings=Settings(classes=classes)).sums(), weights))
    return sum(scores) / len(scores)


def _labels(things, classes):
    records = [
        Label(f"thing-{number}", thing.kind, 0, {"box_xywh": list(thing.box_xywh)})
        for number, thing in enumerate(things)
    ]
    return Labels.from_records(records, classes=classes, frame_sizes=[SIZE_PX])
