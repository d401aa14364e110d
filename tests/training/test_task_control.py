"""What admins and team managers do with tasks, and what stays final for them too."""

import pytest
from django.urls import reverse

from tests.factories import (
    MembershipFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from training.errors import ClosedError, InvalidError
from training.models import LabelRow, Task
from training.permissions import Role
from training.selectors.overview import overview
from training.selectors.queue import own_queue
from training.services.control import ACTIONS, control_tasks
from training.services.scores import score_task
from training.services.tasks import next_task, save_task_labels, start_task, submit_task
from training.services.team import remove_member
from training.services.training_projects import add_trainees

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainee():
    return UserFactory(name="Tess")


@pytest.fixture
def project(trainee):
    return TrainingProjectFactory(n_tasks=3, trainees=[trainee])


@pytest.fixture
def manager(project):
    return MembershipFactory(project=project, role=Role.TEAM_MANAGER).user


def control(project, action, *tasks, annotator=None):
    return control_tasks(actor=project.created_by, project=project, tasks=tasks, action=action, annotator=annotator)


def perfect(project):
    return [(project.ontology.classes.first(), [100, 100, 100, 100])]


# Another attempt


def test_another_attempt_stands_beside_the_first(project):
    first = SubmissionFactory(task=project.tasks.first(), boxes=[])

    assert control(project, "attempt", first).n_done == 1

    second = project.tasks.get(benchmark_task=first.benchmark_task, attempt=2)
    first.refresh_from_db()
    assert second.status == Task.Status.NOT_STARTED
    assert first.is_submitted
    assert not first.is_superseded


def test_the_newest_submitted_attempt_counts_for_the_score(project, trainee):
    first = SubmissionFactory(task=project.tasks.first(), boxes=[])
    before = overview(project=project).lines[0]
    control(project, "attempt", first)
    second = project.tasks.get(benchmark_task=first.benchmark_task, attempt=2)

    assert overview(project=project).lines[0].score == before.score == 0
    SubmissionFactory(task=second, boxes=perfect(project))
    line = overview(project=project).lines[0]

    assert line.score == 100
    assert (line.progress.assigned, line.progress.submitted, line.progress.scored) == (3, 1, 1)
    assert line.progress.further_attempts == 1
    first.refresh_from_db()
    assert first.is_superseded


def test_an_attempt_that_waits_for_its_score_is_said_to_wait(project):
    first = SubmissionFactory(task=project.tasks.first(), boxes=[])
    control(project, "attempt", first)
    second = project.tasks.get(benchmark_task=first.benchmark_task, attempt=2)
    start_task(actor=second.annotator, task=second)
    save_task_labels(actor=second.annotator, task=second, document=box_document())
    submit_task(actor=second.annotator, task=second, revision=1)

    line = overview(project=project).lines[0]
    assert (line.score, line.progress.waiting) == (None, 1)

    score_task(task_id=second.pk)
    assert overview(project=project).lines[0].progress.waiting == 0


def test_all_attempts_are_listed(client, project, manager):
    first = SubmissionFactory(task=project.tasks.first(), boxes=[])
    control(project, "attempt", first)
    SubmissionFactory(task=project.tasks.get(attempt=2), boxes=perfect(project))
    client.force_login(manager)

    text = client.get(reverse("summary_tasks", args=[project.uuid])).content.decode()

    assert "Attempt 2" in text
    assert "A newer attempt counts" in text


def test_an_attempt_is_granted_once_it_is_needed(project):
    first = project.tasks.first()

    assert control(project, "attempt", first).n_done == 0
    first = SubmissionFactory(task=first)
    assert control(project, "attempt", first, first).n_done == 1
    assert project.tasks.filter(benchmark_task=first.benchmark_task).count() == 2


def test_someone_who_left_gets_no_attempt(project, trainee):
    first = SubmissionFactory(task=project.tasks.first())
    remove_member(actor=project.created_by, project=project, user=trainee)

    assert "is no annotator" in control(project, "attempt", first).refusals[0]


# Open tasks


def test_a_reset_task_begins_anew(project):
    task = project.tasks.first()
    save_task_labels(actor=task.annotator, task=task, document=box_document(*perfect(project)))

    control(project, "reset", task)
    task.refresh_from_db()

    assert (task.status, task.label_row, task.started_at) == (Task.Status.NOT_STARTED, None, None)
    assert not LabelRow.objects.filter(task=task).exists()
    assert start_task(actor=task.annotator, task=task).label_row.revision == 0


@pytest.mark.parametrize("action", ["reset", "first", "usual", "reassign"])
def test_a_submission_is_final_for_everyone(project, action):
    other = UserFactory()
    add_trainees(actor=project.created_by, project=project, trainees=[other])
    task = SubmissionFactory(task=project.tasks.first(), boxes=perfect(project))

    outcome = control(project, action, task, annotator=other)
    task.refresh_from_db()

    assert (outcome.n_done, len(outcome.refusals)) == (0, 1)
    assert "a submission is final" in outcome.refusals[0]
    assert task.is_submitted
    assert task.annotator != other


def test_what_is_put_first_comes_next(project, trainee):
    last = list(own_queue(user=trainee, project=project).tasks)[-1]

    control(project, "first", last)
    assert next_task(actor=trainee, project=project) == last

    control(project, "usual", last)
    assert next_task(actor=trainee, project=project) != last


def test_a_task_moves_to_another_annotator_without_its_labels(project, trainee):
    other = UserFactory()
    add_trainees(actor=project.created_by, project=project, trainees=[other])
    task, theirs = project.tasks.filter(annotator=trainee).first(), project.tasks.filter(annotator=other).first()
    save_task_labels(actor=trainee, task=task, document=box_document(*perfect(project)))

    assert "copy of their own" in control(project, "reassign", task, annotator=other).refusals[0]
    theirs.delete()
    assert control(project, "reassign", task, annotator=other).n_done == 1

    task.refresh_from_db()
    assert (task.annotator, task.status, task.label_row) == (other, Task.Status.NOT_STARTED, None)


def test_what_was_moved_stays_moved_when_someone_joins(project, trainee):
    other = UserFactory()
    add_trainees(actor=project.created_by, project=project, trainees=[other])
    task = project.tasks.filter(annotator=trainee).first()
    project.tasks.filter(annotator=other, benchmark_task=task.benchmark_task).delete()
    control(project, "reassign", task, annotator=other)

    add_trainees(actor=project.created_by, project=project, trainees=[UserFactory()])

    assert project.tasks.filter(annotator=trainee).count() == 2
    assert control(project, "assign", task, annotator=trainee).n_done == 1
    assert project.tasks.filter(annotator=trainee).count() == 3


def test_tasks_go_to_annotators_alone(project, manager):
    task = project.tasks.first()

    for person in (manager, UserFactory(), None):
        with pytest.raises(InvalidError):
            control(project, "reassign", task, annotator=person)
    with pytest.raises(InvalidError):
        control(project, "no such action", task)


def test_labels_of_a_reset_task_are_not_saved_over(project):
    task = project.tasks.first()
    save_task_labels(actor=task.annotator, task=task, document=box_document(*perfect(project)))
    submitted = SubmissionFactory(task=project.tasks.last())
    control(project, "reset", task)

    with pytest.raises(ClosedError):
        save_task_labels(actor=submitted.annotator, task=submitted, document=box_document(revision=1))


# The page


def address(project):
    return reverse("task_control", args=[project.uuid])


def test_the_list_is_filtered_and_sorted(client, project, manager, trainee):
    other = UserFactory(name="Zoe")
    add_trainees(actor=project.created_by, project=project, trainees=[other])
    task = SubmissionFactory(task=project.tasks.filter(annotator=other).first())
    client.force_login(manager)

    def shown(**asked):
        return list(client.get(address(project), asked).context["page"])

    assert len(shown()) == 6
    assert shown(status="submitted") == [task]
    assert {row.annotator for row in shown(trainee=trainee.pk)} == {trainee}
    assert {row.benchmark_task for row in shown(q=task.benchmark_task.title)} == {task.benchmark_task}
    assert shown(sort="-trainee")[0].annotator == other
    assert shown(status="nonsense", trainee="nonsense", sort="nonsense") == shown()
    assert shown(status="first") == []


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"assign", "reassign", "attempt"}))
def test_an_action_returns_to_the_list_as_it_was_filtered(client, project, manager, action):
    client.force_login(manager)
    asked = f"{address(project)}?status=not_started"

    response = client.post(asked, {"action": action, "tasks": [str(project.tasks.first().uuid)]})

    assert response.url == asked
    assert "1 task." in client.get(asked).content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"action": "first"}, "Tick at least one task."),
        ({"tasks": "own"}, "Choose an action."),
        ({"action": "reassign", "tasks": "own"}, "Choose the annotator who gets them."),
        ({"action": "first", "tasks": "foreign"}, "is not there any more"),
        ({"action": "first", "tasks": "nonsense"}, "is not a valid UUID"),
    ],
)
def test_what_makes_no_sense_is_refused(client, project, manager, sent, sentence):
    foreign = TrainingProjectFactory(n_tasks=1, trainees=[UserFactory()]).tasks.first().uuid
    tasks = {"own": project.tasks.first().uuid, "foreign": foreign}
    client.force_login(manager)

    chosen = {"tasks": str(tasks.get(sent["tasks"], sent["tasks"]))} if "tasks" in sent else {}
    response = client.post(address(project), {**sent, **chosen})

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_labels_that_would_be_lost_are_asked_about(client, project, manager):
    task = project.tasks.first()
    save_task_labels(actor=task.annotator, task=task, document=box_document(*perfect(project)))
    client.force_login(manager)
    sent = {"action": "reset", "tasks": [str(task.uuid)]}

    response = client.post(address(project), sent)
    task.refresh_from_db()
    assert "1 task is begun" in response.content.decode()
    assert task.status == Task.Status.IN_PROGRESS

    client.post(address(project), {**sent, "confirmed": "on"})
    task.refresh_from_db()
    assert task.status == Task.Status.NOT_STARTED


def test_annotators_control_nothing(client, project, trainee):
    client.force_login(trainee)

    assert client.get(address(project)).status_code == 403
    assert client.post(address(project), {"action": "first"}).status_code == 403
