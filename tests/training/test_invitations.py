"""Invitations: who may make them, what their links open, and that each way in ends where it should."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    MembershipFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.errors import ClosedError, InvalidError
from training.models import Invitation, Membership, TrainingDraft
from training.permissions import Role
from training.services.invitations import (
    accept_invitation,
    invite,
    invite_by_link,
    revoke_invitation,
    send_invitation,
)

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"
PASSWORD = "a long quiet river"


@pytest.fixture
def project():
    return TrainingProjectFactory(n_tasks=3)


@pytest.fixture
def post_office(mailoutbox, django_capture_on_commit_callbacks):
    """Gives a function that invites addresses, sends the e-mails, and returns the path of each one's link."""

    def send(project, *addresses, role=Role.ANNOTATOR):
        with django_capture_on_commit_callbacks(execute=True):
            invite(actor=project.created_by, project=project, addresses=addresses, role=role, origin=ORIGIN)
        return [path_in(mail) for mail in mailoutbox[-len(addresses) :]]

    return send


def path_in(mail):
    return re.search(rf"{ORIGIN}(/invitations/\S+)", mail.body).group(1)


def link_of(project, role=Role.ANNOTATOR, days=7):
    invitation, token = invite_by_link(actor=project.created_by, project=project, role=role, days=days)
    return invitation, reverse("invitation", args=[token])


def sign_up(client, email="new@example.org", name="New Person", **more):
    data = {"name": name, "email": email, "password1": PASSWORD, "password2": PASSWORD, **more}
    return client.post(reverse("account_signup"), data)


def add(client, project, role="annotator", **data):
    return client.post(reverse("project_member_add", args=[project.uuid]), {"role": role, **data})


# Making them


def test_an_address_without_an_account_becomes_an_invitation(client, project):
    known = UserFactory()
    client.force_login(project.created_by)

    response = add(client, project, emails=f"{known.email}, New <NEW@example.org>; new@example.org")

    assert response.status_code == 302
    assert project.memberships.filter(user=known).exists()
    assert [row.email for row in project.invitations.all()] == ["new@example.org"]


