"""Labels leave by page, API and command: the ground truth, the benchmark for those who may see it, submissions."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    ClassificationFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    box_document,
)
from training.formats import FORMATS
from training.models import SourceTask
from training.permissions import Role
from training.selectors.exports import benchmark, download, ground_truth, losses, submissions
from training.services.imports import import_labels
from training.services.labels import read_document
from training.services.source_tasks import save_labels, submit_for_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Cell")


@pytest.fixture
def light(cell):
    return ClassificationFactory(ontology=cell.ontology, name="Light")


def make_project(cell, *titles):
    dataset = DatasetFactory()
    for title in titles or ("a.jpg", "b.jpg"):
        DataUnitFactory(dataset=dataset, title=title)
    return AnnotationProjectFactory(ontology=cell.ontology, datasets=[dataset])


def answered(light, cell):
    """A document with a box and a classification."""
    document = box_document((cell, [1, 2, 3, 4]))
    (question,) = light.attributes
    answers = {question["featureNodeHash"]: question["options"][0]["featureNodeHash"]}
    item = {"id": "light-1", "class": light.feature_hash, "answers": answers, "ranges": [[0, 0]]}
    return {**document, "classifications": [item]}


@pytest.fixture
def project(cell, light):
    """Two pictures; the first is labelled and in review."""
    project = make_project(cell)
    task = project.source_tasks.get(data_unit__title="a.jpg")
    save_labels(actor=project.created_by, source_task=task, document=answered(light, cell))
    submit_for_review(actor=project.created_by, source_task=task)
    return project


@pytest.fixture
def training(cell):
    trainee = UserFactory(name="Mei")
    project = TrainingProjectFactory(ontology=cell.ontology, trainees=[trainee])
    SubmissionFactory(task=project.tasks.first(), boxes=[(cell, [10, 10, 20, 20])])
    return project


def content(export, format_name="coco"):
    return b"".join(download(export, format_name).content)


def boxes(data):
    return [annotation["bbox"] for annotation in json.loads(data)["annotations"]]


def test_the_ground_truth_is_what_is_in_review_or_completed(project):
    export = ground_truth(project=project, statuses=SourceTask.ELIGIBLE)

    images = json.loads(content(export))["images"]

    assert export.n_units == 1
    assert [image["file_name"] for image in images] == ["a.jpg"]
    assert ground_truth(project=project).n_units == 2


def test_an_export_of_encord_rows_imports_into_a_twin_of_the_project(project, cell, light):
    twin = make_project(cell)

    import_labels(
        actor=twin.created_by,
        project=twin,
        format_name="encord",
        upload=named(content(ground_truth(project=project), "encord")),
        replace=False,
        status_after="completed",
    )

    task = twin.source_tasks.get(data_unit__title="a.jpg")
    original = project.source_tasks.get(data_unit__title="a.jpg")
    assert read_document(task.label_row) == read_document(original.label_row)


def named(data, name="labels.json"):
    file = io.BytesIO(data)
    file.name = name
    return file


def test_a_format_says_what_it_leaves_out(project):
    export = ground_truth(project=project)

    assert losses(export, "encord") == []
    assert losses(export, "coco") == ["1 classification is left out."]


def test_data_units_of_one_title_get_names_of_their_own(cell):
    project = make_project(cell, "a.jpg", "a.png", "A.jpg")

    images = json.loads(content(ground_truth(project=project)))["images"]

    names = [image["file_name"] for image in images]
    assert len({name.rpartition(".")[0].casefold() for name in names}) == 3


def test_the_benchmark_and_submissions_are_apart(training):
    trainee = training.tasks.first().annotator

    assert boxes(content(benchmark(project=training))) == [[100, 100, 100, 100]] * 2
    assert boxes(content(submissions(project=training, trainee=trainee))) == [[10, 10, 20, 20]]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_downloads(name, project):
    file = download(ground_truth(project=project), name)

    data = b"".join(file.content)

    assert file.file_name.endswith(".zip" if FORMATS[name].is_archive else FORMATS[name].suffixes[0])
    assert not FORMATS[name].is_archive or zipfile.ZipFile(io.BytesIO(data)).testzip() is None


# Pages


def login(client, person):
    client.force_login(person)
    return client


def test_the_page_says_what_is_lost_and_offers_the_file(client, project):
    login(client, project.created_by)
    address = reverse("project_export", args=[project.uuid])

    page = client.get(address, {"file_format": "coco", "tasks": "ground_truth"})

    assert "1 classification is left out." in page.content.decode()
    file = client.get(page.context["chosen"]["url"])
    assert boxes(b"".join(file.streaming_content)) == [[1, 2, 3, 4]]
    assert "coco.json" in file.headers["Content-Disposition"]


def test_the_page_asks_before_it_chooses(client, project):
    page = login(client, project.created_by).get(reverse("project_export", args=[project.uuid]))

    assert page.context["chosen"] is None
    assert page.status_code == 200


@pytest.mark.parametrize("query", [{"file_format": "xyz"}, {"file_format": "coco", "tasks": "none"}, {}])
def test_a_file_that_there_is_not_is_refused(client, project, query):
    login(client, project.created_by)

    assert client.get(reverse("project_export_file", args=[project.uuid]), query).status_code == 422


@pytest.fixture
def manager(training):
    person = UserFactory()
    MembershipFactory(project=training, user=person, role=Role.TEAM_MANAGER)
    return person


@pytest.mark.parametrize("route", ["submissions_export", "submissions_export_file", "api:submission_export"])
def test_only_those_who_may_see_the_benchmark_export_it(client, training, manager, route):
    address = reverse(route, args=[training.uuid])
    query = {"file_format": "coco", "labels": "benchmark"}

    assert login(client, manager).get(address, query).status_code == 403
    assert login(client, training.created_by).get(address, query).status_code == 200


def test_a_team_manager_exports_submissions_and_is_not_offered_the_benchmark(client, training, manager):
    login(client, manager)
    address = reverse("submissions_export", args=[training.uuid])
    trainee = training.tasks.first().annotator

    page = client.get(address, {"file_format": "coco", "labels": trainee.pk})

    assert "The benchmark" not in page.content.decode()
    assert boxes(b"".join(client.get(page.context["chosen"]["url"]).streaming_content)) == [[10, 10, 20, 20]]


def test_nobody_elses_labels_are_in_the_choice(client, training, manager):
    login(client, manager)
    query = {"file_format": "coco", "labels": UserFactory().pk}

    assert client.get(reverse("submissions_export_file", args=[training.uuid]), query).status_code == 422


def test_a_dry_run_lists_what_would_happen_and_stores_nothing(client, project):
    login(client, project.created_by)
    upload = named(b'{"images": [{"id": 1, "file_name": "b.jpg"}], "categories": [], "annotations": []}')
    form = {"format_name": "coco", "status_after": "completed", "check": "1", "upload": upload}

    page = client.post(reverse("project_import", args=[project.uuid]), form)

    assert page.status_code == 200
    assert [line.title for line in page.context["preview"].lines] == ["b.jpg"]
    assert "would be imported" in page.content.decode()
    assert project.source_tasks.get(data_unit__title="b.jpg").status == SourceTask.Status.NOT_STARTED


def test_a_dry_run_is_refused_for_the_same_reasons_as_the_import(client, project):
    login(client, project.created_by)
    upload = named(b'{"images": [{"id": 1, "file_name": "a.jpg"}], "categories": [], "annotations": []}')
    form = {"format_name": "coco", "status_after": "completed", "check": "1", "upload": upload}

    page = client.post(reverse("project_import", args=[project.uuid]), form, headers={"HX-Request": "true"})

    assert page.context["refusal"].n_problems == 1
    assert page.status_code == 200  # the script that shows it takes no other


def test_an_import_without_leaving_the_page_says_where_to_go(client, project):
    login(client, project.created_by)
    upload = named(b'{"images": [{"id": 1, "file_name": "b.jpg"}], "categories": [], "annotations": []}')
    form = {"format_name": "coco", "status_after": "completed", "upload": upload}

    answer = client.post(reverse("project_import", args=[project.uuid]), form, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == reverse("project_labels", args=[project.uuid])


def test_an_import_that_replaces_labels_empties_frames_that_it_does_not_speak_of(cell):
    dataset = DatasetFactory()
    DataUnitFactory(dataset=dataset, title="film", modality="image_sequence", n_frames=5)
    project = AnnotationProjectFactory(ontology=cell.ontology, datasets=[dataset])
    task = project.source_tasks.get()
    document = box_document((cell, [1, 2, 3, 4]))
    document["frames"] = {"3": document["frames"]["0"]}
    save_labels(actor=project.created_by, source_task=task, document=document)
    file = named(b'{"images": [{"id": 1, "file_name": "film/000001.jpg"}], "categories": [], "annotations": []}')

    import_labels(
        actor=project.created_by,
        project=project,
        format_name="coco",
        upload=file,
        replace=True,
        status_after="completed",
    )

    task.refresh_from_db()
    assert read_document(task.label_row)["frames"] == {}


# API


def test_the_api_names_losses_before_it_gives_a_file(client, project):
    login(client, project.created_by)
    address = reverse("api:label_export", args=[project.uuid])

    refused = client.get(address, {"file_format": "coco", "tasks": "all"})
    accepted = client.get(address, {"file_format": "coco", "tasks": "all", "accept_losses": "1"})

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"where": "file_format", "message": "1 classification is left out."}]
    assert boxes(b"".join(accepted.streaming_content)) == [[1, 2, 3, 4]]


def test_the_api_imports_and_checks(client, project):
    login(client, project.created_by)
    address = reverse("api:label_import", args=[project.uuid])
    file = b'{"images": [{"id": 1, "file_name": "b.jpg"}], "categories": [], "annotations": []}'
    form = {"format_name": "coco", "status_after": "completed"}

    checked = client.post(address, {**form, "upload": named(file), "check": "1"})
    stored = client.post(address, {**form, "upload": named(file)})
    again = client.post(address, {**form, "upload": named(file)})

    assert (checked.status_code, checked.json()["stored"]) == (200, False)
    assert checked.json()["lines"][0]["title"] == "b.jpg"
    assert (stored.json()["stored"], stored.json()["n_units"]) == (True, 1)
    assert again.status_code == 422
    assert again.json()["errors"][0]["where"] == "data unit “b.jpg”"


@pytest.mark.parametrize("form", [{}, {"format_name": "coco"}, {"format_name": "x", "status_after": "completed"}])
def test_the_api_names_the_fields_that_are_missing(client, project, form):
    answer = login(client, project.created_by).post(reverse("api:label_import", args=[project.uuid]), form)

    assert answer.status_code == 422
    assert "upload" in {error["where"] for error in answer.json()["errors"]}


# Commands


def run(*arguments):
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_commands_carry_labels_from_one_project_to_another(project, cell, light, tmp_path):
    path = tmp_path / "labels.json"
    twin = make_project(cell)

    said = json.loads(run("export_labels", project.uuid, path, "--format", "encord", "--json"))
    checked = json.loads(
        run(
            "import_labels", twin.uuid, path, "--format", "encord", "--as", twin.created_by.email, "--dry-run", "--json"
        )
    )
    run("import_labels", twin.uuid, path, "--format", "encord", "--as", twin.created_by.email)

    assert said == {"n_units": 1, "losses": [], "file": str(path)}
    assert (checked["stored"], checked["n_units"]) == (False, 1)
    assert twin.source_tasks.filter(status=SourceTask.Status.IN_REVIEW).count() == 1


def test_the_command_writes_nothing_while_losses_are_not_accepted(project, tmp_path):
    with pytest.raises(CommandError, match="accept-losses"):
        run("export_labels", project.uuid, tmp_path, "--format", "coco")

    assert not list(tmp_path.iterdir())
    run("export_labels", project.uuid, tmp_path, "--format", "coco", "--accept-losses")
    assert len(list(tmp_path.iterdir())) == 1


def test_the_command_exports_benchmark_and_submissions(training, tmp_path):
    trainee = training.tasks.first().annotator

    run("export_labels", training.uuid, tmp_path / "b.json", "--format", "coco")
    run("export_labels", training.uuid, tmp_path / "s.json", "--format", "coco", "--trainee", trainee.email)

    assert len(boxes((tmp_path / "b.json").read_bytes())) == 2
    assert boxes((tmp_path / "s.json").read_bytes()) == [[10, 10, 20, 20]]


def test_the_commands_refuse_what_there_is_not(project, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    email = project.created_by.email
    for arguments in (
        ("export_labels", "no-uuid", "--format", "coco"),
        ("import_labels", project.uuid, tmp_path / "no.json", "--format", "coco", "--as", email),
        ("import_labels", project.uuid, bad, "--format", "coco", "--as", "nobody@example.org"),
        ("import_labels", project.uuid, bad, "--format", "coco", "--as", email),
        ("import_labels", project.uuid, bad, "--format", "coco", "--as", email, "--json"),
    ):
        with pytest.raises(CommandError):
            run(*arguments)
