"""What holds for every format of the list: what it carries comes back exactly, and what it doesn't is said before."""

import copy

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scoring.geometries import mask_of
from tests.training.label_files import (
    BY_HASH,
    BY_SHAPE,
    HEIGHT,
    WIDTH,
    archive,
    contents,
    labelled,
    make_unit,
    parse,
    written,
)
from training.documents import FrameSize, clean_document
from training.formats import FORMATS
from training.formats.support.losses import count_losses, sentences

N_FRAMES = 4
x = st.floats(0, WIDTH - 12, width=32)
y = st.floats(0, HEIGHT - 12, width=32)
side = st.floats(1, 11, width=32)
box = st.builds(lambda *values: {"box_xywh": list(values)}, x, y, side, side)


def ring(left, top, width, height):
    return [left, top, left + width, top, left + width, top + height, left, top + height]


@st.composite
def polygons(draw):
    left, top = draw(x), draw(y)
    part = [ring(left, top, 10.0, 10.0)] + ([ring(left + 2, top + 2, 4.0, 4.0)] if draw(st.booleans()) else [])
    return {"polygons": [part] + ([[ring(left, top + 10.5, 5.0, 1.0)]] if draw(st.booleans()) else [])}


@st.composite
def masks(draw):
    picture = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for left, top in draw(st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1)), min_size=1)):
        picture[top : top + 5, left : left + 7] ^= 1
    picture[draw(st.integers(0, HEIGHT - 1)), draw(st.integers(0, WIDTH - 1))] = 1
    return mask_of(picture)


@st.composite
def skeletons(draw):
    words = draw(st.lists(st.sampled_from(["visible", "occluded", "invisible"]), min_size=2, max_size=2))
    return {
        "nodes": [
            {"id": f"n{number}", "visibility": word} | ({} if word == "invisible" else {"x": draw(x), "y": draw(y)})
            for number, word in enumerate(["visible", *words])
        ]
    }


GEOMETRIES = {
    "bounding_box": box,
    "rotatable_bounding_box": st.builds(lambda item, turn: {**item, "angle_deg": turn}, box, st.floats(-80, 80)),
    "polygon": polygons(),
    "polyline": st.builds(lambda *values: {"points": list(values)}, x, y, st.just(WIDTH - 1.0), y),
    "point": st.builds(lambda *values: {"point": list(values)}, x, y),
    "bitmask": masks(),
    "skeleton": skeletons(),
}
text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
ATTRIBUTES = {
    "bounding_box": st.fixed_dictionaries(
        {},
        optional={
            "col": st.sampled_from(["col-Red", "col-Blue"]),
            "dmg": st.lists(st.sampled_from(["dmg-Scratch", "dmg-Dent", "dmg-Rust"]), min_size=1, unique=True),
            "plt": text,
            "age": st.floats(-1e9, 1e9),
        },
    ),
    "polygon": st.fixed_dictionaries({}, optional={"crp": text}),
}
SPANS = st.sampled_from(
    [
        {},
        {"mov": [{"range": [0, 1], "answers": {"mov": "mov-Moving"}}]},
        {
            "mov": [
                {"range": [0, 0], "answers": {"mov": "mov-Stopped"}},
                {"range": [1, 3], "answers": {"mov": "mov-Moving"}},
            ]
        },
    ]
)
RANGES = st.sampled_from([[[0, 0]], [[0, 3]], [[1, 1], [3, 3]]])


