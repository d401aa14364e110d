"""How many requests one person may make; each web process counts for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # the framework's views import their default throttle from here
    from rest_framework.request import Request
    from rest_framework.views import APIView


class PersonThrottle(SimpleRateThrottle):
    """Counts by person, whatever they sign in with: a second token gives no second allowance."""

    scope = "person"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return f"throttle:{request.user.pk}" if request.user and request.user.is_authenticated else None
