"""How the API knows who asks."""

from rest_framework import authentication
from rest_framework.request import Request


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session. Says how to sign in, so that a stranger gets 401 and not 403: the editor tells the two
    apart, and offers to sign in again without losing the labels on the screen."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
