"""Workers that are killed in the middle, and a queue that is lost: everything is scored once, under one version."""

import time

import pytest
from django_q.conf import Conf
from django_q.models import OrmQ

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory
from tests.faults.cluster import MOMENTS, running_worker
from tests.faults.states import HALF, assert_scored_once, new_version, submit
from tests.portal.processes import wait_until
from training.models import Job, Project, Task, TaskScore
from training.services.recalculation import start_recalculation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project():
    return TrainingProjectFactory(n_tasks=3, trainees=UserFactory.create_batch(2))


@pytest.fixture
def queue(monkeypatch):
    """What is enqueued from here on waits for a worker in a process of its own."""
    monkeypatch.setattr(Conf, "SYNC", False)


def submit_all(project: Project) -> int:
    tasks = list(project.tasks.all())
    box = project.ontology.classes.get()
    for task in tasks:
        SubmissionFactory(task=task, boxes=[(box, HALF)])
    return len(tasks)


def is_applied(function) -> bool:
    return Project.objects.filter(applied_function=function).exists()


def has_settled() -> bool:
    """Whether two sweeps found nothing more to do."""
    before = OrmQ.objects.count()
    time.sleep(1.2)
    return OrmQ.objects.count() == before


def test_a_submission_is_scored_once_wherever_its_worker_is_killed(project, tmp_path, monkeypatch, queue):
    task = project.tasks.first()
    submit(task)

    with running_worker(tmp_path / "worker", workers=1, stop_at=MOMENTS) as worker:
        for moment in MOMENTS[:-1]:
            worker.kill_at(moment)
            assert not TaskScore.objects.exists()
        worker.kill_at("done")
        assert wait_until(has_settled)

    assert_scored_once(project, n_tasks=1)
    assert Task.objects.get(pk=task.pk).scoring_attempts == len(MOMENTS)


def test_a_recalculation_is_applied_once_wherever_its_worker_is_killed(project, tmp_path, monkeypatch):
    n_tasks = submit_all(project)
    function = new_version(project, iou=90, pairing_threshold=0.6)
    monkeypatch.setattr(Conf, "SYNC", False)
    start_recalculation(actor=project.created_by, project=project)

    with running_worker(tmp_path / "worker", workers=1, stop_at=MOMENTS) as worker:
        for moment in MOMENTS[:-1]:
            worker.stopped_at(moment)
            assert not is_applied(function)
            assert not TaskScore.objects.filter(function=function).exists()
            worker.kill_at(moment)
        worker.kill_at("done")
        assert wait_until(has_settled)

    assert_scored_once(project, n_tasks=n_tasks)
    assert is_applied(function)
    job = Job.objects.get()
    assert (job.state, job.done) == (Job.State.DONE, n_tasks)


def test_after_a_power_cut_and_with_an_empty_queue_the_sweep_goes_on(project, tmp_path, monkeypatch):
    *scored, last = project.tasks.all()
    box = project.ontology.classes.get()
    for task in scored:
        SubmissionFactory(task=task, boxes=[(box, HALF)])
    function = new_version(project, iou=90, pairing_threshold=0.6)
    monkeypatch.setattr(Conf, "SYNC", False)
    submit(last)
    start_recalculation(actor=project.created_by, project=project)

    with running_worker(tmp_path / "first", workers=2, stop_at=("written",)) as worker:
        worker.stopped_at("written")
        worker.kill_all()
    assert OrmQ.objects.exists()
    OrmQ.objects.all().delete()
    with running_worker(tmp_path / "second", workers=2):
        assert wait_until(lambda: is_applied(function) and not project.tasks.filter(scored_at=None).exists())

    assert_scored_once(project, n_tasks=len(scored) + 1)
    assert Job.objects.get().state == Job.State.DONE
