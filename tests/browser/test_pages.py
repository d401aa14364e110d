"""Every page in both themes, wide and narrow, as the people who use it: accessible, and never wider than its window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.factories import (
    CreatorFactory,
    DataFileFactory,
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    SubmissionFactory,
    TrainingProjectFactory,
    UserFactory,
    picture_file,
)
from training.models import DataUnit, TrainingDraft
from training.permissions import Role
from training.services.functions import save_function
from training.services.invitations import invite_by_link
from training.skeletons import PRESETS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

LOOKS = [("light", 1440), ("dark", 390)]


@pytest.fixture
def world(db):
    people = {
        "admin": CreatorFactory(name="Ada Admin"),
        "team_manager": UserFactory(name="Max Manager"),
        "annotator": UserFactory(name="Tess Trainee"),
    }
    project = TrainingProjectFactory(actor=people["admin"], n_tasks=2, trainees=[people["annotator"]])
    MembershipFactory(project=project, user=people["team_manager"], role=Role.TEAM_MANAGER)
    for unit in DataUnit.objects.all():
        picture = picture_file(size=(640, 480))
        DataFileFactory(data_unit=unit, file=picture, n_bytes=picture.size)
    box = project.ontology.classes.first()
    submitted, opened = project.tasks.order_by("position")
    SubmissionFactory(task=submitted, boxes=[(box, [100, 100, 100, 60])])
    save_function(actor=people["admin"], project=project, kind="dynamic", weights={}, reason="Another look")
    return {"people": people, "project": project, "submitted": submitted, "open": opened}


def pages_of(role, world):
    project, source = world["project"], world["project"].sources.get()
    key, task_key = [project.uuid], [project.uuid, world["submitted"].uuid]
    everyone = [reverse("training_list"), reverse("project_list"), reverse("notification_list")]
    summary = [
        *(reverse(name, args=key) for name in ("summary_overview", "summary_submissions", "summary_tasks")),
        *(reverse(name, args=key) for name in ("project_settings", "project_team", "project_member_add")),
        *(reverse(name, args=key) for name in ("project_invite_link", "task_control")),
        reverse("submission_view", args=task_key),
    ]
    if role == "annotator":
        return [
            *everyone,
            reverse("task_queue", args=key),
            reverse("task_open", args=[project.uuid, world["open"].uuid]),
        ]
    if role == "team_manager":
        return [*everyone, *summary]
    draft = TrainingDraft.objects.create(
        owner=world["people"]["admin"],
        data={"title": "Draft", "ontology": str(project.ontology.uuid), "sources": [str(source.uuid)]},
    )
    dataset = source.datasets.get()
    own = OntologyFactory(created_by=world["people"]["admin"])
    skeleton = OntologyClassFactory(ontology=own, shape="skeleton", skeleton=PRESETS["hand"].template)
    return [
        *everyone,
        *summary,
        reverse("ontology_skeleton", args=[own.uuid, skeleton.feature_hash]),
        *(reverse(name) for name in ("ontology_list", "ontology_create", "dataset_list", "dataset_create")),
        *(reverse(name) for name in ("person_list", "person_create", "group_list", "project_create")),
        reverse("ontology_detail", args=[project.ontology.uuid]),
        reverse("dataset_detail", args=[dataset.uuid]),
        reverse("training_create"),
        *(reverse(f"draft_{step}", args=[draft.uuid]) for step in ("ontology", "data", "trainees")),
        *(reverse(name, args=[source.uuid]) for name in ("project_labels", "project_import")),
        reverse("source_task_open", args=[source.uuid, source.source_tasks.first().uuid]),
        *(reverse(name, args=key) for name in ("scoring_settings", "benchmark_settings", "project_delete")),
        reverse("deleted_projects"),
        f"{reverse('scoring_settings', args=key)}?edit=1",
    ]


def faults_of(page, axe):
    page.wait_for_load_state("networkidle")
    found = [
        f"{violation['id']}: {violation['nodes'][0]['target']}"
        for violation in axe.run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than its window")
    return found


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize("role", ["admin", "team_manager", "annotator"])
def test_pages_are_accessible_and_fit(role, theme, width, world, open_as):
    page = open_as(world["people"][role], color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    axe = Axe()
    faults = {}
    for address in pages_of(role, world):
        answer = page.goto(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        if found := faults_of(page, axe):
            faults[address] = found

    assert not faults


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_the_sign_in_is_accessible_and_fits(theme, width, open_as, db):
    page = open_as(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")

    assert not faults_of(page, Axe())


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_an_invitation_leads_to_the_queue(theme, width, world, open_as):
    project, axe = world["project"], Axe()
    _, token = invite_by_link(actor=world["people"]["admin"], project=project, role=Role.ANNOTATOR, days=7)
    page = open_as(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(reverse("invitation", args=[token]))
    assert not faults_of(page, axe)
    page.get_by_role("button", name="Make an account and join").click()
    assert not faults_of(page, axe)
    page.get_by_label("Name").fill("Nora Newcomer")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.get_by_label("Password", exact=True).fill("a long quiet river")
    page.get_by_label("The password again").fill("a long quiet river")
    page.get_by_role("button", name="Make the account and join").click()

    page.get_by_role("heading", name="Your tasks").wait_for()
    assert page.get_by_role("button", name="Initiate").count() == 2
