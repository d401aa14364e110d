"""The figures that pages, files and the API show, held against an independent computation from the CSV."""

import csv
import io
import zipfile
from collections import Counter
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from scoring.statistics import estimate, pooled_variance
from tests.factories import (
    ClassificationFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from tests.training.summary_data import apply_weights, csv_rows, person, scored_project, scores_from_csv
from training.selectors.diagnosis import diagnosis
from training.selectors.overview import LineFilter, overview, overview_page
from training.selectors.trainee import trainee_results

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def pear(apple):
    return OntologyClassFactory(ontology=apple.ontology, name="Pear")


@pytest.fixture
def project(apple, pear):
    """Three trainees, of whom the last has nothing; a pear taken for an apple, and one that is not there."""
    people = [UserFactory(name=f"Trainee {number}") for number in range(3)]
    boxes = [(apple, [100, 100, 100, 100]), (pear, [300, 100, 80, 80])]
    project = TrainingProjectFactory(ontology=apple.ontology, n_tasks=3, boxes=boxes, trainees=people)
    first, second = (list(project.tasks.filter(annotator=person).order_by("position")) for person in people[:2])
    SubmissionFactory(task=first[0], boxes=[(apple, [100, 100, 100, 60]), (apple, [300, 100, 80, 80])])
    SubmissionFactory(task=first[1], boxes=[(apple, [100, 100, 100, 90]), (pear, [0, 0, 9, 9])])
    SubmissionFactory(task=second[0], boxes=boxes)
    return project


def line_of(project, name):
    return next(line for line in overview(project=project).lines if str(line.trainee) == name)


def labels_of(project, name):
    return [row for row in csv_rows(project) if row["trainee"] == name]


def task_scores(project):
    tasks = {}
    for row in csv_rows(project):
        tasks.setdefault(row["trainee"], {}).setdefault(row["task_id"], []).append(float(row["score"]))
    return {name: [sum(scores) / len(scores) for scores in of_tasks.values()] for name, of_tasks in tasks.items()}


# Overview


def test_the_interval_is_wilsons_with_the_variance_of_all_trainees(project):
    scores = task_scores(project)
    mean = sum(scores["Trainee 0"]) / 2

    found = line_of(project, "Trainee 0").standing.estimate

    assert found == pytest.approx(estimate(mean, tasks=2, variance=pooled_variance(scores.values())), abs=1e-4)


def test_outcomes_and_class_scores_equal_those_of_the_csv(project):
    shown = overview_page(project=project, figures=overview(project=project), chosen=LineFilter())

    figures = {str(line.trainee): found for line, found in shown.rows}
    rows = labels_of(project, "Trainee 0")
    outcomes = Counter(row["outcome"] for row in rows)
    assert {key: count for key, _, count, _ in figures["Trainee 0"].outcomes.parts if count} == outcomes
    for item in figures["Trainee 0"].classes:
        of_class = [float(row["score"]) for row in rows if row["class"] == item.ontology_class.name]
        assert item.score == pytest.approx(sum(of_class) / len(of_class), abs=1e-4)
        assert item.n_labels == len(of_class)
    assert shown.team.outcomes.total == len(csv_rows(project))
    assert figures["Trainee 0"].weakest.ontology_class.name == "Pear"


def test_the_pass_mark_gives_one_of_three_verdicts(project):
    project.pass_mark = 99.0

    lines = {str(line.trainee): line for line in overview(project=project).lines}

    assert lines["Trainee 0"].standing.verdict.word == "not_yet"
    assert lines["Trainee 1"].standing.verdict.word == "too_close_to_call"
    assert lines["Trainee 1"].standing.verdict.further_tasks > 0
    assert lines["Trainee 2"].standing is None
    assert overview(project=project).verdicts == {"pass": 0, "too_close_to_call": 1, "not_yet": 1}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (LineFilter(search="nee 1"), ["Trainee 1"]),
        (LineFilter(search="nobody"), []),
        (LineFilter(state="not_started"), ["Trainee 2"]),
        (LineFilter(state="working", sort="-score"), ["Trainee 1", "Trainee 0"]),
        (LineFilter(state="former"), []),
    ],
)
def test_lines_are_searched_and_filtered(project, chosen, expected):
    shown = overview_page(project=project, figures=overview(project=project), chosen=chosen)

    assert [str(line.trainee) for line, _ in shown.rows] == expected


def test_the_live_part_is_empty_until_something_changes(client, project, apple):
    client.force_login(project.created_by)
    page = client.get(reverse("summary_overview", args=[project.uuid]))
    address = f"{reverse('summary_live', args=[project.uuid])}?stamp={page.context['stamp']}"

    assert address.replace("&", "&amp;").partition("?")[0] in page.content.decode()
    assert client.get(address).status_code == 204
    SubmissionFactory(task=project.tasks.filter(status="not_started").first(), boxes=[(apple, [100, 100, 100, 100])])
    changed = client.get(address)

    assert changed.status_code == 200
    assert 'id="summary-figures"' in changed.content.decode()
    assert "<html" not in changed.content.decode()


# One trainee


def test_a_trainees_page_tells_scores_in_their_order_and_what_cost_most(project):
    trainee = line_of(project, "Trainee 0").trainee

    found = trainee_results(project=project, annotator_id=trainee.pk)

    first, second = task_scores(project)["Trainee 0"]
    assert found.scores == pytest.approx([first, second], abs=1e-4)
    assert [(label, count) for label, count, _ in found.curve] == [("1", 1), ("2", 1)]
    assert [task.score for task in found.costliest] == pytest.approx(sorted([first, second]), abs=1e-4)


