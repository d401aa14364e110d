"""The preview equals what Re-calculate then gives, and nothing changes by it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.selectors.overview import overview
from training.selectors.preview import preview
from training.services.figures import change_score_basis
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def pear(apple):
    return OntologyClassFactory(ontology=apple.ontology, name="Pear")


@pytest.fixture
def project(apple, pear):
    people = [UserFactory(name=f"Trainee {number}") for number in range(3)]
    boxes = [(apple, [100, 100, 100, 100]), (pear, [300, 100, 80, 80])]
    project = TrainingProjectFactory(ontology=apple.ontology, n_tasks=3, boxes=boxes, trainees=people)
    first, second = (list(project.tasks.filter(annotator=person).order_by("position")) for person in people[:2])
    SubmissionFactory(task=first[0], boxes=[(apple, [100, 100, 100, 60]), (apple, [300, 100, 80, 80])])
    SubmissionFactory(task=first[1], boxes=[(apple, [100, 100, 100, 90]), (pear, [0, 0, 9, 9])])
    SubmissionFactory(task=second[0], boxes=[(apple, [100, 100, 100, 100]), (pear, [300, 100, 80, 40])])
    SubmissionFactory(task=second[1], boxes=[])
    project.pass_mark = 70
    project.save()
    return project


def settings_of(apple, pear, apples, pears, **settings):
    weights = {
        item.pk: {"w_iou": iou, "w_category": category, "w_attributes": 0.0, "tolerance": None, "node_k": {}}
        for item, (iou, category) in ((apple, apples), (pear, pears))
    }
    return {"kind": "dynamic", "weights": weights, "pairing_threshold": 0.0, "count_extras": True, **settings}


@pytest.mark.parametrize(
    ("apples", "pears"), [((90, 10), (50, 50)), ((0, 100), (100, 0)), ((1, 2), (0, 0)), ((33.3, 66.6), (0.1, 0))]
)
@pytest.mark.parametrize("basis", ["tasks", "labels"])
def test_the_preview_equals_what_re_calculate_then_gives(project, apple, pear, apples, pears, basis):
    change_score_basis(actor=project.created_by, project=project, basis=basis)
    settings = settings_of(apple, pear, apples, pears)
    before = {line.trainee: line for line in overview(project=project).lines}

    foretold = preview(project=project, function=project.applied_function, settings=settings)
    save_function(actor=project.created_by, project=project, **settings)
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)
    project.refresh_from_db()

    now = {line.trainee: line for line in overview(project=project).lines}
    assert foretold.is_complete
    assert len(foretold.lines) == 2
    for line in foretold.lines:
        assert line.before.score == pytest.approx(before[line.trainee].score, abs=1e-9)
        assert line.after.estimate == pytest.approx(now[line.trainee].standing.estimate, abs=1e-9)
        assert line.after.verdict == now[line.trainee].standing.verdict


def test_ranks_change_places(project, apple, pear):
    found = preview(
        project=project, function=project.applied_function, settings=settings_of(apple, pear, (0, 1), (0, 0))
    )

    lines = {str(line.trainee): line for line in found.lines}
    assert {name: (line.rank_before, line.rank_after) for name, line in lines.items()} == {
        "Trainee 0": (1, 1),
        "Trainee 1": (2, 2),
    }


def test_other_pairing_is_said_to_be_unknown(project, apple, pear):
    settings = settings_of(apple, pear, (50, 50), (50, 50), pairing_threshold=0.5)

    assert not preview(project=project, function=project.applied_function, settings=settings).is_complete


def form(apple, pear, **values):
    fields = {f"{name}_{item.pk}": "50" for item in (apple, pear) for name in ("w_iou", "w_category")}
    more = {f"w_attributes_{item.pk}": "0" for item in (apple, pear)}
    return {"kind": "dynamic", "pairing_threshold": "0", "count_extras": "on", "reason": "", **fields, **more, **values}


def test_the_page_previews_without_saving(client, project, apple, pear):
    client.force_login(project.created_by)
    address = reverse("function_preview", args=[project.uuid])

    part = client.post(address, form(apple, pear, **{f"w_iou_{apple.pk}": "90"}))
    page = client.post(reverse("scoring_settings", args=[project.uuid]), form(apple, pear, preview="1"))
    wrong = client.post(address, form(apple, pear, **{f"w_iou_{apple.pk}": "many"}))

    assert len(part.context["preview"].lines) == 2
    assert "<html" not in part.content.decode()
    assert page.context["preview"].is_complete
    assert wrong.context["preview"] is None
    assert project.functions.count() == 1


def test_a_version_is_restored_as_a_new_one(client, project, apple, pear):
    client.force_login(project.created_by)
    save_function(actor=project.created_by, project=project, **settings_of(apple, pear, (90, 10), (50, 50)))

    client.post(reverse("function_restore", args=[project.uuid, 1]))
    client.post(reverse("function_restore", args=[project.uuid, 3]))

    assert list(project.functions.values_list("version", "reason")) == [(3, "Version 1 restored"), (2, ""), (1, "")]
    assert set(project.functions.first().weights.values_list("w_iou", flat=True)) == {50}
    page = client.get(reverse("scoring_settings", args=[project.uuid]))
    changes = [changes for _version, changes in page.context["versions"]]
    assert changes == [
        ["Apple: IoU 90 → 50", "Apple: Category 10 → 50"],
        ["Apple: IoU 50 → 90", "Apple: Category 50 → 10"],
        [],
    ]


def test_the_end_of_a_re_calculation_is_told_once_it_is_shown(client, project, apple, pear):
    save_function(actor=project.created_by, project=project, **settings_of(apple, pear, (90, 10), (50, 50)))
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)
    client.force_login(project.created_by)
    address = reverse("summary_overview", args=[project.uuid])

    fresh = client.get(address).content.decode()
    project.jobs.update(finished_at=timezone.now() - timedelta(hours=1))
    later = client.get(address).content.decode()

    assert "Version 2 is applied" in fresh
    assert "Version 2 is applied" not in later
