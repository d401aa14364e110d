"""A project that is paused or completed stands still: what every service asks before work is done in it."""

from django.utils.translation import gettext as _

from training.errors import ClosedError
from training.models import Project


def require_active(project: Project) -> None:
    """Refuse work in a project that is not active.

    Raises:
        ClosedError: the project is paused or completed.
    """
    if not project.is_active:
        raise ClosedError(
            _("This project is %(status)s: tasks cannot be worked on now.")
            % {"status": project.get_status_display().lower()}
        )