@st.composite
def documents(draw, n_frames=1):
    """Objects of any shapes with answers, each on some frames, and classifications."""
    document = {"objects": [], "classifications": [], "frames": {}}
    for number, shape in enumerate(draw(st.lists(st.sampled_from(sorted(GEOMETRIES)), max_size=6))):
        uid = f"object{number}"
        item = {"id": uid, "class": BY_SHAPE[shape].feature_hash}
        item["attributes"] = draw(ATTRIBUTES.get(shape, st.just({})))
        if item["attributes"].get("col") == "col-Red" and draw(st.booleans()):
            item["attributes"]["shd"] = draw(text)
        frames = [0] if n_frames == 1 else draw(st.lists(st.integers(0, n_frames - 1), min_size=1, unique=True))
        if n_frames > 1 and shape == "bounding_box" and (spans := draw(SPANS)):
            frames = list(range(n_frames))
            item["dynamic"] = spans
        document["objects"].append(item)
        for frame in frames:
            mark = {"interpolated": True} if n_frames > 1 and draw(st.booleans()) else {}
            entry = {"object": uid, **draw(GEOMETRIES[shape]), **mark}
            document["frames"].setdefault(str(frame), []).append(entry)
    if draw(st.booleans()):
        ranges = [[0, 0]] if n_frames == 1 else draw(RANGES)
        answers = {"wth": "wth-Sunny", "glr": draw(text)}
        document["classifications"].append({"id": "class1", "class": "weather", "answers": answers, "ranges": ranges})
    sizes = [FrameSize(WIDTH, HEIGHT)] * n_frames
    return clean_document(document, classes=BY_HASH, frames=sizes)


def carried(document, carries):
    """What of a document a format should give back, by what it says of itself."""
    document = copy.deepcopy(document)
    shape_of = {item["id"]: BY_HASH[item["class"]].shape for item in document["objects"]}
    by_id = {item["id"]: item for item in document["objects"]}
    for item in document["objects"]:
        item["attributes"] = item["attributes"] if carries.attributes else {}
        if not carries.dynamic:
            item.pop("dynamic", None)
    if not carries.classifications:
        document["classifications"] = []
    for frame, shapes in document["frames"].items():
        kept = []
        for shape in shapes:
            if shape_of[shape["object"]] not in carries.shapes:
                continue
            if not carries.interpolated:
                shape.pop("interpolated", None)
            parts = shape.get("polygons")
            if parts and not carries.holes:
                shape["polygons"] = [[part[0]] for part in parts]
            if parts and not carries.parts:
                for number, part in enumerate(shape["polygons"]):
                    uid = f"{shape['object']}/{number}"
                    document["objects"].append({**by_id[shape["object"]], "id": uid})
                    kept.append({**shape, "object": uid, "polygons": [part]})
            else:
                kept.append(shape)
        document["frames"][frame] = kept
    return document


def has_no_unwritable_text(document, label_format):
    return "characters" not in count_losses(label_format, labelled(document), BY_HASH)


#: Few and quick: the geometry is simple, and there are many formats.
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@pytest.mark.parametrize("name", FORMATS)
@few
@given(data=st.data())
def test_what_a_format_carries_comes_back(name, data):
    document = data.draw(documents().filter(lambda drawn: has_no_unwritable_text(drawn, FORMATS[name])))

    plan = parse(name, written(name, labelled(document)))

    assert plan.n_problems == 0, plan.problems
    expected = carried(document, FORMATS[name].carries)
    assert contents(plan.documents[1], with_ids=name == "encord") == contents(expected, with_ids=name == "encord")


@pytest.mark.parametrize("name", FORMATS)
@few
@given(data=st.data())
def test_what_a_format_carries_of_several_frames_comes_back(name, data):
    label_format, unit = FORMATS[name], make_unit("film", n_frames=N_FRAMES)
    drawn = documents(N_FRAMES).filter(lambda document: has_no_unwritable_text(document, label_format))
    document = data.draw(drawn)

    plan = parse(name, written(name, labelled(document, unit)), units=[unit])

    assert plan.n_problems == 0, plan.problems
    carries = label_format.carried_of(N_FRAMES)
    found = plan.documents.get(1, {"objects": [], "classifications": [], "frames": {}})
    assert contents(found, with_ids=name == "encord") == contents(carried(document, carries), with_ids=name == "encord")
    if carries.tracks:
        tracks = {shape["object"] for shapes in carried(document, carries)["frames"].values() for shape in shapes}
        assert len(found["objects"]) == len(tracks)


