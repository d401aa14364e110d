"""The pages about ontologies and datasets: who may open them, what they say, what they cost."""

import pytest
from django.urls import reverse

from tests.factories import (
    AnnotationProjectFactory,
    ClassificationFactory,
    CreatorFactory,
    DatasetFactory,
    DataUnitFactory,
    MembershipFactory,
    OntologyClassFactory,
    OntologyFactory,
    UserFactory,
    picture_file,
)
from training.models import DataUnit
from training.permissions import Role
from training.services.media import add_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def creator(client):
    creator = CreatorFactory()
    client.force_login(creator)
    return creator


@pytest.fixture
def ontology(creator):
    ontology = OntologyFactory(created_by=creator, title="Fruit")
    OntologyClassFactory(ontology=ontology, name="Apple", position=0)
    ClassificationFactory(ontology=ontology, name="Light", position=1)
    return ontology


@pytest.fixture
def dataset(creator):
    dataset = DatasetFactory(created_by=creator, title="Orchard")
    add_files(actor=creator, dataset=dataset, files=[picture_file("tree.png")])
    return dataset


def class_page(item, view="ontology_class_edit", *more) -> str:
    return reverse(view, args=[item.ontology.uuid, item.feature_hash, *more])


def pages_of(ontology, dataset) -> dict[str, str]:
    """Every address of the library, by the name of its route."""
    light = ontology.classes.get(name="Light")
    question = light.attributes[0]
    option = question["options"][0]["featureNodeHash"]
    unit = dataset.data_units.get()
    return {
        "ontology_list": reverse("ontology_list"),
        "ontology_create": reverse("ontology_create"),
        "ontology_detail": reverse("ontology_detail", args=[ontology.uuid]),
        "ontology_edit": reverse("ontology_edit", args=[ontology.uuid]),
        "ontology_class_create": reverse("ontology_class_create", args=[ontology.uuid, "object"]),
        "ontology_class_edit": class_page(light),
        "ontology_class_archive": class_page(light, "ontology_class_archive"),
        "ontology_attribute_create": class_page(light, "ontology_attribute_create"),
        "ontology_follow_up_create": class_page(light, "ontology_follow_up_create", option),
        "ontology_question_edit": class_page(light, "ontology_question_edit", question["featureNodeHash"]),
        "ontology_question_remove": class_page(light, "ontology_question_remove", question["featureNodeHash"]),
        "dataset_list": reverse("dataset_list"),
        "dataset_create": reverse("dataset_create"),
        "dataset_detail": reverse("dataset_detail", args=[dataset.uuid]),
        "data_unit_frame": reverse("data_unit_frame", args=[dataset.uuid, unit.uuid, 0]),
    }


LISTS = {"ontology_list", "ontology_create", "dataset_list", "dataset_create"}
#: What someone may only look at who sees the ontology or the dataset through a project.
READ = LISTS | {"ontology_detail", "dataset_detail", "data_unit_frame"}
POST_ONLY = {"ontology_class_archive", "ontology_question_remove"}


# Rights


def test_every_page_opens_for_its_maker_and_for_superusers(client, ontology, dataset):
    pages = {name: url for name, url in pages_of(ontology, dataset).items() if name not in POST_ONLY}

    makers = {name: client.get(url).status_code for name, url in pages.items()}
    client.force_login(UserFactory(is_superuser=True))
    superusers = {name: client.get(url).status_code for name, url in pages.items()}

    assert makers == superusers == dict.fromkeys(pages, 200)


def test_no_page_opens_without_sign_in(client, ontology, dataset):
    client.logout()

    for name, url in pages_of(ontology, dataset).items():
        assert reverse("account_login") in client.get(url).url, name


def test_no_page_opens_for_those_who_may_not_create(client, ontology, dataset):
    client.force_login(UserFactory())

    for name, url in pages_of(ontology, dataset).items():
        assert client.get(url).status_code == 403, name
        assert client.post(url).status_code == 403, name


def test_other_creators_find_nothing(client, ontology, dataset):
    client.force_login(CreatorFactory())

    for name, url in pages_of(ontology, dataset).items():
        expected = 200 if name in LISTS else 404
        if name not in POST_ONLY:
            assert client.get(url).status_code == expected, name
        if name not in READ:
            assert client.post(url).status_code == 404, name
    assert "Fruit" not in client.get(reverse("ontology_list")).content.decode()
    assert "Orchard" not in client.get(reverse("dataset_list")).content.decode()


def test_admins_of_a_project_may_look_and_not_change(client, ontology, dataset):
    project = AnnotationProjectFactory(ontology=ontology, datasets=[dataset])
    client.force_login(MembershipFactory(project=project, user=CreatorFactory(), role=Role.ADMIN).user)

    for name, url in pages_of(ontology, dataset).items():
        if name not in POST_ONLY:
            assert client.get(url).status_code == (200 if name in READ else 403), name
        if name not in READ:
            assert client.post(url, {}).status_code == 403, name
    upload = client.post(reverse("dataset_detail", args=[dataset.uuid]), {"uploads": picture_file(color="blue")})
    assert upload.status_code == 403
    assert dataset.data_units.count() == 1
    page = client.get(reverse("ontology_detail", args=[ontology.uuid])).content.decode()
    assert "Add object class" not in page


def test_annotators_who_may_create_do_not_see_the_ontology_of_their_project(client, ontology, dataset):
    project = AnnotationProjectFactory(ontology=ontology, datasets=[dataset])
    client.force_login(MembershipFactory(project=project, user=CreatorFactory(), role=Role.ANNOTATOR).user)

    assert client.get(reverse("ontology_detail", args=[ontology.uuid])).status_code == 404
    assert client.get(reverse("dataset_detail", args=[dataset.uuid])).status_code == 404


def test_frames_are_found_in_their_own_dataset_alone(client, creator, dataset):
    other = DatasetFactory(created_by=creator)
    unit = dataset.data_units.get()

    assert client.get(reverse("data_unit_frame", args=[other.uuid, unit.uuid, 0])).status_code == 404


# What pages cost


@pytest.mark.parametrize(
    "view", ["ontology_list", "dataset_list", "ontology_detail", "dataset_detail", "ontology_class_edit"]
)
def test_ten_rows_cost_what_one_row_costs(client, creator, view, django_assert_max_num_queries):
    def fill(n_rows):
        for _ in range(n_rows):
            ontology = OntologyFactory(created_by=creator)
            OntologyClassFactory.create_batch(n_rows, ontology=ontology)
            light = ClassificationFactory(ontology=ontology)
            dataset = DatasetFactory(created_by=creator)
            DataUnitFactory.create_batch(n_rows, dataset=dataset)
        return {
            "ontology_list": reverse("ontology_list"),
            "dataset_list": reverse("dataset_list"),
            "ontology_detail": reverse("ontology_detail", args=[ontology.uuid]),
            "dataset_detail": reverse("dataset_detail", args=[dataset.uuid]),
            "ontology_class_edit": class_page(light),
        }[view]

    costs = []
    for n_rows in (1, 10):
        url = fill(n_rows)
        with django_assert_max_num_queries(8) as captured:
            client.get(url)
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_ten_uploads_cost_ten_times_what_one_costs(creator, dataset, django_assert_max_num_queries):
    files = [picture_file(f"{number}.png", color=(number, 0, 0)) for number in range(10)]

    # Per file: known? savepoint, unit, file, release; and once for all: the projects that use the dataset.
    with django_assert_max_num_queries(10 * 6 + 2):
        add_files(actor=creator, dataset=dataset, files=files)

    assert DataUnit.objects.count() == 11
