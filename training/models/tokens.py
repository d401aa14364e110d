"""What programs sign in with, and what makes a repeated request harmless."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessToken(models.Model):
    """A personal access token: a person's own rights, narrowed to scopes, until it expires. Its secret is not kept."""

    class Scope(models.TextChoices):
        """What a token may be used for; never more than its owner may do."""

        READ = "read", _("Read: everything that you may see")
        LABEL = "label", _("Label: save, import and submit labels, and work on your own tasks")
        MANAGE = "manage", _("Manage: everything else that you may change")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=100)
    # The first letters of the secret, by which its owner tells one token from another.
    hint = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def holds_at(self, moment: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and moment < self.expires_at

    @property
    def scope_words(self) -> list[str]:
        """The scopes in short, in the order of the choices."""
        return [str(scope.label).split(":")[0] for scope in self.Scope if scope.value in self.scopes]


class IdempotencyKey(models.Model):
    """A request that made something, by the key that its sender gave it; repeated, it gets the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    # Of the method, the address and the body: a key belongs to one request.
    sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_unique"),)

    def __str__(self) -> str:
        return self.key
