"""How the API knows who asks: a personal access token, or the browser's session."""

from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from training.models import AccessToken
from training.services.tokens import use_token


class TokenAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer tst_…``: the rights of the token's owner, within its scopes."""

    def authenticate(self, request: Request) -> "tuple[object, AccessToken] | None":
        word, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "bearer":
            return None
        token = use_token(secret=secret.strip())
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session. Says how to sign in, so that a stranger gets 401 and not 403: the editor tells the two
    apart, and offers to sign in again without losing the labels on the screen."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
