"""Routes of the API, below /api/v1/."""

from django.urls import URLPattern, path

from training.api import explanation, label_files, results, source_tasks, summary, tasks

_PROJECT = "projects/<uuid:project_uuid>/"
_TASK = "projects/<uuid:project_uuid>/tasks/<uuid:task_uuid>/"
_SOURCE_TASK = "projects/<uuid:project_uuid>/source-tasks/<uuid:task_uuid>/"

urlpatterns: list[URLPattern] = [
    path(f"{_PROJECT}own-tasks", tasks.OwnTasks.as_view(), name="own_tasks"),
    path(_TASK[:-1], tasks.OwnTaskDetail.as_view(), name="own_task"),
    path(f"{_TASK}start", tasks.TaskStart.as_view(), name="task_start"),
    path(f"{_TASK}frames/<int:frame>", tasks.TaskFrame.as_view(), name="task_frame"),
    path(f"{_TASK}labels", tasks.TaskLabels.as_view(), name="task_labels"),
    path(f"{_TASK}submit", tasks.TaskSubmit.as_view(), name="task_submit"),
    path(f"{_PROJECT}source-tasks", source_tasks.SourceTaskList.as_view(), name="source_tasks"),
    path(_SOURCE_TASK[:-1], source_tasks.SourceTaskDetail.as_view(), name="source_task"),
    path(f"{_SOURCE_TASK}frames/<int:frame>", source_tasks.SourceTaskFrame.as_view(), name="source_task_frame"),
    path(f"{_TASK}explanation", results.OwnExplanation.as_view(), name="own_explanation"),
    path(f"{_PROJECT}results", results.OwnResults.as_view(), name="own_results"),
    path(f"{_SOURCE_TASK}labels", source_tasks.SourceTaskLabels.as_view(), name="source_task_labels"),
    path(f"{_SOURCE_TASK}submit", source_tasks.SourceTaskSubmit.as_view(), name="source_task_submit"),
    path(f"{_SOURCE_TASK}complete", source_tasks.SourceTaskComplete.as_view(), name="source_task_complete"),
    path(f"{_SOURCE_TASK}return", source_tasks.SourceTaskReturn.as_view(), name="source_task_return"),
    path(f"{_PROJECT}label-import", label_files.LabelImport.as_view(), name="label_import"),
    path(f"{_PROJECT}label-export", label_files.GroundTruthFile.as_view(), name="label_export"),
    path(f"{_PROJECT}submission-export", label_files.SubmissionsFile.as_view(), name="submission_export"),
    path(f"{_PROJECT}summary", summary.ProjectSummary.as_view(), name="project_summary"),
    path(f"{_PROJECT}evaluation-labels", summary.EvaluationLabels.as_view(), name="evaluation_labels"),
    path(
        f"{_PROJECT}submissions/<uuid:task_uuid>/explanation",
        explanation.SubmissionExplanation.as_view(),
        name="submission_explanation",
    ),
    path(f"{_PROJECT}jobs/<int:job_id>", summary.JobDetail.as_view(), name="job_detail"),
]
