"""A worker that is killed in the middle of scoring: its task is scored after the restart, once."""

import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory
from training.models import EvaluationLabel, Task, TaskClassStat, TaskEvaluation, TaskScore
from training.services.sweep import sweep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def database_url():
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = quote(values["HOST"], safe="")
    return f"postgres://{values['USER']}:{quote(values['PASSWORD'])}@{host}:{values['PORT']}/{values['NAME']}"


@pytest.fixture
def task():
    trainee = UserFactory()
    project = TrainingProjectFactory(n_tasks=1, trainees=[trainee])
    task = SubmissionFactory(task=project.tasks.get(), boxes=[(project.ontology.classes.get(), [100, 100, 100, 50])])
    for rows in (TaskScore, TaskClassStat, EvaluationLabel, TaskEvaluation):
        rows.objects.all().delete()
    long_ago = timezone.now() - timedelta(minutes=5)
    Task.objects.filter(pk=task.pk).update(scored_at=None, scoring_attempts=0, submitted_at=long_ago)
    return task


def kill_in_the_middle(moment, task):
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.training.stalling_worker", moment, str(task.pk)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(), "TOUCHSTONE_VAR": str(settings.VAR_DIR)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout.readline() == "stalling\n"
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()


@pytest.mark.parametrize(
    "moment",
    [
        "_evaluate",  # before anything is computed
        "_write_evaluation",  # computed, the transaction is open
        "insert_task_scores",  # evaluation labels written, not committed
    ],
)
def test_a_task_whose_worker_was_killed_is_scored_once(moment, task):
    kill_in_the_middle(moment, task)
    assert not EvaluationLabel.objects.exists()
    assert Task.objects.get().scored_at is None

    sweep()

    assert Task.objects.get().scored_at is not None
    assert EvaluationLabel.objects.count() == 1
    assert TaskScore.objects.get().score == pytest.approx(75.0)


def test_a_task_that_kills_every_worker_is_given_up(task):
    Task.objects.update(scoring_attempts=5)

    sweep()

    assert Task.objects.get().scoring_error
    assert not TaskScore.objects.exists()
