"""Media in an S3-compatible store, through the portal's own doors and a server that speaks S3 on this machine."""

import io
import json
from datetime import timedelta

import boto3
import pytest
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer
from PIL import Image

from portal import environment
from tests.factories import AnnotationProjectFactory, CreatorFactory, DatasetFactory, picture_file
from tests.videos import make_video, number_of
from training.models import Project
from training.services.deletion import delete_project
from training.services.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)

BUCKET = "media"
REGION = "eu-central-1"


@pytest.fixture(scope="module")
def address():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(address, settings, monkeypatch, tmp_path):
    """An empty bucket, in which the portal keeps its media."""
    for name, value in {
        "TOUCHSTONE_S3_BUCKET": BUCKET,
        "TOUCHSTONE_S3_ENDPOINT": address,
        "TOUCHSTONE_S3_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": environment.media_storage()}
    settings.FRAME_CACHE_ROOT = tmp_path / "cache"
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    bucket = boto3.resource("s3", endpoint_url=address, region_name=REGION).Bucket(BUCKET)
    bucket.create(CreateBucketConfiguration={"LocationConstraint": REGION})
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


@pytest.fixture
def creator(client):
    creator = CreatorFactory()
    client.force_login(creator)
    return creator


def names(bucket) -> list[str]:
    return [entry.key for entry in bucket.objects.all()]


def begin(client, dataset, files: dict[str, bytes]) -> dict:
    announced = {"kind": "", "files": [{"name": name, "size": len(content)} for name, content in files.items()]}
    address = reverse("upload_start", args=[dataset.uuid])
    return client.post(address, json.dumps(announced), content_type="application/json").json()


def send(client, upload, position: int, content: bytes, part_bytes: int) -> None:
    for offset in range(upload["received"][position], len(content), part_bytes):
        part = content[offset : offset + part_bytes]
        answer = client.put(
            f"{upload['files_url']}{position}?offset={offset}", part, content_type="application/octet-stream"
        )
        assert answer.json() == {"received": offset + len(part)}


def get(client, unit, index: int, **headers: str) -> tuple[int, bytes]:
    response = client.get(reverse("data_unit_frame", args=[unit.dataset.uuid, unit.uuid, index]), headers=headers)
    return response.status_code, b"".join(response)


def test_a_folder_is_the_default(monkeypatch):
    monkeypatch.delenv("TOUCHSTONE_S3_BUCKET", raising=False)

    assert environment.media_storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_media_are_sent_in_parts_served_in_ranges_and_deleted_with_their_project(client, creator, bucket, settings):
    dataset = DatasetFactory(created_by=creator)
    files = {"a.png": picture_file(size=(90, 60)).read(), "b.mp4": make_video(50)}
    upload = begin(client, dataset, files)
    send(client, upload, 0, files["a.png"], 100)
    send(client, upload, 1, files["b.mp4"][:3000], 1000)
    assert all(name.startswith("uploads/") for name in names(bucket))
    # The same files chosen again, after the connection was lost.
    upload = begin(client, dataset, files)
    assert upload["received"] == [len(files["a.png"]), 3000]
    send(client, upload, 1, files["b.mp4"], 4000)

    assert client.post(upload["finish_url"]).status_code == 200

    still, film = dataset.data_units.order_by("title")
    assert len(names(bucket)) == 3  # the picture, the film, and its small picture for lists
    assert all(name.startswith("units/") for name in names(bucket))
    content = files["a.png"]
    assert get(client, still, 0) == (200, content)
    assert get(client, still, 0, Range="bytes=2-5") == (206, content[2:6])
    assert get(client, still, 0, Range="bytes=-7") == (206, content[-7:])
    assert get(client, still, 0, Range=f"bytes={len(content)}-")[0] == 416
    assert number_of(Image.open(io.BytesIO(get(client, film, 33)[1]))) == 33

    project = AnnotationProjectFactory(actor=creator, datasets=[dataset])
    delete_project(actor=creator, project=project, name=project.title, takes_datasets=True)
    late = timezone.now() - timedelta(days=settings.DELETED_PROJECT_DAYS, seconds=1)
    Project.objects.update(deleted_at=late)
    sweep()
    assert names(bucket) == []


def test_a_refused_file_leaves_nothing_in_the_store(client, creator, bucket):
    dataset = DatasetFactory(created_by=creator)
    upload = begin(client, dataset, {"a.png": b"x"})
    send(client, upload, 0, b"x", 100)

    client.post(upload["finish_url"])

    page = client.get(upload["url"]).content.decode()
    assert "can be read" in page
    assert names(bucket) == []


def test_what_the_store_has_lost_is_told_as_missing(client, creator, bucket):
    dataset = DatasetFactory(created_by=creator)
    upload = begin(client, dataset, {"a.png": (content := picture_file().read())})
    send(client, upload, 0, content, 10_000)
    client.post(upload["finish_url"])
    bucket.objects.all().delete()

    response = client.get(reverse("data_unit_frame", args=[dataset.uuid, dataset.data_units.get().uuid, 0]))

    assert response.status_code == 404
