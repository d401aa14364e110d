"""The project that is loaded for measuring: made up, but as consistent as a real one."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Avg, Count, Sum

from tests.factories import UserFactory
from training.models import EvaluationLabel, LabelSnapshot, Project, Task, TaskClassStat, TaskScore
from training.scale.load import Size, load_project
from training.scoring_sql import scored_labels
from training.selectors.overview import overview

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return load_project(Size(trainees=3, tasks=4, labels=6, classes=2))


def test_everyone_has_submitted_everything(project):
    figures = overview(project=project)

    assert (figures.n_annotators, figures.progress.submitted, figures.progress.scored) == (3, 12, 12)
    assert figures.is_complete


def test_the_sums_are_those_of_the_evaluation_labels(project):
    of_labels = (
        EvaluationLabel.objects.filter(project=project)
        .order_by()
        .values_list("task", "ontology_class")
        .annotate(Count("pk"), Sum("similarity_ppm"), Sum("attributes_ppm"))
    )
    of_sums = TaskClassStat.objects.filter(project=project).values_list(
        "task", "ontology_class", "n", "sum_similarity_ppm", "sum_attributes_ppm"
    )

    assert len(of_labels) > 12
    assert sorted(of_labels) == sorted(of_sums)


def test_the_scores_are_the_means_of_the_evaluation_labels(project):
    means = scored_labels(project.applied_function).values("task").annotate(mean=Avg("score"))
    kept = dict(TaskScore.objects.filter(function=project.applied_function).values_list("task", "score"))

    assert kept == pytest.approx({row["task"]: row["mean"] for row in means})


def test_two_projects_stand_side_by_side(project):
    other = load_project(Size(trainees=1, tasks=2, labels=1))

    assert other.tasks.count() == 2
    assert project.tasks.count() == 12


def test_ids_go_on_behind_the_loaded_ones(project):
    last = Task.objects.order_by("pk").last()

    task = Task.objects.create(
        project=project, annotator=UserFactory(), benchmark_task=last.benchmark_task, position=last.position
    )
    snapshot = LabelSnapshot.objects.create(data_unit=last.benchmark_task.data_unit, revision=1, sha256="", n_labels=0)

    assert task.pk > last.pk
    assert snapshot.pk > last.submission_id


def test_the_command_loads_what_it_is_asked_for(db):
    call_command("load_scale", trainees=2, tasks=3, labels=4, classes=5)

    project = Project.objects.get()
    assert EvaluationLabel.objects.filter(project=project).count() == 24
    assert project.ontology.classes.count() == 5


def test_the_command_refuses_a_portal_that_others_use(db, settings):
    settings.ORIGIN = ("https", "labels.example.com")

    with pytest.raises(CommandError, match="do not belong here"):
        call_command("load_scale", trainees=1, tasks=1, labels=1)


def test_the_command_refuses_nothing(db):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("load_scale", trainees=0)