@pytest.mark.parametrize("name", FORMATS)
@few
@given(document=documents(N_FRAMES))
def test_nothing_is_lost_unsaid(name, document):
    unit = make_unit("film", n_frames=N_FRAMES)
    label_format = FORMATS[name]

    lost = count_losses(label_format, labelled(document, unit), BY_HASH)

    carries = label_format.carried_of(N_FRAMES)
    same = contents(carried(document, carries), with_ids=False) == contents(document, with_ids=False)
    assert bool(set(lost) - {"tracks", "characters"}) == (not same)
    assert len(sentences(lost)) == len(lost)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_truth_comes_back(name):
    document = {"objects": [], "classifications": [], "frames": {}}

    plan = parse(name, written(name, labelled(document)))

    assert (plan.n_problems, list(plan.documents)) == (0, [1])
    assert contents(plan.documents[1], with_ids=True) == []


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe\xfa",
        b"[" * 2_000_000,
        b'{"a":' * 100_000,
        b"[1, 2",
        b"{}",
        b"null",
        b'"text"',
        b"<a>" * 100_000,
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"PK\x03\x04" + b"\x00" * 50,
        b"%PDF-1.7",
    ],
    ids=range(13),
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(name, content):
    plan = parse(name, content)

    assert plan.documents == {}
    assert plan.n_problems >= 1
    assert all(problem.message and problem.where for problem in plan.problems)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_breaks_off_is_refused(name):
    document = {"objects": [], "classifications": [], "frames": {"0": []}}
    for number, shape in enumerate(("bounding_box", "rotatable_bounding_box", "polygon", "bitmask")):
        geometry = {
            "bounding_box": {"box_xywh": [1, 2, 3, 4]},
            "rotatable_bounding_box": {"box_xywh": [10, 12, 13, 14], "angle_deg": 10},
            "polygon": {"polygons": [[ring(1, 1, 5, 5)]]},
            "bitmask": mask_of(np.eye(HEIGHT, WIDTH, dtype=np.uint8)),
        }[shape]
        document["objects"].append({"id": f"o{number}", "class": BY_SHAPE[shape].feature_hash, "attributes": {}})
        document["frames"]["0"].append({"object": f"o{number}", **geometry})
    content = written(name, labelled(document)).getvalue()

    for share in (0.2, 0.5, 0.9):
        plan = parse(name, content[: int(len(content) * share)])

        assert plan.documents == {}
        assert plan.n_problems >= 1


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].is_archive])
@pytest.mark.parametrize("path", ["../../etc/passwd.txt", "/etc/passwd.txt", "labels/../../a.txt", "C:\\a.txt"])
def test_an_archive_with_a_path_that_leads_out_of_it_is_refused(name, path):
    plan = parse(name, archive({path: b"0 0.5 0.5 0.1 0.1"}))

    assert plan.documents == {}
    assert any("passwd" in problem.where or "a.txt" in problem.where for problem in plan.problems)


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].is_archive])
def test_an_archive_that_unpacks_to_gigabytes_is_refused(name, settings):
    settings.UPLOAD_MAX_BYTES = 100_000

    plan = parse(name, archive({"labels/a.txt": b"0" * 50_000_000}))

    assert plan.documents == {}
    assert plan.n_problems >= 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_class_and_title_of_a_format_is_written_safely(name):
    title = '../<b>&"x"\n.jpg'
    unit = make_unit(title)
    document = {"objects": [{"id": "o", "class": "car", "attributes": {}}], "classifications": [], "frames": {}}
    document["frames"]["0"] = [{"object": "o", "box_xywh": [1.0, 2.0, 3.0, 4.0]}]

    plan = parse(name, written(name, labelled(document, unit)), units=[unit])

    assert plan.n_problems == 0, plan.problems
    assert list(plan.documents) == [1]