def test_a_stranger_has_no_trainee_page(client, project):
    client.force_login(project.created_by)

    assert client.get(reverse("summary_trainee", args=[project.uuid, UserFactory().pk])).status_code == 404
    assert client.get(reverse("summary_trainee", args=[project.uuid, project.created_by.pk])).status_code == 404


# Diagnosis


def test_the_confusion_matrix_counts_every_label_once(project):
    found = diagnosis(project=project, function=project.applied_function)

    counts = {
        (line.ontology_class.name if line.ontology_class else "invented"): [cell.count for cell in line.cells]
        for line in found.confusion.lines
    }
    assert [column and column.name for column in found.confusion.columns] == ["Apple", "Pear", None]
    assert counts == {"Apple": [3, 0, 0], "Pear": [1, 1, 1], "invented": [0, 1, 0]}
    assert sum(line.total for line in found.confusion.lines) == len(csv_rows(project))


def test_the_matrix_of_one_trainee_is_theirs_alone(project):
    trainee = line_of(project, "Trainee 1").trainee

    found = diagnosis(project=project, function=project.applied_function, trainee=str(trainee.pk))

    assert found.chosen == trainee
    assert sum(line.total for line in found.confusion.lines) == 2


def test_answers_to_classifications_stand_apart(apple):
    question = ClassificationFactory(ontology=apple.ontology, name="Light")
    project = scored_project(apple)

    found = diagnosis(project=project, function=project.applied_function)

    assert [line.ontology_class for line in found.confusion.answers] == [question]
    assert question not in found.confusion.columns


def test_the_hardest_tasks_and_labels_come_first(project, pear):
    found = diagnosis(project=project, function=project.applied_function)

    means = {}
    for row in csv_rows(project):
        means.setdefault(row["task"], {}).setdefault(row["task_id"], []).append(float(row["score"]))
    expected = {
        title: sum(sum(scores) / len(scores) for scores in tasks.values()) / len(tasks)
        for title, tasks in means.items()
    }
    assert {task.title: task.score for task in found.hard_tasks} == pytest.approx(expected, abs=1e-4)
    assert [task.score for task in found.hard_tasks] == sorted(task.score for task in found.hard_tasks)
    assert {label.ontology_class for label in found.hard_labels} == {pear}
    assert sum(label.n_missing for label in found.hard_labels) == 1
    assert sum(label.n_wrong_category for label in found.hard_labels) == 1


# Files


def results_csv(client, project, query=""):
    content = client.get(reverse("results_csv", args=[project.uuid]) + query).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_results_csv_says_what_the_overview_says(client, project):
    client.force_login(person(project, "team_manager"))

    rows = results_csv(client, project)

    scores = {row["trainee"]: float(row["score"]) for row in rows if row["score"]}
    assert scores == pytest.approx(scores_from_csv(project), abs=1e-5)
    assert [row["tasks_submitted"] for row in rows] == ["2", "1", "0"]
    assert {"score: Apple", "score: Pear"} <= set(rows[0])


def test_the_results_csv_respects_the_filter(client, project):
    client.force_login(project.created_by)

    assert [row["trainee"] for row in results_csv(client, project, "?q=nee+1")] == ["Trainee 1"]
    assert client.get(reverse("results_csv", args=[project.uuid]) + "?state=nonsense").status_code == 404


def test_the_results_csv_runs_no_formula(client, project):
    trainee = line_of(project, "Trainee 1").trainee
    trainee.name = '=HYPERLINK("https://example.org")'
    trainee.save()
    client.force_login(project.created_by)

    assert [row["trainee"][0] for row in results_csv(client, project) if "HYPERLINK" in row["trainee"]] == ["'"]


def test_the_workbook_has_the_numbers_as_numbers_and_text_as_text(client, project):
    trainee = line_of(project, "Trainee 1").trainee
    trainee.name = "=1+1 <b>&\x07"
    trainee.save()
    apply_weights(project, w_iou=80, w_category=20)
    client.force_login(project.created_by)

    response = client.get(reverse("results_xlsx", args=[project.uuid]))

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    rows = sheet.findall("x:sheetData/x:row", space)
    header = [cell.findtext("x:is/x:t", namespaces=space) for cell in rows[0]]
    cells = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    texts = [row["trainee"].findtext("x:is/x:t", namespaces=space) for row in cells]
    assert "=1+1 <b>&" in texts
    assert all(cell.find("x:f", space) is None for row in rows for cell in row)
    found = [row["score"].findtext("x:v", namespaces=space) for row in cells]
    numbers = [float(value) for value in found if value is not None]
    assert sorted(numbers) == pytest.approx(sorted(scores_from_csv(project).values()), abs=1e-5)
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))  # noqa: S314


def test_every_cell_of_the_matrix_opens_its_labels(client, project):
    found = diagnosis(project=project, function=project.applied_function)
    client.force_login(project.created_by)

    for line in found.confusion.lines:
        for cell in line.cells:
            if cell.query:
                page = client.get(f"{reverse('summary_submissions', args=[project.uuid])}?{cell.query}")
                assert len(page.context["labels"].rows) == cell.count, cell.query
