"""Deleting projects: out of sight at once, back if wanted, and gone with all that is theirs once the time is over."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DataFileFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.models import (
    BenchmarkTask,
    DataFile,
    Dataset,
    DataUnit,
    EvaluationLabel,
    LabelRow,
    LabelSnapshot,
    Project,
    RoleGroup,
    Task,
    TaskScore,
)
from training.permissions import Role
from training.services.deletion import delete_project, due_for_purge, purge_project
from training.services.sweep import sweep
from training.services.uploads import add_part, start_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def training():
    project = TrainingProjectFactory(n_tasks=2, trainees=[UserFactory()])
    SubmissionFactory(task=project.tasks.first(), boxes=[(project.ontology.classes.first(), [100, 100, 100, 50])])
    return project


def type_name(client, project, name=None, **more):
    return client.post(
        reverse("project_delete", args=[project.uuid]), {"name": project.title if name is None else name, **more}
    )


def delete(project, **more):
    delete_project(actor=project.created_by, project=project, name=project.title, **more)


def let_time_pass(settings):
    late = timezone.now() - timedelta(days=settings.DELETED_PROJECT_DAYS, seconds=1)
    Project.objects.exclude(deleted_at=None).update(deleted_at=late)


# Out of sight, and back


def test_an_admin_deletes_once_the_name_is_typed(client, training):
    client.force_login(training.created_by)

    response = type_name(client, training, f" {training.title} ")
    training.refresh_from_db()

    assert response.url == reverse("deleted_projects")
    assert training.deleted_at is not None
    assert client.get(reverse("project_open", args=[training.uuid])).status_code == 404
    assert training not in client.get(reverse("training_list")).context["page"]
    assert client.get(reverse("deleted_projects")).context["deleted"][0].project == training


@pytest.mark.parametrize("name", ["", "another name"])
def test_another_name_deletes_nothing(client, training, name):
    client.force_login(training.created_by)

    response = type_name(client, training, name)
    training.refresh_from_db()

    assert response.status_code == 422
    assert training.deleted_at is None


def test_nobody_reaches_a_task_of_a_deleted_project(client, training):
    task = training.tasks.last()
    delete(training)
    client.force_login(task.annotator)

    for name, key in (("task_queue", []), ("task_open", [task.uuid]), ("api:task_labels", [task.uuid])):
        assert client.get(reverse(name, args=[training.uuid, *key])).status_code == 404


def test_a_deleted_project_comes_back_as_it_was(client, training):
    delete(training)
    client.force_login(training.created_by)

    response = client.post(reverse("project_restore", args=[training.uuid]))

    assert response.url == reverse("project_open", args=[training.uuid])
    assert client.get(response.url, follow=True).status_code == 200
    assert training.tasks.count() == 2


def test_only_admins_bring_a_project_back(client, training):
    manager = MembershipFactory(project=training, role=Role.TEAM_MANAGER).user
    delete(training)

    for person, status in ((manager, 403), (CreatorFactory(), 404)):
        client.force_login(person)
        assert client.post(reverse("project_restore", args=[training.uuid])).status_code == status
        assert client.get(reverse("deleted_projects")).context["deleted"] == []


def test_a_project_whose_time_is_over_does_not_come_back(client, training, settings):
    delete(training)
    let_time_pass(settings)
    client.force_login(training.created_by)

    response = client.post(reverse("project_restore", args=[training.uuid]), follow=True)
    training.refresh_from_db()

    assert "is over" in response.content.decode()
    assert training.deleted_at is not None


def test_a_present_project_cannot_be_restored(client, training):
    client.force_login(training.created_by)

    assert client.post(reverse("project_restore", args=[training.uuid])).status_code == 404


# Gone for good


def test_before_its_time_nothing_is_purged(training):
    delete(training)

    purge_project(project_id=training.pk)

    assert not due_for_purge().exists()
    assert training.tasks.count() == 2


def test_a_training_project_goes_with_all_that_is_its_own(training, settings):
    source = training.sources.get()
    kept = {model: model.objects.count() for model in (DataUnit, Dataset)}
    source_rows = LabelRow.objects.filter(source_task__project=source).count()
    delete(training)
    let_time_pass(settings)

    purge_project(project_id=training.pk)
    purge_project(project_id=training.pk)

    assert not Project.objects.filter(pk=training.pk).exists()
    for model in (Task, BenchmarkTask, EvaluationLabel, TaskScore, LabelSnapshot):
        assert not model.objects.exists(), model
    assert LabelRow.objects.count() == source_rows
    assert RoleGroup.objects.count() == Group.objects.count() == 3
    assert {model: model.objects.count() for model in kept} == kept
    assert Project.objects.get() == source


def test_a_source_project_goes_and_what_was_trained_from_it_stays(training, settings):
    source = training.sources.get()
    delete(source, takes_datasets=True)
    let_time_pass(settings)

    purge_project(project_id=source.pk)
    task = SubmissionFactory(task=training.tasks.last(), boxes=[])

    assert not Project.objects.filter(pk=source.pk).exists()
    assert task.scored_at is not None
    assert training.benchmark_tasks.filter(source_task=None).count() == 2
    assert Dataset.objects.count() == 1  # the benchmark shows its pictures


@pytest.mark.parametrize(("takes", "others", "n_left"), [(False, False, 2), (True, False, 0), (True, True, 2)])
def test_datasets_go_with_their_last_project_if_wanted(settings, takes, others, n_left):
    dataset = DatasetFactory()
    files = [DataFileFactory(data_unit=unit) for unit in DataUnitFactory.create_batch(2, dataset=dataset)]
    project = AnnotationProjectFactory(datasets=[dataset])
    if others:
        AnnotationProjectFactory(datasets=[dataset])
    delete(project, takes_datasets=takes)
    let_time_pass(settings)

    purge_project(project_id=project.pk)

    assert DataFile.objects.count() == n_left
    assert sum(default_storage.exists(file.file.name) for file in files) == n_left
    assert Dataset.objects.count() == bool(n_left)


def test_what_had_arrived_of_an_upload_goes_with_its_dataset(settings):
    dataset = DatasetFactory()
    upload = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=[("a.png", 100)])
    add_part(upload=upload, position=0, offset=0, content=ContentFile(b"x" * 40))
    (part,) = upload.files.get().parts
    project = AnnotationProjectFactory(datasets=[dataset])
    delete(project, takes_datasets=True)
    let_time_pass(settings)

    purge_project(project_id=project.pk)

    assert not default_storage.exists(part)


def test_a_file_that_another_dataset_holds_too_stays(settings):
    unit = DataUnitFactory()
    file = DataFileFactory(data_unit=unit)
    other = DataFileFactory(data_unit=DataUnitFactory(sha256=unit.sha256), file__filename="other.png")
    DataFile.objects.filter(pk=other.pk).update(file=file.file.name)
    project = AnnotationProjectFactory(datasets=[unit.dataset])
    delete(project, takes_datasets=True)
    let_time_pass(settings)

    purge_project(project_id=project.pk)

    assert default_storage.exists(file.file.name)


def test_the_sweep_finds_what_is_due(training, settings, django_capture_on_commit_callbacks):
    delete(training)
    let_time_pass(settings)

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert not Project.objects.filter(pk=training.pk).exists()


def test_the_page_of_a_source_project_says_what_was_made_from_it(client, training):
    source = training.sources.get()
    client.force_login(source.created_by)

    text = client.get(reverse("project_delete", args=[source.uuid])).content.decode()

    assert "1 training project was made from it" in text
    assert type_name(client, source, takes_datasets="on").status_code == 302
    source.refresh_from_db()
    assert source.takes_datasets
