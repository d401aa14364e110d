"""Image groups and image sequences: order, sizes, levels, and that they are whole or not at all."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import DatasetFactory, picture_file
from training.modalities.image_group import natural
from training.models import DataUnit
from training.selectors.datasets import editor_media
from training.services.media import add_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset():
    return DatasetFactory()


def add(dataset, kind, *files):
    return add_files(actor=dataset.created_by, dataset=dataset, files=files, kind=kind)


def colours(unit) -> list[str]:
    found = []
    for data_file in unit.files.order_by("index"):
        with Image.open(data_file.file) as picture:
            found.append(bytes(picture.convert("RGB").getpixel((0, 0))).hex())
    return found


def deep_picture(name: str, value: int) -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("I;16", (8, 6), value).save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue())


def test_natural_puts_2_before_10():
    names = ["b1", "frame10.png", "frame2.png", "Frame1.png", "2/1.png", "10/1.png", "frame01b.png", ""]

    assert sorted(names, key=natural) == [
        "",
        "2/1.png",
        "10/1.png",
        "b1",
        "Frame1.png",
        "frame01b.png",
        "frame2.png",
        "frame10.png",
    ]


def test_a_group_is_one_task_of_pictures_of_any_size(dataset):
    files = [
        picture_file("p10.png", color="#0000ff", size=(30, 10)),
        picture_file("p2.jpg", color="#ffffff", size=(8, 6), file_format="JPEG"),
        picture_file("p1.tif", color="#ff0000", size=(5, 40), file_format="TIFF"),
    ]

    outcomes = add(dataset, "image_group", *files)

    unit = DataUnit.objects.get()
    assert {outcome.data_unit for outcome in outcomes} == {unit}
    assert (unit.modality, unit.n_frames, unit.title) == ("image_group", 3, "p1.tif")
    assert colours(unit) == ["ff0000", "ffffff", "0000ff"]
    media = editor_media(data_unit=unit, frame_url=lambda index: f"/frames/{index}")
    assert media["viewer"] == "image"
    assert [(frame["width"], frame["height"], frame["url"]) for frame in media["frames"]] == [
        (5, 40, "/frames/0"),
        (8, 6, "/frames/1"),
        (30, 10, "/frames/2"),
    ]


def test_a_sequence_is_one_task_in_the_natural_order_of_names(dataset):
    files = [picture_file(f"f{number}.png", color=f"#{number:02x}0000") for number in (10, 9, 2, 11, 1)]

    add(dataset, "image_sequence", *files)

    unit = DataUnit.objects.get()
    assert colours(unit) == [f"{number:02x}0000" for number in (1, 2, 9, 10, 11)]
    assert editor_media(data_unit=unit, frame_url=lambda index: f"/frames/{index}") == {
        "viewer": "stills",
        "modality": "image_sequence",
        "frames": [{"index": 0, "width": 8, "height": 6, "url": "/frames/0"}],
        "count": 5,
        "url": "/frames/",
    }


def test_a_sequence_of_two_sizes_is_refused_and_says_which(dataset):
    outcomes = add(
        dataset, "image_sequence", picture_file("1.png"), picture_file("2.png", size=(9, 9)), picture_file("3.png")
    )

    assert [outcome.state for outcome in outcomes] == ["refused"] * 3
    assert "9 × 9, the others of the sequence are 8 × 6" in outcomes[1].message
    assert outcomes[0].message == "Not added, since “2.png”, which belongs to it, can't be used."
    assert not DataUnit.objects.exists()


@pytest.mark.parametrize("kind", ["image_group", "image_sequence"])
def test_one_broken_picture_keeps_the_whole_out_and_has_its_sentence(dataset, kind):
    broken = SimpleUploadedFile("2.png", picture_file(size=(200, 200)).read()[:200])
    text = SimpleUploadedFile("notes.txt", b"hello")

    first, second, other = add(dataset, kind, picture_file("1.png"), broken, text)

    assert "damaged or cut short" in second.message
    assert re.match("Not added, since “2.png”", first.message)
    assert "no picture" in other.message
    assert not DataUnit.objects.exists()


def test_deep_pictures_of_a_sequence_share_their_levels(dataset):
    add(dataset, "image_sequence", deep_picture("1.png", 0), deep_picture("2.png", 500), deep_picture("3.png", 1000))

    assert colours(DataUnit.objects.get()) == ["000000", "808080", "ffffff"]


def test_the_same_sequence_again_is_a_duplicate(dataset):
    for _time in range(2):
        outcomes = add(dataset, "image_sequence", picture_file("1.png"), picture_file("2.png", color="blue"))

    assert [outcome.state for outcome in outcomes] == ["duplicate", "duplicate"]
