"""Every address of the portal. Routes without sign-in stand in the permission tests with their reason."""

from django.contrib import admin
from django.urls import include, path

from portal import views

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("healthz", views.health, name="health"),
    path("readyz", views.readiness, name="readiness"),
    path("people/", include("portal.people.urls")),
    path("help/", include("portal.help")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("training.urls")),
]