def test_addresses_come_from_a_csv_file(client, project):
    known = UserFactory(email="known@example.org")
    client.force_login(project.created_by)
    text = "\ufeffName;E-mail\nNew;new@example.org\nKnown;Known@example.org\n"

    response = add(client, project, addresses_file=SimpleUploadedFile("team.csv", text.encode()))

    assert response.status_code == 302
    assert project.memberships.filter(user=known).exists()
    assert project.invitations.get().email == "new@example.org"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Name\nAnn", "There is no e-mail address in the file."),
        ("Ä,a@example.org".encode("latin-1"), "not text in UTF-8"),
        (b"a@b\n", "“a@b” is not an e-mail address."),
        (b"x" * 1_100_000, "larger than 1 MB"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(client, project, content, sentence):
    client.force_login(project.created_by)

    response = add(client, project, addresses_file=SimpleUploadedFile("team.csv", content))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not project.invitations.exists()


def test_a_team_manager_invites_but_no_admins(client, project):
    manager = MembershipFactory(project=project, role=Role.TEAM_MANAGER).user
    client.force_login(manager)

    assert add(client, project, emails="a@example.org").status_code == 302
    assert add(client, project, "admin", emails="b@example.org").status_code == 403
    assert [row.email for row in project.invitations.all()] == ["a@example.org"]


def test_inviting_an_address_again_replaces_the_invitation(client, project, post_office):
    [first] = post_office(project, "a@example.org")
    [second] = post_office(project, "A@example.org", role=Role.TEAM_MANAGER)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert project.invitations.get().role == Role.TEAM_MANAGER


def test_the_secret_is_kept_nowhere(project, post_office):
    [path] = post_office(project, "a@example.org")
    token = path.split("/")[2]

    row = Invitation.objects.values().get()

    assert token not in str(row)
    assert len(row["token_sha256"]) == 64


def test_an_email_is_sent_once(project, post_office, mailoutbox):
    post_office(project, "a@example.org")

    send_invitation(invitation_id=project.invitations.get().pk, origin=ORIGIN)

    assert len(mailoutbox) == 1
    assert project.title in mailoutbox[0].subject


def test_a_link_is_shown_once_to_those_who_may_invite(client, project):
    client.force_login(project.created_by)
    address = reverse("project_invite_link", args=[project.uuid])

    response = client.post(address, {"role": "annotator", "days": "7"})

    [path] = re.findall(r"/invitations/[\w-]{40,}/", response.content.decode())
    assert response.headers["Cache-Control"] == "no-store"
    assert path not in client.get(reverse("project_team", args=[project.uuid])).content.decode()
    assert Client().get(path).status_code == 200


def test_a_link_never_makes_an_admin(client, project):
    client.force_login(project.created_by)

    response = client.post(reverse("project_invite_link", args=[project.uuid]), {"role": "admin", "days": "7"})

    assert response.status_code == 422
    with pytest.raises(InvalidError):
        invite_by_link(actor=project.created_by, project=project, role=Role.ADMIN, days=7)
    with pytest.raises(InvalidError):
        invite_by_link(actor=project.created_by, project=project, role=Role.ANNOTATOR, days=91)


# Joining


def test_someone_without_an_account_makes_one_and_joins(client, project, post_office):
    [path] = post_office(project, "new@example.org")

    assert "Make an account and join" in client.get(path).content.decode()
    assert client.post(path).url == reverse("account_signup")
    response = sign_up(client, email="other@example.org")

    assert response.url == reverse("project_open", args=[project.uuid])
    person = project.memberships.get(role="annotator").user
    assert (person.email, person.name) == ("new@example.org", "New Person")
    assert person.emailaddress_set.get().verified
    assert project.tasks.filter(annotator=person).count() == 3
    assert client.get(response.url, follow=True).status_code == 200


def test_a_link_serves_many(project):
    _, path = link_of(project)

    for number in range(2):
        client = Client()
        client.post(path)
        sign_up(client, email=f"new{number}@example.org")

    assert project.invitations.get().n_joined == 2
    assert project.tasks.count() == 6


def test_someone_with_an_account_joins_by_the_link(client, project):
    person = UserFactory()
    _, path = link_of(project, Role.TEAM_MANAGER)
    client.force_login(person)

    response = client.post(path)

    assert response.url == reverse("project_open", args=[project.uuid])
    assert project.memberships.get(user=person).role == Role.TEAM_MANAGER
    assert not project.tasks.exists()


def test_someone_with_an_account_is_led_to_the_sign_in_and_back(client, project, post_office):
    UserFactory(email="known@example.org")
    [path] = post_office(project, "known@example.org")

    assert "Sign in to join" in client.get(path).content.decode()
    assert client.post(path).url == f"{reverse('account_login')}?next={path}"


def test_a_member_keeps_the_role_and_is_not_counted(client, project):
    manager = MembershipFactory(project=project, role=Role.TEAM_MANAGER).user
    invitation, path = link_of(project)
    client.force_login(manager)

    client.post(path)
    invitation.refresh_from_db()

    assert project.memberships.get(user=manager).role == Role.TEAM_MANAGER
    assert invitation.n_joined == 0
    assert not project.tasks.filter(annotator=manager).exists()


def test_an_invitation_is_for_its_address_alone(client, project, post_office):
    other = UserFactory()
    [path] = post_office(project, "new@example.org")
    client.force_login(other)

    assert "Sign out, then open the link" in client.get(path).content.decode()
    assert client.post(path).status_code == 409
    assert not project.memberships.filter(user=other).exists()


def test_an_account_that_exists_is_not_made_again_by_a_link(client, project):
    person = UserFactory()
    _, path = link_of(project)
    client.post(path)

    response = sign_up(client, email=person.email.upper())

    assert response.status_code == 200
    assert "already registered" in response.content.decode()
    assert not project.memberships.filter(user=person).exists()


def test_an_annotation_project_is_joined_the_same_way(client):
    project = AnnotationProjectFactory()
    person = UserFactory()
    _, path = link_of(project)
    client.force_login(person)

    client.post(path)

    assert project.memberships.get(user=person).role == Role.ANNOTATOR


# Endings


def end(invitation, state, user):
    if state == "accepted":
        accept_invitation(user=user, invitation=invitation)
    elif state == "revoked":
        revoke_invitation(actor=user, invitation=invitation)
    else:
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("accepted", "was used already"), ("revoked", "It was revoked"), ("expired", "for a new one")],
)
def test_an_ended_invitation_says_why_and_lets_nobody_in(client, project, post_office, state, sentence):
    [path] = post_office(project, "new@example.org")
    end(project.invitations.get(), state, UserFactory(email="new@example.org"))
    late = UserFactory()
    client.force_login(late)

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 410
        assert sentence in response.content.decode()
    with pytest.raises(ClosedError):
        accept_invitation(user=late, invitation=project.invitations.get())
    assert not project.memberships.filter(user=late).exists()


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_an_invitation_that_ends_during_the_sign_up_makes_no_account(client, project, django_user_model, state):
    invitation, path = link_of(project)
    client.post(path)
    assert client.get(reverse("account_signup")).status_code == 200
    end(invitation, state, project.created_by)

    response = sign_up(client)

    assert "by invitation" in response.content.decode()
    assert not django_user_model.objects.filter(email="new@example.org").exists()


