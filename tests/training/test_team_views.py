"""Settings > General and Team of both kinds of project: the matrix decides who changes what, and an admin remains."""

import pytest
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    MembershipFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.access import Access
from training.models import Membership, Project, ProjectGroupObjectPermission, Task
from training.permissions import MATRIX, Permission, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["annotation", "training"])
def project(request):
    return {"annotation": AnnotationProjectFactory, "training": TrainingProjectFactory}[request.param]()


@pytest.fixture
def training():
    return TrainingProjectFactory(n_tasks=3)


def sign_in(client, project, role):
    """A member of this role who is not the one who made the project."""
    person = MembershipFactory(project=project, role=role).user
    client.force_login(person)
    return person


def post(client, name, project, data, *more):
    return client.post(reverse(name, args=[project.uuid, *more]), data)


def add(client, project, role="annotator", **data):
    return post(client, "project_member_add", project, {"role": role, **data})


def role_of(project, person):
    return project.memberships.get(user=person).role


# General


GENERAL = {"title": "New name", "description": "New text", "instructions": "Draw tightly.", "status": "paused"}


def test_an_admin_changes_everything(client, project):
    sign_in(client, project, Role.ADMIN)

    response = post(client, "project_settings", project, GENERAL)
    project.refresh_from_db()

    assert response.url == reverse("project_settings", args=[project.uuid])
    assert {field: getattr(project, field) for field in GENERAL} == GENERAL


def test_a_team_manager_changes_the_status_alone(client, project):
    sign_in(client, project, Role.TEAM_MANAGER)
    before = project.title

    post(client, "project_settings", project, GENERAL)
    project.refresh_from_db()

    assert project.status == Project.Status.PAUSED
    assert (project.title, project.description, project.instructions) == (before, "", "")


def test_an_annotator_does_not_see_the_settings(client, project):
    sign_in(client, project, Role.ANNOTATOR)

    assert client.get(reverse("project_settings", args=[project.uuid])).status_code == 403
    assert post(client, "project_settings", project, GENERAL).status_code == 403


@pytest.mark.parametrize("wrong", [{"title": "  "}, {"title": "x" * 201}, {"status": "gone"}])
def test_settings_that_make_no_sense_are_refused(client, project, wrong):
    sign_in(client, project, Role.ADMIN)
    before = project.title

    response = post(client, "project_settings", project, {**GENERAL, **wrong})
    project.refresh_from_db()

    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(wrong)
    assert project.title == before


@pytest.mark.parametrize(("role", "is_linked"), [(Role.ADMIN, True), (Role.TEAM_MANAGER, False)])
def test_only_admins_are_led_to_the_scoring_settings(client, training, role, is_linked):
    sign_in(client, training, role)

    text = client.get(reverse("project_settings", args=[training.uuid])).content.decode()

    assert (reverse("scoring_settings", args=[training.uuid]) in text) == is_linked


# The members


def test_the_team_is_listed_by_role_and_name(client, project):
    for name, role in (("Zoe", Role.TEAM_MANAGER), ("Bob", Role.ANNOTATOR), ("Ann", Role.ANNOTATOR)):
        MembershipFactory(project=project, user=UserFactory(name=name), role=role)
    client.force_login(project.created_by)

    page = client.get(reverse("project_team", args=[project.uuid])).context["page"]

    assert [membership.user.name for membership in page][1:] == ["Zoe", "Ann", "Bob"]


def test_the_team_is_searched_by_name_and_address(client, project):
    MembershipFactory(project=project, user=UserFactory(name="Ann", email="x@example.org"))
    client.force_login(project.created_by)

    for search in ("ANN", "x@ex"):
        page = client.get(reverse("project_team", args=[project.uuid]), {"q": search}).context["page"]
        assert [membership.user.name for membership in page] == ["Ann"]


@pytest.mark.parametrize(("role", "may_change"), [(Role.ADMIN, True), (Role.TEAM_MANAGER, False)])
def test_only_those_who_may_are_shown_how_to_change_a_member(client, project, role, may_change):
    person = MembershipFactory(project=project).user
    sign_in(client, project, role)

    text = client.get(reverse("project_team", args=[project.uuid])).content.decode()

    for name in ("project_member_role", "project_member_remove"):
        assert (reverse(name, args=[project.uuid, person.pk]) in text) == may_change


# Adding


