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
from training.models import Dataset, DataUnit, Ontology, OntologyClass
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


# Ontologies


def test_ontology_create_leads_to_the_new_ontology(client, creator):
    answer = client.post(reverse("ontology_create"), {"title": "Fruit", "description": ""})

    ontology = Ontology.objects.get()
    assert ontology.created_by == creator
    assert answer.url == reverse("ontology_detail", args=[ontology.uuid])


def test_ontology_create_asks_for_a_title(client, creator):
    answer = client.post(reverse("ontology_create"), {"title": "  "})

    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    assert not Ontology.objects.exists()


def test_ontology_list_searches(client, ontology):
    OntologyFactory(created_by=ontology.created_by, title="Cells")

    page = client.get(reverse("ontology_list"), {"q": "fru"}).content.decode()

    assert "Fruit" in page
    assert "Cells" not in page


def test_ontology_list_says_that_nothing_was_found(client, ontology):
    assert "No ontology matches “&lt;b&gt;”" in client.get(reverse("ontology_list"), {"q": "<b>"}).content.decode()


def test_ontology_detail_shows_classes_keys_and_archived_ones(client, ontology):
    OntologyClassFactory(ontology=ontology, name="Quince", archived=True)

    answer = client.get(reverse("ontology_detail", args=[ontology.uuid]))

    assert [row.ontology_class.name for row in answer.context["rows"]] == ["Apple", "Light"]
    assert [row.hotkey for row in answer.context["rows"]] == ["1", "2"]
    assert [row.ontology_class.name for row in answer.context["archived_rows"]] == ["Quince"]
    assert "Yes, No" in answer.content.decode()


def test_class_create_adds_an_object_class(client, ontology):
    url = reverse("ontology_class_create", args=[ontology.uuid, "object"])

    answer = client.post(url, {"name": "Pear", "shape": "bounding_box", "color": "#00ff00", "required": "on"})

    made = ontology.classes.get(name="Pear")
    assert answer.url == reverse("ontology_detail", args=[ontology.uuid])
    assert (made.kind, made.shape, made.color, made.required) == ("object", "bounding_box", "#00ff00", True)


