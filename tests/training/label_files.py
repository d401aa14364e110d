"""What tests of label formats share: an ontology of all shapes, data units, documents, and files made of them."""

import io
import itertools
import uuid
import zipfile
from datetime import UTC, datetime

import numpy as np

from tests.scoring.geometries import mask_of
from training.formats import FORMATS, LabelledUnit
from training.formats.support.targets import safe_name, sizes_of
from training.models import Dataset, DataUnit, OntologyClass

WIDTH, HEIGHT = 64, 48


def question(name, key, kind="text", *, options=(), dynamic=False):
    options = [
        {"label": label, "value": label.lower(), "featureNodeHash": f"{key}-{label}", "options": list(below)}
        for label, below in options
    ]
    return {
        "name": name,
        "type": kind,
        "featureNodeHash": key,
        "required": False,
        "dynamic": dynamic,
        "options": options,
    }


QUESTIONS = [
    question("Colour", "col", "radio", options=[("Red", [question("Shade", "shd")]), ("Blue", ())]),
    question("Damage", "dmg", "checklist", options=[("Scratch", ()), ("Dent", ()), ("Rust", ())]),
    question("Plate", "plt"),
    question("Age", "age", "numeric"),
    question("Motion", "mov", "radio", options=[("Moving", ()), ("Stopped", ())], dynamic=True),
]
WEATHER = question("Weather", "wth", "radio", options=[("Sunny", [question("Glare", "glr")]), ("Rainy", ())])
SKELETON = {
    "nodes": [
        {"id": f"n{number}", "name": name, "x": number / 2, "y": 0.5, "k": 0.05}
        for number, name in enumerate(("Head", "Hand", "Foot"))
    ],
    "edges": [["n0", "n1"], ["n1", "n2"]],
}


def make_class(name="Car", shape="bounding_box", **fields):
    kind = "object" if shape else "classification"
    given = {"kind": kind, "name": name, "feature_hash": name.lower(), "shape": shape, "color": "#c8892b"}
    return OntologyClass(**{**given, **fields})


CLASSES = [
    make_class("Car", "bounding_box", attributes=QUESTIONS),
    make_class("Ship", "rotatable_bounding_box"),
    make_class("Field", "polygon", attributes=[question("Crop", "crp")]),
    make_class("Lane", "polyline"),
    make_class("Nose", "point"),
    make_class("Lesion", "bitmask"),
    make_class("Person", "skeleton", skeleton=SKELETON),
    make_class("Weather", "", attributes=[WEATHER]),
]
BY_SHAPE = {item.shape: item for item in CLASSES}
BY_HASH = {item.feature_hash: item for item in CLASSES}


def make_unit(title="a.jpg", pk=1, n_frames=1, **fields):
    """A picture, or a sequence of pictures; stored nowhere."""
    modality = "image" if n_frames == 1 else "image_sequence"
    size = {"width": WIDTH, "height": HEIGHT}
    unit = DataUnit(pk=pk, title=title, n_frames=n_frames, **{"modality": modality, **size, **fields})
    unit.dataset = Dataset(title="Dataset")
    return unit


def labelled(document, unit=None, **fields):
    """A document on a unit, ready to be written."""
    unit = unit or make_unit()
    given = {"label_id": uuid.UUID(int=1), "created_at": datetime(2026, 1, 5, 9, tzinfo=UTC)}
    return LabelledUnit(
        unit=unit, name=safe_name(unit.title), document=document, sizes=sizes_of(unit), **given, **fields
    )


def make_document(*shapes, classifications=(), frame=0):
    """A document with one object for each (shape, geometry, attributes)."""
    document = {"objects": [], "classifications": list(classifications), "frames": {str(frame): []}}
    for number, (shape, geometry, *attributes) in enumerate(shapes):
        uid = f"object{number}"
        facts = {"attributes": attributes[0] if attributes else {}}
        document["objects"].append({"id": uid, "class": BY_SHAPE[shape].feature_hash, **facts})
        document["frames"][str(frame)].append({"object": uid, **geometry})
    return document


def blob(x, y, width, height):
    """A bitmask with one rectangle of pixels."""
    picture = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    picture[y : y + height, x : x + width] = 1
    return mask_of(picture)


def written(format_name, *units, classes=CLASSES):
    """The file of an export, as an upload."""
    label_format = FORMATS[format_name]
    files = {path: b"".join(content) for path, content in label_format.write(units, classes, "Title")}
    if not label_format.is_archive:
        return upload(*files.values())
    return archive(files)


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for path, content in files.items():
            target.writestr(path, content)
    return upload(buffer.getvalue(), "labels.zip")


def upload(content, name="labels.json"):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


def parse(format_name, file, *, units=None, classes=CLASSES):
    file = file if hasattr(file, "read") else upload(file)
    return FORMATS[format_name].parse(file, classes, units or [make_unit()])


def places(plan):
    return [(problem.where, problem.field) for problem in plan.problems]


def rounded(value):
    """Numbers to a millionth of a pixel, so that documents can be compared."""
    if isinstance(value, float):
        return round(value, 5) + 0.0
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list | tuple) else value


def contents(document, *, with_ids):
    """What a document says, whatever its order and, unless asked for, its ids."""
    objects = {item["id"]: item for item in document["objects"]}
    labels = [
        (int(frame), *_of_object(objects[shape["object"]], with_ids), _geometry(shape))
        for frame, shapes in document["frames"].items()
        for shape in shapes
    ]
    classifications = [
        (item["id"] * with_ids, item["class"], item["answers"], item["ranges"]) for item in document["classifications"]
    ]
    return sorted(map(repr, itertools.chain(labels, classifications)))


def _of_object(item, with_ids):
    return item["id"] * with_ids, item["class"], sorted(item["attributes"].items()), item.get("dynamic", {})


def _geometry(shape):
    kept = {key: value for key, value in rounded(shape).items() if key != "object"}
    if "counts" in kept:
        return sorted(kept.items())
    if "nodes" in kept:
        kept["nodes"] = sorted(kept["nodes"], key=lambda node: node["id"])
    return sorted(kept.items())
