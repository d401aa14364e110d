"""Routes of the wizard; the list of training projects stands beside that of annotation projects."""

from django.urls import URLPattern, path

from training.views import training_projects, wizard

_DRAFT = "training-projects/drafts/<uuid:draft_uuid>/"

urlpatterns: list[URLPattern] = [
    path("training-projects/", training_projects.TrainingListView.as_view(), name="training_list"),
    path("training-projects/new/", wizard.DetailsView.as_view(), name="training_create"),
    path(f"{_DRAFT}name/", wizard.DetailsView.as_view(), name="draft_details"),
    path(f"{_DRAFT}ontology/", wizard.OntologyView.as_view(), name="draft_ontology"),
    path(f"{_DRAFT}data/", wizard.DataView.as_view(), name="draft_data"),
    path(f"{_DRAFT}progress/", wizard.ProgressView.as_view(), name="draft_progress"),
    path(f"{_DRAFT}trainees/", wizard.TraineesView.as_view(), name="draft_trainees"),
]
