"""Importing labels into an annotation project: whole or not at all, and never over labels unless that is chosen."""

import io
import json

import pytest

from tests.factories import (
    AnnotationProjectFactory,
    DatasetFactory,
    DataUnitFactory,
    OntologyClassFactory,
    OntologyFactory,
    box_document,
)
from training.errors import InvalidError
from training.models import LabelObject, SourceTask
from training.services.imports import ImportRefusedError, import_labels, plan_import
from training.services.labels import read_document
from training.services.source_tasks import complete, return_to_annotator, save_labels, submit_for_review

pytestmark = pytest.mark.django_db

Status = SourceTask.Status


@pytest.fixture
def cell():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Cell")


@pytest.fixture
def project(cell):
    dataset = DatasetFactory()
    for title in ("a.jpg", "b.jpg", "c.jpg"):
        DataUnitFactory(dataset=dataset, title=title)
    return AnnotationProjectFactory(ontology=cell.ontology, datasets=[dataset])


def coco_file(boxes, *, name="labels.json"):
    """A COCO file with one image for each key of `boxes`, and its boxes."""
    images = [{"id": number, "file_name": title} for number, title in enumerate(boxes)]
    annotations = [
        {"image_id": number, "category_id": 1, "bbox": box}
        for number, title in enumerate(boxes)
        for box in boxes[title]
    ]
    content = {
        "images": images,
        "categories": [{"id": 1, "name": "cell"}],
        "annotations": [{"id": number, **annotation} for number, annotation in enumerate(annotations)],
    }
    file = io.BytesIO(json.dumps(content).encode())
    file.name = name
    return file


def run_import(project, boxes, *, replace=False, status_after=Status.IN_REVIEW, format_name="coco"):
    return import_labels(
        actor=project.created_by,
        project=project,
        format_name=format_name,
        upload=coco_file(boxes),
        replace=replace,
        status_after=status_after,
    )


def task_of(project, title):
    return project.source_tasks.select_related("label_row").get(data_unit__title=title)


def boxes_of(task):
    return [shape["box_xywh"] for shape in read_document(task.label_row)["frames"].get("0", [])]


def test_import_labels_stores_the_boxes_and_moves_the_tasks(project):
    result = run_import(project, {"a.jpg": [[1, 2, 3, 4], [5, 6, 7, 8]], "b.jpg": []})

    assert (result.n_units, result.n_labels) == (2, 2)
    assert boxes_of(task_of(project, "a.jpg")) == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert boxes_of(task_of(project, "b.jpg")) == []
    statuses = dict(project.source_tasks.values_list("data_unit__title", "status"))
    assert statuses == {"a.jpg": Status.IN_REVIEW, "b.jpg": Status.IN_REVIEW, "c.jpg": Status.NOT_STARTED}


def test_import_labels_names_who_saved_them(project):
    run_import(project, {"a.jpg": [[1, 2, 3, 4]]})

    label_row = task_of(project, "a.jpg").label_row
    assert label_row.saved_by == project.created_by
    assert label_row.revision == 1


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.IN_REVIEW, Status.COMPLETED])
def test_import_labels_moves_the_tasks_to_the_chosen_status(project, status):
    run_import(project, {"a.jpg": [[1, 2, 3, 4]]}, status_after=status)

    assert task_of(project, "a.jpg").status == status


@pytest.mark.parametrize("status", [Status.NOT_STARTED, "", "gone"])
def test_import_labels_refuses_another_status(project, status):
    with pytest.raises(InvalidError):
        run_import(project, {"a.jpg": []}, status_after=status)


def test_import_labels_refuses_an_unknown_format(project):
    with pytest.raises(InvalidError, match="“xyz”"):
        run_import(project, {"a.jpg": []}, format_name="xyz")


def test_one_bad_box_means_that_nothing_is_stored(project):
    with pytest.raises(ImportRefusedError) as refused:
        run_import(project, {"a.jpg": [[1, 2, 3, 4]], "b.jpg": [[1, 2, 0, 4]], "z.jpg": []})

    assert refused.value.n_problems == 2
    assert [(error["file"], error["where"], error["field"]) for error in refused.value.errors] == [
        ("labels.json", "image 2", "file_name"),
        ("labels.json", "annotation 1", "bbox"),
    ]
    assert not LabelObject.objects.exists()
    assert set(project.source_tasks.values_list("status", flat=True)) == {Status.NOT_STARTED}


def test_data_units_of_another_project_are_not_found(project, cell):
    other = DatasetFactory()
    DataUnitFactory(dataset=other, title="other.jpg")
    AnnotationProjectFactory(ontology=cell.ontology, datasets=[other])

    with pytest.raises(ImportRefusedError):
        run_import(project, {"other.jpg": []})


def labelled(project, cell, title="a.jpg"):
    task = task_of(project, title)
    save_labels(actor=project.created_by, source_task=task, document=box_document((cell, [9, 9, 9, 9])))
    return task


def test_existing_labels_stop_the_import_and_stay(project, cell):
    labelled(project, cell)

    with pytest.raises(ImportRefusedError) as refused:
        run_import(project, {"a.jpg": [[1, 2, 3, 4]], "b.jpg": [[1, 2, 3, 4]]})

    assert [error["where"] for error in refused.value.errors] == ["data unit “a.jpg”"]
    assert boxes_of(task_of(project, "a.jpg")) == [[9, 9, 9, 9]]
    assert task_of(project, "b.jpg").status == Status.NOT_STARTED


def test_existing_labels_are_replaced_when_that_is_chosen(project, cell):
    labelled(project, cell)

    run_import(project, {"a.jpg": [[1, 2, 3, 4]]}, replace=True)

    task = task_of(project, "a.jpg")
    assert boxes_of(task) == [[1, 2, 3, 4]]
    assert task.label_row.revision == 2


def test_an_empty_truth_replaces_labels_too(project, cell):
    labelled(project, cell)

    run_import(project, {"a.jpg": []}, replace=True)

    assert boxes_of(task_of(project, "a.jpg")) == []


def test_an_empty_picture_that_was_handed_in_counts_as_labelled(project):
    submit_for_review(actor=project.created_by, source_task=task_of(project, "a.jpg"))

    with pytest.raises(ImportRefusedError):
        run_import(project, {"a.jpg": [[1, 2, 3, 4]]})


def test_an_emptied_task_in_progress_takes_an_import(project, cell):
    task = labelled(project, cell)
    save_labels(
        actor=project.created_by,
        source_task=task,
        document={**box_document(revision=1), "frames": {"0": []}},
    )

    run_import(project, {"a.jpg": [[1, 2, 3, 4]]})

    assert boxes_of(task_of(project, "a.jpg")) == [[1, 2, 3, 4]]


def test_imported_labels_go_through_the_review_like_drawn_ones(project):
    run_import(project, {"a.jpg": [[1, 2, 3, 4]]})
    task = task_of(project, "a.jpg")

    complete(actor=project.created_by, source_task=task)
    returned = return_to_annotator(actor=project.created_by, source_task=task)

    assert returned.status == Status.IN_PROGRESS


def test_plan_import_stores_nothing(project):
    plan = plan_import(project=project, format_name="coco", upload=coco_file({"a.jpg": [[1, 2, 3, 4]]}))

    assert len(plan.documents) == 1
    assert not LabelObject.objects.exists()
