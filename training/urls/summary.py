"""Routes of the summary pages and of the scoring settings."""

from django.urls import URLPattern, path

from training.views import benchmark, diagnosis, exports, overview, scoring, summary, thumbnails

urlpatterns: list[URLPattern] = [
    path("projects/<uuid:project_uuid>/summary/", overview.OverviewView.as_view(), name="summary_overview"),
    path("projects/<uuid:project_uuid>/summary/live/", overview.OverviewLiveView.as_view(), name="summary_live"),
    path("projects/<uuid:project_uuid>/summary/results.csv", overview.ResultsCsvView.as_view(), name="results_csv"),
    path("projects/<uuid:project_uuid>/summary/results.xlsx", overview.ResultsXlsxView.as_view(), name="results_xlsx"),
    path(
        "projects/<uuid:project_uuid>/summary/trainees/<int:user_id>/",
        overview.TraineeView.as_view(),
        name="summary_trainee",
    ),
    path(
        "projects/<uuid:project_uuid>/summary/diagnosis/", diagnosis.DiagnosisView.as_view(), name="summary_diagnosis"
    ),
    path(
        "projects/<uuid:project_uuid>/summary/export/", exports.TrainingExportView.as_view(), name="submissions_export"
    ),
    path(
        "projects/<uuid:project_uuid>/summary/export/file",
        exports.TrainingFileView.as_view(),
        name="submissions_export_file",
    ),
    path(
        "projects/<uuid:project_uuid>/summary/submissions/",
        summary.SubmissionsView.as_view(),
        name="summary_submissions",
    ),
    path("projects/<uuid:project_uuid>/summary/tasks/", summary.SubmittedTasksView.as_view(), name="summary_tasks"),
    path(
        "projects/<uuid:project_uuid>/summary/evaluation-labels/<int:label_id>/thumbnail",
        thumbnails.LabelThumbnailView.as_view(),
        name="label_thumbnail",
    ),
    path(
        "projects/<uuid:project_uuid>/summary/evaluation-labels.csv",
        summary.EvaluationLabelsCsvView.as_view(),
        name="evaluation_labels_csv",
    ),
    path(
        "projects/<uuid:project_uuid>/summary/recalculation/",
        summary.RecalculationProgressView.as_view(),
        name="recalculation_progress",
    ),
    path("projects/<uuid:project_uuid>/summary/recalculate/", summary.RecalculateView.as_view(), name="recalculate"),
    path(
        "projects/<uuid:project_uuid>/summary/recalculation/cancel/",
        summary.RecalculationCancelView.as_view(),
        name="recalculation_cancel",
    ),
    path(
        "projects/<uuid:project_uuid>/submissions/<uuid:task_uuid>/",
        summary.SubmissionOpenView.as_view(),
        name="submission_view",
    ),
    path(
        "projects/<uuid:project_uuid>/submissions/<uuid:task_uuid>/frames/<int:frame>",
        summary.SubmissionFrameView.as_view(),
        name="submission_frame",
    ),
    path(
        "projects/<uuid:project_uuid>/settings/benchmark/",
        benchmark.BenchmarkSettingsView.as_view(),
        name="benchmark_settings",
    ),
    path(
        "projects/<uuid:project_uuid>/settings/benchmark/refresh/",
        benchmark.BenchmarkRefreshView.as_view(),
        name="benchmark_refresh",
    ),
    path(
        "projects/<uuid:project_uuid>/settings/scoring/", scoring.ScoringSettingsView.as_view(), name="scoring_settings"
    ),
    path(
        "projects/<uuid:project_uuid>/settings/scoring/preview/",
        scoring.FunctionPreviewView.as_view(),
        name="function_preview",
    ),
    path(
        "projects/<uuid:project_uuid>/settings/scoring/<int:version>/restore/",
        scoring.FunctionRestoreView.as_view(),
        name="function_restore",
    ),
]
