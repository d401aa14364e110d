"""Source tasks of annotation projects: read and save labels, submit them for review, complete or return them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from training.access import Access
from training.api.permissions import ProjectPermission
from training.api.requests import revision_of, saved
from training.models import Project, SourceTask
from training.permissions import Permission
from training.selectors.source_tasks import next_to_label, next_to_review
from training.services.labels import read_document
from training.services.source_tasks import complete, return_to_annotator, save_labels, submit_for_review


class SourceTaskView(APIView):
    """A view of one source task."""

    permission_classes = (ProjectPermission,)
    permission: Permission
    kind = Project.Kind.ANNOTATION
    project: Project
    access: Access

    def source_task(self) -> SourceTask:
        tasks = self.project.source_tasks.select_related("label_row")
        return get_object_or_404(tasks, uuid=self.kwargs["task_uuid"])

    def moved(self, task: SourceTask, following: SourceTask | None = None) -> Response:
        """The new state, and where to go on."""
        address = reverse("source_task_open", args=[self.project.uuid, following.uuid]) if following else None
        return Response({"status": task.status, "next": address})


class SourceTaskLabels(SourceTaskView):
    """GET the label document; PUT saves what changed, against the revision it was made from."""

    permission = Permission.OPEN

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(read_document(self.source_task().label_row))

    def put(self, request: Request, **kwargs: Any) -> Response:
        self.access.require(Permission.LABEL)
        return saved(save_labels(actor=request.user, source_task=self.source_task(), document=request.data))


class SourceTaskSubmit(SourceTaskView):
    """POST {revision}: hands the labels in for review."""

    permission = Permission.LABEL

    def post(self, request: Request, **kwargs: Any) -> Response:
        revision = revision_of(request.data)
        task = submit_for_review(actor=request.user, source_task=self.source_task(), revision=revision)
        return self.moved(task, next_to_label(user=request.user, project=self.project))


class SourceTaskComplete(SourceTaskView):
    """POST: approves labels that are in review."""

    permission = Permission.REVIEW

    def post(self, request: Request, **kwargs: Any) -> Response:
        task = complete(actor=request.user, source_task=self.source_task())
        return self.moved(task, next_to_review(project=self.project))


class SourceTaskReturn(SourceTaskView):
    """POST: opens labels again that are in review or completed."""

    permission = Permission.REVIEW

    def post(self, request: Request, **kwargs: Any) -> Response:
        return self.moved(return_to_annotator(actor=request.user, source_task=self.source_task()))
