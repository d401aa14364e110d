"""A trainee group grows and shrinks: who joins gets the tasks, who leaves keeps the results."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.services import add_members, remove_member
from tests.factories import (
    CreatorFactory,
    MembershipFactory,
    SubmissionFactory,
    TraineeGroupFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.permissions import Role
from training.services.training_projects import add_trainees

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return TraineeGroupFactory()


@pytest.fixture
def project(group):
    group.members.add(UserFactory())
    project = TrainingProjectFactory(n_tasks=2)
    add_trainees(actor=project.created_by, project=project, groups=[group])
    return project


def join(group, *people):
    return add_members(actor=CreatorFactory(), group=group, people=people)


def n_tasks(project, person):
    return project.tasks.filter(annotator=person).count()


def test_who_joins_a_group_gets_the_tasks_of_its_projects(project, group):
    person = UserFactory()
    other = TrainingProjectFactory(n_tasks=1)

    join(group, person)
    join(group, person)

    assert n_tasks(project, person) == 2
    assert n_tasks(other, person) == 0
    assert project.memberships.get(user=person).role == Role.ANNOTATOR


@pytest.mark.parametrize(("change", "n"), [({"status": "paused"}, 2), ({"status": "completed"}, 0), ("deleted", 0)])
def test_completed_and_deleted_projects_do_not_grow(project, group, change, n):
    person = UserFactory()
    for field, value in ({"deleted_at": timezone.now()} if change == "deleted" else change).items():
        setattr(project, field, value)
    project.save()

    join(group, person)

    assert n_tasks(project, person) == n


def test_a_manager_who_joins_a_group_stays_manager(project, group):
    manager = MembershipFactory(project=project, role=Role.TEAM_MANAGER).user

    join(group, manager)

    assert project.memberships.get(user=manager).role == Role.TEAM_MANAGER
    assert n_tasks(project, manager) == 0


def test_a_deactivated_account_gets_no_tasks(project, group):
    person = UserFactory(is_active=False)

    join(group, person)

    assert n_tasks(project, person) == 0


def test_an_emptied_group_leaves_members_tasks_and_results(project, group):
    person = group.members.get()
    task = SubmissionFactory(task=project.tasks.first(), boxes=[])

    remove_member(actor=project.created_by, group=group, person=person)
    task.refresh_from_db()

    assert not group.members.exists()
    assert project.memberships.filter(user=person).exists()
    assert task.is_submitted
    assert n_tasks(project, person) == 2


def test_an_emptied_group_can_still_be_chosen_and_adds_nobody(project, group):
    group.members.clear()
    other = TrainingProjectFactory(n_tasks=1)

    assert add_trainees(actor=other.created_by, project=other, groups=[group]) == 0
    assert join(group, person := UserFactory()) == 1
    assert n_tasks(other, person) == 1


def test_the_groups_page_adds_to_the_projects(client, project, group):
    person = UserFactory()
    client.force_login(CreatorFactory())

    client.post(reverse("group_detail", args=[group.uuid]), {"people": [person.pk]})

    assert n_tasks(project, person) == 2


# Settings > Team


def add(client, project, role="annotator", **data):
    return client.post(reverse("project_member_add", args=[project.uuid]), {"role": role, **data})


def test_a_group_is_added_to_a_project_that_runs_already(client, group):
    group.members.add(person := UserFactory())
    project = TrainingProjectFactory(n_tasks=2)
    client.force_login(project.created_by)

    response = add(client, project, groups=[str(group.uuid)])

    assert response.status_code == 302
    assert n_tasks(project, person) == 2
    assert list(project.trainee_groups.all()) == [group]
    assert not client.get(reverse("project_member_add", args=[project.uuid])).context["groups"]


def test_a_group_has_no_other_role_than_annotator(client, group):
    project = TrainingProjectFactory(n_tasks=1)
    client.force_login(project.created_by)

    response = add(client, project, "team_manager", groups=[str(group.uuid)])

    assert response.status_code == 422
    assert not project.trainee_groups.exists()


def test_groups_are_for_those_who_look_after_people(client, group):
    project = TrainingProjectFactory(n_tasks=1)
    client.force_login(MembershipFactory(project=project, role=Role.TEAM_MANAGER).user)

    assert group.name not in client.get(reverse("project_member_add", args=[project.uuid])).content.decode()
    assert add(client, project, groups=[str(group.uuid)]).status_code == 422
