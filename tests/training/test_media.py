"""Uploads: what is read, what is refused and with which sentence; and how frames are sent."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import ExifTags, Image, ImageDraw

from tests.factories import AnnotationProjectFactory, DatasetFactory, picture_file
from training.modalities import MODALITIES, modality_of
from training.models import DataFile, DataUnit
from training.selectors.datasets import editor_media
from training.services import media
from training.services.media import add_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset():
    return DatasetFactory()


def add(dataset, *files):
    return add_files(actor=dataset.created_by, dataset=dataset, files=files)


def stored_names():
    if not default_storage.exists("units"):
        return []
    folders, _ = default_storage.listdir("units")
    return [name for folder in folders for name in default_storage.listdir(f"units/{folder}")[1]]


def photo(orientation: int, *, file_format: str = "JPEG", name: str = "photo.jpg") -> SimpleUploadedFile:
    """A picture of 40 x 20, its top left corner black on white, marked with an EXIF orientation."""
    image = Image.new("RGB", (40, 20), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 9, 9), fill="black")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "camera"
    buffer = BytesIO()
    image.save(buffer, file_format, exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue())


def png_of_size(width: int, height: int) -> SimpleUploadedFile:
    """A PNG of a few bytes whose header promises any number of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", b"\x89PNG\r\n\x1a\n" + body)


# What is taken


@pytest.mark.parametrize(
    ("name", "file_format", "content_type"),
    [
        ("a.jpg", "JPEG", "image/jpeg"),
        ("a.jpeg", "JPEG", "image/jpeg"),
        ("a.png", "PNG", "image/png"),
        ("a.webp", "WEBP", "image/webp"),
    ],
)
def test_add_files_takes_pictures(dataset, name, file_format, content_type):
    upload = picture_file(name, size=(8, 6), file_format=file_format)
    content = upload.read()

    (outcome,) = add(dataset, upload)

    unit = DataUnit.objects.get()
    data_file = unit.files.get()
    assert (outcome.name, outcome.state, outcome.message) == (name, "added", "Added.")
    assert outcome.data_unit == unit
    assert (unit.title, unit.modality, unit.width, unit.height, unit.n_frames) == (name, "image", 8, 6, 1)
    assert (data_file.content_type, data_file.n_bytes) == (content_type, len(content))
    assert data_file.file.read() == content


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "I;16"])
def test_add_files_takes_pngs_of_every_mode(dataset, mode):
    (outcome,) = add(dataset, picture_file(mode=mode, color=1))

    assert outcome.state == "added"


def test_add_files_converts_print_colours(dataset):
    (outcome,) = add(dataset, picture_file("a.jpg", mode="CMYK", color=(0, 255, 255, 0), file_format="JPEG"))

    assert outcome.message == "Added. Its print colours (CMYK) were converted for the screen."
    with Image.open(outcome.data_unit.files.get().file) as shown:
        assert shown.mode == "RGB"
        red, green, blue = shown.getpixel((3, 3))
        assert red > 200 > 60 > max(green, blue)


@pytest.mark.parametrize(
    ("name", "file_format"),
    [
        ("a.tif", "TIFF"),
        ("a.bmp", "BMP"),
        ("a.gif", "GIF"),
        ("a.avif", "AVIF"),
        ("a.ppm", "PPM"),
        ("a.jp2", "JPEG2000"),
    ],
)
def test_add_files_makes_a_rendition_of_what_browsers_do_not_show(dataset, name, file_format):
    (outcome,) = add(dataset, picture_file(name, size=(40, 30), file_format=file_format))

    data_file = outcome.data_unit.files.get()
    assert outcome.message == f"Added. It was converted from {file_format} to PNG."
    assert (data_file.content_type, data_file.width, data_file.height) == ("image/png", 40, 30)
    with Image.open(data_file.file) as shown:
        red, green, blue = shown.convert("RGB").getpixel((20, 15))
        assert red > 240 > 15 > max(green, blue)


@pytest.mark.parametrize(("name", "file_format"), [("a.png", "PNG"), ("a.tif", "TIFF"), ("a.pgm", "PPM")])
def test_add_files_shows_deep_pictures_from_their_lowest_to_their_highest_value(dataset, name, file_format):
    deep = Image.new("I;16", (40, 30), 1000)
    deep.putpixel((0, 0), 0)
    deep.putpixel((1, 0), 4000)
    buffer = BytesIO()
    deep.save(buffer, file_format)

    (outcome,) = add(dataset, SimpleUploadedFile(name, buffer.getvalue()))

    assert "Its values from 0 to 4000 are shown as black to white." in outcome.message
    with Image.open(outcome.data_unit.files.get().file) as shown:
        assert shown.mode == "L"
        assert [shown.getpixel(place) for place in [(0, 0), (1, 0), (5, 5)]] == [0, 255, 64]


