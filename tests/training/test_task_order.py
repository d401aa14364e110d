"""The order of a trainee's queue: random and stable, or as the setting says."""

import pytest

from tests.factories import TrainingProjectFactory, UserFactory
from training.models import Project
from training.selectors.queue import own_queue
from training.services.projects import update_project
from training.services.tasks import next_task
from training.services.training_projects import add_trainees

pytestmark = pytest.mark.django_db

N_TASKS = 12


def order(project, trainee):
    return [task.benchmark_task_id for task in own_queue(user=trainee, project=project).tasks]


@pytest.fixture
def trainees():
    return UserFactory.create_batch(2)


def project_in(task_order, trainees):
    return TrainingProjectFactory(n_tasks=N_TASKS, trainees=trainees, task_order=task_order)


def test_a_new_project_shuffles(trainees):
    assert Project().task_order == Project.TaskOrder.SHUFFLED


def test_everyone_has_an_order_of_their_own_that_stays(trainees):
    project = project_in("shuffled", trainees)
    orders = [order(project, trainee) for trainee in trainees]
    source = list(project.benchmark_tasks.values_list("pk", flat=True))

    # Of 12! orders, two are the same once in half a thousand million.
    assert orders[0] != orders[1]
    assert source not in orders
    add_trainees(actor=project.created_by, project=project, trainees=[UserFactory()])
    assert [order(project, trainee) for trainee in trainees] == orders
    assert sorted(orders[0]) == sorted(source)


def test_a_shared_order_is_random_and_the_same_for_everyone(trainees):
    project = project_in("shared", trainees)

    first, second = (order(project, trainee) for trainee in trainees)

    assert first == second
    assert first != list(project.benchmark_tasks.values_list("pk", flat=True))


def test_the_sources_order_is_that_of_the_benchmark(trainees):
    project = project_in("source", trainees)

    assert order(project, trainees[0]) == list(project.benchmark_tasks.values_list("pk", flat=True))


@pytest.mark.parametrize("task_order", Project.TaskOrder.values)
def test_start_labelling_begins_with_the_first_of_the_list(trainees, task_order):
    project = project_in(task_order, trainees)
    [first, *_] = order(project, trainees[0])

    assert next_task(actor=trainees[0], project=project).benchmark_task_id == first


def test_the_setting_can_be_changed_and_back(trainees):
    project = project_in("shuffled", trainees)
    before = order(project, trainees[0])

    for task_order in ("source", "shuffled"):
        update_project(
            actor=project.created_by,
            project=project,
            title=project.title,
            description="",
            instructions="",
            status=project.status,
            task_order=task_order,
        )

    assert order(project, trainees[0]) == before
