"""People and trainee groups: who may add them, the one-time link, and what is refused."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse

from portal.people import services
from tests.factories import CreatorFactory, TraineeGroupFactory, UserFactory
from training.errors import InvalidError
from training.models import TraineeGroup

pytestmark = pytest.mark.django_db
User = get_user_model()


@pytest.fixture
def creator(client):
    creator = CreatorFactory(name="Ada")
    client.force_login(creator)
    return creator


@pytest.fixture
def root(client):
    root = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(root)
    return root


def invited(**fields):
    return UserFactory(password=None, **fields)


def pages_of(person, group) -> dict[str, str]:
    return {
        "person_list": reverse("person_list"),
        "person_create": reverse("person_create"),
        "person_detail": reverse("person_detail", args=[person.pk]),
        "group_list": reverse("group_list"),
        "group_create": reverse("group_create"),
        "group_detail": reverse("group_detail", args=[group.uuid]),
        "group_member_remove": reverse("group_member_remove", args=[group.uuid, person.pk]),
    }


# Rights


def test_every_page_opens_for_those_who_may_create(client, creator):
    for name, url in pages_of(UserFactory(), TraineeGroupFactory()).items():
        expected = 405 if name == "group_member_remove" else 200
        assert client.get(url).status_code == expected, name


def test_no_page_opens_for_others(client):
    person, group = UserFactory(), TraineeGroupFactory()
    client.force_login(person)

    for name, url in pages_of(person, group).items():
        assert client.get(url).status_code == 403, name
        assert client.post(url).status_code == 403, name


def test_no_page_opens_without_sign_in(client):
    for name, url in pages_of(UserFactory(), TraineeGroupFactory()).items():
        assert reverse("account_login") in client.get(url).url, name


def test_the_administration_is_for_superusers(client, root):
    assert client.get(reverse("admin:portal_user_changelist")).status_code == 200
    assert client.get(reverse("admin:portal_user_change", args=[root.pk])).status_code == 200
    assert client.get(reverse("admin:portal_user_add")).status_code == 200
    staff = CreatorFactory(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client.force_login(staff)
    assert client.get(reverse("admin:portal_user_changelist")).status_code == 403


# A new person


def test_person_create_makes_an_account_without_password(client, creator):
    answer = client.post(reverse("person_create"), {"name": "Tom", "email": "Tom@Example.org"})

    tom = User.objects.get(email="tom@example.org")
    assert answer.url == reverse("person_detail", args=[tom.pk])
    assert (tom.name, tom.has_usable_password(), tom.may_create_projects) == ("Tom", False, False)


def test_the_link_sets_the_password_once(client, creator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("person_create"), {"name": "Tom", "email": "tom@example.org"})
    tom = User.objects.get(email="tom@example.org")
    page = client.get(reverse("person_detail", args=[tom.pk]))
    shown = re.search(r'value="(http://testserver/[^"]+)"', page.content.decode()).group(1)
    (letter,) = mail.outbox
    sent = re.search(r"http://testserver/\S+", letter.body).group(0)

    client.logout()
    form = client.get(sent, follow=True)
    new = {"password1": "a new long password", "password2": "a new long password"}
    client.post(form.request["PATH_INFO"], new)
    tom.refresh_from_db()

    assert letter.to == ["tom@example.org"]
    assert tom.check_password("a new long password")
    assert client.login(email="tom@example.org", password="a new long password")
    client.logout()
    for link in (sent, shown):
        again = client.get(link, follow=True)
        client.post(again.request["PATH_INFO"], dict.fromkeys(new, "someone else's password"))
    tom.refresh_from_db()
    assert tom.check_password("a new long password")


def test_the_page_with_the_link_is_kept_by_no_cache_and_only_read(client, creator, django_assert_max_num_queries):
    services.add_person(actor=creator, email="tom@example.org", name="Tom", origin="http://testserver")
    tom = User.objects.get(email="tom@example.org")

    with django_assert_max_num_queries(10) as queries:
        answer = client.get(reverse("person_detail", args=[tom.pk]))

    assert answer["Cache-Control"] == "no-store"
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_the_link_is_gone_once_there_is_a_password(client, creator):
    answer = client.get(reverse("person_detail", args=[UserFactory().pk]))

    assert answer.context["link"] == ""


@pytest.mark.parametrize("rights", [{"may_create_projects": True}, {"is_superuser": True}, {"is_staff": True}])
def test_the_link_of_people_with_rights_is_for_superusers(client, creator, rights):
    person = invited(**rights)

    seen_by_creator = client.get(reverse("person_detail", args=[person.pk])).context["link"]
    client.force_login(UserFactory(is_superuser=True))
    seen_by_superuser = client.get(reverse("person_detail", args=[person.pk])).context["link"]

    assert seen_by_creator == ""
    assert seen_by_superuser.startswith("http://testserver/accounts/password/reset/key/")


def test_no_link_for_a_deactivated_account(client, creator):
    assert client.get(reverse("person_detail", args=[invited(is_active=False).pk])).context["link"] == ""


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "Tom", "email": "ADA@example.org"}, "email"),
        ({"name": "Tom", "email": "no address"}, "email"),
        ({"name": "Tom", "email": ""}, "email"),
        ({"name": " ", "email": "tom@example.org"}, "name"),
    ],
)
def test_person_create_refuses(client, creator, data, field):
    UserFactory(email="ada@example.org")

    answer = client.post(reverse("person_create"), data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.count() == 2
    assert not mail.outbox


def test_only_superusers_let_others_create_projects(client, creator):
    data = {"name": "Tom", "email": "tom@example.org", "may_create_projects": "on"}
    assert "may_create_projects" not in client.get(reverse("person_create")).context["form"].fields

    client.post(reverse("person_create"), data)
    client.force_login(UserFactory(is_superuser=True))
    client.post(reverse("person_create"), {**data, "email": "eve@example.org"})

    assert not User.objects.get(email="tom@example.org").may_create_projects
    assert User.objects.get(email="eve@example.org").may_create_projects


def test_add_person_refuses_to_pass_on_a_right_that_the_actor_lacks():
    with pytest.raises(InvalidError):
        services.add_person(
            actor=CreatorFactory(), email="t@example.org", name="T", origin="http://x", may_create_projects=True
        )

    assert not User.objects.filter(email="t@example.org").exists()


def test_the_invitation_is_not_sent_to_someone_who_has_a_password():
    services.send_invitation(person_id=UserFactory().pk, origin="http://testserver")

    assert not mail.outbox


def test_person_list_searches_names_and_addresses(client, creator):
    UserFactory(name="Tom", email="t@example.org")
    UserFactory(name="Eve", email="eve@tomsville.org")
    UserFactory(name="Zoe", email="z@example.org")

    answer = client.get(reverse("person_list"), {"q": "tom"})

    assert [person.name for person in answer.context["page"]] == ["Eve", "Tom"]


# Groups


def test_group_create_leads_to_its_members(client, creator):
    answer = client.post(reverse("group_create"), {"name": " Night shift "})

    group = TraineeGroup.objects.get()
    assert group.name == "Night shift"
    assert answer.url == reverse("group_detail", args=[group.uuid])


@pytest.mark.parametrize("name", ["", "  ", "night SHIFT"])
def test_group_create_refuses(client, creator, name):
    TraineeGroupFactory(name="Night shift")

    answer = client.post(reverse("group_create"), {"name": name})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]
    assert TraineeGroup.objects.count() == 1


def test_group_detail_adds_the_ticked_and_the_named_once(client, creator):
    group = TraineeGroupFactory()
    tom, eve, zoe = (UserFactory(email=f"{name}@example.org") for name in ("tom", "eve", "zoe"))
    group.members.add(zoe)

    data = {"people": [tom.pk], "addresses": "Eve@example.org, tom@example.org\n<zoe@example.org>"}
    answer = client.post(reverse("group_detail", args=[group.uuid]), data, follow=True)

    assert set(group.members.all()) == {tom, eve, zoe}
    assert [str(message) for message in answer.context["messages"]] == [f"2 people were added to “{group.name}”."]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Tick someone, or write an address."),
        ({"addresses": "nobody@example.org"}, "No active account has the address nobody@example.org."),
        ({"addresses": "gone@example.org"}, "No active account has the address gone@example.org."),
        ({"addresses": "tom@example.org x@example.org"}, "Nobody was added yet."),
        ({"people": "999999"}, "is not one of the available choices"),
    ],
)
def test_group_detail_refuses_and_adds_nobody(client, creator, data, sentence):
    group = TraineeGroupFactory()
    UserFactory(email="tom@example.org")
    UserFactory(email="gone@example.org", is_active=False)

    answer = client.post(reverse("group_detail", args=[group.uuid]), data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not group.members.exists()


def test_group_detail_offers_active_people_who_are_not_in_it(client, creator):
    group = TraineeGroupFactory()
    group.members.add(UserFactory(name="Zoe"))
    UserFactory(name="Gone", is_active=False)
    UserFactory(name="Tom")

    offered = client.get(reverse("group_detail", args=[group.uuid])).context["form"].fields["people"].queryset

    assert [person.name for person in offered] == ["Ada", "Tom"]


def test_group_member_remove_takes_out_a_member_alone(client, creator):
    group = TraineeGroupFactory()
    tom, eve = UserFactory(), UserFactory()
    group.members.add(tom)

    answer = client.post(reverse("group_member_remove", args=[group.uuid, tom.pk]))
    stranger = client.post(reverse("group_member_remove", args=[group.uuid, eve.pk]))

    assert answer.url == reverse("group_detail", args=[group.uuid])
    assert stranger.status_code == 404
    assert not group.members.exists()
    assert User.objects.filter(pk=tom.pk).exists()


# What pages cost


@pytest.mark.parametrize("view", ["person_list", "group_list", "group_detail"])
def test_ten_rows_cost_what_one_row_costs(client, creator, view, django_assert_max_num_queries):
    group = TraineeGroupFactory()
    url = reverse(view, args=[group.uuid] if view == "group_detail" else [])

    costs = []
    for n_rows in (1, 10):
        for person in UserFactory.create_batch(n_rows):
            group.members.add(person)
            TraineeGroupFactory().members.add(person)
        UserFactory.create_batch(n_rows)
        with django_assert_max_num_queries(10) as captured:
            client.get(url)
        costs.append(len(captured))

    assert costs[0] == costs[1]
