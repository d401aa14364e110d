"""A training project in which everyone has submitted everything: rows alone, no pictures and no drawn labels.

Its evaluation labels, sums and scores agree with one another as those of real submissions do. Its snapshots are empty:
evaluating it again, for other geometry, would find no label.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from training.models import (
    BenchmarkFunction,
    BenchmarkTask,
    Dataset,
    DataUnit,
    EvaluationLabel,
    LabelSnapshot,
    Ontology,
    OntologyClass,
    Project,
    Task,
    TaskClassStat,
    TaskEvaluation,
)
from training.permissions import Role
from training.scale.bulk import insert_rows, moment, next_id, settle, trusted_rows
from training.scale.draws import OUTCOMES, Draws
from training.services.figures import rebuild_figures
from training.services.functions import save_function
from training.services.scores import write_task_scores
from training.services.team import add_annotators, add_member, create_role_groups

SEED = 7
NO_SHA256 = "0" * 64

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large the project is; `labels` are those of one submission."""

    trainees: int
    tasks: int
    labels: int
    classes: int = 10

    @property
    def submissions(self) -> int:
        return self.trainees * self.tasks


@dataclass(frozen=True)
class _Frame:
    """What the many rows hang on."""

    project: Project
    function: BenchmarkFunction
    classes: list[OntologyClass]
    trainees: list[Any]
    benchmark_tasks: list[BenchmarkTask]


def load_project(size: Size, *, seed: int = SEED) -> Project:
    """Load the project and give it back, scored under its first version."""
    draws = Draws.make(
        n_tasks=size.submissions, n_labels=size.labels, n_classes=size.classes, n_trainees=size.trainees, seed=seed
    )
    with trusted_rows():
        frame = _frame(size)
        first_task = _load_submissions(frame, size)
        _load_evaluations(frame, draws, first_task)
        settle([LabelSnapshot, Task])
        write_task_scores(frame.function)
        rebuild_figures(project=frame.project)
    return frame.project


@transaction.atomic
def _frame(size: Size) -> _Frame:
    name = f"{size.trainees} x {size.tasks} x {size.labels}"
    mark = uuid.uuid4().hex[:8]
    people = get_user_model()._default_manager.bulk_create(
        get_user_model()(
            email=f"scale-{mark}-{number}@example.org",
            name=f"Trainee {number}" if number else "Administrator",
            may_create_projects=not number,
            password="!",  # noqa: S106 (no password: they cannot sign in)
        )
        for number in range(size.trainees + 1)
    )
    admin, *trainees = people
    ontology = Ontology.objects.create(title=name, created_by=admin)
    classes = OntologyClass.objects.bulk_create(
        OntologyClass(
            ontology=ontology,
            kind=OntologyClass.Kind.OBJECT,
            name=f"Class {number}",
            feature_hash=f"{number:08x}",
            shape="bounding_box",
            position=number,
        )
        for number in range(size.classes)
    )
    project = Project.objects.create(kind=Project.Kind.TRAINING, title=name, ontology=ontology, created_by=admin)
    create_role_groups(project=project)
    add_member(actor=admin, project=project, user=admin, role=Role.ADMIN)
    add_annotators(project=project, users=trainees)
    function = save_function(actor=admin, project=project, kind=BenchmarkFunction.Kind.DYNAMIC, weights={})
    project.applied_function = function
    project.save(update_fields=["applied_function"])
    return _Frame(project, function, classes, trainees, _benchmark(project, size))


def _benchmark(project: Project, size: Size) -> list[BenchmarkTask]:
    dataset = Dataset.objects.create(title=project.title, created_by=project.created_by)
    titles = [f"picture{number:05d}.jpg" for number in range(size.tasks)]
    units = DataUnit.objects.bulk_create(
        DataUnit(dataset=dataset, title=title, modality="image", width=1920, height=1080, sha256=f"{number:064x}")
        for number, title in enumerate(titles)
    )
    snapshots = LabelSnapshot.objects.bulk_create(
        LabelSnapshot(data_unit=unit, revision=1, sha256=NO_SHA256, n_labels=size.labels) for unit in units
    )
    return BenchmarkTask.objects.bulk_create(
        BenchmarkTask(project=project, data_unit=unit, snapshot=snapshot, title=unit.title, position=position)
        for position, (unit, snapshot) in enumerate(zip(units, snapshots, strict=True))
    )


