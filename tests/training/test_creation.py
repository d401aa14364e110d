"""Large training projects are made in the background: whole or not at all, and seen by nobody before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    UserFactory,
)
from training.models import BenchmarkTask, Job, Project, SourceTask, TraineeGroup, TrainingDraft
from training.services import creation
from training.services.creation import run_creation, take_turn
from training.services.drafts import create_from_draft
from training.services.sweep import MAX_ATTEMPTS, sweep

N_TASKS = 3


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(creation, "FROZEN_AT_ONCE", 0)
    monkeypatch.setattr(creation, "FROZEN_PER_STEP", 2)


@pytest.fixture
def admin(db):
    return CreatorFactory()


@pytest.fixture
def source(admin):
    dataset = DatasetFactory(created_by=admin)
    DataUnitFactory.create_batch(N_TASKS, dataset=dataset)
    project = AnnotationProjectFactory(actor=admin, ontology__created_by=admin, datasets=[dataset])
    OntologyClassFactory(ontology=project.ontology)
    project.source_tasks.update(status=SourceTask.Status.COMPLETED)
    return project


@pytest.fixture
def draft(admin, source):
    group = TraineeGroup.objects.create(name="Night shift")
    group.members.add(UserFactory())
    people = UserFactory.create_batch(2)
    data = {
        "title": "Fruit",
        "ontology": str(source.ontology.uuid),
        "sources": [str(source.uuid)],
        "trainees": [person.pk for person in people],
        "groups": [str(group.uuid)],
        "addresses": ["new@example.org"],
    }
    return TrainingDraft.objects.create(owner=admin, data=data)


def begin(draft):
    """The press of the button; the queue does not run by itself in these tests."""
    project = create_from_draft(actor=draft.owner, draft=draft, origin="http://testserver")
    return project, Job.objects.get(kind=Job.Kind.CREATE)


def assert_whole(project):
    project.refresh_from_db()
    assert project.is_ready
    assert project.benchmark_tasks.count() == N_TASKS
    assert sorted(project.benchmark_tasks.values_list("position", flat=True)) == list(range(N_TASKS))
    assert project.tasks.count() == N_TASKS * 3
    assert project.memberships.count() == 4
    assert project.invitations.get().email == "new@example.org"
    assert project.trainee_groups.count() == 1


def test_what_the_background_makes_is_whole(draft):
    project, job = begin(draft)

    run_creation(job_id=job.pk)

    assert_whole(project)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, N_TASKS * 4, N_TASKS * 4)


def test_nobody_sees_it_before_it_is_whole(draft, client):
    project, _ = begin(draft)
    client.force_login(draft.owner)

    assert client.get(reverse("project_open", args=[project.uuid])).status_code == 404
    assert not Project.objects.visible_to(draft.owner).training().exists()
    listed = client.get(reverse("training_list")).content.decode()
    assert reverse("draft_progress", args=[draft.uuid]) in listed


def test_a_second_press_finds_the_first(draft, client):
    project, _ = begin(draft)
    client.force_login(draft.owner)

    again = create_from_draft(actor=draft.owner, draft=draft, origin="http://testserver")
    answer = client.post(reverse("draft_trainees", args=[draft.uuid]), {})

    assert again == project
    assert answer.url == reverse("draft_progress", args=[draft.uuid])
    assert Job.objects.count() == 1


def test_the_progress_page_leads_to_the_project(draft, client):
    project, job = begin(draft)
    client.force_login(draft.owner)
    address = reverse("draft_progress", args=[draft.uuid])
    assert "Waiting for the background worker" in client.get(address).content.decode()

    run_creation(job_id=job.pk)

    assert client.get(address).url == reverse("project_open", args=[project.uuid])
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("project_open", args=[project.uuid])


def test_the_progress_of_others_does_not_exist(draft, client):
    begin(draft)
    client.force_login(CreatorFactory())

    assert client.get(reverse("draft_progress", args=[draft.uuid])).status_code == 404


@pytest.mark.parametrize("moment", ["freeze", "copy_tasks", "add_trainees"])
def test_a_worker_that_dies_is_followed_by_another(moment, draft, monkeypatch):
    project, job = begin(draft)
    works = getattr(creation, moment)
    calls = []

    def dies_the_second_time(*args, **kwargs):
        calls.append(1)
        if len(calls) == (1 if moment == "add_trainees" else 2):
            raise RuntimeError("killed")
        return works(*args, **kwargs)

    monkeypatch.setattr(creation, moment, dies_the_second_time)
    with pytest.raises(RuntimeError):
        take_turn(job.pk)
    assert not Project.objects.visible_to(draft.owner).training().exists()
    take_turn(job.pk)

    assert_whole(project)


def test_a_turn_of_a_job_that_has_ended_changes_nothing(draft):
    project, job = begin(draft)
    take_turn(job.pk)

    take_turn(job.pk)

    assert_whole(project)


def test_without_any_ground_truth_left_nothing_is_made(draft, source, client, django_capture_on_commit_callbacks):
    _, job = begin(draft)
    source.source_tasks.update(status=SourceTask.Status.IN_PROGRESS)

    with django_capture_on_commit_callbacks(execute=True):
        run_creation(job_id=job.pk)

    assert not Project.objects.training().exists()
    assert not BenchmarkTask.objects.exists()
    draft.refresh_from_db()
    client.force_login(draft.owner)
    assert client.get(reverse("draft_progress", args=[draft.uuid])).url == reverse("draft_trainees", args=[draft.uuid])
    page = client.get(reverse("draft_trainees", args=[draft.uuid])).content.decode()
    assert "there is nothing to train on" in page


def test_the_sweep_follows_a_worker_that_fell_silent(draft, django_capture_on_commit_callbacks):
    project, job = begin(draft)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, lease_until=timezone.now() - timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert_whole(project)


def test_what_stops_again_and_again_is_given_up(draft, django_capture_on_commit_callbacks):
    _, job = begin(draft)
    silent = {"state": Job.State.RUNNING, "lease_until": timezone.now() - timedelta(seconds=1)}
    Job.objects.filter(pk=job.pk).update(attempts=MAX_ATTEMPTS, **silent)

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert not Project.objects.training().exists()
    draft.refresh_from_db()
    assert draft.project is None
    assert "stopped" in draft.data["refusal"]


def test_small_projects_are_made_at_once(draft, monkeypatch):
    monkeypatch.setattr(creation, "FROZEN_AT_ONCE", 200)

    project = create_from_draft(actor=draft.owner, draft=draft, origin="http://testserver")

    assert_whole(project)
    assert not Job.objects.exists()


def test_who_was_taken_out_meanwhile_gets_nothing(draft):
    project, job = begin(draft)
    creation._step(job.pk, creation._freeze_some)
    creation._step(job.pk, creation._freeze_some)
    creation._step(job.pk, creation._copy_to_one)
    gone = project.tasks.first().annotator
    gone.is_active = False
    gone.save()

    take_turn(job.pk)

    assert not project.tasks.filter(annotator=gone).exists()
    assert project.tasks.count() == N_TASKS * 2
