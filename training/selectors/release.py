"""What a trainee may see of their own results, and since when: the one place that decides it, for pages and API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from training.models import Project, Task

Release, Time = Project.Release, Project.ReleaseTime


@dataclass(frozen=True, slots=True)
class Released:
    """`allowed` is what may be seen now; `later` what will be, where that is more."""

    allowed: str
    later: str
    release_time: str
    release_at: datetime | None

    @property
    def scores(self) -> bool:
        return self.allowed in (Release.SCORE, Release.FULL)

    @property
    def submissions(self) -> bool:
        """Whether View of own submissions, with the benchmark beside them, is open."""
        return self.allowed == Release.FULL

    @property
    def is_waiting(self) -> bool:
        return self.later != self.allowed


def released_to(*, user: Any, project: Project) -> Released:
    """What a trainee may see at this moment: one query, where it depends on their tasks."""
    is_open = project.release != Release.NOTHING and _is_time(user, project)
    allowed = project.release if is_open else Release.NOTHING.value
    return Released(allowed, project.release, project.release_time, project.release_at)


def _is_time(user: Any, project: Project) -> bool:
    if project.release_time == Time.AT_ONCE:
        return True
    if project.release_time == Time.AFTER_DATE:
        return project.release_at is not None and timezone.now() >= project.release_at
    own = project.tasks.filter(annotator=user)
    return own.exists() and not own.exclude(status=Task.Status.SUBMITTED).exists()
