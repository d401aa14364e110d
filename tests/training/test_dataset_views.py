"""The pages about datasets: what an upload says, what is shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import CreatorFactory, DatasetFactory, DataUnitFactory, picture_file
from training.models import Dataset
from training.services.media import add_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def creator(client):
    creator = CreatorFactory()
    client.force_login(creator)
    return creator


@pytest.fixture
def dataset(creator):
    dataset = DatasetFactory(created_by=creator, title="Orchard")
    add_files(actor=creator, dataset=dataset, files=[picture_file("tree.png")])
    return dataset


def test_dataset_create_leads_to_the_new_dataset(client, creator):
    answer = client.post(reverse("dataset_create"), {"title": "Orchard", "description": "Trees"})

    dataset = Dataset.objects.get()
    assert (dataset.title, dataset.description, dataset.created_by) == ("Orchard", "Trees", creator)
    assert answer.url == reverse("dataset_detail", args=[dataset.uuid])


def test_every_modality_is_counted_in_its_own_words(client, dataset):
    for modality, n_frames in [("video", 300), ("video", 1), ("dicom", 3), ("image_group", 2), ("image_sequence", 40)]:
        DataUnitFactory(dataset=dataset, modality=modality, n_frames=n_frames)

    page = client.get(reverse("dataset_detail", args=[dataset.uuid])).content.decode()

    assert "1 single image, 1 image group, 1 image sequence, 2 videos, 1 DICOM series" in page
    for parts in ("· 300 frames", "· 1 frame<", "· 3 slices", "· 2 pictures", "· 40 frames"):
        assert parts in page


def test_a_dicom_series_opens_as_a_picture_and_not_as_a_file_of_samples(client, dataset):
    series = DataUnitFactory(dataset=dataset, modality="dicom", n_frames=3)
    (tree,) = dataset.data_units.filter(modality="image")

    page = client.get(reverse("dataset_detail", args=[dataset.uuid])).content.decode()

    assert f'href="{reverse("data_unit_preview", args=[dataset.uuid, series.uuid])}"' in page
    assert f'href="{reverse("data_unit_frame", args=[dataset.uuid, tree.uuid, 0])}"' in page


def test_dataset_create_asks_for_a_title(client, creator):
    assert client.post(reverse("dataset_create"), {"title": ""}).status_code == 422


def upload(client, dataset, files, commit) -> str:
    """The page that a form leads to, once the worker is done."""
    with commit(execute=True):
        answer = client.post(reverse("dataset_detail", args=[dataset.uuid]), {"uploads": files})
    assert answer.status_code == 302
    return client.get(answer.url).content.decode()


def test_upload_lists_the_outcome_of_each_file(client, dataset, django_capture_on_commit_callbacks):
    broken = picture_file("broken.png", size=(50, 50))
    broken.truncate(100)
    files = [
        picture_file("new.png", color="blue"),
        picture_file("again.png"),
        broken,
        SimpleUploadedFile("x.gif", b"GIF89a"),
    ]

    page = upload(client, dataset, files, django_capture_on_commit_callbacks)

    for line in ("new.png", "again.png", "broken.png", "x.gif"):
        assert line in page
    for count in ("1 added", "1 there already", "2 refused"):
        assert f"<span>{count}</span>" in page
    assert "The dataset has this content already, as tree.png." in page
    assert dataset.data_units.count() == 2


def test_upload_takes_an_empty_file_for_what_it_is(client, dataset, django_capture_on_commit_callbacks):
    empty = picture_file("empty.png")
    empty.truncate(0)

    assert "The file is empty." in upload(client, dataset, [empty], django_capture_on_commit_callbacks)


def test_the_form_of_an_upload_can_be_sent(client, creator, dataset):
    page = client.get(reverse("dataset_detail", args=[dataset.uuid])).content.decode()

    form = page[page.index("data-upload") : page.index("</form>", page.index("data-upload"))]
    assert "csrfmiddlewaretoken" in form


def test_upload_asks_for_a_file(client, dataset):
    answer = client.post(reverse("dataset_detail", args=[dataset.uuid]), {})

    assert answer.status_code == 422
    assert "Choose at least one file." in answer.content.decode()


def test_dataset_detail_shows_pictures_by_page_and_search(client, creator):
    dataset = DatasetFactory(created_by=creator)
    for number in range(30):
        DataUnitFactory(dataset=dataset, title=f"tree{number:02}.png")
    url = reverse("dataset_detail", args=[dataset.uuid])

    first, second, found = client.get(url), client.get(url, {"page": 2}), client.get(url, {"q": "tree07"})

    assert [len(answer.context["page"]) for answer in (first, second, found)] == [24, 6, 1]


def test_dataset_detail_names_pictures_without_letting_them_speak(client, creator):
    dataset = DatasetFactory(created_by=creator, title="<script>alert(1)</script>")
    DataUnitFactory(dataset=dataset, title="<img src=x onerror=alert(1)>.png")

    page = client.get(reverse("dataset_detail", args=[dataset.uuid])).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
