"""Settings > Benchmark scoring function, and the way from new weights to new scores on the pages."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import (
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
)
from training.models import Job
from training.permissions import Role
from training.selectors.overview import overview
from training.services.recalculation import run_recalculation, start_recalculation

pytestmark = pytest.mark.django_db


@pytest.fixture
def apple():
    return OntologyClassFactory(ontology=OntologyFactory(), name="Apple")


@pytest.fixture
def project(apple):
    """One submitted task: IoU 0.5 in the right class, so 75 points at equal weights."""
    project = TrainingProjectFactory(ontology=apple.ontology, n_tasks=1, trainees=[UserFactory()])
    SubmissionFactory(task=project.tasks.get(), boxes=[(apple, [100, 100, 100, 50])])
    return project


@pytest.fixture
def admin(client, project):
    """A client signed in as the project's admin."""
    client.force_login(project.created_by)
    return client


def _url(name, project):
    return reverse(name, args=[project.uuid])


def _form(apple, **values):
    return {
        "kind": "dynamic",
        "pairing_threshold": "0",
        "count_extras": "on",
        f"w_iou_{apple.pk}": "90",
        f"w_category_{apple.pk}": "10",
        f"w_attributes_{apple.pk}": "0",
        "reason": "Tight boxes matter",
        **values,
    }


def _save(client, project, apple, **values):
    return client.post(_url("scoring_settings", project), _form(apple, **values))


def _scores(project):
    project.refresh_from_db()
    return [line.score for line in overview(project=project).lines]


def _run(job):
    run_recalculation(job_id=job.pk)


# Settings


def test_settings_show_the_weights_to_be_read_until_edit_is_pressed(admin, project):
    response = admin.get(_url("scoring_settings", project))

    assert response.context["form"] is None
    assert [(row.weight.w_iou, row.weight.w_category) for row in response.context["weights"]] == [(50, 50)]
    assert "<input" not in response.content.decode().partition("<main")[2]


def test_edit_begins_with_the_weights_of_the_newest_version(admin, project, apple):
    _save(admin, project, apple)

    form = admin.get(_url("scoring_settings", project), {"edit": 1}).context["form"]

    assert form[f"w_iou_{apple.pk}"].value() == 90
    assert form[f"w_category_{apple.pk}"].value() == 10


def test_save_makes_a_new_version_and_changes_no_score(admin, project, apple):
    response = _save(admin, project, apple)

    newest = project.functions.first()
    assert response.url == _url("scoring_settings", project)
    assert (newest.version, newest.reason, newest.author) == (2, "Tight boxes matter", project.created_by)
    assert (newest.weights.get().w_iou, newest.weights.get().w_category) == (90, 10)
    assert project.functions.get(version=1).weights.get().w_iou == 50
    assert _scores(project) == [75]
    assert project.applied_function.version == 1


def test_settings_list_the_versions_and_say_which_is_applied(admin, project, apple):
    _save(admin, project, apple)

    response = admin.get(_url("scoring_settings", project))

    assert [function.version for function, _changes in response.context["versions"]] == [2, 1]
    assert response.context["scoring"].is_outdated
    assert "Tight boxes matter" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("w_iou", "-1", "greater than or equal to 0"),
        ("w_iou", "nan", "number"),
        ("w_iou", "inf", "number"),
        ("w_iou", "many", "number"),
        ("w_category", "", "required"),
    ],
)
def test_a_wrong_weight_is_refused_at_its_field_and_nothing_is_saved(admin, project, apple, field, value, complaint):
    response = _save(admin, project, apple, **{f"{field}_{apple.pk}": value})

    assert response.status_code == 422
    assert complaint in str(response.context["form"].errors[f"{field}_{apple.pk}"])
    assert project.functions.count() == 1


def test_weights_that_score_nothing_are_refused_with_the_services_sentence(admin, project, apple):
    response = _save(admin, project, apple, **{f"w_iou_{apple.pk}": "0", f"w_category_{apple.pk}": "0"})

    assert response.status_code == 422
    assert "at least one class must have a weight above 0" in response.content.decode()
    assert project.functions.count() == 1


def test_a_class_that_came_later_is_offered_with_its_defaults(admin, project, apple):
    later = OntologyClassFactory(ontology=apple.ontology, name="Pear", kind="classification", shape="")

    response = admin.get(_url("scoring_settings", project), {"edit": 1})

    form = response.context["form"]
    assert form[f"w_category_{later.pk}"].value() == 100
    assert f"w_iou_{later.pk}" not in form.fields


@pytest.mark.parametrize(("role", "status"), [(Role.TEAM_MANAGER, 403), (Role.ANNOTATOR, 403), (None, 404)])
def test_only_admins_reach_the_settings_and_re_calculate(client, project, apple, role, status):
    person = UserFactory()
    if role:
        MembershipFactory(project=project, user=person, role=role)
    client.force_login(person)

    assert client.get(_url("scoring_settings", project)).status_code == status
    assert _save(client, project, apple).status_code == status
    assert client.post(_url("recalculate", project)).status_code == status
    assert project.functions.count() == 1
    assert not Job.objects.exists()


