"""Which version of the benchmark function the scores are of, and how far a re-calculation is."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from training.models import BenchmarkFunction, Job, Project

#: For so long the end of a re-calculation is news.
JUST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringState:
    """The version that everyone sees, the newest one, and the re-calculation that is open or has failed."""

    applied: BenchmarkFunction | None
    newest: BenchmarkFunction | None
    job: Job | None

    @property
    def is_outdated(self) -> bool:
        return self.newest != self.applied

    @property
    def next_version(self) -> int:
        return self.newest.version + 1 if self.newest else 1

    @property
    def is_running(self) -> bool:
        return self.job is not None and self.job.state in Job.OPEN

    @property
    def just_applied(self) -> Job | None:
        """The re-calculation that ended a moment ago, so that the page says so once it shows the new scores."""
        work = self.job
        if work is None or work.state != Job.State.DONE or work.function != self.applied or self.is_outdated:
            return None
        return work if work.finished_at and timezone.now() - work.finished_at < JUST else None

    @property
    def has_failed(self) -> bool:
        """Whether the last attempt at the newest version came to nothing."""
        return self.job is not None and self.job.state == Job.State.FAILED and self.is_outdated


def scoring_state(*, project: Project) -> ScoringState:
    """Two queries; the project comes with its applied version."""
    newest = project.functions.select_related("author").first()
    jobs = project.jobs.filter(Q(kind=Job.Kind.RECALCULATE) & (Q(state__in=Job.OPEN) | Q(function=newest)))
    return ScoringState(applied=project.applied_function, newest=newest, job=jobs.order_by("-pk").first())
