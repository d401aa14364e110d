"""Accounts in Django's own administration, for superusers: rights of the portal, deactivation, passwords."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.models import User


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    """Django's page about an account, by e-mail address. Rights in projects are not given here."""

    ordering = ("email",)
    list_display = ("email", "name", "may_create_projects", "is_superuser", "is_active")
    list_filter = ("may_create_projects", "is_superuser", "is_active")
    search_fields = ("email", "name")
    filter_horizontal: ClassVar[tuple[str, ...]] = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Rights"), {"fields": ("is_active", "may_create_projects", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)
