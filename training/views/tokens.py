"""Personal access tokens under one's own account: the list, making one, revoking one. With a session alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from training.access import MemberView
from training.errors import DomainError
from training.forms.tokens import TokenForm
from training.models import AccessToken
from training.services.tokens import create_token, revoke_token

#: Of those that hold no more, how many are listed.
ENDED_SHOWN = 20


class TokenListView(MemberView):
    """The reader's tokens; those that have ended stand below."""

    def get(self, request: HttpRequest) -> HttpResponse:
        own, now = AccessToken.objects.filter(user_id=request.user.pk or 0), timezone.now()
        holding = own.filter(revoked_at=None, expires_at__gt=now)
        ended = own.exclude(pk__in=holding.values("pk"))[:ENDED_SHOWN]
        return render(request, "training/token_list.html", {"holding": holding, "ended": ended})


class TokenCreateView(MemberView):
    """Makes a token. Its secret is shown in the answer alone: a hash is kept of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(TokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            token, secret = create_token(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        return self.show(TokenForm(), token=token, secret=secret)

    def show(self, form: TokenForm, **made: Any) -> HttpResponse:
        status = 422 if form.errors else 200
        response = render(self.request, "training/token_create.html", {"form": form, **made}, status=status)
        # The secret is a key to the account: no cache may keep it.
        response.headers["Cache-Control"] = "no-store"
        return response


class TokenRevokeView(MemberView):
    """Ends a token of one's own at once."""

    def post(self, request: HttpRequest, token_uuid: Any) -> HttpResponse:
        token = get_object_or_404(AccessToken, user_id=request.user.pk, uuid=token_uuid)
        revoke_token(actor=request.user, token=token)
        messages.success(request, _("The token “%(name)s” was revoked.") % {"name": token.name})
        return redirect("token_list")
