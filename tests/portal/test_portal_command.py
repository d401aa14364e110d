"""What the supervisor's command refuses before it starts anything."""

import pytest

from portal.launcher.console import LauncherError
from portal.management.commands.portal import refuse_demo_in_public
from tests.factories import UserFactory
from training.demo.people import ADMIN

pytestmark = pytest.mark.django_db


def test_the_demo_is_not_served_to_the_public(settings):
    UserFactory(email=ADMIN.email)
    settings.ORIGIN = ("https", "labels.example.org")

    with pytest.raises(LauncherError, match="public"):
        refuse_demo_in_public()


def test_the_demo_is_served_to_this_machine(settings):
    UserFactory(email=ADMIN.email)
    settings.ORIGIN = None

    refuse_demo_in_public()


def test_a_portal_without_the_demo_is_served_to_the_public(settings):
    settings.ORIGIN = ("https", "labels.example.org")

    refuse_demo_in_public()
