"""Routes of the library pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
