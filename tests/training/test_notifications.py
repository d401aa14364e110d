"""What people are told of their projects: once until it is read, in the site and by e-mail at their own pace."""

import pytest
from django.urls import reverse

from tests.factories import SubmissionFactory, TrainingProjectFactory, UserFactory
from training.models import Notification
from training.permissions import Role
from training.services.control import grant_attempt
from training.services.members import add_people
from training.services.notifications import choose_mail, mark_read, notify, send_notifications
from training.services.projects import update_project

pytestmark = pytest.mark.django_db

Kind = Notification.Kind


@pytest.fixture
def trainee():
    return UserFactory(name="Tess Trainee")


@pytest.fixture
def project(trainee):
    project = TrainingProjectFactory(n_tasks=1, trainees=[trainee])
    Notification.objects.all().delete()
    return project


def told(user):
    return list(user.notifications.order_by("pk").values_list("kind", flat=True))


def change_instructions(project):
    fields = {"title": project.title, "description": "", "instructions": "Tighter boxes.", "status": "active"}
    update_project(actor=project.created_by, project=project, **fields)


def test_who_is_added_is_told_and_who_added_them_is_not(project):
    manager = UserFactory()

    add_people(actor=project.created_by, project=project, people=[manager], role=Role.TEAM_MANAGER)

    assert told(manager) == [Kind.ADDED]
    assert told(project.created_by) == []


def test_new_trainees_are_told_once():
    trainee = UserFactory()

    TrainingProjectFactory(n_tasks=2, trainees=[trainee])

    assert told(trainee) == [Kind.ADDED]


def test_changed_instructions_are_told_to_everyone_else(project, trainee):
    change_instructions(project)
    project.refresh_from_db()
    change_instructions(project)  # with the same words: no change

    assert told(trainee) == [Kind.INSTRUCTIONS]
    assert told(project.created_by) == []


def test_another_attempt_is_told_to_its_trainee(project, trainee):
    task = SubmissionFactory(task=project.tasks.get())

    grant_attempt(actor=project.created_by, task=task)

    assert told(trainee) == [Kind.TASKS]


def test_the_same_is_told_again_only_when_it_was_read(project, trainee):
    for _time in range(2):
        notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])
    assert told(trainee) == [Kind.TASKS]

    mark_read(user=trainee)
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])

    assert told(trainee) == [Kind.TASKS, Kind.TASKS]


def test_one_email_tells_everything_and_is_sent_once(project, trainee, mailoutbox):
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])
    notify(project=project, kind=Kind.INSTRUCTIONS, user_ids=[trainee.pk])

    send_notifications()
    send_notifications()

    [mail] = mailoutbox
    assert mail.to == [trainee.email]
    assert project.title in mail.body
    assert "new tasks" in mail.body
    assert "instructions" in mail.body


def test_who_wants_no_email_gets_none(project, trainee, mailoutbox):
    choose_mail(user=trainee, pace="off")
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])

    send_notifications()

    assert mailoutbox == []


def test_a_digest_comes_once_a_day(project, trainee, mailoutbox):
    choose_mail(user=trainee, pace="daily")
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])
    send_notifications()
    notify(project=project, kind=Kind.INSTRUCTIONS, user_ids=[trainee.pk])

    send_notifications()

    assert len(mailoutbox) == 1


def test_a_project_that_was_deleted_is_not_news(project, trainee, mailoutbox):
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])
    project.deleted_at = "2026-01-01T00:00Z"
    project.save()

    send_notifications()

    assert mailoutbox == []


def test_the_page_lists_and_marks_as_read(project, trainee, client):
    client.force_login(trainee)
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])
    page = client.get(reverse("notification_list")).content.decode()

    client.post(reverse("notification_list"))

    assert "You have new tasks" in page
    assert "Mark all as read" in page
    assert "Mark all as read" not in client.get(reverse("notification_list")).content.decode()


@pytest.mark.parametrize(("pace", "status"), [("daily", 302), ("hourly", 422)])
def test_the_pace_of_emails_is_chosen_on_the_page(pace, status, trainee, client):
    client.force_login(trainee)

    assert client.post(reverse("notification_mail"), {"pace": pace}).status_code == status


def test_other_peoples_notifications_are_not_shown(project, trainee, client):
    notify(project=project, kind=Kind.TASKS, user_ids=[trainee.pk])
    client.force_login(UserFactory())

    assert "You have new tasks" not in client.get(reverse("notification_list")).content.decode()
