"""The trainee's way: start, save, submit once and for all, and be scored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory, box_document
from training.api.requests import active_seconds_of
from training.errors import ConflictError, InvalidError
from training.models import EvaluationLabel, Project, Task, TaskScore
from training.services.labels import read_document, read_snapshot
from training.services.scores import score_task
from training.services.tasks import next_task, save_task_labels, start_task, submit_task


@pytest.fixture
def trainee(db):
    return UserFactory()


@pytest.fixture
def project(trainee):
    return TrainingProjectFactory(n_tasks=2, trainees=[trainee])


@pytest.fixture
def task(project):
    return project.tasks.first()


@pytest.fixture
def box(project):
    return project.ontology.classes.first()


def test_start_task_opens_an_empty_row_and_twice_is_once(task, trainee):
    started = start_task(actor=trainee, task=task)
    again = start_task(actor=trainee, task=task)

    assert started.label_row == again.label_row
    assert started.started_at == again.started_at
    assert read_document(started.label_row)["objects"] == []


def test_the_first_save_starts_the_task(task, trainee, box):
    save_task_labels(actor=trainee, task=task, document=box_document((box, [1, 2, 3, 4])))

    task.refresh_from_db()
    assert task.status == "in_progress"


def test_submit_task_freezes_the_labels(task, trainee, box):
    document = box_document((box, [1, 2, 3, 4]))
    save_task_labels(actor=trainee, task=task, document=document)

    submitted = submit_task(actor=trainee, task=task, revision=1)

    assert submitted.is_submitted
    assert read_snapshot(submitted.submission) == {**document, "revision": 1}


def test_submit_task_refuses_a_second_submission(task, trainee, box):
    submission = SubmissionFactory(task=task, boxes=[(box, [1, 2, 3, 4])]).submission

    with pytest.raises(ConflictError, match="final"):
        submit_task(actor=trainee, task=task, revision=1)

    task.refresh_from_db()
    assert task.submission == submission


def test_a_submitted_task_takes_no_more_labels(task, trainee, box):
    SubmissionFactory(task=task, boxes=[(box, [1, 2, 3, 4])])

    with pytest.raises(ConflictError, match="final"):
        save_task_labels(actor=trainee, task=task, document=box_document(revision=1))


def test_submit_task_refuses_a_stale_revision(task, trainee, box):
    save_task_labels(actor=trainee, task=task, document=box_document((box, [1, 2, 3, 4])))

    with pytest.raises(ConflictError) as caught:
        submit_task(actor=trainee, task=task, revision=0)

    task.refresh_from_db()
    assert caught.value.facts["revision"] == 1
    assert not task.is_submitted


@pytest.mark.parametrize("status", [Project.Status.PAUSED, Project.Status.COMPLETED])
def test_a_project_that_is_not_active_takes_no_work(status, project, task, trainee):
    Project.objects.update(status=status)

    for work in (
        lambda: start_task(actor=trainee, task=task),
        lambda: save_task_labels(actor=trainee, task=task, document=box_document()),
        lambda: submit_task(actor=trainee, task=task, revision=0),
    ):
        with pytest.raises(ConflictError):
            work()


def test_next_task_goes_on_with_what_is_in_progress(project, trainee):
    first, second = project.tasks.all()
    assert next_task(actor=trainee, project=project) == first

    start_task(actor=trainee, task=second)
    assert next_task(actor=trainee, project=project) == second

    SubmissionFactory(task=second)
    SubmissionFactory(task=first)
    assert next_task(actor=trainee, project=project) is None


def test_a_submission_is_scored_by_the_queue(task, trainee, box, django_capture_on_commit_callbacks):
    save_task_labels(actor=trainee, task=task, document=box_document((box, [100, 100, 100, 50])))

    with django_capture_on_commit_callbacks(execute=True):
        submit_task(actor=trainee, task=task, revision=1)

    label = EvaluationLabel.objects.get()
    assert (label.outcome, label.similarity_ppm, label.category) == ("matched", 500_000, True)
    assert TaskScore.objects.get().score == pytest.approx(75.0)


def test_score_task_twice_is_once(task, box):
    SubmissionFactory(task=task, boxes=[(box, [100, 100, 100, 50])])

    score_task(task_id=task.pk)

    assert EvaluationLabel.objects.count() == 1
    assert TaskScore.objects.count() == 1


def test_an_empty_submission_of_an_empty_benchmark_scores_100(trainee):
    project = TrainingProjectFactory(n_tasks=1, trainees=[trainee])
    task = project.tasks.get()
    task.benchmark_task.snapshot.parts.all().delete()

    SubmissionFactory(task=task)

    assert TaskScore.objects.get().score == 100.0
    assert not EvaluationLabel.objects.exists()


@pytest.mark.parametrize(
    ("boxes", "score"),
    [
        ([[100, 100, 100, 100]], 100.0),
        ([[100, 100, 100, 50]], 75.0),
        ([], 0.0),
        ([[300, 300, 10, 10]], 0.0),  # one missing, one extra
        ([[100, 100, 100, 100], [300, 300, 10, 10]], 50.0),
    ],
)
def test_scores_are_those_of_the_definition(boxes, score, task, box):
    SubmissionFactory(task=task, boxes=[(box, box_xywh) for box_xywh in boxes])

    assert TaskScore.objects.get(task=task).score == pytest.approx(score)


def started_earlier(task, trainee, seconds):
    start_task(actor=trainee, task=task)
    type(task).objects.filter(pk=task.pk).update(started_at=timezone.now() - timedelta(seconds=seconds))


def test_active_time_adds_up_over_saves_and_the_submission(task, trainee):
    started_earlier(task, trainee, 1000)

    save_task_labels(actor=trainee, task=task, document=box_document(), active_s=20)
    submit_task(actor=trainee, task=task, revision=1, active_s=5)

    task.refresh_from_db()
    assert task.active_s == 25


def test_active_time_is_never_more_than_has_passed(task, trainee):
    started_earlier(task, trainee, 30)

    save_task_labels(actor=trainee, task=task, document=box_document(), active_s=10**9)

    task.refresh_from_db()
    assert 30 <= task.active_s <= 35


@pytest.mark.parametrize("wrong", [-1, 1.5, "9", True, None])
def test_active_time_is_a_whole_number(wrong):
    with pytest.raises(InvalidError) as caught:
        active_seconds_of({"active_s": wrong})

    assert caught.value.errors[0]["where"] == "active_s"


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2)])
def test_a_minute_that_was_begun_counts(seconds, minutes):
    assert Task(active_s=seconds).active_minutes == minutes
