"""Labels over frames: shapes between key frames, and answers that change, from the save to the score."""

import pytest

from scoring import Labels
from tests.factories import (
    AnnotationProjectFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    UserFactory,
)
from training.errors import InvalidError
from training.models import EvaluationLabel, SourceTask
from training.services.labels import frame_sizes, read_document, read_snapshot, take_snapshot
from training.services.scores import score_task
from training.services.source_tasks import save_labels
from training.services.tasks import save_task_labels, start_task, submit_task
from training.services.training_projects import FunctionSettings, create_training_project
from training.specs import class_spec

N_FRAMES = 20
SEEN = {
    "name": "Seen",
    "type": "radio",
    "featureNodeHash": "seen",
    "required": True,
    "dynamic": True,
    "options": [
        {"label": "Whole", "value": "whole", "featureNodeHash": "whole", "options": []},
        {
            "label": "In part",
            "value": "part",
            "featureNodeHash": "part",
            "options": [
                {
                    "name": "Percent",
                    "type": "numeric",
                    "featureNodeHash": "percent",
                    "required": False,
                    "dynamic": False,
                    "options": [],
                }
            ],
        },
    ],
}
MAKE = {
    "name": "Make",
    "type": "text",
    "featureNodeHash": "make",
    "required": False,
    "dynamic": False,
    "options": [],
}


def span(first, last, **answers):
    return {"range": [first, last], "answers": answers}


def track(car, *, dynamic=None, last=N_FRAMES - 1):
    """One car on every frame: key frames at both ends, interpolated between."""
    entry = {"id": "car-one", "class": car.feature_hash, "attributes": {"make": "Fiat"}}
    middle = {"interpolated": True}
    return {
        "revision": 0,
        "objects": [{**entry, **({"dynamic": dynamic} if dynamic else {})}],
        "classifications": [],
        "frames": {
            str(frame): [
                {"object": "car-one", "box_xywh": [10 + frame, 20, 30, 40], **(middle if 0 < frame < last else {})}
            ]
            for frame in range(last + 1)
        },
    }


@pytest.fixture
def project(db):
    dataset = DatasetFactory()
    DataUnitFactory(dataset=dataset, modality="image_sequence", n_frames=N_FRAMES)
    return AnnotationProjectFactory(datasets=[dataset])


@pytest.fixture
def car(project):
    return OntologyClassFactory(ontology=project.ontology, name="Car", attributes=[SEEN, MAKE])


@pytest.fixture
def save(project):
    def save(document):
        task = project.source_tasks.get()
        return save_labels(actor=project.created_by, source_task=task, document=document)

    return save


def test_marks_and_changing_answers_come_back_as_they_were_saved(save, car):
    document = track(car, dynamic={"seen": [span(0, 4, seen="whole"), span(5, 9, seen="part", percent=40.0)]})

    label_row = save(document)

    assert read_document(label_row) == {**document, "revision": 1}
    assert read_snapshot(take_snapshot(label_row)) == {**document, "revision": 1}


def test_a_shape_that_is_no_longer_interpolated_is_not_marked(save, car):
    document = track(car)
    document["frames"]["3"][0]["interpolated"] = False

    label_row = save(document)

    assert "interpolated" not in read_document(label_row)["frames"]["3"][0]


@pytest.mark.parametrize(
    ("dynamic", "sentence"),
    [
        ([], None),
        (["seen"], "given as"),
        ({"make": [span(0, 1, make="Fiat")]}, "does not change by frame"),
        ({"unknown": []}, "does not change by frame"),
        ({"seen": "whole"}, "not overlapping"),
        ({"seen": [{"answers": {"seen": "whole"}}]}, "not overlapping"),
        ({"seen": [span(0, 4, seen="whole"), span(4, 5, seen="part")]}, "not overlapping"),
        ({"seen": [span(0, N_FRAMES, seen="whole")]}, "from 0 to 19"),
        ({"seen": [span(0, 1, seen="half")]}, "no such option"),
        ({"seen": [span(0, 1, make="Fiat")]}, "no question make"),
        ({"seen": [{"range": [0, 1]}]}, "Answers are given"),
    ],
)
def test_changing_answers_that_do_not_fit_are_refused(save, car, dynamic, sentence):
    document = track(car)
    document["objects"][0]["dynamic"] = dynamic

    if sentence is None:
        assert "dynamic" not in read_document(save(document))["objects"][0]
        return
    with pytest.raises(InvalidError, match=sentence) as refusal:
        save(document)

    assert refusal.value.errors[0]["where"] == "objects[0].dynamic"


def test_a_question_is_not_answered_for_all_frames_and_by_frame(save, car):
    document = track(car, dynamic={"seen": [span(0, 4, seen="whole")]})
    document["objects"][0]["attributes"]["seen"] = "part"

    with pytest.raises(InvalidError, match="“Seen” is answered for all frames and by frame"):
        save(document)


def test_a_mark_is_true_or_false(save, car):
    document = track(car)
    document["frames"]["3"][0]["interpolated"] = "yes"

    with pytest.raises(InvalidError, match="true or false"):
        save(document)


def test_scoring_reads_the_answers_of_each_frame(save, car, project):
    label_row = save(track(car, dynamic={"seen": [span(0, 4, seen="whole"), span(5, 19, seen="part", percent=40)]}))
    sizes = [(size.width, size.height) for size in frame_sizes(label_row.data_unit)]

    labels = Labels.from_document(read_document(label_row), classes=[class_spec(car)], frame_sizes=sizes)

    answers = [dict(labels.answer_sets[index]) for index in labels.answer_index]
    assert answers[4] == {"make": "Fiat", "seen": "whole"}
    assert answers[5] == {"make": "Fiat", "seen": "part", "percent": 40}


def test_each_frame_of_a_submission_is_scored_by_its_own_answers(save, car, project):
    save(track(car, dynamic={"seen": [span(0, 9, seen="whole"), span(10, 19, seen="part")]}))
    project.source_tasks.update(status=SourceTask.Status.COMPLETED)
    training = create_training_project(
        actor=project.created_by,
        title="Training",
        description="",
        ontology=project.ontology,
        sources=[project],
        function=FunctionSettings(),
        trainees=[UserFactory()],
    )
    task = training.tasks.get()
    start_task(actor=task.annotator, task=task)
    document = track(car, dynamic={"seen": [span(0, 4, seen="whole"), span(5, 19, seen="part")]})
    save_task_labels(actor=task.annotator, task=task, document=document)
    submit_task(actor=task.annotator, task=task, revision=1)

    score_task(task_id=task.pk)

    rows = dict(EvaluationLabel.objects.values_list("frame", "attributes_ppm"))
    assert rows == {frame: 500_000 if 5 <= frame <= 9 else 1_000_000 for frame in range(N_FRAMES)}
    assert set(EvaluationLabel.objects.values_list("similarity_ppm", flat=True)) == {1_000_000}
