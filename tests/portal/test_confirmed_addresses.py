"""An account made by a shared link counts once its address is confirmed, where the portal can send e-mails."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from portal import environment
from portal.models import User
from tests.factories import TrainingProjectFactory
from training.permissions import Role
from training.services.invitations import invite, invite_by_link, revoke_invitation

PASSWORD = "a-long-passphrase"
ORIGIN = "http://testserver"


@pytest.fixture(autouse=True)
def mandatory(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def project(db):
    return TrainingProjectFactory(n_tasks=2, trainees=[])


@pytest.fixture
def link(project):
    return invite_by_link(actor=project.created_by, project=project, role=Role.ANNOTATOR, days=7)


def sign_up(client, token, email="victim@example.org"):
    client.post(reverse("invitation", args=[token]))
    data = {"name": "New Person", "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), data)


def confirm(client, mail):
    [path] = re.findall(r"http://testserver(/accounts/confirm-email/\S+)", mail.body)
    return client.post(path)


def test_nobody_joins_by_a_link_with_an_address_that_is_not_confirmed(client, project, link):
    response = sign_up(client, link[1])

    assert response.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert not project.memberships.filter(role="annotator").exists()
    assert not project.tasks.exists()


def test_the_link_in_the_email_confirms_the_address_and_joins(client, project, link, mailoutbox):
    sign_up(client, link[1])

    response = confirm(client, mailoutbox[-1])

    person = User.objects.get(email="victim@example.org")
    assert project.memberships.get(role="annotator").user == person
    assert person.emailaddress_set.get().verified
    assert response.url == reverse("project_open", args=[project.uuid])


def test_confirmed_in_another_browser_one_signs_in_and_opens_the_invitation_again(client, project, link, mailoutbox):
    sign_up(client, link[1])
    elsewhere = Client()

    confirm(elsewhere, mailoutbox[-1])
    assert not project.memberships.filter(role="annotator").exists()

    elsewhere.post(reverse("account_login"), {"login": "victim@example.org", "password": PASSWORD})
    elsewhere.post(reverse("invitation", args=[link[1]]))
    assert project.memberships.filter(role="annotator").count() == 1


def test_a_link_that_was_revoked_meanwhile_lets_nobody_in(client, project, link, mailoutbox):
    sign_up(client, link[1])
    revoke_invitation(actor=project.created_by, invitation=link[0])

    response = confirm(client, mailoutbox[-1])

    assert response.url == reverse("home")
    assert not project.memberships.filter(role="annotator").exists()


def test_an_invitation_by_email_proves_the_address(client, project, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(
            actor=project.created_by, project=project, addresses=["a@example.org"], role=Role.ANNOTATOR, origin=ORIGIN
        )
    [token] = re.findall(r"/invitations/([\w-]{40,})/", mailoutbox[-1].body)

    response = sign_up(client, token, email="a@example.org")

    assert response.url == reverse("project_open", args=[project.uuid])
    assert project.memberships.filter(user__email="a@example.org").exists()


def test_the_mail_server_is_read_from_one_address(monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_SMTP_URL", "smtp+tls://me%40example.org:p%2Fw@mail.example.org")

    found = environment.mail_server("TOUCHSTONE_SMTP_URL")

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p/w")


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_that_is_no_mail_server_stops_the_start(monkeypatch, address):
    monkeypatch.setenv("TOUCHSTONE_SMTP_URL", address)

    with pytest.raises(ImproperlyConfigured):
        environment.mail_server("TOUCHSTONE_SMTP_URL")
