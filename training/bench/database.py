"""A portal for the bench alone: a database of its own on the same server, and media in a temporary folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings


@contextmanager
def throw_away_portal() -> Iterator[None]:
    """While this holds, nothing that is read or written belongs to the user; afterwards nothing is left.

    Raises:
        django.db.Error: on PostgreSQL, the role of DATABASE_URL may not create databases.
    """
    # Pages name their static files plainly: hashed names are those of a portal that was set up.
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with (
        tempfile.TemporaryDirectory(prefix="touchstone-bench-") as folder,
        override_settings(MEDIA_ROOT=Path(folder) / "media", STATIC_ROOT=folder, STORAGES=plain),
        _throw_away_database(folder),
    ):
        yield


@contextmanager
def _throw_away_database(folder: str) -> Iterator[None]:
    name = f"touchstone_bench_{os.getpid()}"
    users = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    is_file = connection.vendor == "sqlite"
    connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / f"{name}.sqlite3") if is_file else name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(users[0], verbosity=0)
        connection.settings_dict["TEST"]["NAME"] = users[1]
