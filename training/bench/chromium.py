"""A signed-in Chromium beside a server of its own, for rows about what people see. Needs the tools of development."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread

try:
    from playwright.sync_api import sync_playwright
except ImportError:  # a tool of development, not of the portal
    sync_playwright = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)


def has_chromium() -> bool:
    """Whether rows that need it can be measured; if not, the log says so."""
    if sync_playwright is None:
        logger.warning("playwright is not installed: the rows that need Chromium are left out")
    return sync_playwright is not None


@contextmanager
def signed_in_page(user: Any, arguments: Sequence[str] = ()) -> Iterator[tuple[Any, str]]:
    """A page of a signed-in Chromium, and the address of the portal that it sees."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = f"http://localhost:{server.port}"
    try:
        with sync_playwright() as playwright:
            launch = ["--no-sandbox", "--disable-gpu", *arguments]
            browser = playwright.chromium.launch(executable_path=path, args=launch)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
            yield page, address
            browser.close()
    finally:
        server.terminate()
