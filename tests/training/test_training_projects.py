"""Making training projects: whole or not at all, and grown by trainees."""

import pytest

from tests.factories import (
    AnnotationProjectFactory,
    CreatorFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    OntologyClassFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from training.errors import InvalidError
from training.models import LabelSnapshot, Project, SourceTask, Task, TraineeGroup
from training.permissions import Role
from training.services.labels import read_snapshot
from training.services.source_tasks import return_to_annotator, save_labels, submit_for_review
from training.services.team import remove_member
from training.services.training_projects import FunctionSettings, add_trainees, create_training_project


@pytest.fixture
def source(db):
    dataset = DatasetFactory()
    DataUnitFactory.create_batch(4, dataset=dataset)
    project = AnnotationProjectFactory(actor=dataset.created_by, datasets=[dataset])
    OntologyClassFactory(ontology=project.ontology)
    return project


def label_all(source):
    box = source.ontology.classes.get()
    for task in source.source_tasks.all():
        save_labels(actor=source.created_by, source_task=task, document=box_document((box, [1, 2, 30, 40])))
        submit_for_review(actor=source.created_by, source_task=task)


def create(source, **changes):
    fields = {
        "actor": source.created_by,
        "title": "Training",
        "description": "",
        "ontology": source.ontology,
        "sources": [source],
        "function": FunctionSettings(),
    }
    return create_training_project(**{**fields, **changes})


def test_four_tasks_and_four_annotators_make_sixteen(source):
    label_all(source)

    project = create(source, trainees=UserFactory.create_batch(4))

    assert project.tasks.count() == 16
    assert project.applied_function.version == 1


def test_groups_and_single_people_are_counted_once(source):
    label_all(source)
    person, colleague = UserFactory.create_batch(2)
    group = TraineeGroup.objects.create(name="Night shift")
    group.members.add(person, colleague)

    project = create(source, trainees=[person], groups=[group])

    assert project.memberships.filter(role="annotator").count() == 2
    assert project.tasks.count() == 8


def test_only_tasks_in_review_or_completed_are_ground_truth(source):
    label_all(source)
    return_to_annotator(actor=source.created_by, source_task=source.source_tasks.first())

    project = create(source, trainees=[UserFactory()])

    assert project.tasks.count() == 3


def test_the_benchmark_is_frozen(source):
    label_all(source)
    project = create(source, trainees=[UserFactory()])
    task = source.source_tasks.first()
    before = read_snapshot(project.benchmark_tasks.get(source_task=task).snapshot)

    return_to_annotator(actor=source.created_by, source_task=task)
    save_labels(actor=source.created_by, source_task=task, document=box_document(revision=1))

    assert read_snapshot(project.benchmark_tasks.get(source_task=task).snapshot) == before


@pytest.mark.parametrize("title", ["", "   "])
def test_a_training_project_needs_a_name(title, source):
    label_all(source)

    with pytest.raises(InvalidError, match="name"):
        create(source, title=title)


def test_a_source_of_another_ontology_is_refused(source):
    label_all(source)
    other = AnnotationProjectFactory(actor=source.created_by, title="Other")

    with pytest.raises(InvalidError, match="Other"):
        create(source, sources=[source, other])


def test_a_source_that_one_does_not_administer_is_refused(source):
    label_all(source)

    with pytest.raises(InvalidError, match="not an admin"):
        create(source, actor=CreatorFactory())


def test_a_deleted_source_is_refused(source):
    label_all(source)
    Project.objects.update(deleted_at="2026-01-01T00:00Z")
    source.refresh_from_db()

    with pytest.raises(InvalidError, match="not a source project any more"):
        create(source)


def test_without_ground_truth_nothing_is_created(source):
    with pytest.raises(InvalidError, match="nothing to train on"):
        create(source)

    assert not Project.objects.training().exists()
    assert not LabelSnapshot.objects.exists()


def test_a_trainee_added_later_gets_every_task_and_adding_twice_is_once(source):
    label_all(source)
    project = create(source)
    late = UserFactory()

    assert add_trainees(actor=source.created_by, project=project, trainees=[late]) == 4
    assert add_trainees(actor=source.created_by, project=project, trainees=[late]) == 0


def test_admins_and_team_managers_get_no_tasks(source):
    label_all(source)
    manager = UserFactory()
    project = create(source, trainees=[source.created_by])
    MembershipFactory(project=project, user=manager, role=Role.TEAM_MANAGER)

    add_trainees(actor=source.created_by, project=project, trainees=[manager])

    assert not project.tasks.exists()


def test_removing_a_trainee_keeps_their_results(db):
    trainee = UserFactory()
    project = TrainingProjectFactory(trainees=[trainee])

    remove_member(actor=project.created_by, project=project, user=trainee)

    assert Task.objects.filter(annotator=trainee).count() == 2


def test_source_tasks_move_along_their_states(source):
    task = source.source_tasks.first()
    box = source.ontology.classes.get()

    save_labels(actor=source.created_by, source_task=task, document=box_document((box, [1, 2, 3, 4])))
    task.refresh_from_db()
    assert task.status == SourceTask.Status.IN_PROGRESS

    assert submit_for_review(actor=source.created_by, source_task=task).status == SourceTask.Status.IN_REVIEW
