"""The settings of a training project's results."""

import math
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.models import Project
from training.services.figures import change_score_basis


@transaction.atomic
def update_results_settings(
    *,
    actor: Any,
    project: Project,
    score_basis: str,
    pass_mark: float | None,
    release: str,
    release_time: str,
    release_at: datetime | None,
    managers_see_benchmark: bool,
) -> Project:
    """Change what trainees' scores are the mean of, the pass mark, and who may see which results when.

    Raises:
        InvalidError: the pass mark is no score, or the date is missing from which results are to be seen.
    """
    if pass_mark is not None and not (math.isfinite(pass_mark) and 0 <= pass_mark <= 100):
        raise _refused("pass_mark", _("The pass mark is a score from 0 to 100."))
    if release_time == Project.ReleaseTime.AFTER_DATE and release_at is None:
        raise _refused("release_at", _("Give the date from which trainees see their results."))
    if score_basis != project.score_basis:
        change_score_basis(actor=actor, project=project, basis=score_basis)
    project.pass_mark = pass_mark
    project.release = Project.Release(release)
    project.release_time = Project.ReleaseTime(release_time)
    project.release_at = release_at
    project.managers_see_benchmark = managers_see_benchmark
    project.save(update_fields=["pass_mark", "release", "release_time", "release_at", "managers_see_benchmark"])
    return project


def _refused(field: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": field, "message": message}])
