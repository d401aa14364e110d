"""Routes of the annotation pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
