"""The CSV of evaluation labels. The same bytes are expected on SQLite and on PostgreSQL."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories import (
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.models import BenchmarkWeight, EvaluationLabel, OntologyClass, Task
from training.selectors.evaluation_csv import evaluation_labels_csv
from training.selectors.label_filter import LabelFilter
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation

pytestmark = pytest.mark.django_db

HEADER = (
    "project,version,trainee,trainee_email,task,task_id,attempt,data_unit,frame,class,shape,labelled_as,outcome,similarity,"
    "category,attributes,weight_iou,weight_category,weight_attributes,score,benchmark_label_id,submission_label_id,"
    "started_at,submitted_at,scored_at"
)


def _download(project, **chosen):
    chunks = evaluation_labels_csv(project=project, function=project.applied_function, chosen=LabelFilter(**chosen))
    return b"".join(chunks)


def _rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def project():
    """One task of one trainee, submitted with half of the benchmark's box and with a box too many."""
    ontology = OntologyFactory()
    cell = OntologyClassFactory(ontology=ontology, name="Cell")
    trainee = UserFactory(name="Ada, the first", email="ada@example.org")
    project = TrainingProjectFactory(title="Blood", ontology=ontology, n_tasks=1, trainees=[trainee])
    task = SubmissionFactory(task=project.tasks.get(), boxes=[(cell, [100, 100, 100, 50]), (cell, [300, 300, 9, 9])])
    moments = {
        name: datetime(2026, 3, 9, 14, 5, second, 999_999, tzinfo=UTC)
        for name, second in (("started_at", 1), ("submitted_at", 2), ("scored_at", 3))
    }
    Task.objects.filter(pk=task.pk).update(**moments)
    return project


def test_csv_has_exactly_these_bytes(project):
    task = project.tasks.get()
    unit = task.benchmark_task.data_unit.title
    trainee = f'"Ada, the first",ada@example.org,{unit},{task.uuid},1,{unit},0,Cell,bounding_box'
    times = "2026-03-09T14:05:01Z,2026-03-09T14:05:02Z,2026-03-09T14:05:03Z"
    expected = (
        f"\ufeff{HEADER}\n"
        f"Blood,1,{trainee},Cell,matched,0.5,1,1,50,50,0,75,object-0,object-0,{times}\n"
        f"Blood,1,{trainee},Cell,extra,0,0,0,50,50,0,0,,object-1,{times}\n"
    )

    assert _download(project).decode() == expected


def test_csv_writes_numbers_without_rounding_twice_and_without_zeros_at_the_end(project):
    label = EvaluationLabel.objects.filter(outcome="matched")
    label.update(similarity_ppm=333_333, attributes_ppm=100_000)
    BenchmarkWeight.objects.filter(function=project.applied_function).update(
        w_iou=33.3, w_category=0.1 + 0.2, w_attributes=1000
    )

    row = _rows(_download(project))[0]

    # 100 x (33.3 x 0.333333 + 0.3 x 1 + 1000 x 0.1) / 1033.6
    assert [row[name] for name in ("similarity", "category", "attributes")] == ["0.333333", "1", "0.1"]
    assert [row[name] for name in ("weight_iou", "weight_category", "weight_attributes")] == ["33.3", "0.3", "1000"]
    assert row["score"] == "10.777863"


def test_csv_rounds_where_a_cast_would_cut_on_one_database_and_round_on_the_other(project):
    EvaluationLabel.objects.filter(outcome="matched").update(similarity_ppm=2, category=False, attributes_ppm=0)
    BenchmarkWeight.objects.filter(function=project.applied_function).update(w_iou=1, w_category=299)

    row = _rows(_download(project))[0]

    # 100 x 0.000002 / 300 = 0.00000067
    assert row["score"] == "0.000001"


