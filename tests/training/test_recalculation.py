"""Re-calculate scores: unseen until it is done, once however often it is asked for, whatever comes between."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import OntologyClassFactory, SubmissionFactory, TrainingProjectFactory, UserFactory
from training.errors import ConflictError
from training.models import EvaluationLabel, Heartbeat, Job, Task, TaskEvaluation, TaskScore
from training.services import recalculation, scores
from training.services.functions import Weights, save_function
from training.services.recalculation import run_recalculation, start_recalculation
from training.services.sweep import MAX_ATTEMPTS, sweep


@pytest.fixture
def trainees(db):
    return UserFactory.create_batch(2)


@pytest.fixture
def project(trainees):
    return TrainingProjectFactory(n_tasks=2, trainees=trainees)


@pytest.fixture
def box(project):
    return project.ontology.classes.first()


@pytest.fixture
def submissions(project, box):
    """Every box fits by half: IoU 0.5, Category right, so 75 points at equal weights."""
    return [SubmissionFactory(task=task, boxes=[(box, [100, 100, 100, 50])]) for task in project.tasks.all()]


def change_weights(project, box, iou, category):
    weights = {box.pk: Weights(w_iou=iou, w_category=category, w_attributes=0.0, tolerance=None)}
    return save_function(actor=project.created_by, project=project, kind="dynamic", weights=weights)


def recalculate(project):
    job = start_recalculation(actor=project.created_by, project=project)
    run_recalculation(job_id=job.pk)
    job.refresh_from_db()
    project.refresh_from_db()
    return job


def shown(project):
    project.refresh_from_db()
    return sorted(TaskScore.objects.filter(function=project.applied_function).values_list("score", flat=True))


def test_saving_weights_changes_no_score(project, box, submissions):
    change_weights(project, box, 90, 10)

    assert shown(project) == pytest.approx([75.0] * 4)


def test_recalculate_applies_the_newest_version_to_every_submission(project, box, submissions):
    function = change_weights(project, box, 90, 10)

    job = recalculate(project)

    assert shown(project) == pytest.approx([55.0] * 4)
    assert (project.applied_function, project.previous_function.version) == (function, 1)
    assert (job.state, job.done, job.total) == ("done", 4, 4)


def test_scores_of_every_applied_version_are_kept(project, box, submissions):
    change_weights(project, box, 90, 10)
    recalculate(project)

    assert TaskScore.objects.filter(function__version=1).count() == 4


def test_new_weights_touch_no_evaluation_label(project, box, submissions):
    before = list(EvaluationLabel.objects.order_by("pk").values())
    change_weights(project, box, 90, 10)

    recalculate(project)

    assert list(EvaluationLabel.objects.order_by("pk").values()) == before


def test_a_new_threshold_evaluates_again(project, submissions):
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)

    recalculate(project)

    assert shown(project) == pytest.approx([0.0] * 4)  # one missing and one extra each
    assert TaskEvaluation.objects.filter(geometry_version=2).count() == 4


def test_weights_saved_after_an_unapplied_threshold_are_evaluated_too(project, box, submissions):
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    change_weights(project, box, 90, 10)
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)

    recalculate(project)

    assert project.applied_function.version == 4
    assert shown(project) == pytest.approx([0.0] * 4)


def test_a_class_without_weights_is_left_out(project, box, submissions):
    other = OntologyClassFactory(ontology=project.ontology)
    weights = {
        box.pk: Weights(w_iou=0.0, w_category=0.0, w_attributes=0.0, tolerance=None),
        other.pk: Weights(w_iou=50.0, w_category=50.0, w_attributes=0.0, tolerance=None),
    }
    save_function(actor=project.created_by, project=project, kind="dynamic", weights=weights)

    recalculate(project)

    assert shown(project) == [100.0] * 4  # nothing of these tasks is scored
    assert EvaluationLabel.objects.count() == 4


def test_pressing_twice_gives_the_same_job(project, box, submissions):
    change_weights(project, box, 90, 10)

    first = start_recalculation(actor=project.created_by, project=project)
    second = start_recalculation(actor=project.created_by, project=project)

    assert first == second


def test_without_a_newer_version_there_is_nothing_to_recalculate(project, submissions):
    with pytest.raises(ConflictError, match="already"):
        start_recalculation(actor=project.created_by, project=project)


def test_a_job_that_ran_twice_changes_nothing(project, box, submissions):
    change_weights(project, box, 90, 10)
    job = recalculate(project)

    run_recalculation(job_id=job.pk)

    assert shown(project) == pytest.approx([55.0] * 4)
    assert project.previous_function.version == 1


def test_a_submission_scored_in_between_ends_up_under_the_applied_version(project, box, monkeypatch):
    first, second, *_ = project.tasks.all()
    SubmissionFactory(task=first, boxes=[(box, [100, 100, 100, 50])])
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    report = recalculation._report

    def submit_meanwhile(work, function):
        report(work, function)
        if Task.objects.get(pk=second.pk).scored_at is None:
            SubmissionFactory(task=second, boxes=[(box, [100, 100, 100, 50])])

    monkeypatch.setattr(recalculation, "_report", submit_meanwhile)

    recalculate(project)

    assert shown(project) == [0.0, 0.0]


def test_a_submission_computed_under_the_old_version_is_computed_again(project, box, monkeypatch):
    task = project.tasks.first()
    evaluate = scores._evaluate

    def recalculate_meanwhile(due, function):
        evaluation = evaluate(due, function)
        if function.version == 1:
            change_weights(project, box, 90, 10)
            recalculate(project)
        return evaluation

    monkeypatch.setattr(scores, "_evaluate", recalculate_meanwhile)

    SubmissionFactory(task=task, boxes=[(box, [100, 100, 100, 50])])

    assert shown(project) == pytest.approx([55.0])
    assert TaskScore.objects.filter(task=task).count() == 1


def test_a_dead_run_is_taken_over_when_its_lease_ends(project, box, submissions):
    change_weights(project, box, 90, 10)
    job = start_recalculation(actor=project.created_by, project=project)
    alive = timezone.now() + timedelta(seconds=30)
    Job.objects.update(state=Job.State.RUNNING, lease_until=alive)
    run_recalculation(job_id=job.pk)
    assert shown(project) == pytest.approx([75.0] * 4)  # the other run is at it

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_recalculation(job_id=job.pk)

    assert shown(project) == pytest.approx([55.0] * 4)


def test_the_sweep_scores_what_the_queue_lost(project, box, django_capture_on_commit_callbacks):
    task = SubmissionFactory(task=project.tasks.first(), boxes=[(box, [100, 100, 100, 50])])
    TaskScore.objects.all().delete()
    long_ago = timezone.now() - timedelta(minutes=5)
    Task.objects.filter(pk=task.pk).update(scored_at=None, submitted_at=long_ago, scoring_attempts=0)

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert shown(project) == pytest.approx([75.0])
    assert EvaluationLabel.objects.count() == 1
    assert Heartbeat.objects.get(name="worker").beat_at > long_ago


def test_the_sweep_goes_on_with_an_orphaned_job(project, box, submissions, django_capture_on_commit_callbacks):
    change_weights(project, box, 90, 10)
    start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(state=Job.State.RUNNING, lease_until=timezone.now() - timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert shown(project) == pytest.approx([55.0] * 4)


def test_the_sweep_gives_up_and_says_so(project, box, submissions):
    change_weights(project, box, 90, 10)
    start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(
        state=Job.State.RUNNING, lease_until=timezone.now() - timedelta(seconds=1), attempts=MAX_ATTEMPTS
    )
    task = submissions[0]
    Task.objects.filter(pk=task.pk).update(
        scored_at=None, submitted_at=timezone.now() - timedelta(minutes=5), scoring_attempts=MAX_ATTEMPTS
    )

    sweep()

    task.refresh_from_db()
    assert Job.objects.get().state == "failed"
    assert Job.objects.get().error
    assert task.scoring_error