@pytest.mark.parametrize("actor", [Role.ADMIN, Role.TEAM_MANAGER])
@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.TEAM_MANAGER])
def test_admins_and_team_managers_add_annotators_and_team_managers(client, project, actor, role):
    person = UserFactory()
    sign_in(client, project, actor)

    response = add(client, project, role, emails=person.email)

    assert response.url == reverse("project_team", args=[project.uuid])
    assert role_of(project, person) == role
    assert Access(person, project).granted == {
        permission for permission, roles in MATRIX[project.kind].items() if role in roles
    }


def test_only_an_admin_adds_an_admin(client, project):
    person = UserFactory()

    sign_in(client, project, Role.TEAM_MANAGER)
    assert add(client, project, Role.ADMIN, emails=person.email).status_code == 403
    assert not project.memberships.filter(user=person).exists()

    sign_in(client, project, Role.ADMIN)
    add(client, project, Role.ADMIN, emails=person.email)
    assert role_of(project, person) == Role.ADMIN


@pytest.mark.parametrize(("actor", "offered"), [(Role.ADMIN, 3), (Role.TEAM_MANAGER, 2)])
def test_only_roles_that_the_reader_may_give_are_offered(client, project, actor, offered):
    sign_in(client, project, actor)

    form = client.get(reverse("project_member_add", args=[project.uuid])).context["form"]

    assert len(form.fields["role"].choices) == offered


def test_people_are_added_from_the_list_and_by_address_at_once(client, project):
    first, second, third = UserFactory.create_batch(3)
    client.force_login(project.created_by)

    response = add(
        client, project, emails=f"Ann <{first.email.upper()}>;\n{second.email}", people=[second.pk, third.pk]
    )

    assert response.status_code == 302
    assert set(project.memberships.filter(role="annotator").values_list("user", flat=True)) == {
        first.pk,
        second.pk,
        third.pk,
    }


@pytest.mark.parametrize(
    ("emails", "named"),
    [
        ("gone@example.org", "The account gone@example.org was deactivated."),
        ("a@b", "“a@b” is not an e-mail address."),
        ("Ann", "“Ann”"),
        ("", "Choose someone"),
    ],
)
def test_addresses_that_cannot_be_added_are_named_and_nobody_is_added(client, project, emails, named):
    known = UserFactory()
    UserFactory(email="gone@example.org", is_active=False)
    client.force_login(project.created_by)

    response = add(client, project, emails=f"{known.email}, {emails}" if emails else "")

    assert response.status_code == 422
    assert named in response.content.decode()
    assert not project.memberships.filter(user=known).exists()


def test_a_member_in_another_role_stops_the_whole_addition(client, project):
    manager = MembershipFactory(project=project, role=Role.TEAM_MANAGER).user
    other = UserFactory(email="a@example.org")
    client.force_login(project.created_by)

    response = add(client, project, emails=f"{other.email}, {manager.email}")

    assert response.status_code == 422
    assert "is already a member as Team manager" in response.content.decode()
    assert not project.memberships.filter(user=other).exists()
    assert role_of(project, manager) == Role.TEAM_MANAGER


def test_a_new_annotator_of_a_training_project_gets_copies_of_every_task(client, training):
    person = UserFactory()
    sign_in(client, training, Role.TEAM_MANAGER)

    add(client, training, emails=person.email)
    add(client, training, emails=person.email)

    assert Task.objects.filter(project=training, annotator=person).count() == 3


def test_a_new_team_manager_of_a_training_project_gets_no_task(client, training):
    person = UserFactory()
    client.force_login(training.created_by)

    add(client, training, Role.TEAM_MANAGER, emails=person.email)

    assert not Task.objects.filter(annotator=person).exists()


def test_a_team_manager_is_shown_the_people_they_lead_and_a_creator_everyone(client, project):
    stranger, colleague = UserFactory(name="Stranger"), UserFactory(name="Colleague")
    led = AnnotationProjectFactory()
    MembershipFactory(project=led, user=colleague)
    manager = sign_in(client, project, Role.TEAM_MANAGER)
    MembershipFactory(project=led, user=manager, role=Role.TEAM_MANAGER)
    address = reverse("project_member_add", args=[project.uuid])

    shown = client.get(address).context["people"]
    assert colleague in shown
    assert stranger not in shown
    assert add(client, project, people=[stranger.pk]).status_code == 422

    creator = CreatorFactory()
    MembershipFactory(project=project, user=creator, role=Role.ADMIN)
    client.force_login(creator)
    assert {colleague, stranger} <= set(client.get(address).context["people"])
    assert client.get(address, {"q": "strang"}).context["people"] == [stranger]


