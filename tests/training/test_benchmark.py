"""The benchmark and its sources: what changes there moves no score, is told, and may be taken over as a new version."""

import re

import pytest
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    DataUnitFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from tests.training.test_permission_matrix import ALL_ROUTES
from training.differences import content_sha256, differences
from training.errors import ConflictError
from training.models import LabelRow, SourceTask, Task, TaskScore, TrainingDraft
from training.selectors.benchmark import source_state, task_differences
from training.selectors.explanation import explanation
from training.selectors.review import review_documents
from training.services.benchmark import refresh_benchmark
from training.services.control import reassign_task
from training.services.functions import save_function
from training.services.recalculation import start_recalculation, take_turn
from training.services.source_tasks import complete, return_to_annotator, save_labels, submit_for_review

pytestmark = pytest.mark.django_db

BOX, WIDER = [100, 100, 100, 100], [100, 100, 200, 100]


@pytest.fixture
def project():
    project = TrainingProjectFactory(n_tasks=2, trainees=UserFactory.create_batch(2))
    for source_task in project.sources.get().source_tasks.all():
        relabel(source_task, BOX)
    refresh_benchmark(actor=project.created_by, project=project)
    apply_newest(project)
    return project


def relabel(source_task, *boxes):
    """Return a task, label it otherwise, and hand it in again."""
    actor, box = source_task.project.created_by, source_task.project.ontology.classes.get()
    if not source_task.is_open:
        return_to_annotator(actor=actor, source_task=source_task)
    source_task.label_row.refresh_from_db()
    document = box_document(*((box, xywh) for xywh in boxes), revision=source_task.label_row.revision)
    save_labels(actor=actor, source_task=source_task, document=document)
    submit_for_review(actor=actor, source_task=source_task)
    complete(actor=actor, source_task=source_task)
    source_task.refresh_from_db()


def apply_newest(project):
    job = start_recalculation(actor=project.created_by, project=project)
    while take_turn(job.pk):
        pass
    project.refresh_from_db()


def first_source(project):
    return project.benchmark_tasks.first().source_task


def submission(project):
    box = project.ontology.classes.get()
    return SubmissionFactory(task=project.tasks.filter(status="not_started").first(), boxes=[(box, BOX)])


def score_of(task, project):
    return TaskScore.objects.get(task=task, function=project.applied_function).score


def test_labels_changed_in_the_source_are_told_and_move_nothing(project):
    task = submission(project)

    relabel(first_source(project), WIDER)

    assert source_state(project=project).n_changed == 1
    assert score_of(task, project) == 100
    [change] = task_differences(project=project)
    assert [(line.counts.changed, line.counts.added) for line in change.classes] == [(1, 0)]


def test_the_same_labels_handed_in_again_are_no_change(project):
    relabel(first_source(project), BOX)

    assert not source_state(project=project).is_different


def test_a_task_that_is_being_worked_on_keeps_its_ground_truth(project):
    return_to_annotator(actor=project.created_by, source_task=first_source(project))

    state = source_state(project=project)

    assert (state.n_reopened, state.is_different) == (1, False)


def test_a_refresh_is_a_version_that_scores_after_a_recalculation(project):
    task = submission(project)
    relabel(first_source(project), WIDER)

    done = refresh_benchmark(actor=project.created_by, project=project, reason="Wider boxes")

    assert (done.n_changed, done.function.geometry_version) == (1, done.function.version)
    assert not source_state(project=project).is_different
    assert score_of(task, project) == 100
    apply_newest(project)
    assert score_of(task, project) == 75


def test_an_older_version_stays_explained_with_its_own_ground_truth(project):
    task, before = submission(project), project.applied_function
    relabel(first_source(project), WIDER)
    refresh_benchmark(actor=project.created_by, project=project)
    apply_newest(project)
    task = Task.objects.get(pk=task.pk)

    old = review_documents(task=task, function=before, with_benchmark=True)
    new = review_documents(task=task, function=project.applied_function, with_benchmark=True)

    assert old["benchmark"]["frames"]["0"][0]["box_xywh"] == BOX
    assert new["benchmark"]["frames"]["0"][0]["box_xywh"] == WIDER
    assert explanation(task=task, function=before, with_benchmark=True).labels[0].score == 100


