"""Values that every page's shell needs, whatever view rendered it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from training.models import Notification

THEMES = ("light", "dark", "system")


def theme(request: HttpRequest) -> dict[str, str]:
    """Give the reader's choice of theme, so that the first paint already has the right colours."""
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in THEMES else "system"}


def notifications(request: HttpRequest) -> dict[str, object]:
    """Give how much the reader has not read yet; asked for by pages with a shell alone."""
    unread = Notification.objects.filter(user=request.user.pk, read_at=None)
    return {"n_unread": SimpleLazyObject(unread.count)}