# Roles


def change(client, project, person, role):
    return post(client, "project_member_role", project, {"role": role}, person.pk)


def test_an_admin_changes_a_role_and_with_it_the_rights(client, project):
    person = MembershipFactory(project=project).user
    sign_in(client, project, Role.ADMIN)

    change(client, project, person, Role.TEAM_MANAGER)

    assert role_of(project, person) == Role.TEAM_MANAGER
    assert Access(person, project).allows(Permission.INVITE)


@pytest.mark.parametrize("actor", [Role.TEAM_MANAGER, Role.ANNOTATOR])
def test_others_change_no_role_and_remove_nobody(client, project, actor):
    person = MembershipFactory(project=project).user
    sign_in(client, project, actor)

    assert change(client, project, person, Role.TEAM_MANAGER).status_code == 403
    assert post(client, "project_member_remove", project, {}, person.pk).status_code == 403
    assert role_of(project, person) == Role.ANNOTATOR


def test_who_becomes_an_annotator_of_a_training_project_gets_tasks(client, training):
    person = MembershipFactory(project=training, role=Role.TEAM_MANAGER).user
    client.force_login(training.created_by)

    change(client, training, person, Role.ANNOTATOR)

    assert training.tasks.filter(annotator=person).count() == 3


@pytest.mark.parametrize("role", ["", "gone", "Admin"])
def test_a_role_that_does_not_exist_is_refused(client, project, role):
    person = MembershipFactory(project=project).user
    client.force_login(project.created_by)

    response = change(client, project, person, role)

    assert "There is no such role" in client.get(response.url).content.decode()
    assert role_of(project, person) == Role.ANNOTATOR


@pytest.mark.parametrize("view", ["project_member_role", "project_member_remove"])
def test_the_last_admin_stays_admin_and_member(client, project, view):
    admin = project.created_by
    client.force_login(admin)

    response = post(client, view, project, {"role": Role.ANNOTATOR}, admin.pk)

    assert "A project needs an admin" in client.get(response.url).content.decode()
    assert role_of(project, admin) == Role.ADMIN


def test_an_admin_goes_when_another_one_is_there(client, project):
    sign_in(client, project, Role.ADMIN)

    post(client, "project_member_remove", project, {}, project.created_by.pk)

    assert not project.memberships.filter(user=project.created_by).exists()
    assert not Access(project.created_by, project).granted


def test_what_concerns_admins_needs_the_right_to_manage_admins(client, project):
    person = MembershipFactory(project=project).user
    sign_in(client, project, Role.ADMIN)
    # No role of today may manage the team and not its admins: so that right alone is taken away.
    ProjectGroupObjectPermission.objects.filter(permission__codename=Permission.MANAGE_ADMINS).delete()

    assert change(client, project, person, Role.ADMIN).status_code == 403
    assert change(client, project, project.created_by, Role.ANNOTATOR).status_code == 403
    assert post(client, "project_member_remove", project, {}, project.created_by.pk).status_code == 403
    assert change(client, project, person, Role.TEAM_MANAGER).status_code == 302


# Removing


def test_a_removed_trainee_loses_the_rights_and_keeps_the_tasks(client, training):
    person = UserFactory()
    client.force_login(training.created_by)
    add(client, training, emails=person.email)

    post(client, "project_member_remove", training, {}, person.pk)

    assert not Access(person, training).granted
    assert Task.objects.filter(annotator=person).count() == 3


def test_a_member_of_another_project_does_not_exist_here(client, project):
    stranger = MembershipFactory().user
    client.force_login(project.created_by)

    assert change(client, project, stranger, Role.ANNOTATOR).status_code == 404
    assert post(client, "project_member_remove", project, {}, stranger.pk).status_code == 404
    assert Membership.objects.filter(user=stranger).exists()


# Queries


@pytest.mark.parametrize("name", ["project_team", "project_member_add"])
def test_ten_people_cost_what_one_costs(client, project, name, django_assert_max_num_queries):
    client.force_login(project.created_by)

    def queries():
        client.get(reverse(name, args=[project.uuid]))
        with django_assert_max_num_queries(12) as captured:
            client.get(reverse(name, args=[project.uuid]))
        return len(captured)

    UserFactory()
    MembershipFactory(project=project)
    one = queries()
    UserFactory.create_batch(9)
    for _ in range(9):
        MembershipFactory(project=project)

    assert queries() == one
