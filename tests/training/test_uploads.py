"""Uploads in parts, archives, and their ingestion in the background: what arrives, what is resumed, what is refused."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories import AnnotationProjectFactory, CreatorFactory, DatasetFactory, picture_file
from training.errors import ConflictError, InvalidError
from training.models import DataUnit, Upload
from training.services import ingestion
from training.services.ingestion import run_ingestion
from training.services.sweep import sweep
from training.services.uploads import (
    ABANDONED_AFTER,
    add_part,
    discard_abandoned,
    finish_upload,
    receive_upload,
    start_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset():
    return DatasetFactory()


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    return settings.SCRATCH_ROOT


def bring(dataset, *files, kind=""):
    """Upload and ingest at once; answers with the rows of the files."""
    upload = receive_upload(actor=dataset.created_by, dataset=dataset, uploads=files, kind=kind)
    run_ingestion(upload_id=upload.pk)
    upload.refresh_from_db()
    assert upload.state == Upload.State.DONE
    return list(upload.files.all())


def archive(members: dict[str, bytes], name: str = "all.zip", **options) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for member, content in members.items():
            made.writestr(member, content)
    return SimpleUploadedFile(name, buffer.getvalue())


def left_behind() -> list[str]:
    if not default_storage.exists("uploads"):
        return []
    folders, files = default_storage.listdir("uploads")
    found = list(files)
    for upload in folders:
        for position in default_storage.listdir(f"uploads/{upload}")[0]:
            found += default_storage.listdir(f"uploads/{upload}/{position}")[1]
    return found


def png(color: str = "red") -> bytes:
    return picture_file(color=color).read()


# Receiving


def test_a_file_comes_in_parts_and_is_put_together(dataset):
    content = png()
    upload = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=[("a.png", len(content))])

    for offset in range(0, len(content), 20):
        add_part(upload=upload, position=0, offset=offset, content=ContentFile(content[offset : offset + 20]))
    finish_upload(upload=upload)
    run_ingestion(upload_id=upload.pk)

    assert DataUnit.objects.get().files.get().file.read() == content
    assert left_behind() == []


def test_the_same_files_chosen_again_go_on_where_they_stopped(dataset):
    files = [("a.png", 100), ("b.png", 50)]
    first = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=files)
    add_part(upload=first, position=0, offset=0, content=ContentFile(b"x" * 40))

    again = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=files)
    other = start_upload(actor=dataset.created_by, dataset=dataset, kind="image_group", files=files)

    assert again == first
    assert [file.received for file in again.files.all()] == [40, 0]
    assert other != first


def test_names_are_kept_without_what_no_database_takes(dataset):
    upload = start_upload(
        actor=dataset.created_by, dataset=dataset, kind="", files=[("a\x00b\ud800.png", 1), ("c" * 2000, 1)]
    )

    assert [len(file.name) for file in upload.files.all()] == [len("ab.png"), 1000]


def test_only_the_next_bytes_are_taken(dataset):
    upload = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=[("a.png", 100)])
    add_part(upload=upload, position=0, offset=0, content=ContentFile(b"x" * 40))

    with pytest.raises(ConflictError) as refused:
        add_part(upload=upload, position=0, offset=0, content=ContentFile(b"x" * 40))
    with pytest.raises(InvalidError, match="larger than was announced"):
        add_part(upload=upload, position=0, offset=40, content=ContentFile(b"x" * 61))

    assert refused.value.facts == {"received": 40}
    assert left_behind() == ["0"]


def test_nothing_is_taken_once_it_is_finished(dataset):
    upload = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=[("a.png", 100)])
    finish_upload(upload=upload)

    with pytest.raises(ConflictError):
        add_part(upload=upload, position=0, offset=0, content=ContentFile(b"x"))


def test_limits_are_told_before_anything_is_sent(dataset, settings):
    settings.UPLOAD_MAX_FILES = 2
    many = [(f"{number}.png", 1) for number in range(3)]
    large = [("a.mp4", settings.VIDEO_MAX_BYTES * 10)]

    for files, sentence in [([], "at least one"), (many, "At most 2 files"), (large, "larger than")]:
        with pytest.raises(InvalidError, match=sentence):
            start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=files)


def test_what_did_not_arrive_is_refused_and_the_others_go_on(dataset):
    content = png()
    upload = start_upload(
        actor=dataset.created_by, dataset=dataset, kind="", files=[("a.png", 100), ("b.png", len(content))]
    )
    add_part(upload=upload, position=1, offset=0, content=ContentFile(content))
    finish_upload(upload=upload)

    run_ingestion(upload_id=upload.pk)

    assert [(file.state, file.message) for file in upload.files.all()] == [
        ("refused", "The file did not arrive completely."),
        ("added", "Added."),
    ]


def test_abandoned_uploads_go_with_what_has_arrived(dataset):
    upload = start_upload(actor=dataset.created_by, dataset=dataset, kind="", files=[("a.png", 100)])
    add_part(upload=upload, position=0, offset=0, content=ContentFile(b"x" * 40))
    discard_abandoned()
    assert Upload.objects.exists()
    Upload.objects.update(touched_at=timezone.now() - ABANDONED_AFTER * 2)

    discard_abandoned()

    assert not Upload.objects.exists()
    assert left_behind() == []


# Ingestion


def test_each_file_has_its_outcome_and_projects_their_tasks(dataset, scratch):
    project = AnnotationProjectFactory(datasets=[dataset])

    rows = bring(
        dataset,
        picture_file("a.png"),
        picture_file("b.png"),
        SimpleUploadedFile("empty.png", b""),
        SimpleUploadedFile("c.png", png("blue")[:50]),
        picture_file("d.tif", color="green", file_format="TIFF"),
    )

    assert [row.state for row in rows] == ["added", "duplicate", "refused", "refused", "added"]
    assert rows[2].message == "The file is empty."
    assert [row.data_unit_id for row in rows[:2]] == [rows[0].data_unit_id] * 2
    assert project.source_tasks.count() == 2
    assert left_behind() == []
    assert list(scratch.iterdir()) == []


def test_pictures_may_come_as_one_sequence(dataset):
    files = [picture_file(f"{number}.png", color=f"#0000{number:02x}") for number in (10, 9)]

    bring(dataset, *files, kind="image_sequence")

    assert (DataUnit.objects.get().modality, DataUnit.objects.get().n_frames) == ("image_sequence", 2)


def test_a_job_that_was_killed_goes_on_with_what_has_no_outcome(dataset, monkeypatch):
    upload = receive_upload(
        actor=dataset.created_by, dataset=dataset, uploads=[picture_file("a.png"), picture_file("b.png", color="blue")]
    )
    calls = []

    def die_at_the_second(**arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return add_unit(**arguments)

    add_unit = ingestion.add_unit
    monkeypatch.setattr(ingestion, "add_unit", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_ingestion(upload_id=upload.pk)
    monkeypatch.setattr(ingestion, "add_unit", add_unit)
    run_ingestion(upload_id=upload.pk)
    assert upload.files.filter(state="waiting").count() == 1
    Upload.objects.update(lease_until=timezone.now())

    run_ingestion(upload_id=upload.pk)

    assert [row.state for row in upload.files.all()] == ["added", "added"]
    assert DataUnit.objects.count() == 2


def test_the_sweep_takes_up_what_the_queue_lost(dataset, django_capture_on_commit_callbacks):
    upload = receive_upload(actor=dataset.created_by, dataset=dataset, uploads=[picture_file()])
    Upload.objects.update(state="running", lease_until=timezone.now(), attempts=1)

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    upload.refresh_from_db()
    assert upload.state == Upload.State.DONE


def test_the_sweep_gives_up_after_five_times(dataset):
    upload = receive_upload(actor=dataset.created_by, dataset=dataset, uploads=[picture_file()])
    Upload.objects.update(state="running", lease_until=timezone.now(), attempts=5)

    sweep()

    upload.refresh_from_db()
    assert (upload.state, upload.error) == ("failed", "The work stopped 5 times without a result.")


# Archives


def test_an_archive_is_unpacked_and_each_file_has_its_outcome(dataset):
    members = {
        "photos/red.png": png("red"),
        "photos/readme.txt": b"hello",
        "__MACOSX/photos/._red.png": b"x",
        "photos/.DS_Store": b"x",
        "photos/blue.png": png("blue"),
    }

    rows = bring(dataset, archive(members), picture_file("other.png", color="green"))

    assert [(row.name, row.state) for row in rows] == [
        ("all.zip", "added"),
        ("all.zip/photos/red.png", "added"),
        ("all.zip/photos/readme.txt", "refused"),
        ("all.zip/photos/blue.png", "added"),
        ("other.png", "added"),
    ]
    assert rows[0].message == "The archive was unpacked: 3 files."
    assert sorted(DataUnit.objects.values_list("title", flat=True)) == ["blue.png", "other.png", "red.png"]


def test_names_in_an_archive_never_become_paths(dataset, tmp_path):
    outside = {"../../../evil.png": png("red"), "/etc/evil.png": png("blue"), "C:\\evil.png": png("green")}

    rows = bring(dataset, archive(outside))

    assert [row.state for row in rows] == ["added"] * 4
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: archive({f"{number}.png": b"x" for number in range(9)}), "The archive holds more than 8 files"),
        (lambda: archive({"a.png": b"\0" * 3_000_000}), "Unpacked, the archive has more than 2 MB"),
        (lambda: SimpleUploadedFile("a.zip", archive({"a.png": png()}).read()[:60]), "The archive is damaged"),
        (lambda: archive({}), "The archive holds no file."),
    ],
)
def test_archives_beyond_the_limits_are_refused_and_the_others_go_on(dataset, settings, scratch, make, sentence):
    settings.UPLOAD_MAX_FILES = 8
    settings.ARCHIVE_MAX_EXPANDED_BYTES = 2_000_000

    refused, added = bring(dataset, make(), picture_file())

    assert refused.state == "refused"
    assert sentence in refused.message
    assert added.state == "added"
    assert list(scratch.iterdir()) == []


def test_an_archive_that_lies_about_its_sizes_is_counted_as_it_comes(dataset, settings):
    settings.ARCHIVE_MAX_EXPANDED_BYTES = 2_000_000
    content = archive({"a.png": b"\0" * 3_000_000}).read()
    lying = content.replace((3_000_000).to_bytes(4, "little"), (30).to_bytes(4, "little"))

    (row,) = bring(dataset, SimpleUploadedFile("a.zip", lying))

    assert row.state == "refused"


def test_an_archive_within_an_archive_stays_packed(dataset):
    rows = bring(dataset, archive({"inner.zip": archive({"a.png": png()}).read(), "b.png": png()}))

    assert [row.state for row in rows] == ["added", "refused", "added"]
    assert "within an archive" in rows[1].message


# The pages


@pytest.fixture
def signed_in(client, dataset):
    client.force_login(dataset.created_by)
    return client


def start(client, dataset, *files, kind=""):
    body = {"kind": kind, "files": [{"name": name, "size": len(content)} for name, content in files]}
    url = reverse("upload_start", args=[dataset.uuid])
    return client.post(url, json.dumps(body), content_type="application/json")


def test_a_browser_sends_in_parts_and_sees_the_outcome(signed_in, dataset, django_capture_on_commit_callbacks):
    content = png()
    started = start(signed_in, dataset, ("photos/a.png", content)).json()
    assert started["received"] == [0]
    part = f"{started['files_url']}0?offset="

    first = signed_in.put(f"{part}0", content[:30], content_type="application/octet-stream")
    wrong = signed_in.put(f"{part}7", content[30:], content_type="application/octet-stream")
    rest = signed_in.put(f"{part}30", content[30:], content_type="application/octet-stream")
    waiting = signed_in.get(started["url"]).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(started["finish_url"])
    page = signed_in.get(started["url"]).content.decode()

    assert first.json() == {"received": 30}
    assert (wrong.status_code, wrong.json()["received"]) == (409, 30)
    assert rest.json() == {"received": len(content)}
    assert "Not everything has arrived" in waiting
    assert "1 added" in page
    assert "0 refused" not in page
    assert "hx-trigger" not in page


@pytest.mark.parametrize("body", ["", "[]", '{"files": 3}', '{"files": [{"name": "a"}]}', '{"files": [], "kind": "x"}'])
def test_what_is_not_understood_is_refused(signed_in, dataset, body):
    url = reverse("upload_start", args=[dataset.uuid])

    assert signed_in.post(url, body, content_type="application/json").status_code == 422


def test_a_part_that_is_too_large_is_refused(signed_in, dataset, settings):
    settings.UPLOAD_PART_BYTES = 10
    started = start(signed_in, dataset, ("a.png", b"x" * 100)).json()

    answer = signed_in.put(f"{started['files_url']}0?offset=0", b"x" * 11, content_type="application/octet-stream")

    assert answer.status_code == 413


def test_only_who_may_add_to_the_dataset_sends_and_sees(client, signed_in, dataset):
    started = start(signed_in, dataset, ("a.png", b"x")).json()
    client.force_login(CreatorFactory())

    assert start(client, dataset, ("a.png", b"x")).status_code == 404
    assert client.get(started["url"]).status_code == 404
    assert client.put(f"{started['files_url']}0?offset=0", b"x").status_code == 404
    assert client.post(started["finish_url"]).status_code == 404