def _load_submissions(frame: _Frame, size: Size) -> int:
    """A submitted and scored task for everyone and everything; returns the first one's id, the others follow it."""
    now = timezone.now()
    begin = now - timedelta(days=90)
    snapshot, task = next_id(LabelSnapshot), next_id(Task)
    # Everyone has a task at a time: the order of submission runs through the trainees, that of the rows does too.
    pairs = [(trainee, item) for item in frame.benchmark_tasks for trainee in frame.trainees]
    times = [begin + (now - begin) * number / len(pairs) for number in range(len(pairs))]

    insert_rows(
        LabelSnapshot,
        ("id", "uuid", "data_unit", "revision", "sha256", "n_labels", "created_at"),
        (
            (snapshot + number, uuid.uuid4().hex, item.data_unit_id, 1, NO_SHA256, size.labels, moment(time))
            for number, ((_, item), time) in enumerate(zip(pairs, times, strict=True))
        ),
    )
    fields = ["id", "uuid", "project", "annotator", "benchmark_task", "attempt", "position", "status", "submission"]
    fields += ["started_at", "submitted_at", "scored_at", "scoring_attempts", "scoring_error", "active_s"]

    def row(number: int, trainee: Any, item: BenchmarkTask, time: datetime) -> Row:
        begun, scored = moment(time - timedelta(minutes=4)), moment(time + timedelta(seconds=1))
        whose = (task + number, uuid.uuid4().hex, frame.project.pk, trainee.pk, item.pk, 1, item.position)
        return *whose, Task.Status.SUBMITTED.value, snapshot + number, begun, moment(time), scored, 1, "", 240

    insert_rows(Task, fields, (row(number, *pairs[number], time) for number, time in enumerate(times)))
    return task


def _load_evaluations(frame: _Frame, draws: Draws, first_task: int) -> None:
    project, version = frame.project.pk, frame.function.geometry_version
    trainees = [person.pk for person in frame.trainees]
    classes = [item.pk for item in frame.classes]
    shared = ("project", "annotator", "task", "geometry_version")

    def of(task: int) -> Row:
        return project, trainees[task % len(trainees)], first_task + task, version

    n_labels, now = len(draws.task) // draws.n_tasks, moment(timezone.now())
    packed = draws.packed_sums(classes)
    insert_rows(
        TaskEvaluation,
        (*shared, "n_labels", "sums", "evaluated_at"),
        ((*of(task), n_labels, packed[task], now) for task in range(draws.n_tasks)),
    )
    counts = [f"n_{outcome.value}" for outcome in OUTCOMES]
    insert_rows(
        TaskClassStat,
        (*shared, "ontology_class", "n", *counts, "sum_similarity_ppm", "sum_category", "sum_attributes_ppm"),
        ((*of(task), classes[index], *numbers) for task, index, *numbers in draws.sums()),
    )
    _load_labels(draws, of, classes, shared)


def _load_labels(draws: Draws, of: Callable[[int], Row], classes: list[int], shared: tuple[str, ...]) -> None:
    outcomes = [outcome.value for outcome in OUTCOMES]
    missing, extra = outcomes.index("missing"), outcomes.index("extra")
    components = ("similarity_ppm", "category", "attributes_ppm", "sample_key")

    def row(task: int, label: int, outcome: int, index: int, candidate: int, *values: Any) -> Row:
        reference = "" if outcome == extra else f"object-{label}"
        submitted = ("", None) if outcome == missing else (f"object-{label}", classes[candidate])
        return *of(task), classes[index], 0, reference, *submitted, outcomes[outcome], *values, False

    fields = (*shared, "ontology_class", "frame", "reference_uid", "candidate_uid", "candidate_class", "outcome")
    for stretch in draws.stretches(("task", "label", "outcome", "class_index", "candidate_class", *components)):
        rows = (row(*values) for values in stretch)
        insert_rows(EvaluationLabel, (*fields, *components, "is_repaired"), rows)
