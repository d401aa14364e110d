"""What reviewers write when they return labels to their annotator."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.tasks import SourceTask


class ReviewComment(models.Model):
    """Why a source task was returned; all of them stay, as the history of its review."""

    MAX_LENGTH = 2000

    source_task = models.ForeignKey(SourceTask, models.CASCADE, related_name="review_comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=MAX_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"comment {self.pk} on source task {self.source_task_id}"
