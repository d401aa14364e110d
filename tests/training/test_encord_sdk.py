"""Encord's own SDK, unmodified, as a client of this portal."""

import pytest

from tests.factories import (
    ClassificationFactory,
    CreatorFactory,
    OntologyClassFactory,
    OntologyFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.models import SourceTask
from training.services.labels import read_document
from training.services.tokens import create_token

encord = pytest.importorskip("encord")
objects = pytest.importorskip("encord.objects")
coordinates = pytest.importorskip("encord.objects.coordinates")
errors = pytest.importorskip("encord.exceptions")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trainee():
    return UserFactory()


@pytest.fixture
def course(trainee):
    ontology = OntologyFactory()
    OntologyClassFactory(ontology=ontology, name="Apple")
    ClassificationFactory(ontology=ontology, name="Ripe")
    return TrainingProjectFactory(actor=CreatorFactory(), ontology=ontology, n_tasks=2, trainees=[trainee])


def opened(live_server, person, project, *scopes):
    """The project as the SDK shows it to a person."""
    _token, secret = create_token(actor=person, name="SDK", scopes=scopes or ["read", "label"], days=1)
    client = encord.EncordUserClient.create_with_bearer_token(secret, domain=live_server.url)
    return client.get_project(str(project.uuid))


def draw(row, project, box):
    """One apple in the SDK's way."""
    apple = project.ontology_structure.get_child_by_title("Apple", type_=objects.Object)
    instance = apple.create_instance()
    x, y, width, height = box
    place = coordinates.BoundingBoxCoordinates(top_left_x=x, top_left_y=y, width=width, height=height)
    instance.set_for_frames(place, 0)
    row.add_object_instance(instance)


def test_the_sdk_sees_the_project_and_its_sources(live_server, course):
    project = opened(live_server, course.created_by, course)

    assert project.title == course.title
    assert [str(source) for source in project.source_projects] == [str(course.sources.get().uuid)]
    assert {item.name for item in project.ontology_structure.objects} == {"Apple"}


def test_the_sdk_reads_ground_truth(live_server, course):
    source = course.sources.get()
    project = opened(live_server, course.created_by, source)
    row = project.list_label_rows_v2()[0]

    row.initialise_labels()

    (instance,) = row.get_object_instances()
    place = instance.get_annotation(0).coordinates
    assert (place.top_left_x, place.top_left_y) == pytest.approx((100 / 640, 100 / 480))
    assert (row.data_title, instance.object_name) == (source.source_tasks.first().data_unit.title, "Apple")


def test_the_sdk_saves_labels_and_reads_them_again(live_server, course):
    source = course.sources.get()
    source.source_tasks.update(status=SourceTask.Status.IN_PROGRESS)
    project = opened(live_server, course.created_by, source)
    row = project.list_label_rows_v2()[0]
    row.initialise_labels()
    draw(row, project, (0.25, 0.5, 0.125, 0.25))
    ripe = project.ontology_structure.get_child_by_title("Ripe", type_=objects.Classification)
    answer = ripe.create_instance()
    answer.set_answer(ripe.attributes[0].options[0])
    answer.set_for_frames(0)
    row.add_classification_instance(answer)

    row.save()

    document = read_document(source.source_tasks.get(uuid=row.label_hash).label_row)
    again = project.list_label_rows_v2()[0]
    again.initialise_labels()
    assert document["frames"]["0"][1]["box_xywh"] == pytest.approx([160, 240, 80, 120])
    assert document["classifications"][0]["ranges"] == [[0, 0]]
    assert len(again.get_object_instances()) == 2
    assert again.get_classification_instances()[0].get_answer().label == "Yes"


def test_a_trainee_labels_their_own_task_and_sees_nothing_else(live_server, course, trainee):
    project = opened(live_server, trainee, course)
    rows = project.list_label_rows_v2()
    rows[0].initialise_labels()
    draw(rows[0], project, (0.1, 0.1, 0.2, 0.2))

    rows[0].save()

    assert project.source_projects is None
    assert {row.label_hash for row in rows} == {str(task.uuid) for task in trainee.tasks.all()}
    assert read_document(trainee.tasks.get(uuid=rows[0].label_hash).label_row)["objects"]
    with pytest.raises(errors.ResourceNotFoundError):
        opened(live_server, trainee, course.sources.get())


def test_a_token_that_only_reads_saves_nothing(live_server, course):
    source = course.sources.get()
    source.source_tasks.update(status=SourceTask.Status.IN_PROGRESS)
    project = opened(live_server, course.created_by, source, "read")
    row = project.list_label_rows_v2()[0]
    row.initialise_labels()

    with pytest.raises(errors.AuthorisationError):
        row.save()