def test_new_weights_after_a_refresh_share_its_ground_truth(project):
    relabel(first_source(project), WIDER)
    refreshed = refresh_benchmark(actor=project.created_by, project=project).function

    function = save_function(actor=project.created_by, project=project, kind="dynamic", weights={})

    assert function.geometry_version == refreshed.version


def test_what_is_submitted_before_the_recalculation_is_held_against_the_version_that_is_shown(project):
    relabel(first_source(project), WIDER)
    refresh_benchmark(actor=project.created_by, project=project)

    assert score_of(submission(project), project) == 100


def test_new_ground_truth_becomes_tasks_of_every_annotator_where_asked(project):
    source = project.sources.get()
    DataUnitFactory(dataset=source.datasets.get())
    moved = project.tasks.order_by("annotator_id").first()
    trainee, other = moved.annotator, project.tasks.order_by("annotator_id").last().annotator
    project.tasks.filter(annotator=other, benchmark_task=moved.benchmark_task).delete()
    reassign_task(actor=project.created_by, task=moved, annotator=other)
    unit = source.datasets.get().data_units.last()
    added = SourceTask.objects.create(project=source, data_unit=unit, label_row=LabelRow.objects.create(data_unit=unit))
    relabel(added, BOX)

    done = refresh_benchmark(actor=project.created_by, project=project, with_new=True)

    assert (done.function, done.n_added) == (None, 1)
    assert project.tasks.filter(benchmark_task__data_unit=unit).count() == 2
    assert not project.tasks.filter(annotator=trainee, benchmark_task=moved.benchmark_task).exists()


def test_a_refresh_of_what_agrees_is_refused(project):
    with pytest.raises(ConflictError):
        refresh_benchmark(actor=project.created_by, project=project)


def test_the_page_says_what_changed_and_refreshes(project, client):
    client.force_login(project.created_by)
    relabel(first_source(project), WIDER, [300, 300, 20, 20])
    summary = client.get(reverse("summary_overview", args=[project.uuid])).content.decode()
    page = client.get(reverse("benchmark_settings", args=[project.uuid])).content.decode()

    answer = client.post(reverse("benchmark_refresh", args=[project.uuid]), {"reason": "Two boxes"})

    assert "The source projects changed after the benchmark was made" in summary
    assert "1 changed" in page
    assert "1 added" in page
    assert answer.url == reverse("summary_overview", args=[project.uuid])
    assert project.functions.first().reason == "Two boxes"


def test_no_route_changes_the_sources(project, client):
    other = AnnotationProjectFactory(actor=project.created_by, ontology=project.ontology)
    sources = list(project.sources.all())
    draft = TrainingDraft.objects.create(owner=project.created_by, project=project, data={"title": "Made"})
    client.force_login(project.created_by)
    asked = {"sources": [str(other.uuid)], "source": str(other.uuid), "sources_add": str(other.pk)}
    n_posts = 0
    for route in ALL_ROUTES:
        if set(route.parameters) - {"project_uuid", "draft_uuid"} or not route.pattern.strip():
            continue
        values = {"project_uuid": project.uuid, "draft_uuid": draft.uuid}
        pattern = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, values=values: str(values[found[1]]), route.pattern)
        for method in (client.post, client.put, client.patch):
            method("/" + pattern, asked, **({"content_type": "application/json"} if route.is_api else {}))
            n_posts += 1

    assert n_posts > 50
    assert list(project.sources.all()) == sources


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        ([BOX], []),
        ([WIDER], [(0, 1, 0)]),
        ([BOX, WIDER], [(1, 0, 0)]),
        ([], [(0, 0, 1)]),
    ],
)
def test_differences_count_labels_by_what_they_say(after, counts):
    box = TrainingProjectFactory(n_tasks=1).ontology.classes.get()
    before, changed = box_document((box, BOX)), box_document(*((box, xywh) for xywh in after))

    found = differences(before, changed)

    assert [(item.added, item.changed, item.removed) for item in found] == counts


def test_ids_and_order_say_nothing():
    box = TrainingProjectFactory(n_tasks=1).ontology.classes.get()
    before = box_document((box, BOX), (box, WIDER))
    again = box_document((box, WIDER), (box, BOX))
    again["objects"][0]["id"] = again["frames"]["0"][0]["object"] = "another-id"

    assert content_sha256(before) == content_sha256(again)
    assert differences(before, again) == []
