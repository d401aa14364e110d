"""Routes of the trainee's pages, and of the list that controls all tasks."""

from django.urls import URLPattern, path

from training.views import control, tasks

_PROJECT = "projects/<uuid:project_uuid>/tasks/"

urlpatterns: list[URLPattern] = [
    path("projects/<uuid:project_uuid>/control/", control.TaskControlView.as_view(), name="task_control"),
    path(_PROJECT, tasks.TaskQueueView.as_view(), name="task_queue"),
    path(f"{_PROJECT}start/", tasks.TaskStartNextView.as_view(), name="task_start_next"),
    path(f"{_PROJECT}<uuid:task_uuid>/", tasks.TaskOpenView.as_view(), name="task_open"),
    path(f"{_PROJECT}<uuid:task_uuid>/start/", tasks.TaskStartView.as_view(), name="task_start"),
    path(f"{_PROJECT}<uuid:task_uuid>/frames/<int:frame>", tasks.TaskFrameView.as_view(), name="task_frame"),
]
