"""Saving, conflicts and snapshots of labels."""

import threading

import pytest
from django.db import connection

from tests.factories import (
    AnnotationProjectFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    box_document,
)
from training.errors import ConflictError, InvalidError
from training.models import LabelRow, LabelSnapshotPart
from training.services.labels import read_document, read_snapshot, save_document, take_snapshot


@pytest.fixture
def project(db):
    dataset = DatasetFactory()
    DataUnitFactory(dataset=dataset)
    project = AnnotationProjectFactory(datasets=[dataset])
    OntologyClassFactory(ontology=project.ontology)
    return project


@pytest.fixture
def save(project):
    def save(document, revision=0):
        label_row = project.source_tasks.get().label_row
        return save_document(
            actor=project.created_by,
            label_row=label_row,
            document={**document, "revision": revision},
            ontology=project.ontology,
        )

    return save


@pytest.fixture
def box(project):
    return project.ontology.classes.get()


def test_what_is_saved_is_read_again(save, box):
    document = box_document((box, [10, 20, 30, 40.5]))

    label_row = save(document)

    assert read_document(label_row) == {**document, "revision": 1}


def test_an_empty_frame_leaves_nothing_behind(save, box):
    save(box_document((box, [10, 20, 30, 40])))

    label_row = save({"objects": [], "classifications": [], "frames": {"0": []}}, revision=1)

    assert read_document(label_row)["frames"] == {}


def test_a_stale_document_is_refused_and_nothing_is_lost(save, box):
    first = box_document((box, [10, 20, 30, 40]))
    save(first)

    with pytest.raises(ConflictError) as caught:
        save(box_document((box, [0, 0, 5, 5])), revision=0)

    assert caught.value.facts["revision"] == 1
    assert read_document(LabelRow.objects.get())["frames"] == first["frames"]


def test_an_object_cannot_leave_while_a_frame_shows_it(save, box):
    save(box_document((box, [10, 20, 30, 40])))

    with pytest.raises(InvalidError, match="object-0"):
        save({"objects": [], "classifications": [], "frames": {}}, revision=1)


def test_a_wrong_document_changes_nothing(save, box):
    save(box_document((box, [10, 20, 30, 40])))

    with pytest.raises(InvalidError):
        save(box_document((box, [10, 20, 0, 40])), revision=1)

    assert LabelRow.objects.get().revision == 1


def test_a_snapshot_is_the_document_and_stays_it(save, box):
    document = box_document((box, [10, 20, 30, 40.25]))
    snapshot = take_snapshot(save(document))

    save(box_document((box, [0, 0, 1, 1])), revision=1)

    assert read_snapshot(snapshot) == {**document, "revision": 1}
    assert snapshot.n_labels == 1


def test_snapshots_of_equal_labels_have_equal_hashes(save, box):
    document = box_document((box, [10, 20, 30, 40.25]))
    first = take_snapshot(save(document))
    second = take_snapshot(save(document, revision=1))

    assert first.sha256 == second.sha256


def test_a_long_snapshot_is_kept_in_parts(project, box):
    unit = project.source_tasks.get().data_unit
    label_row = LabelRow.objects.create(data_unit=unit)
    label_row.objects_of_row.create(uid="one", ontology_class=box)
    for frame in (0, 255, 256, 700):
        label_row.frames.create(frame=frame, shapes=[{"object": "one", "box_xywh": [frame, 0, 1, 1]}])

    snapshot = take_snapshot(label_row)

    assert LabelSnapshotPart.objects.filter(snapshot=snapshot).count() == 3
    assert read_snapshot(snapshot)["frames"]["700"] == [{"object": "one", "box_xywh": [700, 0, 1, 1]}]


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_saving_at_once_one_is_told(save, box):
    start = threading.Barrier(4)
    outcomes = []

    def save_from_a_tab():
        start.wait()
        try:
            save(box_document((box, [1, 2, 3, 4])))
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("told")
        finally:
            connection.close()

    tabs = [threading.Thread(target=save_from_a_tab) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert sorted(outcomes) == ["saved", "told", "told", "told"]
