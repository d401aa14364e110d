"""Routes of the trainee's pages, and of the list that controls all tasks."""

from django.urls import URLPattern, path

from training.views import control, results, tasks

_PROJECT = "projects/<uuid:project_uuid>/tasks/"

urlpatterns: list[URLPattern] = [
    path("projects/<uuid:project_uuid>/control/", control.TaskControlView.as_view(), name="task_control"),
    path(_PROJECT, tasks.TaskQueueView.as_view(), name="task_queue"),
    path("projects/<uuid:project_uuid>/results/", results.OwnResultsView.as_view(), name="task_results"),
    path(
        "projects/<uuid:project_uuid>/settings/results/", results.ResultsSettingsView.as_view(), name="results_settings"
    ),
    path(f"{_PROJECT}<uuid:task_uuid>/view/", results.OwnSubmissionView.as_view(), name="own_submission"),
    path(f"{_PROJECT}start/", tasks.TaskStartNextView.as_view(), name="task_start_next"),
    path(f"{_PROJECT}<uuid:task_uuid>/", tasks.TaskOpenView.as_view(), name="task_open"),
    path(f"{_PROJECT}<uuid:task_uuid>/start/", tasks.TaskStartView.as_view(), name="task_start"),
    path(f"{_PROJECT}<uuid:task_uuid>/frames/<int:frame>", tasks.TaskFrameView.as_view(), name="task_frame"),
]
