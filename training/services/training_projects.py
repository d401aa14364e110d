"""Training projects: made whole or not at all from source projects, and grown by trainees."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.access import Access
from training.errors import InvalidError
from training.locks import lock_project, lock_source_tasks
from training.models import BenchmarkTask, Ontology, Project, SourceTask, Task, TraineeGroup
from training.permissions import Permission, Role
from training.services.functions import Weights, save_function
from training.services.labels import take_snapshot
from training.services.team import add_annotators, add_member, create_role_groups


@dataclass(frozen=True)
class FunctionSettings:
    """The benchmark function to begin with; classes without weights get the defaults."""

    kind: str = "dynamic"
    weights: Mapping[int, Weights] | None = None
    pairing_threshold: float = 0.0
    count_extras: bool = True


@transaction.atomic
def create_training_project(
    *,
    actor: Any,
    title: str,
    description: str,
    ontology: Ontology,
    sources: Sequence[Project],
    function: FunctionSettings,
    trainees: Iterable[Any] = (),
    groups: Iterable[TraineeGroup] = (),
    completed_only: bool = False,
) -> Project:
    """Make a training project: freeze the sources' ground truth and give every trainee a copy of every task.

    With `completed_only`, tasks In review are no ground truth.

    Raises:
        InvalidError: no name, no source, a source of another ontology, or sources without a single eligible task.
    """
    project = found_project(
        actor=actor,
        title=title,
        description=description,
        ontology=ontology,
        sources=sources,
        function=function,
        completed_only=completed_only,
    )
    _freeze_benchmark(project, sources)
    add_trainees(actor=actor, project=project, trainees=trainees, groups=groups)
    return project


def found_project(
    *,
    actor: Any,
    title: str,
    description: str,
    ontology: Ontology,
    sources: Sequence[Project],
    function: FunctionSettings,
    completed_only: bool,
    is_ready: bool = True,
) -> Project:
    """A training project with its admin and its benchmark function, but without tasks and trainees.

    Raises:
        InvalidError: no name, no source, or a source that does not fit.
    """
    if not title.strip():
        raise InvalidError(_("Give the training project a name."))
    _check_sources(actor, sources, ontology)
    project = Project.objects.create(
        kind=Project.Kind.TRAINING,
        title=title.strip(),
        description=description,
        ontology=ontology,
        created_by=actor,
        completed_only=completed_only,
        is_ready=is_ready,
    )
    project.sources.set(sources)
    create_role_groups(project=project)
    add_member(actor=actor, project=project, user=actor, role=Role.ADMIN)
    project.applied_function = save_function(
        actor=actor,
        project=project,
        kind=function.kind,
        weights=function.weights or {},
        pairing_threshold=function.pairing_threshold,
        count_extras=function.count_extras,
    )
    project.save(update_fields=["applied_function"])
    return project


@transaction.atomic
def add_trainees(
    *, actor: Any, project: Project, trainees: Iterable[Any] = (), groups: Iterable[TraineeGroup] = ()
) -> int:
    """Add annotators, singly and by group, with their copies of every benchmark task; returns the number of new tasks.

    People who are members already keep their role; an admin or team manager gets no tasks.
    """
    lock_project(project.pk)
    groups = list(groups)
    for group in groups:
        group.projects.add(project)
    newcomers = add_annotators(project=project, users=_people(trainees, groups))
    return _copy_tasks(project, newcomers)


def eligible_tasks(
    sources: "Collection[Project] | QuerySet[Project]", *, completed_only: bool
) -> "QuerySet[SourceTask]":
    """The tasks of these projects that count as ground truth, in a stable order."""
    states = [SourceTask.Status.COMPLETED] if completed_only else SourceTask.ELIGIBLE
    rows = SourceTask.objects.filter(project__in=sources, status__in=states)
    return rows.select_related("data_unit", "label_row").order_by("project_id", "data_unit__title", "pk")


def nothing_eligible(n_sources: int, *, completed_only: bool) -> str:
    """Why these sources cannot be trained on."""
    if completed_only:
        return ngettext(
            "The source project has no Completed task: there is nothing to train on.",
            "The source projects have no Completed task: there is nothing to train on.",
            n_sources,
        )
    return ngettext(
        "The source project has no task In review or Completed: there is nothing to train on.",
        "The source projects have no task In review or Completed: there is nothing to train on.",
        n_sources,
    )


def _check_sources(actor: Any, sources: Sequence[Project], ontology: Ontology) -> None:
    if not sources:
        raise InvalidError(_("Choose at least one source project."))
    for source in sources:
        # Whoever makes a benchmark of labels must be allowed to see them all.
        if not Access(actor, source).allows(Permission.MANAGE_DATA):
            raise InvalidError(_("You are not an admin of “%(title)s”.") % {"title": source.title})
        if source.kind != Project.Kind.ANNOTATION or source.deleted_at is not None:
            raise InvalidError(_("“%(title)s” is not a source project any more.") % {"title": source.title})
        if source.ontology_id != ontology.pk:
            raise InvalidError(
                _("“%(title)s” uses another ontology: its labels cannot be compared.") % {"title": source.title}
            )


def freeze(project: Project, tasks: Iterable[SourceTask], *, first_position: int = 0) -> list[BenchmarkTask]:
    """Make benchmark tasks of source tasks that are held by a lock, with their labels as they stand."""
    return BenchmarkTask.objects.bulk_create(
        BenchmarkTask(
            project=project,
            source_task=task,
            data_unit=task.data_unit,
            snapshot=take_snapshot(task.label_row),
            labels_sha256=task.labels_sha256,
            title=task.data_unit.title,
            position=position,
        )
        for position, task in enumerate(tasks, first_position)
    )


def _freeze_benchmark(project: Project, sources: Sequence[Project]) -> None:
    lock_source_tasks(sources)
    tasks = list(eligible_tasks(sources, completed_only=project.completed_only))
    if not tasks:
        raise InvalidError(nothing_eligible(len(sources), completed_only=project.completed_only))
    freeze(project, tasks)


def _people(trainees: Iterable[Any], groups: Sequence[TraineeGroup]) -> list[Any]:
    in_groups = get_user_model().objects.filter(trainee_groups__in=groups, is_active=True)
    return list({person.pk: person for person in [*trainees, *in_groups]}.values())


def _copy_tasks(project: Project, newcomers: Iterable[Any]) -> int:
    """A copy of each benchmark task for the newcomers, and for annotators who have no task at all.

    What a team manager moved from one annotator to another stays moved when someone else joins.
    """
    annotators = set(project.memberships.filter(role=Role.ANNOTATOR.value).values_list("user_id", flat=True))
    first = project.tasks.filter(attempt=1).order_by()
    n_copies = dict(first.values_list("annotator_id").annotate(n=Count("pk")))
    n_all = project.benchmark_tasks.count()
    lacking = {
        annotator
        for annotator in annotators - set(n_copies) | annotators & {person.pk for person in newcomers}
        if n_copies.get(annotator, 0) < n_all
    }
    return copy_tasks(project, lacking)


def copy_tasks(project: Project, annotators: Iterable[int], *, benchmark_tasks: Collection[int] | None = None) -> int:
    """The copies of the benchmark's tasks, or some of them, that these annotators don't have yet; returns how many."""
    annotators = sorted(annotators)
    if not annotators:
        return 0
    first = project.tasks.filter(attempt=1, annotator__in=annotators)
    present = set(first.order_by().values_list("annotator_id", "benchmark_task_id"))
    offered = project.benchmark_tasks.values_list("pk", "position")
    chosen = [pair for pair in offered if benchmark_tasks is None or pair[0] in benchmark_tasks]
    copies = [
        Task(project=project, annotator_id=annotator, benchmark_task_id=pk, position=position)
        for annotator in annotators
        for pk, position in chosen
        if (annotator, pk) not in present
    ]
    Task.objects.bulk_create(copies, batch_size=5000)
    return len(copies)
