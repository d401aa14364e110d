"""Invitations: made by members who may invite, sent by e-mail or passed on as a link, and accepted once or often."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.errors import ClosedError, ConflictError, InvalidError
from training.jobs import job
from training.locks import lock_project
from training.models import Invitation, Membership, Project, TraineeGroup
from training.permissions import Role
from training.selectors.invitations import hashed
from training.services.members import add_people
from training.services.training_projects import add_trainees

#: How long an invitation by e-mail holds.
DAYS = 14
MAX_DAYS = 90


@dataclass(frozen=True)
class Added:
    """Whom an addition made members, and whom it invited because they have no account yet."""

    members: list[Membership]
    invitations: list[Invitation]


@transaction.atomic
def add_or_invite(
    *,
    actor: Any,
    project: Project,
    people: Iterable[Any],
    addresses: Iterable[str],
    role: Role,
    origin: str,
    groups: Iterable[TraineeGroup] = (),
) -> Added:
    """Add people with an account, and groups of trainees; invite the addresses without an account. All, or nobody.

    Raises:
        ConflictError: someone is a member in another role.
    """
    members = add_people(actor=actor, project=project, people=people, role=role)
    if groups := list(groups):
        add_trainees(actor=actor, project=project, groups=groups)
    return Added(members, invite(actor=actor, project=project, addresses=addresses, role=role, origin=origin))


@transaction.atomic
def invite(
    *, actor: Any, project: Project, addresses: Iterable[str], role: Role, origin: str, days: int = DAYS
) -> list[Invitation]:
    """Invite addresses by e-mail; one that is invited already gets a new e-mail, and the older link ends.

    `origin` is the portal's address as `actor` sees it ("https://labels.example.com"); the links begin with it.
    """
    lock_project(project.pk)
    expires_at = timezone.now() + timedelta(days=days)
    invitations = []
    for email in dict.fromkeys(address.strip().lower() for address in addresses):
        invitation, _is_new = Invitation.objects.update_or_create(
            project=project,
            email=email,
            accepted_at=None,
            revoked_at=None,
            defaults={"role": role.value, "created_by": actor, "expires_at": expires_at, "sent_at": None},
        )
        send_invitation.enqueue(invitation_id=invitation.pk, origin=origin)
        invitations.append(invitation)
    return invitations


@transaction.atomic
def invite_by_link(*, actor: Any, project: Project, role: Role, days: int) -> tuple[Invitation, str]:
    """Make a link for any number of people; returns it with its secret, which cannot be read again.

    Raises:
        InvalidError: the link would make admins, or hold for too long.
    """
    if role == Role.ADMIN:
        raise InvalidError(_("A link goes from hand to hand: invite admins by e-mail."))
    if not 1 <= days <= MAX_DAYS:
        raise InvalidError(_("A link holds for 1 to %(days)d days.") % {"days": MAX_DAYS})
    token = _new_token()
    invitation = Invitation.objects.create(
        project=project,
        role=role.value,
        token_sha256=hashed(token),
        created_by=actor,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return invitation, token


@transaction.atomic
def revoke_invitation(*, actor: Any, invitation: Invitation) -> Invitation:
    """End an invitation; who joined by it stays. Revoking it twice changes nothing.

    Raises:
        ConflictError: the invitation was accepted.
    """
    invitation = _locked(invitation)
    if invitation.accepted_at is not None:
        raise ConflictError(_("%(email)s has accepted the invitation already.") % {"email": invitation.email})
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    return invitation


@transaction.atomic
def accept_invitation(*, user: Any, invitation: Invitation) -> Membership:
    """Join the project; annotators of a training project get their copies of its tasks.

    Whoever is a member already keeps their role.

    Raises:
        ClosedError: the invitation has expired, was revoked, or was used.
        InvalidError: it was sent to another address.
    """
    lock_project(invitation.project_id)
    invitation = _locked(invitation)
    require_open(invitation)
    if not invitation.is_link and user.email.lower() != invitation.email:
        raise InvalidError(
            _("This invitation was sent to %(email)s, and you are signed in as %(own)s.")
            % {"email": invitation.email, "own": user.email}
        )
    project = invitation.project
    membership = project.memberships.filter(user=user).first()
    if membership is None:
        [membership] = add_people(actor=user, project=project, people=[user], role=Role(invitation.role))
        Invitation.objects.filter(pk=invitation.pk).update(n_joined=F("n_joined") + 1)
    if not invitation.is_link:
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
    return membership


def require_open(invitation: Invitation) -> None:
    """Refuse an invitation that has ended, and say why.

    Raises:
        ClosedError: the invitation has expired, was revoked, or was used.
    """
    sentences = {
        Invitation.State.REVOKED: _("This invitation was revoked."),
        Invitation.State.EXPIRED: _("This invitation has expired."),
        Invitation.State.ACCEPTED: _("This invitation was used already: it works once."),
    }
    state = invitation.state_at(timezone.now())
    if state in sentences:
        raise ClosedError(sentences[state], state=state)


@job
def send_invitation(*, invitation_id: int, origin: str) -> None:
    """Send an invitation's e-mail. The link's secret is made here, so that it stands in no queue and no row.

    Sent once: a repeat finds it sent, or ended meanwhile.
    """
    token = _new_token()
    with transaction.atomic():
        invitation = _rows().get(pk=invitation_id)
        if invitation.sent_at is not None or invitation.state_at(timezone.now()) != Invitation.State.OPEN:
            return
        invitation.token_sha256 = hashed(token)
        invitation.save(update_fields=["token_sha256"])
    # Outside of the transaction: a slow mail server must not hold the database.
    _send(invitation, link=origin + invitation_path(token))
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def invitation_path(token: str) -> str:
    """The address that an invitation is opened at."""
    return reverse("invitation", args=[token])


def _send(invitation: Invitation, *, link: str) -> None:
    title = " ".join(invitation.project.title.split())
    send_mail(
        subject=_("Your invitation to “%(project)s”") % {"project": title},
        message=render_to_string("training/invitation_email.txt", {"invitation": invitation, "link": link}),
        from_email=None,
        recipient_list=[invitation.email],
    )


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _rows() -> Any:
    return Invitation.objects.select_for_update(of=("self",)).select_related("project", "created_by")


def _locked(invitation: Invitation) -> Invitation:
    locked: Invitation = _rows().get(pk=invitation.pk)
    return locked
