"""The wizard: step by step, out of order, twice, and with what has gone meanwhile."""

import pytest
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    OntologyClassFactory,
    UserFactory,
    box_document,
)
from training.models import Project, TraineeGroup, TrainingDraft
from training.selectors.wizard import half_width
from training.services.source_tasks import complete, save_labels, submit_for_review


@pytest.fixture
def admin(db):
    return CreatorFactory()


@pytest.fixture
def source(admin):
    dataset = DatasetFactory(created_by=admin)
    DataUnitFactory.create_batch(4, dataset=dataset)
    project = AnnotationProjectFactory(actor=admin, ontology__created_by=admin, datasets=[dataset])
    box = OntologyClassFactory(ontology=project.ontology)
    for task in project.source_tasks.all():
        save_labels(actor=admin, source_task=task, document=box_document((box, [1, 2, 30, 40])))
        submit_for_review(actor=admin, source_task=task)
    return project


@pytest.fixture
def browser(admin, client):
    client.force_login(admin)
    return client


def name_step(browser, **changes):
    return browser.post(reverse("training_create"), {"title": "Fruit", "description": "", **changes})


def step(browser, name, **data):
    return browser.post(reverse(f"draft_{name}", args=[TrainingDraft.objects.get().uuid]), data)


def data_of(source, **changes):
    box = source.ontology.classes.get()
    weights = {f"w_iou_{box.pk}": 50, f"w_category_{box.pk}": 50, f"w_attributes_{box.pk}": 0}
    return {
        "sources": [source.uuid],
        "kind": "dynamic",
        "pairing_threshold": 0,
        "count_extras": "on",
        **weights,
        **changes,
    }


def walk(browser, source):
    name_step(browser)
    step(browser, "ontology", ontology=source.ontology.uuid)
    step(browser, "data", **data_of(source))


def test_the_whole_wizard_makes_the_training_project(browser, source, admin):
    people = UserFactory.create_batch(3)
    group = TraineeGroup.objects.create(name="Night shift")
    group.members.add(people[2])
    walk(browser, source)

    answer = step(browser, "trainees", trainees=[people[0].pk, people[1].pk], groups=[group.uuid])

    project = Project.objects.training().get()
    assert answer.url == reverse("project_open", args=[project.uuid])
    assert project.tasks.count() == 4 * 3
    assert list(project.sources.all()) == [source]


def test_the_weights_of_the_form_become_version_one(browser, source):
    box = source.ontology.classes.get()
    walk(browser, source)
    step(browser, "data", **data_of(source, **{f"w_iou_{box.pk}": 90, f"w_category_{box.pk}": 10}))

    step(browser, "trainees")

    weight = Project.objects.training().get().applied_function.weights.get()
    assert (weight.w_iou, weight.w_category) == (90, 10)


def test_creating_twice_makes_one_project(browser, source):
    walk(browser, source)

    first, second = step(browser, "trainees"), step(browser, "trainees")

    assert Project.objects.training().count() == 1
    assert first.url == second.url


def test_a_step_sent_twice_is_kept_once(browser, source):
    walk(browser, source)

    step(browser, "ontology", ontology=source.ontology.uuid)

    assert TrainingDraft.objects.get().data["sources"] == [str(source.uuid)]


@pytest.mark.parametrize("late_step", ["data", "trainees"])
def test_a_step_out_of_order_leads_to_the_one_that_is_missing(late_step, browser, source):
    name_step(browser)
    draft = TrainingDraft.objects.get()

    answer = browser.get(reverse(f"draft_{late_step}", args=[draft.uuid]))

    assert answer.url == reverse("draft_ontology", args=[draft.uuid])
    assert step(browser, late_step, **data_of(source)).status_code == 302
    assert not Project.objects.training().exists()


def test_another_ontology_makes_the_chosen_sources_void(browser, source, admin):
    walk(browser, source)
    other = OntologyClassFactory(ontology__created_by=admin).ontology

    step(browser, "ontology", ontology=other.uuid)

    assert "sources" not in TrainingDraft.objects.get().data


def test_a_source_that_has_gone_is_named_and_nothing_is_made(browser, source):
    walk(browser, source)
    Project.objects.filter(pk=source.pk).update(deleted_at="2026-01-01T00:00Z")

    answer = step(browser, "trainees")

    assert answer.status_code == 422
    assert "not there any more" in answer.content.decode()
    assert not Project.objects.training().exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("ontology", {}), ("ontology", {"ontology": "7"}), ("data", {"sources": ["7"]}), ("data", {})],
)
def test_a_wrong_choice_is_shown_again_with_its_sentence(name, data, browser, source):
    name_step(browser)
    if name == "data":
        step(browser, "ontology", ontology=source.ontology.uuid)
        data = {**data_of(source), "sources": [], **data}

    answer = step(browser, name, **data)

    assert answer.status_code == 422
    assert "form-errors" in answer.content.decode()


def test_a_negative_weight_is_shown_at_its_field(browser, source):
    name_step(browser)
    step(browser, "ontology", ontology=source.ontology.uuid)
    box = source.ontology.classes.get()

    answer = step(browser, "data", **data_of(source, **{f"w_iou_{box.pk}": -1}))

    assert answer.status_code == 422
    assert "function" not in TrainingDraft.objects.get().data


def test_a_project_with_another_ontology_is_greyed_with_the_reason(browser, source, admin):
    AnnotationProjectFactory(actor=admin, title="Vegetables", ontology__title="Roots")
    name_step(browser)
    step(browser, "ontology", ontology=source.ontology.uuid)

    page = browser.get(reverse("draft_data", args=[TrainingDraft.objects.get().uuid])).content.decode()

    assert "Uses another ontology: Roots" in page


def test_a_draft_belongs_to_its_maker(browser, source, client):
    name_step(browser)
    draft = TrainingDraft.objects.get()
    client.force_login(CreatorFactory())

    assert client.get(reverse("draft_ontology", args=[draft.uuid])).status_code == 404


def test_the_draft_is_offered_in_the_list(browser, source):
    name_step(browser)

    page = browser.get(reverse("training_list")).content.decode()

    assert reverse("draft_details", args=[TrainingDraft.objects.get().uuid]) in page


def test_with_completed_tasks_alone_the_others_are_left_out(browser, source, admin):
    complete(actor=admin, source_task=source.source_tasks.first())
    walk(browser, source)
    step(browser, "data", **data_of(source, completed_only="on"))

    step(browser, "trainees", trainees=[UserFactory().pk])

    project = Project.objects.training().get()
    assert project.completed_only
    assert project.tasks.count() == 1


def test_sources_without_ground_truth_are_refused_in_their_own_step(browser, source):
    walk(browser, source)

    answer = step(browser, "data", **data_of(source, completed_only="on"))

    assert answer.status_code == 422
    assert "no Completed task" in answer.content.decode()


def test_a_project_of_others_is_listed_with_the_reason_and_refused(browser, source, admin):
    theirs = AnnotationProjectFactory(ontology=source.ontology)
    MembershipFactory(project=theirs, user=admin)
    walk(browser, source)

    page = browser.get(reverse("draft_data", args=[TrainingDraft.objects.get().uuid])).content.decode()
    answer = step(browser, "data", **data_of(source, sources=[theirs.uuid]))

    assert "You are not an admin of it" in page
    assert answer.status_code == 422


@pytest.mark.parametrize(("n_tasks", "points"), [(1, 46), (4, 23), (25, 9), (50, 6), (100, 4), (1000, 1)])
def test_the_expected_precision_is_that_of_the_simulation(n_tasks, points):
    assert half_width(n_tasks) == points
