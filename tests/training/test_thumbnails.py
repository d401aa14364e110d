"""The small pictures in Annotator submissions: what they show, to whom, and on every modality."""

import io

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pycocotools import mask as coco

from scoring import SHAPES
from tests.factories import (
    DataFileFactory,
    DatasetFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    picture_file,
)
from tests.training.summary_data import person
from tests.training.test_dicom import slice_file
from tests.videos import make_video
from training.models import DataUnit, EvaluationLabel
from training.outlines import OUTLINES, outline
from training.selectors.thumbnails import LEAST_SHARE, SIZE, Thumbnail, thumbnail
from training.services.media import add_files
from training.views.thumbnails import _cut

pytestmark = pytest.mark.django_db

WIDTH, HEIGHT = 640, 480
RED = "#ff0000"
BENCHMARK, DRAWN = [400, 300, 40, 40], [404, 300, 40, 40]

GEOMETRIES = {
    "bounding_box": {"box_xywh": [10, 20, 30, 40]},
    "rotatable_bounding_box": {"box_xywh": [10, 20, 30, 30], "angle_deg": 90},
    "polygon": {"polygons": [[[10, 20, 40, 20, 40, 50], [20, 22, 30, 22, 30, 30]]]},
    "polyline": {"points": [10, 20, 40, 50]},
    "point": {"point": [10, 20]},
    "skeleton": {"nodes": [{"id": "a", "x": 10, "y": 20, "visibility": "visible"}]},
}


def bitmask(left, top, right, bottom, size=(HEIGHT, WIDTH)):
    pixels = np.zeros(size, np.uint8, order="F")
    pixels[top:bottom, left:right] = 1
    encoded = coco.encode(pixels)
    return {"size": list(size), "counts": encoded["counts"].decode()}


GEOMETRIES["bitmask"] = bitmask(10, 20, 40, 50)


@pytest.fixture
def project():
    apple = OntologyClassFactory(ontology=OntologyFactory(), name="Apple", color=RED)
    made = TrainingProjectFactory(
        ontology=apple.ontology, n_tasks=1, boxes=[(apple, BENCHMARK)], trainees=[UserFactory()]
    )
    for unit in DataUnit.objects.all():
        unit.width, unit.height = WIDTH, HEIGHT
        unit.save()
        DataFileFactory(data_unit=unit, file__data=picture_file(size=(WIDTH, HEIGHT), color="grey").read())
    return made


def label_of(project, drawn=DRAWN):
    apple = project.ontology.classes.get()
    SubmissionFactory(task=project.tasks.get(), boxes=[(apple, drawn)] if drawn else [])
    return EvaluationLabel.objects.first()


def made(label, *, with_benchmark):
    return thumbnail(label=label, width=WIDTH, height=HEIGHT, with_benchmark=with_benchmark)


def asked(client, project, label, role="admin", **headers):
    client.force_login(person(project, role))
    return client.get(reverse("label_thumbnail", args=[project.uuid, label.pk]), headers=headers)


def test_every_shape_that_is_scored_has_an_outline():
    assert set(OUTLINES) == set(SHAPES) == set(GEOMETRIES)


@pytest.mark.parametrize("shape", GEOMETRIES)
def test_an_outline_lies_where_the_label_does(shape):
    left, top, right, bottom = outline(shape, GEOMETRIES[shape]).bounds

    assert (left, top) == pytest.approx((10, 20))
    assert right <= 40 + 1e-9
    assert bottom <= 60 + 1e-9


def test_the_picture_shows_both_labels_and_their_surroundings(project):
    found = made(label_of(project), with_benchmark=True)

    x, y, width, height = found.box
    assert [mark["is_dashed"] for mark in found.marks] == [True, False]
    assert x < 400
    assert y < 300
    assert x + width > 444
    assert y + height > 340
    assert width / height == pytest.approx(SIZE[0] / SIZE[1])
    assert width >= WIDTH * LEAST_SHARE
    assert x >= 0
    assert x + width <= WIDTH


