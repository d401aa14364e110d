"""Writes Encord's label rows so that every SDK reads them: what can be told in two ways is told in both."""

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from training.formats.base import LabelledUnit
from training.formats.support.encord_answers import lower_snake, questions_below, write_actions, write_answers
from training.formats.support.encord_shapes import SHAPES
from training.models import OntologyClass, SourceTask, Task

Entry = dict[str, Any]

#: Our modalities in Encord's words.
DATA_TYPES = {
    "image": "image",
    "image_group": "img_group",
    "image_sequence": "img_group",
    "video": "video",
    "dicom": "dicom",
}
_SERIES = "application/dicom"
_LABEL_STATUS: dict[str, str] = {
    SourceTask.Status.NOT_STARTED: "NOT_LABELLED",
    SourceTask.Status.IN_PROGRESS: "LABEL_IN_PROGRESS",
    SourceTask.Status.IN_REVIEW: "LABELLED",
    SourceTask.Status.COMPLETED: "REVIEWED",
    Task.Status.SUBMITTED: "LABELLED",
}
_TASK_STATUS: dict[str, str] = {
    SourceTask.Status.NOT_STARTED: "QUEUED",
    SourceTask.Status.IN_PROGRESS: "ASSIGNED",
    SourceTask.Status.IN_REVIEW: "IN_REVIEW",
    SourceTask.Status.COMPLETED: "COMPLETED",
    Task.Status.SUBMITTED: "COMPLETED",
}


def write_row(labelled: LabelledUnit, classes: Mapping[str, OntologyClass]) -> Entry:
    """One label row, in the order in which the SDK writes its keys."""
    unit, document = labelled.unit, labelled.document
    n_frames = len(labelled.sizes)
    made, edited = _times(labelled)
    row = {
        "label_hash": str(labelled.label_id),
        "branch_name": "main",
        "created_at": made,
        "last_edited_at": edited,
        "data_hash": str(unit.uuid),
        "dataset_hash": str(unit.dataset.uuid),
        "dataset_title": unit.dataset.title,
        "data_title": unit.title,
        "data_type": DATA_TYPES[unit.modality],
        "annotation_task_status": _TASK_STATUS.get(labelled.status, "QUEUED"),
        "is_shadow_data": False,
        "object_answers": {item["id"]: _object_answer(item, classes) for item in document["objects"]},
        "classification_answers": {
            item["id"]: _classification_answer(item, classes, labelled) for item in document["classifications"]
        },
        "object_actions": dict(_object_actions(document["objects"], classes, n_frames)),
        "label_status": _LABEL_STATUS.get(labelled.status, "LABEL_IN_PROGRESS"),
        "data_units": _data_units(labelled, _frames(labelled, classes)),
        "spaces": {},
    }
    if unit.modality in {"image_group", "image_sequence"}:
        row |= {"is_image_sequence": unit.modality == "image_sequence", "video_link": None}
    return row


def _data_units(labelled: LabelledUnit, frames: dict[int, Entry]) -> dict[str, Entry]:
    unit = labelled.unit
    if unit.modality in {"image", "image_group", "image_sequence"}:
        return dict(_picture(labelled, frame, frames) for frame in range(len(labelled.sizes)))
    key = str(unit.uuid)
    entry: Entry = {
        "data_hash": key,
        "data_title": unit.title,
        "data_link": "",
        "data_type": mimetypes.guess_type(unit.title)[0] or "video/mp4",
        "data_sequence": 0,
        "width": unit.width,
        "height": unit.height,
        "labels": {str(frame): frames[frame] for frame in sorted(frames)},
    }
    if unit.modality == "video":
        # The SDK reads the number of frames as fps times duration, rounded up: a trifle less keeps it exact.
        rate = labelled.frames_per_second
        duration = (len(labelled.sizes) - 1e-3) / rate
        return {key: entry | {"data_fps": rate, "data_duration": duration}}
    # Files of a series are not addresses: there is one entry for each, which says how many there are.
    links = [f"{unit.title}/{frame:06d}.dcm" for frame in range(len(labelled.sizes))]
    del entry["data_link"]
    metadata = {"patient_id": "", "study_uid": "", "series_uid": ""}
    return {key: entry | {"data_type": _SERIES, "data_links": links, "metadata": metadata}}


