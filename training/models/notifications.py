"""What people are told about their projects, in the site and by e-mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.projects import Project


class Notification(models.Model):
    """Something that happened in a project; while it is unread, the same does not stand there twice."""

    class Kind(models.TextChoices):
        ADDED = "added", _("You were added to the project")
        TASKS = "tasks", _("You have new tasks")
        SCORES = "scores", _("The scores were re-calculated")
        INSTRUCTIONS = "instructions", _("The instructions changed")
        RETURNED = "returned", _("Labels of yours were returned with a comment")
        SOURCE = "source", _("The ground truth of a source project changed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    project = models.ForeignKey(Project, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "project", "kind"], name="one_unread_of_a_kind", condition=models.Q(read_at=None)
            ),
        )
        indexes = (
            models.Index(
                fields=["user"], name="notification_to_mail", condition=models.Q(mailed_at=None, read_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class MailChoice(models.Model):
    """How a person wants to hear of notifications by e-mail; without a row, as the portal's settings say."""

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, all together")
        OFF = "off", _("Never")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_choice")
    pace = models.CharField(_("e-mail"), max_length=16, choices=Pace.choices)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pace}"
