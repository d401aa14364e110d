"""A command on a PostgreSQL of its own."""

import pytest
from django.core.management import CommandError, call_command


def test_the_command_runs_on_postgresql_and_its_exit_code_is_passed_on(monkeypatch, capfd):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    connect = "from django.db import connection; print(connection.vendor); connection.ensure_connection()"

    with pytest.raises(SystemExit) as ended:
        call_command("on_postgres", "shell", "-c", f"{connect}; raise SystemExit(3)")

    assert ended.value.code == 3
    assert "postgresql" in capfd.readouterr().out


def test_there_must_be_a_command():
    with pytest.raises(CommandError, match="Name the command"):
        call_command("on_postgres")
