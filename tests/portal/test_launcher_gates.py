"""./test itself: what it counts, what it stops, and the PostgreSQL that it starts."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from portal.launcher import browser, gates, postgres
from portal.launcher.environment import check_environment, command_environment


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def session(tmp_path: Path) -> gates.Session:
    return gates.Session(tmp_path, [], is_verbose=False)


def test_a_gate_that_fails_shows_what_it_said(session: gates.Session, capfd: pytest.CaptureFixture[str]) -> None:
    command = python("print('the reason'); raise SystemExit(4)")

    result = session.execute(command, timeout_s=30, env=check_environment(), live=False)

    assert (result.passed, result.failed, result.notes) == (0, 1, ["exit code 4"])
    assert "the reason" in capfd.readouterr().out


def test_a_gate_that_hangs_is_stopped_with_a_sentence(session: gates.Session) -> None:
    result = session.execute(python("import time; time.sleep(300)"), timeout_s=0.5, env=check_environment(), live=False)

    assert (result.passed, result.failed) == (0, 1)
    assert result.notes == ["stopped: not done after 0 s"]


@pytest.mark.parametrize(
    ("results", "code", "line"),
    [
        ({"lint": gates.Result(passed=1), "sqlite": gates.Result(passed=41)}, 0, "checks: 42 passed, 0 failed"),
        ({"lint": gates.Result(failed=1), "sqlite": gates.Result(passed=41)}, 1, "checks: 41 passed, 1 failed"),
        ({"sqlite": gates.Result(passed=3, skipped=2)}, 0, "checks: 3 passed, 0 failed, 2 skipped"),
        ({"sqlite": gates.Result()}, 1, "checks: 0 passed, 0 failed"),
    ],
)
def test_the_last_line_and_the_exit_code_agree(
    capsys: pytest.CaptureFixture[str], results: dict[str, gates.Result], code: int, line: str
) -> None:
    assert gates._report(results) == code
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_a_gate_does_not_see_how_the_portal_here_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUCHSTONE_ORIGIN", "https://labels.example.com")
    monkeypatch.setenv("DATABASE_URL", "postgresql://labels.example.com/production")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "another.settings")

    assert "TOUCHSTONE_ORIGIN" in command_environment()
    assert check_environment().keys().isdisjoint({"TOUCHSTONE_ORIGIN", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"})


def test_a_home_that_cannot_be_written_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")

    assert Path(command_environment()["HOME"]).is_dir()


def test_the_temporary_postgres_answers_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)

    with postgres.temporary_postgres() as address, psycopg.connect(address) as connection:
        folder = Path(connection.info.host).parent
        assert connection.execute("SHOW fsync").fetchone() == ("off",)

    assert not folder.exists()


def test_a_server_that_was_named_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://tester@db.example.com/tests")

    with postgres.temporary_postgres() as address:
        assert address == "postgresql://tester@db.example.com/tests"


def test_a_browser_that_only_starts_without_its_sandbox_gets_a_start_script(tmp_path: Path) -> None:
    fussy = tmp_path / "it's a browser"
    fussy.write_text('#!/bin/sh\n[ "$1" = --no-sandbox ] && echo "<title>touchstone</title>"\n')
    fussy.chmod(0o755)

    script = browser._made_to_start(str(fussy), tmp_path)

    assert script is not None
    assert "<title>" in subprocess.run([script], capture_output=True, text=True, check=True).stdout


def test_a_browser_that_opens_no_page_is_none(tmp_path: Path) -> None:
    assert browser._made_to_start("/bin/true", tmp_path) is None