def _picture(labelled: LabelledUnit, frame: int, frames: dict[int, Entry]) -> tuple[str, Entry]:
    """A picture is a data unit of its own; those of a group have ids that follow from the group's."""
    unit, size = labelled.unit, labelled.sizes[frame]
    is_single = unit.modality == "image"
    key = str(unit.uuid if is_single else picture_id(unit.uuid, frame))
    title = unit.title if is_single else f"{frame:06d}.jpg"
    entry = {
        "data_hash": key,
        "data_title": title,
        "data_link": "",
        "data_type": mimetypes.guess_type(title)[0] or "image/png",
        "data_sequence": 0 if is_single else str(frame),
        "width": size.width,
        "height": size.height,
        "labels": frames.get(frame, {"objects": [], "classifications": []}),
    }
    return key, entry


def picture_id(unit_id: UUID, frame: int) -> UUID:
    """The id of one picture of a group, always the same."""
    return uuid5(unit_id, str(frame))


def _frames(labelled: LabelledUnit, classes: Mapping[str, OntologyClass]) -> dict[int, Entry]:
    """The labels of each frame that has any."""
    made, edited = _times(labelled)
    facts = {
        "createdAt": made,
        "createdBy": labelled.editor,
        "confidence": 1.0,
        "lastEditedAt": edited,
        "lastEditedBy": labelled.editor,
    }
    class_of = {item["id"]: classes[item["class"]] for item in labelled.document["objects"]}
    frames: dict[int, Entry] = {}
    for key, shapes in labelled.document["frames"].items():
        for shape in shapes:
            ontology_class, size = class_of[shape["object"]], labelled.sizes[int(key)]
            item = {
                "objectHash": shape["object"],
                "featureHash": ontology_class.feature_hash,
                "name": ontology_class.name,
                "value": lower_snake(ontology_class.name),
                "color": ontology_class.color,
                "shape": ontology_class.shape,
                "manualAnnotation": not shape.get("interpolated", False),
                **facts,
                **SHAPES[ontology_class.shape].write(shape, size, ontology_class),
            }
            _labels(frames, int(key))["objects"].append(item)
    for item in labelled.document["classifications"]:
        entry = _listed(item, classes[item["class"]], facts)
        for first, last in item["ranges"]:
            for frame in range(first, last + 1):
                _labels(frames, frame)["classifications"].append(entry)
    return frames


def _labels(frames: dict[int, Entry], frame: int) -> Entry:
    return frames.setdefault(frame, {"objects": [], "classifications": []})


def _listed(item: Entry, ontology_class: OntologyClass, facts: Entry) -> Entry:
    return {
        "classificationHash": item["id"],
        "featureHash": ontology_class.feature_hash,
        "name": ontology_class.name,
        "value": lower_snake(ontology_class.name),
        "manualAnnotation": True,
        **facts,
    }


def _object_answer(item: Entry, classes: Mapping[str, OntologyClass]) -> Entry:
    questions = classes[item["class"]].attributes
    static = [question for question in questions if not question.get("dynamic")]
    return {"classifications": write_answers(item["attributes"], static), "objectHash": item["id"]}


def _object_actions(
    objects: list[Entry], classes: Mapping[str, OntologyClass], n_frames: int
) -> list[tuple[str, Entry]]:
    """Answers by frame. To Encord, a question that may change by frame is answered by frame, always."""
    written = []
    for item in objects:
        questions = classes[item["class"]].attributes
        changing = [question for question in questions if question.get("dynamic")]
        spans = dict(item.get("dynamic", {}))
        for question in changing:
            held = {key: item["attributes"][key] for key in questions_below([question]) if key in item["attributes"]}
            if held:
                spans[question["featureNodeHash"]] = [{"range": [0, n_frames - 1], "answers": held}]
        actions = write_actions(spans, changing)
        if actions:
            written.append((item["id"], {"actions": actions, "objectHash": item["id"]}))
    return written


def _classification_answer(item: Entry, classes: Mapping[str, OntologyClass], labelled: LabelledUnit) -> Entry:
    made, edited = _times(labelled)
    ontology_class = classes[item["class"]]
    return {
        "classifications": write_answers(item["answers"], ontology_class.attributes),
        "classificationHash": item["id"],
        "featureHash": ontology_class.feature_hash,
        "spaces": {},
        "range": item["ranges"],
        "createdBy": labelled.editor,
        "createdAt": made,
        "lastEditedBy": labelled.editor,
        "lastEditedAt": edited,
        "confidence": 1.0,
        "manualAnnotation": True,
    }


def _times(labelled: LabelledUnit) -> tuple[str, str]:
    made = labelled.created_at or labelled.unit.created_at
    return _time(made), _time(labelled.edited_at or made)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S UTC")
