"""Annotator submissions: every label and every task once, page by page."""

import csv
import io

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.factories import (
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from tests.training.summary_data import apply_weights, scored_project
from training.forms.submissions import SubmissionsForm
from training.models import EvaluationLabel, OntologyClass
from training.selectors.label_filter import LabelFilter, count_labels
from training.selectors.submissions import labels_page, submissions_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    return scored_project(apple)


def _walk(read, key):
    """All rows from page to page, and again backwards from the last page."""
    forwards, page = [], read(after=None, before=None)
    while True:
        forwards += page.rows
        if not page.has_next:
            break
        page = read(after=key(page.rows[-1]), before=None)
    backwards = page.rows[::-1]
    while page.has_previous:
        page = read(after=None, before=key(page.rows[0]))
        backwards += page.rows[::-1]
    return forwards, backwards[::-1]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_labels_page_by_page_give_every_label_once_in_both_directions(apple, size):
    project = scored_project(apple, n_trainees=4)

    def read(after, before):
        chosen = LabelFilter()
        return labels_page(function=project.applied_function, chosen=chosen, after=after, before=before, size=size)

    forwards, backwards = _walk(read, lambda line: line.id)

    everything = list(EvaluationLabel.objects.order_by("id").values_list("id", flat=True))
    assert [line.id for line in forwards] == [line.id for line in backwards] == everything
    assert count_labels(function=project.applied_function, chosen=LabelFilter()).number == len(everything) == 7


@pytest.mark.parametrize("size", [1, 2, 100])
def test_submissions_page_by_page_give_every_task_once_newest_first(apple, size):
    project = scored_project(apple, n_trainees=4)
    # All at one moment: the order has to come from the id then.
    project.tasks.exclude(submitted_at=None).update(submitted_at=project.created_at)

    def read(after, before):
        return submissions_page(project=project, after=after, before=before, size=size)

    forwards, backwards = _walk(read, lambda line: line.uuid)

    newest_first = list(project.tasks.exclude(submitted_at=None).order_by("-id").values_list("id", flat=True))
    assert [line.id for line in forwards] == [line.id for line in backwards] == newest_first


def test_labels_tell_outcome_components_and_score(project, apple):
    label = labels_page(function=project.applied_function, chosen=LabelFilter()).rows[0]

    assert (label.outcome, label.similarity, label.category, label.score) == ("matched", 0.5, 1, 75)
    assert (label.ontology_class, label.candidate_class, label.is_misnamed) == (apple, apple, False)


def test_labels_of_one_trainee_or_one_task_are_those_alone(apple):
    project = scored_project(apple, n_trainees=3)
    task = project.tasks.exclude(scored_at=None).first()
    function = project.applied_function

    of_trainee = labels_page(function=function, chosen=LabelFilter(trainee_id=task.annotator_id))
    of_task = labels_page(function=function, chosen=LabelFilter(task_id=task.pk))

    assert {line.trainee_id for line in of_trainee.rows} == {task.annotator_id}
    assert (
        count_labels(function=function, chosen=LabelFilter(trainee_id=task.annotator_id)).number
        == len(of_trainee.rows)
        == 3
    )
    assert {line.task_uuid for line in of_task.rows} == {task.uuid}
    assert count_labels(function=function, chosen=LabelFilter(task_id=task.pk)).number == len(of_task.rows) == 2


def test_a_classification_has_no_similarity(project):
    OntologyClass.objects.update(kind="classification", shape="")

    label = labels_page(function=project.applied_function, chosen=LabelFilter()).rows[0]

    assert (label.similarity, label.attributes, label.category) == (None, None, 1)


def test_submissions_show_the_score_of_the_version_before(project):
    before = {line.uuid: line.score for line in submissions_page(project=project).rows}
    apply_weights(project, w_iou=100, w_category=0)

    lines = submissions_page(project=project).rows

    assert {line.uuid: line.previous for line in lines} == before
    assert all(line.score < line.previous for line in lines)


def test_labels_page_names_the_one_task_it_is_asked_for_and_keeps_to_it(client, apple):
    project = scored_project(apple, n_trainees=3)
    task = project.tasks.exclude(scored_at=None).first()
    client.force_login(project.created_by)

    response = client.get(reverse("summary_submissions", args=[project.uuid]), {"task": task.uuid})

    assert {line.task_uuid for line in response.context["labels"].rows} == {task.uuid}
    assert (
        f"Only the evaluation labels of {task.benchmark_task.title} by {task.annotator}." in response.content.decode()
    )
    assert f"evaluation-labels.csv?task={task.uuid}" in response.content.decode()


def test_a_task_of_another_project_is_no_filter_here(client, project, apple):
    other = scored_project(apple).tasks.exclude(scored_at=None).first()
    client.force_login(project.created_by)

    response = client.get(reverse("summary_submissions", args=[project.uuid]), {"task": other.uuid})

    assert response.context["form"].errors
    assert len(response.context["labels"].rows) == 3


@pytest.fixture
def mixed(apple):
    """One label of each outcome: scores 75, 50, 0 and 0."""
    pear = OntologyClassFactory(ontology=apple.ontology, name="Pear")
    boxes = [(apple, [x, 100, 100, 100]) for x in (0, 150, 300)]
    project = TrainingProjectFactory(ontology=apple.ontology, n_tasks=1, boxes=boxes, trainees=[UserFactory()])
    drawn = [(apple, [0, 100, 100, 50]), (pear, [150, 100, 100, 100]), (pear, [500, 100, 100, 100])]
    SubmissionFactory(task=project.tasks.get(), boxes=drawn)
    return project


def _shown(client, project, query):
    """What the page, the API and the CSV each give under a filter: outcomes in order, three times the same."""
    client.force_login(project.created_by)
    page = client.get(reverse("summary_submissions", args=[project.uuid]), query)
    api = client.get(reverse("api:evaluation_labels", args=[project.uuid]), query)
    content = client.get(reverse("evaluation_labels_csv", args=[project.uuid]), query).getvalue()
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    lists = (
        [line.outcome for line in page.context["labels"].rows],
        [line["outcome"] for line in api.json()["results"]],
        [row["outcome"] for row in rows],
    )
    assert lists[0] == lists[1] == lists[2]
    assert page.context["count"].number == len(lists[0])
    return sorted(lists[0])


@pytest.mark.parametrize(
    ("query", "outcomes"),
    [
        ({}, ["extra", "matched", "missing", "wrong_category"]),
        ({"outcome": "missing"}, ["missing"]),
        ({"outcome": "extra", "score_from": "1"}, []),
        ({"score_from": "50", "score_to": "75"}, ["matched", "wrong_category"]),
        ({"score_to": "0"}, ["extra", "missing"]),
        ({"score_from": "50.1"}, ["matched"]),
        ({"frame": "0"}, ["extra", "matched", "missing", "wrong_category"]),
        ({"frame_number": "1", "outcome": "extra"}, ["extra"]),
        ({"title": "no such title"}, []),
    ],
)
def test_every_filter_narrows_page_api_and_csv_alike(client, mixed, query, outcomes):
    assert _shown(client, mixed, query) == outcomes


def test_the_class_filter_goes_by_the_class_that_the_label_is_weighted_by(client, mixed, apple):
    assert _shown(client, mixed, {"class": apple.feature_hash}) == ["matched", "missing", "wrong_category"]
    pear = mixed.ontology.classes.get(name="Pear")
    assert _shown(client, mixed, {"class": pear.feature_hash}) == ["extra"]


def test_the_title_filter_finds_a_part_of_a_tasks_title(client, mixed):
    title = mixed.benchmark_tasks.get().title

    assert len(_shown(client, mixed, {"title": title[1:4].upper()})) == 4


def test_filters_hold_from_page_to_page(mixed):
    query = QueryDict(f"score_to=0&class=&outcome=missing&task={mixed.tasks.get().uuid}")
    form = SubmissionsForm(query, project=mixed)
    page = labels_page(function=mixed.applied_function, chosen=LabelFilter(), size=1)

    address = form.pages(page, "id")["next"]

    again = SubmissionsForm(QueryDict(address.removeprefix("?")), project=mixed)
    assert again.label_filter() == form.label_filter()
    assert again.label_place() == (page.rows[0].id, None)


@pytest.mark.parametrize(
    "query", [{"outcome": "lost"}, {"class": "ffffffff"}, {"score_from": "x"}, {"frame": "1"}, {"frame_number": "0"}]
)
def test_what_makes_no_sense_is_left_out_on_the_page_and_refused_by_api_and_csv(client, mixed, query):
    client.force_login(mixed.created_by)

    assert len(client.get(reverse("summary_submissions", args=[mixed.uuid]), query).context["labels"].rows) == 4
    assert client.get(reverse("api:evaluation_labels", args=[mixed.uuid]), query).status_code == 422
    assert client.get(reverse("evaluation_labels_csv", args=[mixed.uuid]), query).status_code == 404


def test_view_opens_at_the_label_that_the_list_links_to(client, mixed):
    client.force_login(mixed.created_by)
    label = EvaluationLabel.objects.get(outcome="extra")

    listed = client.get(reverse("summary_submissions", args=[mixed.uuid]))
    view = client.get(f"{reverse('submission_view', args=[mixed.uuid, label.task.uuid])}?label={label.pk}")

    assert f"?label={label.pk}" in listed.content.decode()
    config = view.context["config"]
    assert config["pairs"][config["pair"]]["outcome"] == "extra"
