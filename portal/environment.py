"""Reads the environment for the settings, and refuses what would start the portal unsafe."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def flag(name: str) -> bool:
    """Whether the variable is set to 1, true, yes or on; unset and empty are False, anything else is an error."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def choice(name: str, words: Sequence[str]) -> str:
    """One of the words, the first where the variable is unset."""
    value = os.environ.get(name, "").strip().lower() or words[0]
    if value not in words:
        raise ImproperlyConfigured(f"{name} is {value!r}: write one of {', '.join(words)}.")
    return value


def mail_server(name: str) -> dict[str, Any]:
    """Django's settings for the mail server of an address like ``smtp+tls://user:password@host:587``; else nothing."""
    address = os.environ.get(name, "").strip()
    if not address:
        return {}
    parts = urlsplit(address)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be like smtp+tls://user:password@host:587 (or smtp://, smtps://).")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def number(name: str, default: int) -> int:
    """The variable as a whole number, or the default where it is unset."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")
    return int(value)


def rate(name: str, default: int) -> str | None:
    """So many a minute, as the API framework writes it; None where the variable is 0, for no limit."""
    per_minute = number(name, default)
    return f"{per_minute}/minute" if per_minute else None


def secret_key(var_dir: Path) -> str:
    """SECRET_KEY, else the key kept in ``var/secret_key``, made at the first start and readable by its owner alone."""
    if key := os.environ.get("SECRET_KEY", ""):
        if len(key) < 50:
            raise ImproperlyConfigured("SECRET_KEY has fewer than 50 characters: it signs sessions and queued jobs.")
        return key
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            # link() and not rename(): of two first starts at once, the second keeps the key of the first.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def public_origin() -> tuple[str, str] | None:
    """(scheme, host with port) of TOUCHSTONE_ORIGIN, or None where only this machine is served.

    Plain http is refused for any host but this one, since passwords and labels would travel readable.
    """
    origin = os.environ.get("TOUCHSTONE_ORIGIN", "").strip().rstrip("/")
    if not origin:
        return None
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"TOUCHSTONE_ORIGIN is {origin!r}: write it as https://labels.example.com")
    is_loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme == "http" and not is_loopback and not flag("TOUCHSTONE_ALLOW_HTTP"):
        raise ImproperlyConfigured(
            f"TOUCHSTONE_ORIGIN is {origin!r}: plain http shows passwords to the network. "
            "Use https, or set TOUCHSTONE_ALLOW_HTTP=1 if the network itself is trusted."
        )
    return parts.scheme, parts.netloc


def media_storage() -> dict[str, Any]:
    """Where media are kept: a folder, or the S3-compatible bucket of TOUCHSTONE_S3_BUCKET.

    Its keys are those that every such tool reads (AWS_ACCESS_KEY_ID ...); an address of its own makes it another store
    than Amazon's. Media are never sent from there to browsers: the portal asks for the right at each request.
    """
    bucket = os.environ.get("TOUCHSTONE_S3_BUCKET", "").strip()
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {
        "bucket_name": bucket,
        "endpoint_url": os.environ.get("TOUCHSTONE_S3_ENDPOINT") or None,
        "region_name": os.environ.get("TOUCHSTONE_S3_REGION") or None,
        "default_acl": None,
        "file_overwrite": False,
        "addressing_style": "path" if os.environ.get("TOUCHSTONE_S3_ENDPOINT") else "auto",
    }
    # Stores other than Amazon's often know neither buckets as host names nor its newest checksums.
    os.environ.setdefault("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    os.environ.setdefault("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