# Re-calculate


def test_summary_says_which_version_its_scores_are_of_while_a_newer_one_waits(admin, project, apple):
    assert not admin.get(_url("summary_overview", project)).context["scoring"].is_outdated
    _save(admin, project, apple)

    response = admin.get(_url("summary_overview", project))

    content = response.content.decode()
    assert "The scores shown are those of version 1" in content
    assert f'action="{_url("recalculate", project)}"' in content


def test_a_team_manager_sees_the_notice_without_the_button(client, admin, project, apple):
    _save(admin, project, apple)
    manager = UserFactory()
    MembershipFactory(project=project, user=manager, role=Role.TEAM_MANAGER)
    client.force_login(manager)

    content = client.get(_url("summary_overview", project)).content.decode()

    assert "The scores shown are those of version 1" in content
    assert _url("recalculate", project) not in content


def test_re_calculate_ends_with_the_new_scores_and_the_previous_ones_beside_them(admin, project, apple):
    _save(admin, project, apple)

    response = admin.post(_url("recalculate", project))
    _run(Job.objects.get())

    assert response.url == _url("summary_overview", project)
    assert _scores(project) == [pytest.approx(55)]
    page = admin.get(response.url)
    comparison = page.context["overview"].lines[0].comparison
    assert (comparison.previous, comparison.now) == (pytest.approx(75), pytest.approx(55))
    assert "−20.0" in page.content.decode() or "-20.0" in page.content.decode()


def test_re_calculate_pressed_twice_is_the_same_re_calculation(admin, project, apple):
    _save(admin, project, apple)

    admin.post(_url("recalculate", project))
    admin.post(_url("recalculate", project))

    assert Job.objects.count() == 1


def test_re_calculate_without_a_newer_version_says_so(admin, project):
    response = admin.post(_url("recalculate", project))

    assert not Job.objects.exists()
    assert "newest version already" in str(next(iter(get_messages(response.wsgi_request))))


def test_progress_asks_again_while_the_job_is_open_and_reloads_the_page_at_its_end(admin, project, apple):
    _save(admin, project, apple)
    job = start_recalculation(actor=project.created_by, project=project)
    url = _url("recalculation_progress", project)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=3, total=7)

    during = admin.get(url)
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
    _run(job)
    afterwards = admin.get(url)

    assert f'hx-get="{url}"' in during.content.decode()
    assert "3 of 7" in during.content.decode()
    assert "HX-Refresh" not in during.headers
    assert "hx-get" not in afterwards.content.decode()
    assert afterwards.headers["HX-Refresh"] == "true"


def test_summary_reloads_itself_without_javascript_while_scores_are_re_calculated(admin, project, apple):
    _save(admin, project, apple)
    start_recalculation(actor=project.created_by, project=project)

    content = admin.get(_url("summary_overview", project)).content.decode()

    assert '<noscript><meta http-equiv="refresh"' in content
    assert "hx-get" in content


def test_the_form_never_reloads_itself_with_what_was_typed(admin, project, apple):
    _save(admin, project, apple)
    start_recalculation(actor=project.created_by, project=project)

    content = admin.get(_url("scoring_settings", project), {"edit": 1}).content.decode()

    assert "hx-get" not in content


def test_a_failed_re_calculation_is_told_and_can_be_tried_again(admin, project, apple):
    _save(admin, project, apple)
    job = start_recalculation(actor=project.created_by, project=project)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="The worker ended three times.")

    content = admin.get(_url("summary_overview", project)).content.decode()
    admin.post(_url("recalculate", project))

    assert "The worker ended three times." in content
    assert Job.objects.filter(state=Job.State.WAITING).count() == 1


def test_a_failure_of_an_older_version_is_not_told_any_more(admin, project, apple):
    _save(admin, project, apple)
    job = start_recalculation(actor=project.created_by, project=project)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="The worker ended three times.")
    _save(admin, project, apple, **{f"w_iou_{apple.pk}": "80"})

    state = admin.get(_url("summary_overview", project)).context["scoring"]

    assert (state.is_outdated, state.has_failed, state.is_running) == (True, False, False)


def test_versions_saved_one_after_the_other_are_applied_as_the_newest(admin, project, apple):
    _save(admin, project, apple, pairing_threshold="0.6")
    _save(admin, project, apple, pairing_threshold="0.6", **{f"w_iou_{apple.pk}": "80"})

    admin.post(_url("recalculate", project))
    _run(Job.objects.get())

    # At a threshold of 0.6 the pair of IoU 0.5 is not made: one missing label and one extra.
    assert _scores(project) == [0]
    assert project.applied_function.version == 3
