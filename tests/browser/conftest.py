"""One Chromium for the whole run, a fresh context per person, and no page that complains unheard."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

# Nothing of the browser's own that would reach for the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("There is no Chromium: set CHROMIUM to its path, or run ./test, which installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Complaints(list[str]):
    """What pages said that no page should: errors, failed scripts, violations of the content security policy."""

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._note(page, message))

    def _note(self, page: Page, message) -> None:
        # A request that fails or is refused is the editor's to handle; Chromium reports each on its own account.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.append(f"{page.url}: {message.text}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    found = Complaints()
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_as(chromium, live_server, complaints):
    """Gives a function (user, **context options) -> a page of that person, signed in; None is a stranger."""
    contexts = []

    def open_page(user=None, **options):
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        complaints.listen(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
