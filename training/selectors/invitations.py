"""Invitations: what the Team page lists, and the one that a link leads to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from training.models import Invitation, Project

#: Where the browser's session keeps the invitation that someone without an account followed.
SESSION_KEY = "invitation"
#: And the account that joins by it once its address is confirmed.
JOINING_KEY = "joining"
#: Expired invitations are listed for so long, to be sent again.
SHOWN_AFTER_EXPIRY = timedelta(days=30)
_LISTED = 200


@dataclass(frozen=True)
class InvitationLine:
    """An invitation as the Team page lists it."""

    invitation: Invitation
    state: Invitation.State

    @property
    def is_open(self) -> bool:
        return self.state == Invitation.State.OPEN


def hashed(token: str) -> str:
    """The hash that is kept of a secret. The secret is 256 random bits, so that no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def listed_invitations(*, project: Project) -> list[InvitationLine]:
    """The invitations that are open or expired lately, newest first."""
    now = timezone.now()
    rows = project.invitations.filter(
        revoked_at=None, accepted_at=None, expires_at__gt=now - SHOWN_AFTER_EXPIRY
    ).select_related("created_by")
    return [InvitationLine(row, row.state_at(now)) for row in rows[:_LISTED]]


def invitation_by_token(*, token: str) -> Invitation | None:
    """The invitation that a link belongs to, in whatever state; None for a link that never was one."""
    return _rows().filter(token_sha256=hashed(token)).first()


def pending_invitation(*, session: Mapping[str, Any]) -> Invitation | None:
    """The open invitation that the browser's session followed."""
    invitation = _rows().filter(pk=session.get(SESSION_KEY)).first()
    if invitation is None or invitation.state_at(timezone.now()) != Invitation.State.OPEN:
        return None
    return invitation


def _rows() -> Any:
    return Invitation.objects.filter(project__deleted_at=None).select_related("project", "created_by")