def test_csv_leaves_similarity_and_attributes_of_a_classification_empty(project):
    OntologyClass.objects.update(kind="classification", shape="")

    row = _rows(_download(project))[0]

    assert (row["shape"], row["similarity"], row["attributes"], row["category"]) == ("", "", "", "1")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_never_begins_a_cell_with_what_a_spreadsheet_runs(project, start):
    formula = f'{start}HYPERLINK("http://example.org","x")'
    project.title = formula
    trainee = project.tasks.get().annotator
    trainee.name = trainee.email = formula
    trainee.save()
    OntologyClass.objects.update(name=formula)
    EvaluationLabel.objects.update(candidate_uid=f"{start}aaaaaaa")

    content = _download(project)

    row = _rows(content)[0]
    assert {row[name] for name in ("project", "trainee", "trainee_email", "class", "labelled_as")} == {f"'{formula}"}
    assert row["submission_label_id"] == f"'{start}aaaaaaa"
    assert content.count(b"\n") == 3


@pytest.mark.parametrize("name", ['say "x"', "a,b", "a\nb", "a\rb", 'a\r\n"b",', "ünï 漢字", " spaces "])
def test_csv_gives_back_every_text_as_it_was(project, name):
    project.title = name
    OntologyClass.objects.update(name=name)

    row = _rows(_download(project))[0]

    assert (row["project"], row["class"]) == (name, name)


def test_csv_quotes_the_way_postgresql_does(project):
    OntologyClass.objects.update(name='a\r"b"')

    assert b',"a\r""b""",bounding_box,' in _download(project)


def test_csv_is_of_one_trainee_or_one_task_when_asked(project):
    task = project.tasks.get()

    assert len(_rows(_download(project, trainee_id=task.annotator_id))) == 2
    assert len(_rows(_download(project, task_id=task.pk))) == 2
    assert _rows(_download(project, trainee_id=project.created_by_id)) == []


def test_csv_stays_with_the_version_it_began_with(project):
    chunks = evaluation_labels_csv(project=project, function=project.applied_function)
    beginning = next(chunks)
    ontology_class = project.ontology.classes.get()
    weights = {ontology_class.pk: {"w_iou": 100, "w_category": 0, "w_attributes": 0, "tolerance": None}}
    save_function(actor=project.created_by, project=project, kind="dynamic", weights=weights)
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)

    rows = _rows(beginning + b"".join(chunks))
    project.refresh_from_db()

    assert [(row["version"], row["score"]) for row in rows] == [("1", "75"), ("1", "0")]
    assert [(row["version"], row["score"]) for row in _rows(_download(project))] == [("2", "50"), ("2", "0")]


def test_csv_view_streams_a_file_named_after_project_and_version(client, project):
    client.force_login(project.created_by)

    response = client.get(reverse("evaluation_labels_csv", args=[project.uuid]))

    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="blood-v1-evaluation-labels.csv"'
    assert response.getvalue() == _download(project)


def test_csv_view_refuses_a_filter_that_fits_nothing_rather_than_sending_everything(client, project):
    client.force_login(project.created_by)
    url = reverse("evaluation_labels_csv", args=[project.uuid])

    assert client.get(url, {"trainee": project.created_by_id}).status_code == 404
    assert client.get(url, {"task": "nonsense"}).status_code == 404


def test_csv_costs_a_fixed_number_of_queries(project, django_assert_num_queries):
    with django_assert_num_queries(1):
        _download(project)


@pytest.mark.django_db(transaction=True)
def test_csv_that_nobody_reads_to_its_end_leaves_the_connection_in_order(project, monkeypatch):
    monkeypatch.setattr("training.csv_sql._CHUNK_BYTES", 1)
    monkeypatch.setattr("training.csv_sql._BATCH_ROWS", 1)
    chunks = evaluation_labels_csv(project=project, function=project.applied_function)
    next(chunks), next(chunks)

    chunks.close()

    assert EvaluationLabel.objects.count() == 2
    assert len(_rows(_download(project))) == 2
