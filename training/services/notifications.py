"""Tells people what happened in their projects: at once in the site, and by e-mail at the pace that they chose."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from training.jobs import job
from training.models import MailChoice, Notification, Project
from training.permissions import Role

Kind = Notification.Kind
Pace = MailChoice.Pace
DAY = timedelta(days=1)
#: E-mails of one run; the next one is a minute away.
BATCH = 100


def notify(*, project: Project, kind: Notification.Kind, user_ids: Iterable[int], actor: Any = None) -> None:
    """Tell people once, until they have read it; who did it knows."""
    told = set(user_ids) - {actor.pk if actor else None}
    rows = (Notification(user_id=user_id, project=project, kind=kind) for user_id in sorted(told))
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def notify_members(
    *, project: Project, kind: Notification.Kind, roles: Iterable[Role] = tuple(Role), actor: Any = None
) -> None:
    """Tell the members of a project, or those in some roles."""
    members = project.memberships.filter(role__in=[role.value for role in roles])
    notify(project=project, kind=kind, user_ids=members.values_list("user_id", flat=True), actor=actor)


@transaction.atomic
def mark_read(*, user: Any) -> int:
    """Everything that the user was told is read now; returns how much that was."""
    return Notification.objects.filter(user=user, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def choose_mail(*, user: Any, pace: str) -> None:
    """Send the user e-mails at once, daily, or never."""
    MailChoice.objects.update_or_create(user=user, defaults={"pace": Pace(pace)})


@job
def send_notifications() -> None:
    """Send what is due, one e-mail a person. It is marked afterwards: a killed worker sends twice rather than never."""
    due = Notification.objects.filter(mailed_at=None, read_at=None, user__is_active=True)
    visible = due.filter(project__deleted_at=None, project__is_ready=True)
    rows = visible.select_related("project", "user", "user__mail_choice").order_by("user_id", "pk")
    for user, told in list(groupby_user(rows))[:BATCH]:
        if _is_due(user):
            _send(user, told)


def groupby_user(rows: Iterable[Notification]) -> Iterable[tuple[Any, list[Notification]]]:
    """The notifications of each person."""
    for _user_id, told in groupby(rows, key=lambda row: row.user_id):
        group = list(told)
        yield group[0].user, group


def pace_of(user: Any) -> str:
    """How the user hears of things by e-mail."""
    choice = MailChoice.objects.filter(user=user).first()
    return choice.pace if choice else settings.NOTIFICATION_MAIL


def _is_due(user: Any) -> bool:
    pace = pace_of(user)
    if pace == Pace.DAILY:
        return not Notification.objects.filter(user=user, mailed_at__gt=timezone.now() - DAY).exists()
    return pace == Pace.AT_ONCE


def _send(user: Any, told: list[Notification]) -> None:
    origin = "://".join(settings.ORIGIN) if settings.ORIGIN else ""
    lines = [(row.get_kind_display(), " ".join(row.project.title.split())) for row in told]
    send_mail(
        subject=_("News from your projects"),
        message=render_to_string("training/notification_email.txt", {"user": user, "lines": lines, "origin": origin}),
        from_email=None,
        recipient_list=[user.email],
    )
    Notification.objects.filter(pk__in=[row.pk for row in told]).update(mailed_at=timezone.now())
