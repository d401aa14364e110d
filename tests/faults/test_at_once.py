"""People and programs that do things at the same time: the result is as if they had taken turns."""

import time
from contextlib import suppress

import pytest

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory
from tests.faults.states import HALF, assert_scored_once, at_once, new_version, score_under, submit
from training.errors import ConflictError
from training.models import Job, Project, Task, TaskScore
from training.services.recalculation import start_recalculation, take_turn

pytestmark = pytest.mark.django_db(transaction=True)

N_TRAINEES, N_TASKS = 3, 5


@pytest.fixture
def project():
    return TrainingProjectFactory(n_tasks=N_TASKS, trainees=UserFactory.create_batch(N_TRAINEES))


def press(project: Project) -> None:
    with suppress(ConflictError):  # someone else's press is done already
        start_recalculation(actor=project.created_by, project=Project.objects.get(pk=project.pk))


def test_pressing_recalculate_many_times_at_once_gives_one_recalculation(project):
    box = project.ontology.classes.get()
    for task in project.tasks.all():
        SubmissionFactory(task=task, boxes=[(box, HALF)])
    first, second = project.applied_function, new_version(project, iou=90, pairing_threshold=0.6)

    at_once([lambda: press(project)] * 5)

    assert_scored_once(project, n_tasks=N_TRAINEES * N_TASKS)
    assert (project.applied_function, project.previous_function) == (second, first)
    assert Job.objects.get().state == Job.State.DONE


def test_workers_that_take_turns_at_one_job_at_once_apply_it_once(project):
    box = project.ontology.classes.get()
    for task in project.tasks.all():
        SubmissionFactory(task=task, boxes=[(box, HALF)])
    first, second = project.applied_function, new_version(project, iou=90, pairing_threshold=0.6)
    job = Job.objects.create(kind=Job.Kind.RECALCULATE, project=project, function=second, started_by=project.created_by)

    at_once([lambda: take_turn(job_id=job.pk)] * 4)

    assert_scored_once(project, n_tasks=N_TRAINEES * N_TASKS)
    assert (project.applied_function, project.previous_function) == (second, first)


def test_submissions_during_recalculations_end_up_under_the_version_that_is_shown(project):
    """While trainees hand in, versions change, now by weights and now by geometry; a reader never sees two at once."""
    end = time.monotonic() + 60

    def hand_in(annotator_id: int) -> None:
        for task in Task.objects.filter(project=project, annotator=annotator_id):
            submit(task)

    def is_over() -> bool:
        return not project.tasks.filter(scored_at=None).exists() or time.monotonic() > end

    def change_versions() -> None:
        iou = 10.0
        while not is_over():
            new_version(project, iou=iou, pairing_threshold=0.6 if iou % 20 else 0.0)
            press(project)
            iou = iou + 10 if iou < 90 else 10.0

    def read() -> None:
        while not is_over():
            n_scored = project.tasks.exclude(scored_at=None).count()
            function = Project.objects.select_related("applied_function").get(pk=project.pk).applied_function
            scores = list(TaskScore.objects.filter(function=function).values_list("score", flat=True))
            assert set(scores) <= {score_under(function)}
            assert len(scores) >= n_scored

    trainees = project.tasks.order_by().values_list("annotator", flat=True).distinct()
    submitters = [lambda annotator=annotator: hand_in(annotator) for annotator in trainees]
    at_once([*submitters, change_versions, read])

    assert_scored_once(project, n_tasks=N_TRAINEES * N_TASKS)
    assert Job.objects.exists()
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
