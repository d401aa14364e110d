"""Invitations into a project: one for each e-mail address, or a link for whoever has it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.projects import Membership, Project


class Invitation(models.Model):
    """A way into a project in one role. Of its secret only a hash is kept: the link cannot be made from the row."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    # Empty for a link, which any number of people may use until it ends.
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Membership.RoleChoice.choices)
    # Empty until the e-mail is written: the secret of an e-mail is made where it is sent, and rests nowhere.
    token_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    n_joined = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["project", "email"],
                name="one_open_invitation_per_address",
                condition=models.Q(accepted_at=None, revoked_at=None) & ~models.Q(email=""),
            ),
            models.UniqueConstraint(
                fields=["token_sha256"],
                name="invitation_token_unique",
                condition=~models.Q(token_sha256=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(role="admin"), name="no_link_makes_an_admin"
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.project_id}"

    @property
    def is_link(self) -> bool:
        return not self.email

    def state_at(self, moment: datetime) -> State:
        """Where it stands; an invitation by e-mail is used up by the one who joins."""
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        return self.State.OPEN if moment < self.expires_at else self.State.EXPIRED
