"""Routes of the annotation projects, and of what projects of both kinds share: the way in, settings and team."""

from django.urls import URLPattern, path

from training.views import annotation, deletion, exports, instructions, invitations, settings, source_tasks, team

_PROJECT = "projects/<uuid:project_uuid>/"
_TASK = f"{_PROJECT}labels/<uuid:task_uuid>/"
_MEMBER = f"{_PROJECT}settings/team/<int:user_id>/"
_INVITATION = f"{_PROJECT}settings/team/invitations/<uuid:invitation_uuid>/"

urlpatterns: list[URLPattern] = [
    path("projects/", annotation.ProjectListView.as_view(), name="project_list"),
    path("projects/new/", annotation.ProjectCreateView.as_view(), name="project_create"),
    path("projects/deleted/", deletion.DeletedProjectsView.as_view(), name="deleted_projects"),
    path(
        "projects/deleted/<uuid:deleted_uuid>/restore/", deletion.ProjectRestoreView.as_view(), name="project_restore"
    ),
    path(_PROJECT, annotation.ProjectOpenView.as_view(), name="project_open"),
    path(f"{_PROJECT}labels/", annotation.ProjectLabelsView.as_view(), name="project_labels"),
    path(f"{_PROJECT}import/", annotation.ProjectImportView.as_view(), name="project_import"),
    path(f"{_PROJECT}export/", exports.GroundTruthExportView.as_view(), name="project_export"),
    path(f"{_PROJECT}export/file", exports.GroundTruthFileView.as_view(), name="project_export_file"),
    path(_TASK, source_tasks.SourceTaskOpenView.as_view(), name="source_task_open"),
    path(f"{_TASK}frames/<int:frame>", source_tasks.SourceTaskFrameView.as_view(), name="source_task_frame"),
    path(f"{_TASK}complete/", source_tasks.SourceTaskCompleteView.as_view(), name="source_task_complete"),
    path(f"{_TASK}return/", source_tasks.SourceTaskReturnView.as_view(), name="source_task_return"),
    path(f"{_PROJECT}instructions.pdf", instructions.InstructionsReadView.as_view(), name="project_instructions_file"),
    path(
        f"{_PROJECT}settings/instructions/",
        instructions.InstructionsEditView.as_view(),
        name="project_instructions_edit",
    ),
    path(f"{_PROJECT}settings/", settings.ProjectSettingsView.as_view(), name="project_settings"),
    path(f"{_PROJECT}settings/delete/", deletion.ProjectDeleteView.as_view(), name="project_delete"),
    path(f"{_PROJECT}settings/team/", team.ProjectTeamView.as_view(), name="project_team"),
    path(f"{_PROJECT}settings/team/add/", team.MemberAddView.as_view(), name="project_member_add"),
    path(f"{_PROJECT}settings/team/link/", invitations.LinkCreateView.as_view(), name="project_invite_link"),
    path(f"{_INVITATION}revoke/", invitations.InvitationRevokeView.as_view(), name="invitation_revoke"),
    path(f"{_INVITATION}send/", invitations.InvitationSendView.as_view(), name="invitation_send"),
    path("invitations/<str:token>/", invitations.InvitationView.as_view(), name="invitation"),
    path(f"{_MEMBER}role/", team.MemberRoleView.as_view(), name="project_member_role"),
    path(f"{_MEMBER}remove/", team.MemberRemoveView.as_view(), name="project_member_remove"),
]
