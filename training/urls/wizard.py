"""Routes of the wizard pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
