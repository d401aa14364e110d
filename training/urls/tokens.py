"""Routes of the personal access tokens, and of the page about the API."""

from django.urls import URLPattern, path

from training.views import tokens

urlpatterns: list[URLPattern] = [
    path("access-tokens/", tokens.TokenListView.as_view(), name="token_list"),
    path("access-tokens/new/", tokens.TokenCreateView.as_view(), name="token_create"),
    path("access-tokens/<uuid:token_uuid>/revoke/", tokens.TokenRevokeView.as_view(), name="token_revoke"),
]
