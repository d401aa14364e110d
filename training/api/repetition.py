"""Idempotency keys: a request whose answer was lost can be sent again without making a second thing."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from training.errors import InvalidError
from training.models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"


def once(request: Request, make: Callable[[], Response]) -> Response:
    """Run `make`, or answer as it did when the request came with the same key before.

    The key is stored in the transaction of what is made: of two that come together the second waits, and what fails
    leaves no key behind.

    Raises:
        InvalidError: the key was used for another request, or is too long.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        return make()
    if len(key) > 200:
        raise _invalid(_("An idempotency key has at most 200 characters."))
    sha256 = _fingerprint(request)
    with transaction.atomic():
        person: Any = request.user
        kept, is_new = IdempotencyKey.objects.get_or_create(user=person, key=key, defaults={"sha256": sha256})
        if not is_new:
            return _again(kept, sha256)
        response = make()
        kept.status, kept.answer = response.status_code, json.loads(JSONRenderer().render(response.data) or b"null")
        kept.save(update_fields=["status", "answer"])
    return response


def _again(kept: IdempotencyKey, sha256: str) -> Response:
    if kept.sha256 != sha256:
        raise _invalid(_("This idempotency key was used for another request."))
    return Response(kept.answer, status=kept.status, headers={REPLAYED: "true"})


def _fingerprint(request: Request) -> str:
    sent: Any = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _invalid(message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": HEADER, "message": message}])
