"""The command that runs web server and worker together: what it refuses, and what it prepares."""

import socket

import pytest
from django.core.management.base import CommandError
from django.utils.module_loading import import_string
from django_q.models import Schedule

from portal.management.commands import portal as command


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_that_was_asked_for_is_refused(taken_port):
    with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1, port {taken_port}"):
        command.listen("127.0.0.1", taken_port)


def test_the_next_free_port_is_used_where_none_was_asked_for(monkeypatch, taken_port):
    monkeypatch.setattr(command, "DEFAULT_PORT", taken_port)

    with command.listen("127.0.0.1", None) as listener:
        assert listener.getsockname()[1] != taken_port


def test_other_machines_are_refused_until_the_public_address_is_set(settings):
    settings.ORIGIN = None

    with pytest.raises(CommandError, match="Set TOUCHSTONE_ORIGIN"):
        command.listen("192.0.2.1", None)


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        (None, "127.0.0.1", "http://127.0.0.1:8088"),
        (None, "::1", "http://[::1]:8088"),
        (("https", "labels.example.com"), "192.0.2.1", "https://labels.example.com"),
    ],
)
def test_the_printed_address_is_the_one_that_people_use(settings, origin, host, expected):
    settings.ORIGIN = origin

    assert command.address_of(host, 8088) == expected


@pytest.mark.django_db
def test_the_sweep_is_scheduled_once_however_often_the_portal_starts():
    command.schedule_sweep()
    command.schedule_sweep()

    assert callable(import_string(Schedule.objects.get(name="sweep").func))


@pytest.fixture
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.EMAIL_FILE_PATH = settings.VAR_DIR / "mail"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return settings.VAR_DIR


def test_a_reset_sets_the_data_aside_and_keeps_the_key(settings, var_dir, monkeypatch):
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(var_dir / "touchstone.sqlite3")}
    monkeypatch.setitem(settings.DATABASES, "default", sqlite)
    for name in ("touchstone.sqlite3", "touchstone.sqlite3-wal", "secret_key", "media/photo"):
        (var_dir / name).write_text(name)

    command.set_data_aside()

    assert sorted(path.name for path in var_dir.iterdir()) == ["before-reset", "secret_key"]
    assert (var_dir / "before-reset" / "media" / "photo").read_text() == "media/photo"


def test_a_reset_of_another_database_is_refused(settings, var_dir, monkeypatch):
    postgres = {"ENGINE": "django.db.backends.postgresql", "NAME": "touchstone"}
    monkeypatch.setitem(settings.DATABASES, "default", postgres)

    with pytest.raises(CommandError, match="DATABASE_URL names another one"):
        command.set_data_aside()
    assert settings.MEDIA_ROOT.exists()
