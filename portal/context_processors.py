"""Values that every page's shell needs, whatever view rendered it."""

from django.http import HttpRequest

THEMES = ("light", "dark", "system")


def theme(request: HttpRequest) -> dict[str, str]:
    """Give the reader's choice of theme, so that the first paint already has the right colours."""
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in THEMES else "system"}
