"""Fetches pip's own wheel for a Python that comes without it, from wherever pip itself would take it."""

import base64
import configparser
import hashlib
import os
import re
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from .console import say

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
TIMEOUT_S = 60


class FetchError(Exception):
    """Why the wheel could not be had."""


def fetch(folder: Path) -> Path:
    """Put the wheel into a folder and return its path; the pinned hash must fit, whichever index served it."""
    settings = read_pip_settings()
    reasons = []
    for source in _sources(settings):
        try:
            content = _download(source, settings)
        except (OSError, ValueError) as error:
            reasons.append(f"{_without_password(source)}: {error}")
            continue
        if hashlib.sha256(content).hexdigest() != SHA256:
            reasons.append(f"{_without_password(source)}: {WHEEL} has another content than the pinned one")
            continue
        say(f"This Python comes without pip: took {WHEEL} from {_without_password(source)}.")
        path = folder / WHEEL
        path.write_bytes(content)
        return path
    raise FetchError("; ".join(reasons))


def read_pip_settings() -> dict[str, str]:
    """pip's settings that tell where packages come from, read as pip does: files first, the environment on top."""
    parser = configparser.RawConfigParser()
    settings: dict[str, str] = {}
    for path in _config_files():
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue  # pip itself names the broken file when it runs
    for section in ("global", "install"):
        if parser.has_section(section):
            settings |= dict(parser.items(section))
    for name, value in os.environ.items():
        if name.startswith("PIP_") and value:
            settings[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    return settings


def _config_files() -> list[Path]:
    chosen = os.environ.get("PIP_CONFIG_FILE", "")
    if chosen == os.devnull:
        return []
    home = Path(os.path.expanduser("~"))
    folders = [Path(part) for part in os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    files = [*(folder / "pip" / "pip.conf" for folder in folders), Path("/etc/pip.conf")]
    files += [Path("/Library/Application Support/pip/pip.conf"), home / ".pip" / "pip.conf"]
    files += [home / "Library/Application Support/pip/pip.conf"]
    files += [Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"]
    return files + ([Path(chosen)] if chosen else [])


def _sources(settings: dict[str, str]) -> list[str]:
    """Folders and index addresses to ask, in the order in which pip would name them."""
    indexes = [settings.get("index-url", "https://pypi.org/simple"), *settings.get("extra-index-url", "").split()]
    if settings.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        indexes = []
    return [*settings.get("find-links", "").split(), *indexes]


def _download(source: str, settings: dict[str, str]) -> bytes:
    folder = Path(unquote(urlsplit(source).path)) if source.startswith("file:") else Path(source)
    for place in (folder / WHEEL, folder / "pip" / WHEEL):
        if place.is_file():
            return place.read_bytes()
    if "://" not in source or source.startswith("file:"):
        raise FileNotFoundError(f"has no {WHEEL}")
    context = ssl.create_default_context(cafile=settings.get("cert"))
    page_address = f"{source.rstrip('/')}/pip/"
    page = _open(page_address, source, context).decode("utf-8", "replace")
    link = re.search(rf"""href=["']([^"']*{re.escape(WHEEL)}[^"']*)["']""", page)
    if link is None:
        raise FileNotFoundError(f"lists no {WHEEL}")
    return _open(urljoin(page_address, link[1].replace("&amp;", "&")), source, context)


def _open(address: str, source: str, context: ssl.SSLContext) -> bytes:
    request = urllib.request.Request(_without_password(address), headers={"Accept": "text/html"})  # noqa: S310
    parts = urlsplit(source)
    # The password of a private index goes to that index alone, not to the host that its links name.
    if parts.username and urlsplit(request.full_url).hostname == parts.hostname:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    with urllib.request.urlopen(request, timeout=TIMEOUT_S, context=context) as answer:  # noqa: S310
        return answer.read()


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else address
