"""How frames are sent: ranges, ETags, headers that keep them private."""

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory

from tests.factories import DatasetFactory, UserFactory, picture_file
from training.models import DataFile
from training.services.media import add_files
from training.views.media import serve_file, serve_frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    dataset = DatasetFactory()
    add_files(actor=dataset.created_by, dataset=dataset, files=[picture_file()])
    return DataFile.objects.get()


def content_of(stored) -> bytes:
    with default_storage.open(stored.file.name) as file:
        return file.read()


def get(stored, **headers):
    return serve_file(
        RequestFactory().get("/", headers={name.replace("_", "-"): v for name, v in headers.items()}), stored
    )


def body(response) -> bytes:
    return b"".join(response)


def test_serve_file_sends_all_with_private_headers(stored):
    response = get(stored)

    assert response.status_code == 200
    assert body(response) == content_of(stored)
    assert response["Content-Type"] == "image/png"
    assert response["Content-Length"] == str(stored.n_bytes)
    assert response["Cache-Control"] == "private, max-age=3600"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Disposition"] == "inline"
    assert response["ETag"] == f'"{stored.sha256}"'


def test_serve_file_names_neither_the_picture_nor_its_dataset(stored):
    response = get(stored)

    told = " ".join(f"{name}: {value}" for name, value in response.items())
    assert stored.data_unit.title not in told
    assert stored.data_unit.dataset.title not in told
    assert "units/" not in told


def test_serve_file_offers_what_browsers_should_not_open_as_a_download(stored):
    stored.content_type = "application/dicom"

    assert get(stored)["Content-Disposition"] == "attachment"


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_serve_file_answers_304_for_a_known_etag(stored, known):
    response = get(stored, If_None_Match=known.format(stored.sha256))

    assert response.status_code == 304
    assert response["Cache-Control"] == "private, max-age=3600"
    assert not response.content


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=5-", slice(5, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=3-99999", slice(3, None)),
        ("bytes=0-0", slice(0, 1)),
    ],
)
def test_serve_file_sends_the_range_asked_for(stored, wanted, expected):
    content = content_of(stored)
    numbers = range(len(content))[expected]

    response = get(stored, Range=wanted)

    assert response.status_code == 206
    assert body(response) == content[expected]
    assert response["Content-Range"] == f"bytes {numbers[0]}-{numbers[-1]}/{len(content)}"
    assert response["Content-Length"] == str(len(numbers))


@pytest.mark.parametrize("wanted", ["bytes=99999-", "bytes=-0"])
def test_serve_file_answers_416_beyond_the_end(stored, wanted):
    response = get(stored, Range=wanted)

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{stored.n_bytes}"


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "bytes=9-3", "lines=0-3", "bytes=-", "bytes=a-b", "bytes=-99999"])
def test_serve_file_sends_all_where_the_range_means_nothing_or_everything(stored, wanted):
    response = get(stored, Range=wanted)

    assert response.status_code == 200
    assert body(response) == content_of(stored)


def test_serve_file_sends_all_when_the_file_is_no_longer_the_one_begun(stored):
    assert get(stored, Range="bytes=0-3", If_Range='"another"').status_code == 200
    assert get(stored, Range="bytes=0-3", If_Range=f'"{stored.sha256}"').status_code == 206


def test_serve_frame_answers_404_beyond_the_last_frame_and_for_a_lost_file(client, stored):
    client.force_login(UserFactory(is_superuser=True))
    unit = stored.data_unit
    address = f"/datasets/{unit.dataset.uuid}/units/{unit.uuid}/frames/"

    beyond = client.get(f"{address}1")
    default_storage.delete(stored.file.name)
    lost = client.get(f"{address}0")

    assert (beyond.status_code, lost.status_code) == (404, 404)


def test_serve_frame_sends_the_frame_of_its_modality(stored):
    response = serve_frame(RequestFactory().get("/"), stored.data_unit, 0)

    assert body(response) == content_of(stored)
