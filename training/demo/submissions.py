"""When the demo's trainees worked, and what they handed in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from training.demo.canvas import SIZE_PX
from training.demo.hand import Drawn, draw_by_hand
from training.demo.people import Trainee
from training.demo.sources import Source, backdate
from training.models import Task
from training.services.scores import score_task
from training.services.tasks import save_task_labels, start_task, submit_task

#: People work at day time, in sittings of a few pictures on days that follow each other.
FIRST_HOUR, LAST_HOUR = 7, 14
PER_SITTING = 4
SECONDS_PER_THING = (7, 22)
SCORED_AFTER = timedelta(seconds=1)


@dataclass(frozen=True)
class Visit:
    """One trainee at one of their tasks, in the demo's story."""

    trainee: Trainee
    task: Task
    progress: float
    started_at: datetime
    submitted_at: datetime


def plan_visits(trainees: Mapping[int, Trainee], tasks: Sequence[Task], *, now: datetime, seed: int) -> list[Visit]:
    """Every submission to be, in the order of time. `trainees` by account id; `tasks` are those of the project."""
    visits: list[Visit] = []
    for number, (account, trainee) in enumerate(trainees.items()):
        own = [task for task in tasks if task.annotator_id == account]
        n_done = int(trainee.done * len(own))
        times = _working_times(np.random.default_rng([seed, number]), n_done, now=now)
        for index, (task, (started_at, submitted_at)) in enumerate(zip(own[:n_done], times, strict=True)):
            progress = index / max(1, len(own) - 1)
            visits.append(Visit(trainee, task, progress, started_at, submitted_at))
    return sorted(visits, key=lambda visit: (visit.submitted_at, visit.task.pk))


def hand_in(visit: Visit, source: Source, *, account: Any, seed: int) -> None:
    """Label the task by hand, submit it, and score it as the background worker would."""
    drawn = _drawn(visit.trainee, visit.task, source, visit.progress, seed)
    task = start_task(actor=account, task=visit.task)
    row = save_task_labels(actor=account, task=task, document=source.words.document(drawn.things, drawn.hour))
    task = submit_task(actor=account, task=task, revision=row.revision)
    score_task(task_id=task.pk)
    backdate(row, saved_at=visit.submitted_at)
    backdate(
        task,
        started_at=visit.started_at,
        submitted_at=visit.submitted_at,
        scored_at=visit.submitted_at + SCORED_AFTER,
    )
    Task.objects.filter(pk=task.pk).update(active_s=int((visit.submitted_at - visit.started_at).total_seconds()))
    task.evaluations.update(evaluated_at=visit.submitted_at + SCORED_AFTER)


def leave_in_progress(trainee: Trainee, task: Task, source: Source, *, account: Any, at: datetime, seed: int) -> None:
    """Begin a task, and leave it with the first of its labels."""
    drawn = _drawn(trainee, task, source, 0.5, seed)
    task = start_task(actor=account, task=task)
    document = source.words.document(drawn.things[: max(1, len(drawn.things) // 2)], None)
    row = save_task_labels(actor=account, task=task, document=document)
    backdate(row, saved_at=at + timedelta(minutes=2))
    backdate(task, started_at=at)


def _drawn(trainee: Trainee, task: Task, source: Source, progress: float, seed: int) -> Drawn:
    picture = source.pictures[task.benchmark_task.title]
    rng = np.random.default_rng([seed, *trainee.email.encode(), task.position])
    return draw_by_hand(rng, trainee.skill, picture, size_px=SIZE_PX, progress=progress)


def _working_times(rng: np.random.Generator, n: int, *, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of n tasks in a row, all of them before today."""
    n_sittings = -(-n // PER_SITTING)
    days_ago = n_sittings + int(rng.integers(0, 8))
    for index in range(n):
        if index % PER_SITTING == 0:
            hour = float(rng.uniform(FIRST_HOUR, LAST_HOUR))
            at = (now - timedelta(days=days_ago)).replace(hour=0, minute=0, second=0, microsecond=0)
            at += timedelta(seconds=round(3600 * hour))
            days_ago -= 1
        taken = timedelta(seconds=int(10 * rng.uniform(*SECONDS_PER_THING)))
        yield at, at + taken
        at += taken + timedelta(seconds=int(rng.integers(8, 60)))
