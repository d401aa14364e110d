"""Personal access tokens: whose rights they carry, how far, and for how long."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tests.factories import CreatorFactory, TrainingProjectFactory, UserFactory
from training.api.throttling import PersonThrottle
from training.errors import InvalidError
from training.models import AccessToken, IdempotencyKey
from training.services.tokens import create_token, discard_old_keys, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return CreatorFactory()


@pytest.fixture
def project(admin):
    return TrainingProjectFactory(actor=admin, trainees=[UserFactory()])


def bearer(actor, *scopes, days=1):
    _token, secret = create_token(actor=actor, name="Script", scopes=scopes or ["read"], days=days)
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_reads_what_its_owner_may_read(client, admin, project):
    response = client.get(reverse("api:project_summary", args=[project.uuid]), headers=bearer(admin))

    assert response.status_code == 200


def test_a_token_gives_a_stranger_nothing(client, project):
    response = client.get(reverse("api:project_summary", args=[project.uuid]), headers=bearer(CreatorFactory()))

    assert response.status_code == 404


def test_the_secret_is_not_kept(admin):
    token, secret = create_token(actor=admin, name="Script", scopes=["read"], days=1)

    assert secret not in json.dumps(list(AccessToken.objects.values()), default=str)
    assert secret.startswith(token.hint)


@pytest.mark.parametrize("ending", ["revoked", "expired", "deactivated", "unknown"])
def test_a_token_that_has_ended_opens_nothing(client, admin, project, ending):
    token, secret = create_token(actor=admin, name="Script", scopes=["read"], days=1)
    if ending == "revoked":
        revoke_token(actor=admin, token=token)
    elif ending == "expired":
        AccessToken.objects.update(expires_at=timezone.now())
    elif ending == "deactivated":
        type(admin).objects.filter(pk=admin.pk).update(is_active=False)
    else:
        secret += "x"

    response = client.get(
        reverse("api:project_summary", args=[project.uuid]), headers={"Authorization": f"Bearer {secret}"}
    )

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("manage", 403), ("label", 409)])
def test_saving_labels_needs_the_scope_label(client, project, scope, status):
    task = project.tasks.first()
    body = {"revision": 7, "objects": [], "classifications": [], "frames": {}}

    response = client.put(
        reverse("api:task_labels", args=[project.uuid, task.uuid]),
        body,
        content_type="application/json",
        headers=bearer(task.annotator, scope),
    )

    assert response.status_code == status


def test_the_last_use_is_kept_once_an_hour(client, admin, project):
    headers, address = bearer(admin), reverse("api:project_summary", args=[project.uuid])
    client.get(address, headers=headers)
    used = AccessToken.objects.get().last_used_at

    client.get(address, headers=headers)

    assert AccessToken.objects.get().last_used_at == used is not None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "where"),
    [("", ["read"], 1, "name"), ("x", [], 1, "scopes"), ("x", ["all"], 1, "scopes"), ("x", ["read"], 400, "days")],
)
def test_create_token_names_the_wrong_field(admin, name, scopes, days, where):
    with pytest.raises(InvalidError) as caught:
        create_token(actor=admin, name=name, scopes=scopes, days=days)

    assert caught.value.errors[0]["where"] == where


def test_the_pages_make_show_once_and_revoke(client):
    person = UserFactory()
    client.force_login(person)

    made = client.post(reverse("token_create"), {"name": "Nightly", "scopes": ["read", "label"], "days": "30"})
    token = AccessToken.objects.get(user=person)
    listed = client.get(reverse("token_list")).content.decode()
    revoked = client.post(reverse("token_revoke", args=[token.uuid]))

    assert made.headers["Cache-Control"] == "no-store"
    assert made.context["secret"] in made.content.decode()
    assert made.context["secret"] not in listed
    assert token.hint in listed
    assert revoked.status_code == 302
    assert not AccessToken.objects.get().holds_at(timezone.now())


def test_nobody_revokes_the_token_of_another(client, admin):
    token, _secret = create_token(actor=admin, name="Script", scopes=["read"], days=1)
    client.force_login(UserFactory())

    assert client.post(reverse("token_revoke", args=[token.uuid])).status_code == 404


def test_a_token_is_no_way_into_the_pages(client, admin):
    assert client.get(reverse("token_list"), headers=bearer(admin, "manage")).status_code == 302


def test_too_many_requests_are_told_when_to_come_again(client, admin, project, monkeypatch):
    cache.clear()
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"person": "2/minute"})
    address, headers = reverse("api:project_summary", args=[project.uuid]), bearer(admin)

    statuses = [client.get(address, headers=headers).status_code for _time in range(2)]
    refused = client.get(address, headers=headers)

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_old_idempotency_keys_are_let_go(admin):
    IdempotencyKey.objects.create(user=admin, key="old", sha256="")
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(days=2))
    IdempotencyKey.objects.create(user=admin, key="new", sha256="")

    discard_old_keys()

    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]