def test_nobody_signs_up_without_an_invitation(client, django_user_model):
    response = sign_up(client)

    assert "by invitation" in response.content.decode()
    assert not django_user_model.objects.filter(email="new@example.org").exists()


def test_a_deleted_project_cannot_be_joined(client, project):
    _, path = link_of(project)
    project.deleted_at = timezone.now()
    project.save()

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_an_invitation_is_revoked_on_the_team_page(client, project):
    invitation, path = link_of(project)
    client.force_login(MembershipFactory(project=project, role=Role.TEAM_MANAGER).user)
    address = reverse("invitation_revoke", args=[project.uuid, invitation.uuid])
    assert address in client.get(reverse("project_team", args=[project.uuid])).content.decode()

    client.post(address)

    assert client.get(path).status_code == 410
    assert address not in client.get(reverse("project_team", args=[project.uuid])).content.decode()


def test_an_invitation_of_an_admin_is_for_those_who_manage_admins(client, project, post_office):
    post_office(project, "boss@example.org", role=Role.ADMIN)
    key = [project.uuid, project.invitations.get().uuid]
    client.force_login(MembershipFactory(project=project, role=Role.TEAM_MANAGER).user)

    for name in ("invitation_revoke", "invitation_send"):
        assert client.post(reverse(name, args=key)).status_code == 403

    client.force_login(project.created_by)
    assert client.post(reverse("invitation_revoke", args=key)).status_code == 302


def test_an_expired_invitation_is_sent_again(
    client, project, post_office, mailoutbox, django_capture_on_commit_callbacks
):
    [path] = post_office(project, "new@example.org")
    invitation = project.invitations.get()
    end(invitation, "expired", None)
    client.force_login(project.created_by)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("invitation_send", args=[project.uuid, invitation.uuid]))

    assert Client().get(path).status_code == 404
    assert Client().get(path_in(mailoutbox[-1])).status_code == 200


# The wizard


def test_unknown_addresses_of_the_wizard_become_invitations(client, project):
    known = UserFactory()
    source = project.sources.get()
    draft = TrainingDraft.objects.create(
        owner=project.created_by,
        data={"title": "Next", "ontology": str(project.ontology.uuid), "sources": [str(source.uuid)]},
    )
    client.force_login(project.created_by)

    response = client.post(
        reverse("draft_trainees", args=[draft.uuid]),
        {
            "emails": f"new@example.org, {known.email}",
            "addresses_file": SimpleUploadedFile("more.csv", b"email\nmore@example.org\n"),
        },
    )
    draft.refresh_from_db()

    assert response.status_code == 302
    assert {row.email for row in draft.project.invitations.all()} == {"new@example.org", "more@example.org"}
    assert Membership.objects.get(project=draft.project, role="annotator").user == known


def test_a_wrong_address_stops_the_creation_and_is_kept_on_the_page(client, project):
    draft = TrainingDraft.objects.create(
        owner=project.created_by,
        data={
            "title": "Next",
            "ontology": str(project.ontology.uuid),
            "sources": [str(project.sources.get().uuid)],
        },
    )
    client.force_login(project.created_by)

    response = client.post(reverse("draft_trainees", args=[draft.uuid]), {"emails": "new@example.org, nonsense"})
    draft.refresh_from_db()

    assert response.status_code == 422
    assert "“nonsense” is not an e-mail address." in response.content.decode()
    assert draft.project is None


def test_creators_of_other_projects_see_nothing_of_an_invitation(client, project):
    invitation, _ = link_of(project)
    client.force_login(CreatorFactory())

    assert client.post(reverse("invitation_revoke", args=[project.uuid, invitation.uuid])).status_code == 404
