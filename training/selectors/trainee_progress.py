"""How far everyone is: what is settled is read added up, and what is still open is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from training.models import Project, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many of someone's tasks stand where.

    A benchmark task counts once, whatever the number of attempts: as submitted and scored by the newest submitted one.
    ``active_s`` are the seconds at work on the scored ones.
    """

    assigned: int = 0
    in_progress: int = 0
    submitted: int = 0
    scored: int = 0
    failed: int = 0
    further_attempts: int = 0
    active_s: int = 0
    last_submitted_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """Submitted, and the score is still to come."""
        return self.submitted - self.scored - self.failed

    @property
    def active_minutes(self) -> int:
        return -(-self.active_s // 60)

    @property
    def is_finished(self) -> bool:
        return self.submitted >= self.assigned > 0


def progress_of_trainees(*, project: Project, annotator_id: int | None = None) -> dict[int, Progress]:
    """The progress of everyone with tasks, or of one of them: four queries."""
    tasks = project.tasks.order_by()
    settled = project.trainee_progress.all()
    if annotator_id is not None:
        tasks, settled = tasks.filter(annotator_id=annotator_id), settled.filter(annotator_id=annotator_id)
    counts: dict[int, dict[str, Any]] = {}
    for sums in settled:
        found = counts.setdefault(sums.annotator_id, _nothing())
        found.update(assigned=sums.n_first, submitted=sums.n_scored, scored=sums.n_scored, active_s=sums.active_s)
        found.update(further_attempts=sums.n_scored - sums.n_first, last_submitted_at=sums.last_submitted_at)
    for part in (_open(tasks), _superseded(tasks), _due(tasks)):
        for row in part:
            _add(counts.setdefault(row.pop("annotator"), _nothing()), row)
    return {pk: Progress(**found) for pk, found in counts.items()}


def together(parts: list[Progress]) -> Progress:
    """The progress of a team."""
    names = ("assigned", "in_progress", "submitted", "scored", "failed", "further_attempts", "active_s")
    last = max((part.last_submitted_at for part in parts if part.last_submitted_at), default=None)
    return Progress(**{name: sum(getattr(part, name) for part in parts) for name in names}, last_submitted_at=last)


def _nothing() -> dict[str, Any]:
    return {"assigned": 0, "further_attempts": 0, "last_submitted_at": None}


def _add(found: dict[str, Any], row: dict[str, Any]) -> None:
    last = row.pop("last", None)
    if last is not None:
        found["last_submitted_at"] = max(last, found["last_submitted_at"] or last)
    for name, value in row.items():
        found[name] = found.get(name, 0) + value


def _open(tasks: Any) -> list[dict[str, Any]]:
    """All tasks without a score; from an index alone, since at the beginning that is all of them."""
    rows = (
        tasks.filter(scored_at=None).values("annotator", "status", "attempt", "is_superseded").annotate(n=Count("pk"))
    )
    return [
        {
            "annotator": row["annotator"],
            "assigned": row["n"] * (row["attempt"] == 1),
            "further_attempts": row["n"] * (row["attempt"] > 1),
            "in_progress": row["n"] * (row["status"] == Task.Status.IN_PROGRESS),
            "submitted": row["n"] * (row["status"] == Task.Status.SUBMITTED and not row["is_superseded"]),
        }
        for row in rows
    ]


def _superseded(tasks: Any) -> Any:
    rows = tasks.filter(is_superseded=True).exclude(scored_at=None).values("annotator")
    first = Count("pk", filter=Q(attempt=1))
    return rows.annotate(assigned=first, further_attempts=Count("pk") - first)


def _due(tasks: Any) -> Any:
    """Submitted and not scored: what became of them, and when the last was submitted."""
    due = tasks.filter(status=Task.Status.SUBMITTED, scored_at=None, is_superseded=False)
    return due.values("annotator").annotate(failed=Count("pk", filter=~Q(scoring_error="")), last=Max("submitted_at"))
