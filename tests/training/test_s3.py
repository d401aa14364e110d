"""Media in an S3-compatible store: what is uploaded lies there, is served from there, and goes from there."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from portal import environment
from tests.factories import DatasetFactory, picture_file
from tests.s3 import Store
from tests.videos import make_video, number_of
from training.models import DataUnit
from training.services.ingestion import run_ingestion
from training.services.uploads import receive_upload
from training.views.media import serve_frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings, monkeypatch, tmp_path):
    store = Store()
    for name, value in {
        "TOUCHSTONE_S3_BUCKET": "media",
        "TOUCHSTONE_S3_ENDPOINT": store.address,
        "TOUCHSTONE_S3_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": environment.media_storage()}
    settings.FRAME_CACHE_ROOT = tmp_path / "cache"
    yield store
    store.shutdown()


def get(unit: DataUnit, index: int, **headers: str) -> tuple[int, bytes]:
    response = serve_frame(RequestFactory().get("/", headers=headers), unit, index)
    return response.status_code, b"".join(response)


def test_a_folder_is_the_default(monkeypatch):
    monkeypatch.delenv("TOUCHSTONE_S3_BUCKET", raising=False)

    assert environment.media_storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_pictures_and_videos_lie_in_the_store_and_are_served_by_the_portal(store):
    dataset = DatasetFactory()
    picture = picture_file("a.png")
    content = picture.read()
    picture.seek(0)

    files = [picture, SimpleUploadedFile("b.mp4", make_video(50))]
    upload = receive_upload(actor=dataset.created_by, dataset=dataset, uploads=files)
    assert sum("/media/uploads/" in name for name in store.objects) == 2
    run_ingestion(upload_id=upload.pk)

    still, film = DataUnit.objects.order_by("title")
    assert all(name.startswith("/media/units/") for name in store.objects)
    assert len(store.objects) == 3
    assert get(still, 0) == (200, content)
    assert get(still, 0, Range="bytes=2-5") == (206, content[2:6])
    assert number_of(Image.open(io.BytesIO(get(film, 33)[1]))) == 33


def test_a_refused_file_leaves_nothing_in_the_store(store):
    dataset = DatasetFactory()

    upload = receive_upload(actor=dataset.created_by, dataset=dataset, uploads=[SimpleUploadedFile("a.png", b"x")])
    run_ingestion(upload_id=upload.pk)

    assert store.objects == {}
