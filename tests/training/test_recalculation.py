"""Re-calculate scores: unseen until it is done, once however often it is asked for, whatever comes between."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from tests.factories import OntologyClassFactory, SubmissionFactory, TrainingProjectFactory, UserFactory
from training.errors import ConflictError
from training.models import EvaluationLabel, Heartbeat, Job, Task, TaskEvaluation, TaskScore
from training.services import recalculation, scores
from training.services.functions import Weights, save_function
from training.services.recalculation import cancel_recalculation, run_recalculation, start_recalculation, take_turn
from training.services.scores import Ruler, evaluate_again
from training.services.sweep import MAX_ATTEMPTS, MAX_SILENCES, sweep


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
    evaluate_again = recalculation.evaluate_again

    def submit_meanwhile(task_id, ruler):
        evaluate_again(task_id, ruler)
        if Task.objects.get(pk=second.pk).scored_at is None:
            SubmissionFactory(task=second, boxes=[(box, [100, 100, 100, 50])])

    monkeypatch.setattr(recalculation, "evaluate_again", submit_meanwhile)

    recalculate(project)

    assert shown(project) == [0.0, 0.0]


def test_a_submission_computed_under_the_old_version_is_computed_again(project, box, monkeypatch):
    task = project.tasks.first()
    evaluate = scores._evaluate

    def recalculate_meanwhile(due, ruler):
        evaluation = evaluate(due, ruler)
        if ruler.function.version == 1:
            change_weights(project, box, 90, 10)
            recalculate(project)
        return evaluation

    monkeypatch.setattr(scores, "_evaluate", recalculate_meanwhile)

    SubmissionFactory(task=task, boxes=[(box, [100, 100, 100, 50])])

    assert shown(project) == pytest.approx([55.0])
    assert TaskScore.objects.filter(task=task).count() == 1


def test_two_workers_may_take_turns_at_one_job(project, submissions):
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    job = start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(state=Job.State.RUNNING, lease_until=timezone.now() + timedelta(seconds=30))

    take_turn(job_id=job.pk)

    assert shown(project) == pytest.approx([0.0] * 4)


def test_a_turn_that_is_over_leaves_the_rest_to_the_next(project, submissions, monkeypatch):
    monkeypatch.setattr(recalculation, "TURN_S", 0.0)
    monkeypatch.setattr(recalculation, "REPORT_EVERY_S", 0.0)
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    job = start_recalculation(actor=project.created_by, project=project)

    turns = [take_turn(job_id=job.pk)]
    job.refresh_from_db()
    while turns[-1]:
        turns.append(take_turn(job_id=job.pk))

    assert (job.state, job.done, job.total) == ("running", 1, 4)
    assert turns == [True, True, True, True, False]
    assert shown(project) == pytest.approx([0.0] * 4)


def test_what_was_evaluated_stays_as_it_is(project, submissions):
    function = save_function(
        actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6
    )
    task = submissions[0]
    evaluate_again(task.pk, Ruler.of(function))
    before = list(task.evaluation_labels.values())

    evaluate_again(task.pk, Ruler.of(function))

    assert list(task.evaluation_labels.values()) == before


def test_too_many_stragglers_take_another_turn_instead_of_the_lock(project, box, monkeypatch):
    tasks = list(project.tasks.all())
    SubmissionFactory(task=tasks[0], boxes=[(box, [100, 100, 100, 50])])
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    job = start_recalculation(actor=project.created_by, project=project)
    monkeypatch.setattr(recalculation, "MAX_STRAGGLERS", 0)
    apply = recalculation._apply

    def submit_before(work, function):
        if late := project.tasks.filter(scored_at=None).first():
            SubmissionFactory(task=late, boxes=[(box, [100, 100, 100, 50])])
        return apply(work, function)

    monkeypatch.setattr(recalculation, "_apply", submit_before)

    turns = [take_turn(job_id=job.pk)]
    while turns[-1]:
        turns.append(take_turn(job_id=job.pk))

    assert turns == [True, True, True, False]
    assert shown(project) == pytest.approx([0.0] * 4)


def test_a_turn_of_a_job_that_was_ended_changes_nothing(project, box, submissions, monkeypatch):
    change_weights(project, box, 90, 10)
    job = start_recalculation(actor=project.created_by, project=project)

    def give_up_meanwhile(work, function):
        Job.objects.update(state=Job.State.FAILED)
        return True

    monkeypatch.setattr(recalculation, "_evaluate_for_a_turn", give_up_meanwhile)

    assert take_turn(job_id=job.pk) is False
    assert shown(project) == pytest.approx([75.0] * 4)


def test_a_cancelled_recalculation_changes_no_score(project, submissions, monkeypatch):
    monkeypatch.setattr(recalculation, "TURN_S", 0.0)  # the job ends between two submissions
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    job = start_recalculation(actor=project.created_by, project=project)
    take_turn(job_id=job.pk)

    cancelled = cancel_recalculation(actor=project.created_by, project=project)
    goes_on = take_turn(job_id=job.pk)
    sweep()

    assert (cancelled.pk, cancelled.state, goes_on) == (job.pk, "cancelled", False)
    assert shown(project) == pytest.approx([75.0] * 4)
    assert project.applied_function.version == 1


def test_a_cancelled_recalculation_can_be_asked_for_again(project, box, submissions):
    change_weights(project, box, 90, 10)
    start_recalculation(actor=project.created_by, project=project)
    cancel_recalculation(actor=project.created_by, project=project)

    job = recalculate(project)

    assert job.state == "done"
    assert shown(project) == pytest.approx([55.0] * 4)


def test_what_has_ended_cannot_be_cancelled(project, box, submissions):
    change_weights(project, box, 90, 10)
    recalculate(project)

    with pytest.raises(ConflictError):
        cancel_recalculation(actor=project.created_by, project=project)


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


def test_the_sweep_adds_a_worker_while_none_is_busy(project, box, submissions, django_capture_on_commit_callbacks):
    change_weights(project, box, 90, 10)
    start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(state=Job.State.RUNNING, lease_until=timezone.now() + timedelta(seconds=30))

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert shown(project) == pytest.approx([55.0] * 4)


def test_the_sweep_adds_none_while_messages_wait(project, box, submissions, django_capture_on_commit_callbacks):
    change_weights(project, box, 90, 10)
    start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(state=Job.State.RUNNING, lease_until=timezone.now() + timedelta(seconds=30))
    OrmQ.objects.create(key="touchstone", payload="waiting", lock=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert shown(project) == pytest.approx([75.0] * 4)


def test_progress_makes_up_for_silences(project, submissions, monkeypatch):
    monkeypatch.setattr(recalculation, "TURN_S", 0.0)
    monkeypatch.setattr(recalculation, "REPORT_EVERY_S", 0.0)
    save_function(actor=project.created_by, project=project, kind="dynamic", weights={}, pairing_threshold=0.6)
    job = start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(attempts=MAX_SILENCES - 1)

    take_turn(job_id=job.pk)

    assert Job.objects.get().attempts == 0


def test_the_sweep_gives_up_and_says_so(project, box, submissions):
    change_weights(project, box, 90, 10)
    start_recalculation(actor=project.created_by, project=project)
    Job.objects.update(
        state=Job.State.RUNNING, lease_until=timezone.now() - timedelta(seconds=1), attempts=MAX_SILENCES
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
