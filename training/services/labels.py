"""Reads and writes the working copy of labels, and takes the immutable snapshots that scoring reads."""

import hashlib
import json
import zlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.documents import FrameSize, clean_document, n_labels
from training.errors import ConflictError, InvalidError
from training.modalities import modality_of
from training.models import (
    DataUnit,
    LabelClassification,
    LabelFrame,
    LabelObject,
    LabelRow,
    LabelSnapshot,
    LabelSnapshotPart,
    Ontology,
)

#: Frames per part of a snapshot, so that any frame of a long video is one small read.
FRAMES_PER_PART = 256

EMPTY_DOCUMENT: dict[str, Any] = {"revision": 0, "objects": [], "classifications": [], "frames": {}}


def read_document(label_row: LabelRow | None) -> dict[str, Any]:
    """The whole document of a label row; the empty one where nothing was begun."""
    if label_row is None:
        return {**EMPTY_DOCUMENT}
    objects = label_row.objects_of_row.select_related("ontology_class")
    classifications = label_row.classifications.select_related("ontology_class")
    return {
        "revision": label_row.revision,
        "objects": [
            {
                "id": item.uid,
                "class": item.ontology_class.feature_hash,
                "attributes": item.attributes,
                **({"dynamic": item.dynamic} if item.dynamic else {}),
            }
            for item in objects
        ],
        "classifications": [
            {
                "id": item.uid,
                "class": item.ontology_class.feature_hash,
                "answers": item.answers,
                "ranges": item.ranges,
            }
            for item in classifications
        ],
        "frames": {str(item.frame): item.shapes for item in label_row.frames.all()},
    }


@transaction.atomic
def save_document(*, actor: Any, label_row: LabelRow, document: Any, ontology: Ontology) -> LabelRow:
    """Store what the editor or an importer sends: all instances, and each of the changed frames whole.

    Raises:
        InvalidError: the document is wrong; its errors name every place.
        ConflictError: the document was made from an older revision; its facts tell the stored one, when and by whom.
    """
    label_row = (
        LabelRow.objects.select_for_update(of=("self",)).select_related("data_unit", "saved_by").get(pk=label_row.pk)
    )
    classes = {item.feature_hash: item for item in ontology.classes.all()}
    cleaned = clean_document(document, classes=classes, frames=frame_sizes(label_row.data_unit))
    if cleaned["revision"] != label_row.revision:
        raise ConflictError(
            _("These labels were changed elsewhere since you opened them."),
            revision=label_row.revision,
            saved_at=label_row.saved_at and label_row.saved_at.isoformat(),
            saved_by=str(label_row.saved_by or ""),
        )
    _refuse_orphans(label_row, cleaned)
    _replace(label_row, cleaned, classes)
    label_row.revision += 1
    label_row.saved_at, label_row.saved_by = timezone.now(), actor
    label_row.save(update_fields=["revision", "saved_at", "saved_by"])
    return label_row


@transaction.atomic
def take_snapshot(label_row: LabelRow) -> LabelSnapshot:
    """Keep the labels as they stand, for ever."""
    document = read_document(label_row)
    revision = document.pop("revision")
    snapshot = LabelSnapshot.objects.create(
        data_unit_id=label_row.data_unit_id,
        revision=revision,
        sha256=hashlib.sha256(_pack(document)).hexdigest(),
        n_labels=n_labels(document),
    )
    LabelSnapshotPart.objects.bulk_create(
        LabelSnapshotPart(snapshot=snapshot, part=number, data=zlib.compress(_pack(part), 6))
        for number, part in enumerate(_parts(document))
    )
    return snapshot


def read_snapshot(snapshot: LabelSnapshot) -> dict[str, Any]:
    """The document as it was when the snapshot was taken, with its revision."""
    document: dict[str, Any] = {**EMPTY_DOCUMENT, "revision": snapshot.revision, "frames": {}}
    for part in snapshot.parts.all():
        content = json.loads(zlib.decompress(part.data))
        document["frames"].update(content.pop("frames"))
        document.update(content)
    return document


def read_shapes(snapshot: LabelSnapshot, frame: int) -> list[dict[str, Any]]:
    """The shapes of one frame of a snapshot, bottom first: no further parts are read than it takes to find it."""
    for part in snapshot.parts.all():
        content = json.loads(zlib.decompress(part.data))
        if str(frame) in content["frames"]:
            shapes: list[dict[str, Any]] = content["frames"][str(frame)]
            return shapes
    return []


def frame_sizes(data_unit: DataUnit) -> list[FrameSize]:
    """Width and height of every frame of a data unit, by index."""
    return [FrameSize(width=frame.width, height=frame.height) for frame in modality_of(data_unit).frames(data_unit)]


def _refuse_orphans(label_row: LabelRow, cleaned: dict[str, Any]) -> None:
    """An object that leaves the document must leave the frames that are not sent, too."""
    kept = {item["id"] for item in cleaned["objects"]}
    if not label_row.objects_of_row.exclude(uid__in=kept).exists():
        return
    sent = [int(key) for key in cleaned["frames"]]
    for frame in label_row.frames.exclude(frame__in=sent):
        for shape in frame.shapes:
            if shape["object"] not in kept:
                where = f"frames.{frame.frame}"
                message = _("Object %(id)s was removed but still has a shape on this frame.") % {"id": shape["object"]}
                raise InvalidError(f"{where}: {message}", errors=[{"where": where, "message": message}])


def _replace(label_row: LabelRow, cleaned: dict[str, Any], classes: dict[str, Any]) -> None:
    label_row.objects_of_row.all().delete()
    LabelObject.objects.bulk_create(
        LabelObject(
            label_row=label_row,
            uid=item["id"],
            ontology_class=classes[item["class"]],
            attributes=item["attributes"],
            dynamic=item.get("dynamic", {}),
            position=position,
        )
        for position, item in enumerate(cleaned["objects"])
    )
    label_row.classifications.all().delete()
    LabelClassification.objects.bulk_create(
        LabelClassification(
            label_row=label_row,
            uid=item["id"],
            ontology_class=classes[item["class"]],
            answers=item["answers"],
            ranges=item["ranges"],
            position=position,
        )
        for position, item in enumerate(cleaned["classifications"])
    )
    label_row.frames.filter(frame__in=[int(key) for key in cleaned["frames"]]).delete()
    LabelFrame.objects.bulk_create(
        LabelFrame(label_row=label_row, frame=int(key), shapes=shapes)
        for key, shapes in cleaned["frames"].items()
        if shapes
    )


def _parts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Part 0 carries the instances; every part carries the frames of its stretch."""
    stretches: dict[int, dict[str, Any]] = {0: {}}
    for key, shapes in document["frames"].items():
        stretches.setdefault(int(key) // FRAMES_PER_PART, {})[key] = shapes
    first = {"objects": document["objects"], "classifications": document["classifications"]}
    return [{**(first if number == 0 else {}), "frames": stretches[number]} for number in sorted(stretches)]


def _pack(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
