"""Source tasks of annotation projects: list, read and save labels, submit for review, complete or return them."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.label_serializers import LabelDocument, Moved, RevisionSeen, Saved
from training.api.operations import Operation, ProjectApiView
from training.api.requests import revision_of, saved
from training.api.revisions import answer_document, document_of, etag_of
from training.api.task_serializers import LabelRowShown, ReturnComment
from training.models import AccessToken, Project, SourceTask
from training.permissions import Permission
from training.selectors.source_tasks import label_rows, next_to_label, next_to_review
from training.services.source_tasks import complete, return_to_annotator, save_labels, submit_for_review
from training.views.media import serve_frame


class SourceTaskView(ProjectApiView):
    """A view of one source task."""

    permission: Permission
    kind = Project.Kind.ANNOTATION
    write_scope = AccessToken.Scope.LABEL

    def source_task(self) -> SourceTask:
        tasks = self.project.source_tasks.select_related("label_row", "data_unit")
        return get_object_or_404(tasks, uuid=self.kwargs["task_uuid"])

    def moved(self, task: SourceTask, following: SourceTask | None = None) -> Response:
        """The new state, and where to go on."""
        address = reverse("source_task_open", args=[self.project.uuid, following.uuid]) if following else None
        return Response({"status": task.status, "next": address})


class SourceTaskList(ProjectApiView):
    """The label rows of an annotation project."""

    permission = Permission.OPEN
    kind = Project.Kind.ANNOTATION
    operations = {
        "get": Operation(
            does="List the label rows of an annotation project",
            answer=LabelRowShown,
            is_page=True,
            query={"status": "One status alone", "q": "Part of the title"},
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        asked = request.query_params
        rows = label_rows(project=self.project, status=asked.get("status", ""), search=asked.get("q", ""))
        return self.page(request, rows, ordering=("pk",))


class SourceTaskDetail(SourceTaskView):
    """One label row, without its labels."""

    permission = Permission.OPEN
    operations = {"get": Operation(does="One label row, without its labels", answer=LabelRowShown)}

    def get(self, request: Request, **kwargs: Any) -> Response:
        row = get_object_or_404(label_rows(project=self.project), uuid=self.kwargs["task_uuid"])
        return Response(self.shown(request, row))


class SourceTaskFrame(SourceTaskView):
    """The picture of one frame of a label row's data unit."""

    permission = Permission.OPEN
    operations = {"get": Operation(does="The picture of one frame", gives="image/*")}

    def get(self, request: Request, *, frame: int, **kwargs: Any) -> HttpResponseBase:
        return serve_frame(request._request, self.source_task().data_unit, frame)


class SourceTaskLabels(SourceTaskView):
    """GET the label document; PUT saves what changed, against the revision it was made from."""

    permission = Permission.OPEN
    permissions = {"put": Permission.LABEL}
    operations = {
        "get": Operation(
            does="The labels of a label row",
            answer=LabelDocument,
            headers={"If-None-Match": "The ETag of the labels that you have: 304 while they stand"},
        ),
        "put": Operation(
            does="Save the labels of a label row",
            body=LabelDocument,
            answer=Saved,
            headers={"If-Match": "The ETag of the labels that yours were made from: 412 where others were saved since"},
        ),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        return answer_document(request, self.source_task().label_row)

    def put(self, request: Request, **kwargs: Any) -> Response:
        task = self.source_task()
        label_row = save_labels(actor=request.user, source_task=task, document=document_of(request, task.label_row))
        return saved(label_row, etag=etag_of(label_row))


class SourceTaskSubmit(SourceTaskView):
    """POST {revision}: hands the labels in for review."""

    permission = Permission.LABEL
    operations = {"post": Operation(does="Submit a label row for review", body=RevisionSeen, answer=Moved)}

    def post(self, request: Request, **kwargs: Any) -> Response:
        revision = revision_of(request.data)
        task = submit_for_review(actor=request.user, source_task=self.source_task(), revision=revision)
        return self.moved(task, next_to_label(user=request.user, project=self.project))


class SourceTaskComplete(SourceTaskView):
    """POST: approves labels that are in review."""

    permission = Permission.REVIEW
    operations = {"post": Operation(does="Complete a label row that is in review", answer=Moved)}

    def post(self, request: Request, **kwargs: Any) -> Response:
        task = complete(actor=request.user, source_task=self.source_task())
        return self.moved(task, next_to_review(project=self.project))


class SourceTaskReturn(SourceTaskView):
    """POST {comment}: opens labels again that are in review or completed."""

    permission = Permission.REVIEW
    operations = {"post": Operation(does="Return a label row to its annotator", body=ReturnComment, answer=Moved)}

    def post(self, request: Request, **kwargs: Any) -> Response:
        said = self.checked(request)
        return self.moved(return_to_annotator(actor=request.user, source_task=self.source_task(), **said))