def test_class_create_adds_a_classification(client, ontology):
    url = reverse("ontology_class_create", args=[ontology.uuid, "classification"])

    client.post(url, {"name": "Sky", "type": "checklist", "new_options": "Blue\n\n Grey \n", "color": "#00ff00"})

    made = ontology.classes.get(name="Sky")
    assert [option["label"] for option in made.attributes[0]["options"]] == ["Blue", "Grey"]


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("object", {"name": "apple", "shape": "bounding_box", "color": "#00ff00"}, "name"),
        ("object", {"name": "Pear", "shape": "circle", "color": "#00ff00"}, "shape"),
        ("object", {"name": "Pear", "shape": "bounding_box", "color": "green"}, "color"),
        ("classification", {"name": "Sky", "type": "radio", "color": "#00ff00"}, "new_options"),
        ("classification", {"name": "Sky", "color": "#00ff00"}, "type"),
    ],
)
def test_class_create_shows_the_fault_at_its_field(client, ontology, kind, data, field):
    answer = client.post(reverse("ontology_class_create", args=[ontology.uuid, kind]), data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert ontology.classes.count() == 2


def test_class_create_knows_two_kinds_alone(client, ontology):
    assert client.get(reverse("ontology_class_create", args=[ontology.uuid, "skeleton"])).status_code == 404


def test_class_edit_saves(client, ontology):
    apple = ontology.classes.get(name="Apple")

    client.post(class_page(apple), {"name": "Golden apple", "color": "#ffd700"})

    apple.refresh_from_db()
    assert (apple.name, apple.color) == ("Golden apple", "#ffd700")


def test_class_archive_and_bring_back(client, ontology):
    apple = ontology.classes.get(name="Apple")

    client.post(class_page(apple, "ontology_class_archive"), {"archived": "1"})
    assert OntologyClass.objects.get(pk=apple.pk).archived
    client.post(class_page(apple, "ontology_class_archive"), {"archived": "0"})
    assert not OntologyClass.objects.get(pk=apple.pk).archived


def test_attributes_and_follow_ups_are_added_edited_and_removed(client, ontology):
    apple = ontology.classes.get(name="Apple")

    client.post(
        class_page(apple, "ontology_attribute_create"), {"name": "Ripe", "type": "radio", "new_options": "Yes\nNo"}
    )
    apple.refresh_from_db()
    ripe = apple.attributes[0]
    yes = ripe["options"][0]["featureNodeHash"]
    client.post(class_page(apple, "ontology_follow_up_create", yes), {"name": "Since when", "type": "text"})
    client.post(
        class_page(apple, "ontology_question_edit", ripe["featureNodeHash"]),
        {"name": "Ripe?", "option_0": "Very", "option_1": "", "new_options": "Unknown"},
    )
    apple.refresh_from_db()
    (ripe,) = apple.attributes
    page = client.get(class_page(apple)).content.decode()

    assert ripe["name"] == "Ripe?"
    assert [option["label"] for option in ripe["options"]] == ["Very", "Unknown"]
    assert ripe["options"][0]["featureNodeHash"] == yes
    assert "Since when" in page
    follow_up = ripe["options"][0]["options"][0]["featureNodeHash"]
    client.post(class_page(apple, "ontology_question_remove", follow_up))
    apple.refresh_from_db()
    assert apple.attributes[0]["options"][0]["options"] == []


def test_question_pages_take_hashes_with_slashes(client, ontology):
    apple = ontology.classes.get(name="Apple")
    apple.attributes = [
        {"name": "Ripe", "type": "text", "featureNodeHash": "a/b+c=", "required": False, "dynamic": False}
    ]
    apple.save()

    assert client.get(class_page(apple, "ontology_question_edit", "a/b+c=")).status_code == 200


def test_question_pages_know_no_other_hashes(client, ontology):
    apple = ontology.classes.get(name="Apple")

    assert client.get(class_page(apple, "ontology_question_edit", "nothing")).status_code == 404
    assert client.get(class_page(apple, "ontology_follow_up_create", "nothing")).status_code == 404


def test_the_question_of_a_classification_cannot_be_removed(client, ontology):
    light = ontology.classes.get(name="Light")

    answer = client.post(
        class_page(light, "ontology_question_remove", light.attributes[0]["featureNodeHash"]), follow=True
    )

    assert "A classification asks exactly one question." in answer.content.decode()


# Datasets


def test_dataset_create_leads_to_the_new_dataset(client, creator):
    answer = client.post(reverse("dataset_create"), {"title": "Orchard", "description": "Trees"})

    dataset = Dataset.objects.get()
    assert (dataset.title, dataset.description, dataset.created_by) == ("Orchard", "Trees", creator)
    assert answer.url == reverse("dataset_detail", args=[dataset.uuid])


def test_dataset_create_asks_for_a_title(client, creator):
    assert client.post(reverse("dataset_create"), {"title": ""}).status_code == 422


def test_upload_lists_the_outcome_of_each_file(client, dataset):
    broken = picture_file("broken.png", size=(50, 50))
    broken.truncate(100)
    files = [
        picture_file("new.png", color="blue"),
        picture_file("again.png"),
        broken,
        picture_file("x.gif", file_format="GIF"),
    ]

    answer = client.post(reverse("dataset_detail", args=[dataset.uuid]), {"uploads": files})

    outcomes = [(outcome.name, outcome.state) for outcome in answer.context["outcomes"]]
    assert outcomes == [
        ("new.png", "added"),
        ("again.png", "duplicate"),
        ("broken.png", "refused"),
        ("x.gif", "refused"),
    ]
    page = answer.content.decode()
    assert "1 added, 1 there already, 2 refused." in page
    assert "The dataset has this picture already, as tree.png." in page
    assert "2 pictures" in page


def test_upload_takes_an_empty_file_for_what_it_is(client, dataset):
    empty = picture_file("empty.png")
    empty.truncate(0)

    answer = client.post(reverse("dataset_detail", args=[dataset.uuid]), {"uploads": [empty]})

    assert [outcome.message for outcome in answer.context["outcomes"]] == ["The file is empty."]


def test_upload_asks_for_a_file(client, dataset):
    answer = client.post(reverse("dataset_detail", args=[dataset.uuid]), {})

    assert answer.status_code == 422
    assert "Choose at least one file." in answer.content.decode()


def test_dataset_detail_shows_pictures_by_page_and_search(client, creator):
    dataset = DatasetFactory(created_by=creator)
    for number in range(30):
        DataUnitFactory(dataset=dataset, title=f"tree{number:02}.png")
    url = reverse("dataset_detail", args=[dataset.uuid])

    first, second, found = client.get(url), client.get(url, {"page": 2}), client.get(url, {"q": "tree07"})

    assert [len(answer.context["page"]) for answer in (first, second, found)] == [24, 6, 1]


def test_dataset_detail_names_pictures_without_letting_them_speak(client, creator):
    dataset = DatasetFactory(created_by=creator, title="<script>alert(1)</script>")
    DataUnitFactory(dataset=dataset, title="<img src=x onerror=alert(1)>.png")

    page = client.get(reverse("dataset_detail", args=[dataset.uuid])).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


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
