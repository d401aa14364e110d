"""Why a submission scored what it did: numbers that add up, words that fit, and no id too many."""

import pytest
from django.db.models import Avg
from django.urls import reverse

from tests.factories import (
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.permissions import Role
from training.scoring_sql import scored_labels
from training.selectors.explanation import explanation

pytestmark = pytest.mark.django_db

MATCHED, MISNAMED, MISSED, INVENTED = ([x, 100, 100, 100] for x in (0, 150, 300, 500))


@pytest.fixture
def classes():
    ontology = OntologyFactory()
    return [OntologyClassFactory(ontology=ontology, name=name) for name in ("Apple", "Pear")]


@pytest.fixture
def project(classes):
    apple, _ = classes
    boxes = [(apple, MATCHED), (apple, MISNAMED), (apple, MISSED)]
    return TrainingProjectFactory(ontology=apple.ontology, n_tasks=1, boxes=boxes, trainees=[UserFactory()])


@pytest.fixture
def task(project, classes):
    """One half of a box, one box with the wrong name, one missed and one invented."""
    apple, pear = classes
    boxes = [(apple, [0, 100, 100, 50]), (pear, MISNAMED), (pear, INVENTED)]
    return SubmissionFactory(task=project.tasks.get(), boxes=boxes)


def explain(task, **options):
    return explanation(
        task=task, function=task.project.applied_function, **{"with_benchmark": True, "frame": None, **options}
    )


def by_outcome(explained):
    return {item.outcome: item for item in explained.labels}


def test_every_label_says_what_it_was_paired_with_and_what_it_lost(task):
    labels = by_outcome(explain(task))

    assert {outcome: item.sentences for outcome, item in labels.items()} == {
        "matched": ["Paired with a “Apple” of the benchmark.", "25.0 points lost: the two shapes agree by 50.0 %."],
        "wrong_category": [
            "Paired with a “Apple” of the benchmark, but labelled “Pear”.",
            "50.0 points lost: the class is wrong.",
        ],
        "missing": [
            "The benchmark has “Apple” here, and nothing in the submission was paired with it.",
            "All 100 points are lost.",
        ],
        "extra": ["This “Pear” was paired with nothing in the benchmark.", "All 100 points are lost."],
    }


def test_score_and_lost_points_add_up_to_100_and_agree_with_the_summary(task):
    explained = explain(task)

    assert all(item.score + sum(item.lost) == pytest.approx(100) for item in explained.labels)
    mean = scored_labels(task.project.applied_function).filter(task=task).aggregate(mean=Avg("score"))["mean"]
    assert explained.score == pytest.approx(mean) == pytest.approx((75 + 50 + 0 + 0) / 4)
    assert explained.n_labels == 4


def test_instances_have_means_of_their_own(task):
    explained = explain(task)

    found = [(item.ontology_class.name, item.is_extra, item.n_labels, item.score) for item in explained.instances]
    assert sorted(found) == [
        ("Apple", False, 1, 0),
        ("Apple", False, 1, 50),
        ("Apple", False, 1, 75),
        ("Pear", True, 1, 0),
    ]
    assert explained.instance_score == pytest.approx(31.25)


def test_a_frame_narrows_the_labels_alone(task):
    explained = explain(task, frame=3)

    assert explained.labels == []
    assert len(explained.instances) == 4


def test_without_the_right_to_the_benchmark_its_ids_are_left_out(task):
    explained = explain(task, with_benchmark=False)

    assert {item.reference for item in explained.labels} == {""}
    assert {item.uid for item in explained.instances if not item.is_extra} == {""}
    assert any(item.candidate for item in explained.labels)


def test_a_perfect_submission_has_lost_nothing(project, classes):
    apple, _ = classes
    boxes = [(apple, MATCHED), (apple, MISNAMED), (apple, MISSED)]
    task = SubmissionFactory(task=project.tasks.get(), boxes=boxes)

    explained = explain(task)

    assert {item.sentences[-1] for item in explained.labels} == {"No points are lost."}
    assert (explained.score, explained.instance_score) == (100, 100)


def address(task):
    return reverse("api:submission_explanation", args=[task.project.uuid, task.uuid])


def test_the_api_gives_an_admin_both_sides_and_a_team_manager_one(task, client):
    manager = UserFactory()
    MembershipFactory(project=task.project, user=manager, role=Role.TEAM_MANAGER)

    client.force_login(task.project.created_by)
    as_admin = client.get(address(task)).json()
    client.force_login(manager)
    as_manager = client.get(address(task)).json()

    assert sum(bool(label["benchmark_label"]) for label in as_admin["labels"]) == 3
    assert not any(label["benchmark_label"] for label in as_manager["labels"])
    assert as_admin["score"] == as_manager["score"] == pytest.approx(31.25)
    assert {label["explanation"][-1] for label in as_manager["labels"]} == {
        "25.0 points lost: the two shapes agree by 50.0 %.",
        "50.0 points lost: the class is wrong.",
        "All 100 points are lost.",
    }


def test_the_api_refuses_a_frame_that_is_no_number(task, client):
    client.force_login(task.project.created_by)

    response = client.get(address(task), {"frame": "-1"})

    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "frame"


def test_an_explanation_costs_four_queries_however_many_labels_there_are(task, django_assert_num_queries):
    function, _ = task.project.applied_function, task.project.ontology

    with django_assert_num_queries(4):
        explanation(task=task, function=function, with_benchmark=True)
