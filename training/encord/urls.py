"""Routes of Encord's SDK; their addresses are its own."""

from django.urls import URLPattern, path

from training.encord import views

urlpatterns: list[URLPattern] = [
    path("public", views.SdkQuery.as_view(), name="sdk_query"),
    path("v2/public/projects/<uuid:project_uuid>", views.SdkProject.as_view(), name="sdk_project"),
    path("v2/public/ontologies/<uuid:ontology_uuid>", views.SdkOntology.as_view(), name="sdk_ontology"),
]
