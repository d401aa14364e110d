"""Annotator submissions: every label and every task once, page by page."""

import pytest
from django.urls import reverse

from tests.factories import OntologyClassFactory, OntologyFactory
from tests.training.summary_data import apply_weights, scored_project
from training.models import EvaluationLabel, OntologyClass
from training.selectors.submissions import LabelFilter, labels_page, n_labels, submissions_page

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
    assert n_labels(function=project.applied_function, chosen=LabelFilter()) == len(everything) == 7


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
    assert n_labels(function=function, chosen=LabelFilter(trainee_id=task.annotator_id)) == len(of_trainee.rows) == 3
    assert {line.task_uuid for line in of_task.rows} == {task.uuid}
    assert n_labels(function=function, chosen=LabelFilter(task_id=task.pk)) == len(of_task.rows) == 2


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
