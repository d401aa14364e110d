"""Instructions as a PDF: what is kept, who reads it, and that it is gone with its project."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import TrainingProjectFactory, UserFactory
from training.errors import InvalidError
from training.models import InstructionsFile, Notification
from training.services.deletion import delete_project, purge_project
from training.services.instructions import set_instructions_file

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def trainee():
    return UserFactory()


@pytest.fixture
def project(trainee):
    return TrainingProjectFactory(n_tasks=1, trainees=[trainee])


def pdf(content=PDF, name="How to label.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def keep(project, **changes):
    return set_instructions_file(actor=project.created_by, project=project, upload=pdf(**changes))


def test_a_member_downloads_what_the_admin_uploaded(project, trainee, client):
    client.force_login(project.created_by)
    client.post(reverse("project_instructions_edit", args=[project.uuid]), {"file": pdf()})
    client.force_login(trainee)

    queue = client.get(reverse("task_queue", args=[project.uuid])).content.decode()
    editor = client.get(reverse("task_open", args=[project.uuid, project.tasks.get().uuid])).content.decode()
    answer = client.get(reverse("project_instructions_file", args=[project.uuid]))

    assert "How to label.pdf" in queue
    assert reverse("project_instructions_file", args=[project.uuid]) in editor
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="How to label.pdf"'
    assert trainee.notifications.filter(kind=Notification.Kind.INSTRUCTIONS).exists()


def test_a_stranger_does_not_find_it(project, client):
    keep(project)
    client.force_login(UserFactory())

    assert client.get(reverse("project_instructions_file", args=[project.uuid])).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "no PDF"),
        (PDF[:-8], "no PDF"),
        (PDF.replace(b"/Type", b"/OpenAction << /JavaScript (x) >> /Type"), "scripts"),
        (PDF.replace(b"/Type", b"/EmbeddedFile /Type"), "scripts"),
    ],
)
def test_what_is_no_plain_pdf_is_refused(content, words, project):
    with pytest.raises(InvalidError, match=words):
        keep(project, content=content)

    assert not InstructionsFile.objects.exists()


def test_a_large_one_is_refused(project, settings):
    settings.INSTRUCTIONS_MAX_BYTES = 10

    with pytest.raises(InvalidError, match="too large"):
        keep(project)


def test_a_new_one_replaces_the_file_of_the_old(project, django_capture_on_commit_callbacks):
    old = keep(project)
    storage, name = old.file.storage, old.file.name

    with django_capture_on_commit_callbacks(execute=True):
        new = keep(project, name="../../Better.pdf")

    assert not storage.exists(name)
    assert storage.exists(new.file.name)
    assert new.name == "Better.pdf"


def test_it_is_gone_with_its_project(project, settings, django_capture_on_commit_callbacks):
    kept = keep(project)
    delete_project(actor=project.created_by, project=project, name=project.title)
    settings.DELETED_PROJECT_DAYS = -1

    with django_capture_on_commit_callbacks(execute=True):
        purge_project(project_id=project.pk)

    assert not InstructionsFile.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)


def test_removing_it_leaves_nothing_to_read(project, client):
    keep(project)
    client.force_login(project.created_by)

    client.post(reverse("project_instructions_edit", args=[project.uuid]), {"remove": "1"})

    assert client.get(reverse("project_instructions_file", args=[project.uuid])).status_code == 404