def test_add_files_takes_the_first_page(dataset):
    pages = [Image.new("RGB", (8, 6), "blue")] * 2

    (outcome,) = add(dataset, picture_file("a.tif", file_format="TIFF", save_all=True, append_images=pages))

    assert "It has 3 pages: the first is used." in outcome.message


def test_add_files_turns_a_tiff_upright_once(dataset):
    (outcome,) = add(dataset, photo(6, file_format="TIFF", name="photo.tif"))

    with Image.open(outcome.data_unit.files.get().file) as upright:
        assert upright.size == (20, 40)
        assert upright.convert("L").getpixel((15, 5)) < 60


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (2, (40, 20), (35, 5)),
        (3, (40, 20), (35, 15)),
        (4, (40, 20), (5, 15)),
        (5, (20, 40), (5, 5)),
        (6, (20, 40), (15, 5)),
        (7, (20, 40), (15, 35)),
        (8, (20, 40), (5, 35)),
    ],
)
def test_add_files_applies_the_orientation_once(dataset, file_format, orientation, size, corner):
    name = f"photo.{file_format.lower()}"

    (outcome,) = add(dataset, photo(orientation, file_format=file_format, name=name))

    with Image.open(outcome.data_unit.files.get().file) as upright:
        assert upright.size == size == (outcome.data_unit.width, outcome.data_unit.height)
        assert upright.format == file_format
        assert upright.convert("L").getpixel(corner) < 60
        assert ExifTags.Base.Orientation not in upright.getexif()
    assert outcome.message == "Added. Its orientation mark was applied, so that it stands upright."


def test_add_files_keeps_the_pixels_of_an_upright_photo_as_they_are_coded(dataset):
    upload = photo(1)
    content = upload.read()

    (outcome,) = add(dataset, upload)

    stored = outcome.data_unit.files.get().file.read()
    assert content.endswith(stored[-400:])
    assert outcome.message == "Added. Its metadata, such as place, camera and owner, was removed."


def test_add_files_ignores_an_orientation_that_does_not_exist(dataset):
    (outcome,) = add(dataset, photo(9))

    assert ("upright" in outcome.message, outcome.data_unit.width) == (False, 40)


@pytest.mark.parametrize(("name", "file_format"), [("a.png", "PNG"), ("a.webp", "WEBP")])
def test_add_files_takes_the_first_frame_of_an_animation(dataset, name, file_format):
    second = Image.new("RGB", (8, 6), "blue")

    (outcome,) = add(dataset, picture_file(name, file_format=file_format, save_all=True, append_images=[second]))

    with Image.open(outcome.data_unit.files.get().file) as still:
        assert getattr(still, "n_frames", 1) == 1
        red, _green, blue = still.convert("RGB").getpixel((0, 0))
        assert red > 200 > 50 > blue
    assert outcome.message == "Added. It is an animation: its first frame is used."


def test_add_files_says_when_the_name_does_not_fit_the_content(dataset):
    (outcome,) = add(dataset, picture_file("a.jpg", file_format="PNG"))

    assert outcome.message == "Added. Its content is PNG, whatever its name says."
    assert outcome.data_unit.files.get().content_type == "image/png"


def test_add_files_keeps_no_folder_and_no_invisible_character_of_a_name(dataset):
    upload = picture_file()
    upload._name = "../../etc/pass\u202ewd\n.png"

    (outcome,) = add(dataset, upload)

    assert outcome.data_unit.title == "passwd.png"
    assert "passwd" not in outcome.data_unit.files.get().file.name


def test_add_files_cuts_a_name_that_is_too_long(dataset):
    upload = picture_file()
    upload._name = "a" * 300 + ".png"

    (outcome,) = add(dataset, upload)

    assert outcome.data_unit.title == "a" * 251 + ".png"


def test_add_files_gives_annotation_projects_a_task_for_each_new_picture(dataset):
    add(dataset, picture_file(color="green"))
    project = AnnotationProjectFactory(datasets=[dataset])

    add(dataset, picture_file(color="green"), picture_file(color="blue"))

    assert project.source_tasks.count() == 2


# What is known already


def test_add_files_recognises_a_duplicate_by_its_content(dataset):
    add(dataset, photo(6, name="first.jpg"))

    (outcome,) = add(dataset, photo(6, name="second.jpg"))

    assert outcome.state == "duplicate"
    assert outcome.message == "The dataset has this content already, as first.jpg."
    assert outcome.data_unit == DataUnit.objects.get()


def test_add_files_recognises_a_duplicate_within_one_upload(dataset):
    outcomes = add(dataset, picture_file("a.png"), picture_file("b.png"), picture_file("c.png", color="blue"))

    assert [outcome.state for outcome in outcomes] == ["added", "duplicate", "added"]


def test_add_files_lets_another_dataset_have_the_same_picture(dataset):
    other = DatasetFactory()
    add(dataset, picture_file())

    (outcome,) = add(other, picture_file())

    assert outcome.state == "added"
    assert len(stored_names()) == 2


