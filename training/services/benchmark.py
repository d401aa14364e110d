"""Refreshes a benchmark from its sources: other ground truth makes another version, and old scores stay explained."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import ConflictError
from training.locks import lock_project, lock_source_tasks
from training.models import BenchmarkFunction, BenchmarkRevision, BenchmarkTask, Notification, Project
from training.permissions import Role
from training.selectors.benchmark import changed_tasks, new_tasks
from training.services.functions import save_function
from training.services.labels import take_snapshot
from training.services.notifications import notify
from training.services.training_projects import copy_tasks, freeze


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did; without changed labels there is no new version, since no score can change."""

    function: BenchmarkFunction | None
    n_changed: int
    n_added: int


@transaction.atomic
def refresh_benchmark(*, actor: Any, project: Project, reason: str = "", with_new: bool = False) -> Refreshed:
    """Freeze the changed ground truth anew, for a new version of the benchmark function; it scores nothing by itself.

    `with_new` also adds the tasks that became ground truth since, with a copy for every annotator.

    Raises:
        ConflictError: the benchmark agrees with its sources already.
    """
    lock_project(project.pk)
    lock_source_tasks(project.sources.all())
    changed = list(changed_tasks(project=project))
    new = list(new_tasks(project=project)) if with_new else []
    newest = project.functions.first()
    if newest is None or not (changed or new):
        raise ConflictError(_("The benchmark agrees with its source projects already."))
    function = None
    if changed:
        function = save_function(
            actor=actor,
            project=project,
            kind=newest.kind,
            weights={},
            pairing_threshold=newest.pairing_threshold,
            count_extras=newest.count_extras,
            reason=reason or _("Ground truth taken over from the source projects"),
            has_own_geometry=True,
        )
        _take_over(changed, function)
    if new:
        _add(project, new)
    return Refreshed(function=function, n_changed=len(changed), n_added=len(new))


def _take_over(changed: list[BenchmarkTask], function: BenchmarkFunction) -> None:
    revisions = []
    for task in changed:
        source = task.source_task
        if source is None:
            raise RuntimeError(f"Benchmark task {task.pk} has no source to be refreshed from.")
        snapshot = take_snapshot(source.label_row)
        revisions.append(BenchmarkRevision(benchmark_task=task, function=function, snapshot=snapshot))
        task.labels_sha256 = source.labels_sha256
    BenchmarkRevision.objects.bulk_create(revisions)
    BenchmarkTask.objects.bulk_update(changed, ["labels_sha256"])


def _add(project: Project, new: list[Any]) -> None:
    last = project.benchmark_tasks.order_by("-position").first()
    added = freeze(project, new, first_position=last.position + 1 if last else 0)
    annotators = project.memberships.filter(role=Role.ANNOTATOR.value).values_list("user_id", flat=True)
    notify(project=project, kind=Notification.Kind.TASKS, user_ids=annotators)
    copy_tasks(project, annotators, benchmark_tasks=[task.pk for task in added])