def test_without_the_benchmark_neither_its_shape_nor_its_place_can_be_seen(project):
    label = label_of(project, drawn=None)
    assert label.outcome == "missing"

    shown, hidden = (made(label, with_benchmark=with_benchmark) for with_benchmark in (True, False))

    assert len(shown.marks) == 1
    assert shown.box[2] < WIDTH
    assert hidden.marks == []
    assert hidden.box == [0, 0, WIDTH, HEIGHT]


def test_of_a_pair_without_the_benchmark_the_submission_alone_decides_the_cut(project):
    label = label_of(project)

    found = made(label, with_benchmark=False)

    assert [mark["is_dashed"] for mark in found.marks] == [False]
    assert found.box[0] + found.box[2] / 2 == pytest.approx(DRAWN[0] + DRAWN[2] / 2)


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("team_manager", 200), ("annotator", 403), ("stranger", 404)]
)
def test_who_may_see_the_summary_may_see_its_pictures(client, project, role, status):
    assert asked(client, project, label_of(project), role).status_code == status


def test_admin_and_team_manager_get_different_pictures_and_each_browser_its_own(client, project):
    label = label_of(project, drawn=None)

    for_admin, for_manager = (asked(client, project, label, role) for role in ("admin", "team_manager"))

    assert for_admin.content != for_manager.content
    assert for_admin.headers["ETag"] != for_manager.headers["ETag"]
    assert for_admin.headers["Cache-Control"].startswith("private")
    again = asked(client, project, label, if_none_match=for_admin.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_the_labels_are_drawn_in_the_colour_of_their_class(client, project):
    response = asked(client, project, label_of(project))

    picture = np.asarray(Image.open(io.BytesIO(response.content)).convert("RGB")).astype(int)
    red = (picture[..., 0] > 150) & (picture[..., 1] < 110)
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    assert red.sum() > 50


def test_the_label_of_another_project_is_not_found(client, project):
    label = label_of(project)
    other = TrainingProjectFactory(ontology=project.ontology, actor=project.created_by)

    assert asked(client, other, label).status_code == 404


def test_a_picture_that_cannot_be_read_says_so(client, project):
    label = label_of(project)
    for data_file in label.task.benchmark_task.data_unit.files.all():
        with data_file.file.storage.open(data_file.file.name, "wb") as file:
            file.write(b"no picture")

    response = asked(client, project, label)

    assert response.status_code == 503
    assert "Cache-Control" not in response.headers or "private" not in response.headers["Cache-Control"]


def _drawn_on(unit, frame, marks=()):
    cut = _cut(Thumbnail(data_unit=unit, frame=frame, box=[0, 0, unit.width, unit.height], marks=list(marks)))
    return np.asarray(Image.open(io.BytesIO(cut)).convert("L")).astype(int)


def _unit(*files):
    dataset = DatasetFactory()
    (outcome,) = add_files(actor=dataset.created_by, dataset=dataset, files=files)
    return outcome.data_unit


def test_frames_of_a_video_are_drawn_as_they_are():
    unit = _unit(SimpleUploadedFile("bars.mp4", make_video(8)))

    first, seventh = _drawn_on(unit, 0), _drawn_on(unit, 7)

    assert abs(seventh[:60].mean() - first[:60].mean()) > 5


def test_slices_are_windowed():
    unit = _unit(slice_file("a.dcm", 0.0, 1, "1.2.3", value=40))

    assert 0 <= _drawn_on(unit, 0).mean() <= 255


@pytest.mark.parametrize("is_dashed", [True, False])
@pytest.mark.parametrize("shape", GEOMETRIES)
def test_every_shape_leaves_its_colour_on_the_picture(shape, is_dashed):
    unit = _unit(picture_file(size=(64, 60), color="black"))
    geometry = bitmask(10, 20, 40, 50, (60, 64)) if shape == "bitmask" else GEOMETRIES[shape]
    found = outline(shape, geometry)
    mark = {"paths": found.paths, "dots": found.dots, "mask": found.mask, "color": "#ffffff", "is_dashed": is_dashed}

    plain, marked = _drawn_on(unit, 0), _drawn_on(unit, 0, [mark])

    assert (marked - plain > 100).sum() > 20
