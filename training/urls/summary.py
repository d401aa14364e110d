"""Routes of the summary pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
