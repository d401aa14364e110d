"""What pictures tell of places and people goes, whatever the format; their pixels stay as they are coded."""

import io
import random

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.factories import DatasetFactory
from training.decoding.metadata import without_metadata
from training.services.media import add_files

SECRETS = (b"Ada Lovelace", b"secret place", b"Snapper", b"52.5")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Ada Lovelace, secret place</x:xmpmeta>"


def picture(width: int = 60, height: int = 40) -> Image.Image:
    return Image.fromarray(np.random.default_rng(4).integers(0, 255, (height, width, 3), np.uint8))


def exif() -> Image.Exif:
    found = Image.Exif()
    found[ExifTags.Base.Artist] = "Ada Lovelace"
    found[ExifTags.Base.Make] = "Snapper"
    found.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = b"secret place 52.5"
    return found


def saved(file_format: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture().save(buffer, file_format, exif=exif(), icc_profile=PROFILE, **options)
    return buffer.getvalue()


def png() -> bytes:
    info = PngInfo()
    info.add_text("Author", "Ada Lovelace")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=False)
    return saved("PNG", pnginfo=info)


FILES = {
    "a JPEG": ("JPEG", lambda: saved("JPEG", xmp=XMP, comment=b"secret place")),
    "a progressive JPEG": ("JPEG", lambda: saved("JPEG", progressive=True, xmp=XMP)),
    "a JPEG with restart marks": ("JPEG", lambda: saved("JPEG", restart_marker_blocks=1)),
    "a JPEG with another one behind it": ("JPEG", lambda: saved("JPEG") + saved("JPEG", comment=b"Ada Lovelace")),
    "a PNG": ("PNG", png),
    "a PNG with something behind it": ("PNG", lambda: png() + b"Ada Lovelace"),
    "a WebP": ("WEBP", lambda: saved("WEBP", xmp=XMP)),
    "a WebP without losses": ("WEBP", lambda: saved("WEBP", lossless=True, xmp=XMP)),
}


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_told_and_no_pixel_changes(name):
    file_format, make = FILES[name]
    content = make()
    assert any(secret in content for secret in SECRETS)

    cleaned = without_metadata(file_format, content)

    assert not [secret for secret in SECRETS if secret in cleaned]
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(cleaned)) as after:
        assert after.format == before.format
        assert after.tobytes() == before.tobytes()
        assert after.info["icc_profile"] == PROFILE
        assert not dict(after.getexif())
    assert without_metadata(file_format, cleaned) == cleaned


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_anywhere_is_cleaned_or_given_up_and_never_tells(name):
    file_format, make = FILES[name]
    content = make()

    for end in random.Random(4).sample(range(len(content)), 60):
        try:
            cleaned = without_metadata(file_format, content[:end])
        except ValueError:
            continue
        assert not [secret for secret in SECRETS if secret in cleaned]


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["", "image_group"])
def test_annotators_are_served_none_of_it(name, kind):
    _file_format, make = FILES[name]
    dataset = DatasetFactory()

    (outcome,) = add_files(
        actor=dataset.created_by, dataset=dataset, files=[SimpleUploadedFile("a", make())], kind=kind
    )

    assert "Its metadata, such as place, camera and owner, was removed." in outcome.message
    for stored in outcome.data_unit.files.all():
        served = stored.file.read()
        assert not [secret for secret in SECRETS if secret in served]
        with Image.open(io.BytesIO(served)) as shown, Image.open(io.BytesIO(make())) as original:
            assert shown.tobytes() == original.tobytes()


@pytest.mark.django_db
def test_a_picture_that_is_turned_tells_nothing_either():
    dataset = DatasetFactory()
    buffer, marks = io.BytesIO(), exif()
    marks[ExifTags.Base.Orientation] = 6
    picture().save(buffer, "JPEG", exif=marks, comment=b"secret place")

    add_files(actor=dataset.created_by, dataset=dataset, files=[SimpleUploadedFile("a.jpg", buffer.getvalue())])

    served = dataset.data_units.get().files.get().file.read()
    assert not [secret for secret in SECRETS if secret in served]
