"""Adds people and keeps trainee groups. What people may do in a project is the training application's matter."""

from collections.abc import Iterable
from typing import Any

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.models import User
from training.errors import InvalidError
from training.jobs import job
from training.models import TraineeGroup
from training.services.groups import grow_projects


@transaction.atomic
def add_person(*, actor: Any, email: str, name: str, origin: str, may_create_projects: bool = False) -> User:
    """Make an account without a password, and send its owner the link that sets one.

    `origin` is the portal's address as `actor` sees it ("https://labels.example.com"); the link begins with it.
    """
    email = email.strip().lower()
    if may_create_projects and not actor.is_superuser:
        raise _invalid("may_create_projects", _("Only administrators of the portal may allow that."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, None, name=name.strip(), may_create_projects=may_create_projects)
    except IntegrityError as error:
        raise _invalid("email", _("There is an account with this address already.")) from error
    # Making a token looks for this row, and would write it on a page that is only read.
    EmailAddress.objects.create(user=person, email=email, primary=True)
    send_invitation.enqueue(person_id=person.pk, origin=origin)
    return person


@job
def send_invitation(*, person_id: int, origin: str) -> None:
    """Send the link by which a new person sets a password; nothing once they have one."""
    person = User.objects.get(pk=person_id)
    if not is_invited(person):
        return
    words = {
        "person": person,
        "link": origin + password_path(person),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    send_mail(
        subject=_("Your account on Touchstone"),
        message=render_to_string("people/invitation.txt", words),
        from_email=None,
        recipient_list=[person.email],
    )


def is_invited(person: User) -> bool:
    """Whether the account still waits for its owner to set a password."""
    return person.is_active and not person.has_usable_password()


def may_see_link(*, actor: Any, person: User) -> bool:
    """Whoever has the link can take the account: those with rights of their own are for superusers alone."""
    is_plain = not (person.is_superuser or person.is_staff or person.may_create_projects)
    return is_invited(person) and (actor.is_superuser or is_plain)


def password_path(person: User) -> str:
    """The address at which the person sets a password; it holds until they do, or until the token's days are over."""
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token})


@transaction.atomic
def create_group(*, actor: Any, name: str, people: Iterable[User] = ()) -> TraineeGroup:
    """Make a trainee group."""
    name = name.strip()
    if not name:
        raise _invalid("name", _("A name is missing."))
    taken = _invalid("name", _("There is a group of this name already."))
    if TraineeGroup.objects.filter(name__iexact=name).exists():
        raise taken
    try:
        with transaction.atomic():
            group = TraineeGroup.objects.create(name=name)
    except IntegrityError as error:
        raise taken from error
    group.members.add(*people)
    return group


@transaction.atomic
def add_members(*, actor: Any, group: TraineeGroup, people: Iterable[User]) -> int:
    """Add people to a group, and to the projects that have it; returns how many were not in the group yet."""
    present = set(group.members.values_list("pk", flat=True))
    newcomers = [person for person in people if person.pk not in present]
    group.members.add(*newcomers)
    grow_projects(actor=actor, group=group, people=newcomers)
    return len(newcomers)


@transaction.atomic
def remove_member(*, actor: Any, group: TraineeGroup, person: User) -> None:
    """Take a person out of a group; they stay in the projects that they are in."""
    group.members.remove(person)


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
