"""Routes of the library pages: ontologies, datasets and their data units."""

from django.urls import URLPattern, path

from training.views import datasets, media, ontologies, ontology_classes, ontology_files, skeletons, uploads

ONTOLOGY = "ontologies/<uuid:ontology_uuid>/"
UPLOAD = "datasets/<uuid:dataset_uuid>/uploads/<uuid:upload_uuid>/"
CLASS = f"{ONTOLOGY}classes/<str:class_hash>/"

urlpatterns: list[URLPattern] = [
    path("ontologies/", ontologies.OntologyListView.as_view(), name="ontology_list"),
    path("ontologies/new/", ontologies.OntologyCreateView.as_view(), name="ontology_create"),
    path("ontologies/import/", ontology_files.OntologyImportView.as_view(), name="ontology_import"),
    path(f"{ONTOLOGY}file", ontology_files.OntologyFileView.as_view(), name="ontology_file"),
    path(ONTOLOGY, ontologies.OntologyDetailView.as_view(), name="ontology_detail"),
    path(f"{ONTOLOGY}edit/", ontologies.OntologyEditView.as_view(), name="ontology_edit"),
    path(f"{ONTOLOGY}new/<slug:kind>/", ontology_classes.ClassCreateView.as_view(), name="ontology_class_create"),
    path(CLASS, ontology_classes.ClassEditView.as_view(), name="ontology_class_edit"),
    path(f"{CLASS}skeleton/", skeletons.SkeletonView.as_view(), name="ontology_skeleton"),
    path(f"{CLASS}skeleton/preset/", skeletons.SkeletonPresetView.as_view(), name="ontology_skeleton_preset"),
    path(f"{CLASS}archive/", ontology_classes.ClassArchiveView.as_view(), name="ontology_class_archive"),
    # Hashes of questions and options may come from an import, as base64 with slashes in it: they stand last.
    path(f"{CLASS}attributes/new/", ontology_classes.QuestionCreateView.as_view(), name="ontology_attribute_create"),
    path(
        f"{CLASS}follow-ups/new/<path:option_hash>",
        ontology_classes.QuestionCreateView.as_view(),
        name="ontology_follow_up_create",
    ),
    path(
        f"{CLASS}questions/edit/<path:question_hash>",
        ontology_classes.QuestionEditView.as_view(),
        name="ontology_question_edit",
    ),
    path(
        f"{CLASS}questions/remove/<path:question_hash>",
        ontology_classes.QuestionRemoveView.as_view(),
        name="ontology_question_remove",
    ),
    path("datasets/", datasets.DatasetListView.as_view(), name="dataset_list"),
    path("datasets/new/", datasets.DatasetCreateView.as_view(), name="dataset_create"),
    path("datasets/<uuid:dataset_uuid>/", datasets.DatasetDetailView.as_view(), name="dataset_detail"),
    path(
        "datasets/<uuid:dataset_uuid>/units/<uuid:unit_uuid>/frames/<int:frame>",
        media.DataUnitFrameView.as_view(),
        name="data_unit_frame",
    ),
    path(
        "datasets/<uuid:dataset_uuid>/units/<uuid:unit_uuid>/preview",
        media.DataUnitPreviewView.as_view(),
        name="data_unit_preview",
    ),
    path("datasets/<uuid:dataset_uuid>/uploads/", uploads.UploadStartView.as_view(), name="upload_start"),
    path(UPLOAD, uploads.UploadDetailView.as_view(), name="upload_detail"),
    path(f"{UPLOAD}files/<int:position>", uploads.UploadPartView.as_view(), name="upload_part"),
    path(f"{UPLOAD}finish", uploads.UploadFinishView.as_view(), name="upload_finish"),
]
