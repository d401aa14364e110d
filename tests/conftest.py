"""Fixtures that every layer of the tests shares."""

import os

import pytest

# Playwright's event loop makes Django refuse database calls in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    """Every test keeps its media to itself."""
    settings.MEDIA_ROOT = tmp_path / "media"
