"""The trainee's own tasks: read and save labels, and submit."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from training.access import Access
from training.api.permissions import ProjectPermission
from training.api.requests import active_seconds_of, revision_of, saved
from training.models import Project, Task
from training.permissions import Permission
from training.services.labels import read_document
from training.services.tasks import next_task, save_task_labels, submit_task


class OwnTaskView(APIView):
    """A view of one of the caller's own tasks; other people's do not exist here."""

    permission_classes = (ProjectPermission,)
    permission = Permission.ANNOTATE
    kind = Project.Kind.TRAINING
    project: Project
    access: Access

    def own_task(self) -> Task:
        own = self.project.tasks.filter(annotator=self.access.user)
        return get_object_or_404(own.select_related("label_row"), uuid=self.kwargs["task_uuid"])


class TaskLabels(OwnTaskView):
    """GET the label document; PUT saves what changed, against the revision it was made from."""

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(read_document(self.own_task().label_row))

    def put(self, request: Request, **kwargs: Any) -> Response:
        task = self.own_task()
        seconds = active_seconds_of(request.data)
        label_row = save_task_labels(actor=request.user, task=task, document=request.data, active_s=seconds)
        task.refresh_from_db(fields=["active_s"])
        return saved(label_row, active_s=task.active_s)


class TaskSubmit(OwnTaskView):
    """POST {revision, active_s}: hands the task in, for good; the answer says where to go on."""

    def post(self, request: Request, **kwargs: Any) -> Response:
        body = request.data
        task = submit_task(
            actor=request.user, task=self.own_task(), revision=revision_of(body), active_s=active_seconds_of(body)
        )
        following = next_task(actor=request.user, project=self.project)
        address = reverse("task_open", args=[self.project.uuid, following.uuid]) if following else None
        return Response({"status": task.status, "next": address or reverse("task_queue", args=[self.project.uuid])})
