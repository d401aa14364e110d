"""Routes of the API, below /api/v1/."""

from django.urls import URLPattern, path

from training.api import tasks

_TASK = "projects/<uuid:project_uuid>/tasks/<uuid:task_uuid>/"

urlpatterns: list[URLPattern] = [
    path(f"{_TASK}labels", tasks.TaskLabels.as_view(), name="task_labels"),
    path(f"{_TASK}submit", tasks.TaskSubmit.as_view(), name="task_submit"),
]
