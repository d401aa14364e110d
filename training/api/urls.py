"""Routes of the API, below /api/v1/."""

from django.urls import URLPattern, path

from training.api import (
    datasets,
    explanation,
    label_files,
    label_rows,
    ontologies,
    projects,
    results,
    source_tasks,
    submissions,
    summary,
    tasks,
    team,
    training_projects,
)

_ONTOLOGY = "ontologies/<uuid:ontology_uuid>"
_CLASS = f"{_ONTOLOGY}/classes/<str:class_hash>"
_DATASET = "datasets/<uuid:dataset_uuid>"
_UPLOAD = f"{_DATASET}/uploads/<uuid:upload_uuid>"
_PROJECT = "projects/<uuid:project_uuid>"
_TASK = f"{_PROJECT}/tasks/<uuid:task_uuid>"
_SOURCE_TASK = f"{_PROJECT}/source-tasks/<uuid:task_uuid>"
_SUBMISSION = f"{_PROJECT}/submissions/<uuid:task_uuid>"

_library: list[URLPattern] = [
    path("ontologies", ontologies.OntologyList.as_view(), name="ontologies"),
    path(_ONTOLOGY, ontologies.OntologyDetail.as_view(), name="ontology"),
    path(f"{_ONTOLOGY}/classes", ontologies.ClassList.as_view(), name="classes"),
    path(_CLASS, ontologies.ClassDetail.as_view(), name="class"),
    path(f"{_CLASS}/questions", ontologies.QuestionList.as_view(), name="questions"),
    # Hashes may come from an import, as base64 with slashes in it: they stand last.
    path(f"{_CLASS}/questions/<path:question_hash>", ontologies.QuestionDetail.as_view(), name="question"),
    path("datasets", datasets.DatasetList.as_view(), name="datasets"),
    path(_DATASET, datasets.DatasetDetail.as_view(), name="dataset"),
    path(f"{_DATASET}/units", datasets.DataUnitList.as_view(), name="data_units"),
    path(f"{_DATASET}/units/<uuid:unit_uuid>/frames/<int:frame>", datasets.DataUnitFrame.as_view(), name="unit_frame"),
    path(f"{_DATASET}/uploads", datasets.UploadList.as_view(), name="uploads"),
    path(_UPLOAD, datasets.UploadDetail.as_view(), name="upload"),
    path(f"{_UPLOAD}/files/<int:position>", datasets.UploadPart.as_view(), name="upload_part"),
    path(f"{_UPLOAD}/finish", datasets.UploadFinish.as_view(), name="upload_finish"),
]

_projects: list[URLPattern] = [
    path("me", projects.MeDetail.as_view(), name="me"),
    path("projects", projects.ProjectList.as_view(), name="projects"),
    path("annotation-projects", projects.AnnotationProjectList.as_view(), name="annotation_projects"),
    path("deleted-projects", projects.DeletedProjectList.as_view(), name="deleted_projects"),
    path("deleted-projects/<uuid:deleted_uuid>/restore", projects.ProjectRestore.as_view(), name="project_restore"),
    path("training-projects", training_projects.TrainingProjectList.as_view(), name="training_projects"),
    path("creations/<uuid:draft_uuid>", training_projects.CreationDetail.as_view(), name="creation"),
    path(_PROJECT, projects.ProjectDetail.as_view(), name="project"),
    path(f"{_PROJECT}/members", team.MemberList.as_view(), name="members"),
    path(f"{_PROJECT}/members/<int:user_id>", team.MemberDetail.as_view(), name="member"),
    path(f"{_PROJECT}/invitations", team.InvitationList.as_view(), name="invitations"),
    path(f"{_PROJECT}/invitations/<uuid:invitation_uuid>", team.InvitationDetail.as_view(), name="invitation"),
]

_labels: list[URLPattern] = [
    path(f"{_PROJECT}/source-tasks", source_tasks.SourceTaskList.as_view(), name="source_tasks"),
    path(f"{_PROJECT}/label-rows", label_rows.LabelRows.as_view(), name="label_rows"),
    path(f"{_PROJECT}/label-import", label_files.LabelImport.as_view(), name="label_import"),
    path(f"{_PROJECT}/label-export", label_files.GroundTruthFile.as_view(), name="label_export"),
    path(f"{_PROJECT}/submission-export", label_files.SubmissionsFile.as_view(), name="submission_export"),
    path(_SOURCE_TASK, source_tasks.SourceTaskDetail.as_view(), name="source_task"),
    path(f"{_SOURCE_TASK}/frames/<int:frame>", source_tasks.SourceTaskFrame.as_view(), name="source_task_frame"),
    path(f"{_SOURCE_TASK}/labels", source_tasks.SourceTaskLabels.as_view(), name="source_task_labels"),
    path(f"{_SOURCE_TASK}/submit", source_tasks.SourceTaskSubmit.as_view(), name="source_task_submit"),
    path(f"{_SOURCE_TASK}/complete", source_tasks.SourceTaskComplete.as_view(), name="source_task_complete"),
    path(f"{_SOURCE_TASK}/return", source_tasks.SourceTaskReturn.as_view(), name="source_task_return"),
    path(f"{_PROJECT}/own-tasks", tasks.OwnTasks.as_view(), name="own_tasks"),
    path(_TASK, tasks.OwnTaskDetail.as_view(), name="own_task"),
    path(f"{_TASK}/start", tasks.TaskStart.as_view(), name="task_start"),
    path(f"{_TASK}/frames/<int:frame>", tasks.TaskFrame.as_view(), name="task_frame"),
    path(f"{_TASK}/labels", tasks.TaskLabels.as_view(), name="task_labels"),
    path(f"{_TASK}/explanation", results.OwnExplanation.as_view(), name="own_explanation"),
    path(f"{_PROJECT}/results", results.OwnResults.as_view(), name="own_results"),
    path(f"{_TASK}/submit", tasks.TaskSubmit.as_view(), name="task_submit"),
]

_scoring: list[URLPattern] = [
    path(f"{_PROJECT}/control", training_projects.TaskControl.as_view(), name="task_control"),
    path(f"{_PROJECT}/functions", training_projects.FunctionList.as_view(), name="functions"),
    path(f"{_PROJECT}/functions/<int:version>", training_projects.FunctionDetail.as_view(), name="function"),
    path(f"{_PROJECT}/recalculate", training_projects.Recalculation.as_view(), name="recalculate"),
    path(f"{_PROJECT}/jobs/<int:job_id>", summary.JobDetail.as_view(), name="job_detail"),
    path(f"{_PROJECT}/summary", summary.ProjectSummary.as_view(), name="project_summary"),
    path(f"{_PROJECT}/submissions", submissions.SubmissionList.as_view(), name="submissions"),
    path(f"{_SUBMISSION}/labels", submissions.SubmissionLabels.as_view(), name="submission_labels"),
    path(f"{_SUBMISSION}/frames/<int:frame>", submissions.SubmissionFrame.as_view(), name="submission_frame"),
    path(f"{_SUBMISSION}/explanation", explanation.SubmissionExplanation.as_view(), name="submission_explanation"),
    path(f"{_PROJECT}/evaluation-labels", summary.EvaluationLabels.as_view(), name="evaluation_labels"),
    path(f"{_PROJECT}/evaluation-labels.csv", submissions.EvaluationLabelsCsv.as_view(), name="evaluation_labels_csv"),
]

urlpatterns: list[URLPattern] = [*_library, *_projects, *_labels, *_scoring]
