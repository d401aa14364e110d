"""How accounts come to be: people are added by those who may create projects; nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up page; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