def test_add_files_takes_a_lost_race_for_a_duplicate_and_leaves_no_file(dataset, monkeypatch):
    add(dataset, picture_file("first.png"))
    first = DataUnit.objects.get()
    looks = iter([DataUnit.objects.none(), DataUnit.objects.filter(pk=first.pk)])
    monkeypatch.setattr(media, "_known", lambda dataset, sha256: next(looks).first())

    (outcome,) = add(dataset, picture_file("second.png"))

    assert outcome.state == "duplicate"
    assert len(stored_names()) == 1


# What is refused


def truncated(upload: SimpleUploadedFile) -> SimpleUploadedFile:
    content = upload.read()
    return SimpleUploadedFile(upload.name, content[: len(content) * 2 // 3])


def damaged_png() -> SimpleUploadedFile:
    """Noise, so that there is something to damage; one byte in the middle of the pixels is wrong."""
    buffer = BytesIO()
    Image.effect_noise((64, 64), 80).save(buffer, "PNG")
    content = bytearray(buffer.getvalue())
    content[len(content) // 2] ^= 0xFF
    return SimpleUploadedFile("damaged.png", bytes(content))


UNKNOWN = "The file is no picture, video or DICOM file in a format that can be read."
DAMAGED = "The picture is damaged or cut short: it cannot be read to its end."


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: SimpleUploadedFile("a.jpg", b"I am a text.\n"), UNKNOWN),
        (lambda: SimpleUploadedFile("a.bmp", b"BM is how this text begins."), UNKNOWN),
        (lambda: SimpleUploadedFile("a.jpg", b"%PDF-1.7"), "Its format is PDF, which can't be added."),
        (lambda: SimpleUploadedFile("a.jpg", b""), "The file is empty."),
        (lambda: SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"), UNKNOWN),
        (lambda: SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0 and then nothing"), DAMAGED),
        (lambda: SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n"), DAMAGED),
        (lambda: SimpleUploadedFile("a.webp", b"RIFF\x04\x00\x00\x00WEBP"), DAMAGED),
        (lambda: truncated(picture_file("a.jpg", size=(300, 300), file_format="JPEG")), DAMAGED),
        (lambda: truncated(picture_file("a.png", size=(300, 300))), DAMAGED),
        (lambda: truncated(picture_file("a.webp", size=(300, 300), file_format="WEBP")), DAMAGED),
        (lambda: truncated(photo(6)), DAMAGED),
        (damaged_png, DAMAGED),
        (lambda: png_of_size(30_000, 30_000), "The picture has more than 64 million pixels, the most allowed."),
        (lambda: png_of_size(12_000, 12_000), "The picture has more than 64 million pixels, the most allowed."),
        (lambda: png_of_size(0, 10), DAMAGED),
        (lambda: truncated(picture_file("a.tif", size=(300, 300), file_format="TIFF")), DAMAGED),
        (lambda: truncated(picture_file("a.bmp", size=(300, 300), file_format="BMP")), DAMAGED),
    ],
)
def test_add_files_refuses_with_a_sentence(dataset, make, sentence):
    refused, added = add(dataset, make(), picture_file("good.png"))

    assert (refused.state, refused.message, refused.data_unit) == ("refused", sentence, None)
    assert added.state == "added"
    assert len(stored_names()) == DataUnit.objects.count() == 1


def test_add_files_refuses_a_file_that_is_too_large(dataset, settings):
    settings.UPLOAD_MAX_BYTES = 50

    (outcome,) = add(dataset, picture_file(size=(100, 100)))

    assert outcome.state == "refused"
    assert "at most 50\xa0bytes are allowed" in outcome.message


def test_add_files_counts_pixels_before_decoding(dataset, settings):
    settings.UPLOAD_MAX_PIXELS = 1_000_000

    outcomes = add(dataset, picture_file("a.png", size=(1000, 1001)), picture_file("b.png", size=(1000, 1000)))

    assert [outcome.state for outcome in outcomes] == ["refused", "added"]


def test_add_files_leaves_no_file_behind_when_the_rows_fail(dataset, monkeypatch):
    def fail(rows):
        raise IntegrityError

    monkeypatch.setattr(DataFile.objects, "bulk_create", fail)

    with pytest.raises(IntegrityError):
        add(dataset, picture_file())

    assert stored_names() == []
    assert not DataUnit.objects.exists()


# What a modality offers


def test_every_modality_lists_frames_and_names_its_viewer(dataset):
    (outcome,) = add(dataset, picture_file(size=(8, 6)))
    unit = outcome.data_unit

    assert modality_of(unit) is MODALITIES["image"]
    assert editor_media(data_unit=unit, frame_url=lambda index: f"/frames/{index}") == {
        "viewer": "image",
        "modality": "image",
        "frames": [{"index": 0, "width": 8, "height": 6, "url": "/frames/0"}],
    }
