"""Personal access tokens: made, used and revoked by the person whose rights they carry."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.models import AccessToken, IdempotencyKey

#: What every token begins with, so that scanners of repositories and logs can know one.
PREFIX = "tst_"
HINT_LENGTH = len(PREFIX) + 6
MAX_DAYS = 365
MAX_TOKENS = 50
#: How exactly the last use is kept: a write at every request would make readers wait for SQLite's one writer.
USE_KEPT_EVERY = timedelta(hours=1)
KEYS_KEPT = timedelta(hours=24)


def hashed(secret: str) -> str:
    """The hash that is kept of a secret. The secret is 256 random bits, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(*, actor: Any, name: str, scopes: Iterable[str], days: int) -> tuple[AccessToken, str]:
    """Make a token of the actor's own; the second of the two is its secret, which nobody can read again.

    Raises:
        InvalidError: no name, no scope, an unknown one, or a time out of bounds. The errors name the field.
    """
    chosen = set(scopes)
    if not name.strip():
        raise _invalid("name", _("Give the token a name that says what it is for."))
    if not chosen or chosen - set(AccessToken.Scope.values):
        raise _invalid("scopes", _("Choose what the token may be used for."))
    if not 1 <= days <= MAX_DAYS:
        raise _invalid("days", _("A token holds for 1 to %(days)d days.") % {"days": MAX_DAYS})
    now = timezone.now()
    if AccessToken.objects.filter(user=actor, revoked_at=None, expires_at__gt=now).count() >= MAX_TOKENS:
        raise _invalid("name", _("You have %(count)d tokens: revoke one of them first.") % {"count": MAX_TOKENS})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=actor,
        name=name.strip()[:100],
        hint=secret[:HINT_LENGTH],
        sha256=hashed(secret),
        scopes=[scope for scope in AccessToken.Scope.values if scope in chosen],
        expires_at=now + timedelta(days=days),
    )
    return token, secret


def revoke_token(*, actor: Any, token: AccessToken) -> AccessToken:
    """End a token at once; doing so again changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def use_token(*, secret: str) -> AccessToken | None:
    """The token that a request carries, where it holds and its owner's account is active; its use is kept."""
    now = timezone.now()
    token = AccessToken.objects.select_related("user").filter(sha256=hashed(secret)).first()
    if token is None or not token.holds_at(now) or not token.user.is_active:
        return None
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_KEPT_EVERY)
    if token.last_used_at is None or token.last_used_at < now - USE_KEPT_EVERY:
        AccessToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
    return token


def discard_old_keys() -> None:
    """Let go of idempotency keys that nobody repeats any more."""
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEYS_KEPT).delete()


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
