"""The API's document is that of its views. After a change: ``UPDATE_OPENAPI=1 pytest tests/test_openapi.py``."""

import json
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import UserFactory
from training.api.operations import ApiView
from training.api.urls import urlpatterns

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")


def test_every_method_of_the_api_is_described():
    for route in urlpatterns:
        view = route.callback.cls

        assert issubclass(view, ApiView), route.name
        assert set(view.operations) == {method for method in METHODS if hasattr(view, method)}, route.name


def test_the_document_holds_every_route():
    paths = json.loads(DOCUMENT.read_text())["paths"]

    for route in urlpatterns:
        address = "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route.pattern))
        assert set(paths[address]) == set(route.callback.cls.operations), address


def test_the_document_is_that_of_the_views():
    pytest.importorskip("drf_spectacular")
    from tests.openapi import document

    made = document()
    if os.environ.get("UPDATE_OPENAPI"):
        DOCUMENT.write_text(made, encoding="utf-8")

    assert DOCUMENT.read_text() == made


@pytest.mark.django_db
def test_the_page_of_operations_lists_them_all(client):
    client.force_login(UserFactory())

    page = client.get(reverse("help_operations")).content.decode()

    for route in urlpatterns:
        for operation in route.callback.cls.operations.values():
            assert operation.does.replace("'", "&#x27;") in page
