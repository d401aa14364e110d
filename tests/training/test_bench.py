"""The bench: the form of its rows, and that it leaves the user's data alone."""

import io
import json

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

import scoring.bench
from tests.factories import UserFactory
from training.bench import PARTS, chosen, portal, recalculation
from training.bench.database import throw_away_portal
from training.bench.rows import row
from training.demo.build import Size
from training.demo.people import TRAINEES
from training.demo.sources import Status
from training.scale.load import Size as ScaleSize

KEYS = {"name", "value", "unit", "limit", "ratio"}
SMALL = Size(n_still_lifes=1, harbour_states=(Status.NOT_STARTED,), trainees=TRAINEES[:2])


def test_a_row_is_measured_against_its_limit():
    assert row("page.sqlite.overview_ms", 25.0, "ms", limit=50.0) == {
        "name": "page.sqlite.overview_ms",
        "value": 25.0,
        "unit": "ms",
        "limit": 50.0,
        "ratio": 0.5,
    }


def test_scoring_gives_rows_under_the_names_of_its_part():
    rows = list(scoring.bench.run(frames=1, objects=3))

    assert all(set(measured) == KEYS for measured in rows)
    assert all(measured["name"].startswith(PARTS[0].names) for measured in rows)


@pytest.mark.django_db
def test_the_portal_gives_rows_under_the_names_of_its_part():
    rows = list(portal.rows(SMALL))

    assert all(set(measured) == KEYS and measured["value"] > 0 for measured in rows)
    assert {measured["name"].split(".")[0] for measured in rows} == set(PARTS[1].names)
    assert all(f".{connection.vendor}." in measured["name"] for measured in rows)


@pytest.mark.django_db
def test_a_recalculation_is_measured_on_a_loaded_project():
    measured = list(recalculation.rows(ScaleSize(trainees=2, tasks=3, labels=4)))

    assert [set(item) for item in measured] == [KEYS]
    assert measured[0]["name"] == f"recalculate.{connection.vendor}.1m_s"


def test_the_part_that_names_a_row_most_closely_is_measured_alone():
    name = f"recalculate.{connection.vendor}.1m_s"

    assert [part.names for part in chosen(name)] == [(name,)]
    assert [part.rows for part in chosen("recalculate.")] == [
        portal.rows,
        recalculation.rows,
        recalculation.rows_of_other_database,
    ]
    assert chosen("") == list(PARTS)


def test_bench_says_when_no_row_has_that_name():
    with pytest.raises(CommandError, match="typing-error"):
        call_command("bench", "--only", "typing-error", stdout=io.StringIO())


def test_bench_writes_rows_of_json(tmp_path, monkeypatch):
    monkeypatch.setattr(scoring.bench, "SUBJECTS", scoring.bench.SUBJECTS[:1])
    monkeypatch.setattr(scoring.bench, "REPEATS", 1)
    table = io.StringIO()

    call_command("bench", "--only", "scoring.box", "--output", str(tmp_path / "bench.json"), stdout=table)

    rows = json.loads((tmp_path / "bench.json").read_text())
    assert rows
    assert all(set(measured) == KEYS for measured in rows)
    assert "scoring.box.cpu_s" in table.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_bench_has_a_portal_of_its_own():
    person, name, media = UserFactory(), connection.settings_dict["NAME"], django_settings.MEDIA_ROOT

    with throw_away_portal():
        assert not get_user_model().objects.exists()
        assert media != django_settings.MEDIA_ROOT
        UserFactory()

    assert connection.settings_dict["NAME"] == name
    assert list(get_user_model().objects.all()) == [person]
