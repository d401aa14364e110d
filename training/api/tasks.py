"""The trainee's own tasks: the queue, start, read and save labels, and submit."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.label_serializers import LabelDocument, Moved, RevisionSeen, Saved
from training.api.operations import Operation, ProjectApiView
from training.api.requests import active_seconds_of, revision_of, saved
from training.api.revisions import answer_document, document_of, etag_of
from training.api.task_serializers import OwnTask, OwnTaskOpened
from training.models import AccessToken, Project, Task
from training.permissions import Permission
from training.selectors.queue import in_order
from training.services.tasks import next_task, save_task_labels, start_task, submit_task
from training.views.media import serve_frame


class OwnTaskView(ProjectApiView):
    """A view of one of the caller's own tasks; other people's do not exist here."""

    permission = Permission.ANNOTATE
    kind = Project.Kind.TRAINING
    write_scope = AccessToken.Scope.LABEL

    def own_task(self) -> Task:
        own = self.project.tasks.filter(annotator=self.access.user)
        rows = own.select_related("label_row", "benchmark_task__data_unit")
        return get_object_or_404(rows, uuid=self.kwargs["task_uuid"])


class OwnTasks(OwnTaskView):
    """The caller's tasks in the order of their queue."""

    operations = {
        "get": Operation(
            does="Your own tasks, in the order of your queue", answer=OwnTask, query={"status": "One status alone"}
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        own = self.project.tasks.filter(annotator=self.access.user).select_related("benchmark_task")
        if (status := request.query_params.get("status")) in Task.Status.values:
            own = own.filter(status=status)
        return Response({"results": self.shown(request, in_order(own, project=self.project), many=True)})


class OwnTaskDetail(OwnTaskView):
    """One of the caller's tasks."""

    operations = {"get": Operation(does="One of your own tasks", answer=OwnTaskOpened)}

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(self.shown(request, self.own_task()))


class TaskStart(OwnTaskView):
    """POST: begins a task; one that was begun stays as it is."""

    operations = {"post": Operation(does="Start one of your own tasks", answer=OwnTaskOpened)}

    def post(self, request: Request, **kwargs: Any) -> Response:
        start_task(actor=request.user, task=self.own_task())
        return Response(self.shown(request, self.own_task()))


class TaskFrame(OwnTaskView):
    """The picture of one frame; its address names the task, never the benchmark."""

    operations = {"get": Operation(does="The picture of one frame of your own task", gives="image/*")}

    def get(self, request: Request, *, frame: int, **kwargs: Any) -> HttpResponseBase:
        return serve_frame(request._request, self.own_task().benchmark_task.data_unit, frame)


class TaskLabels(OwnTaskView):
    """GET the label document; PUT saves what changed, against the revision it was made from."""

    operations = {
        "get": Operation(
            does="The labels of your own task",
            answer=LabelDocument,
            headers={"If-None-Match": "The ETag of the labels that you have: 304 while they stand"},
        ),
        "put": Operation(
            does="Save the labels of your own task",
            body=LabelDocument,
            answer=Saved,
            headers={"If-Match": "The ETag of the labels that yours were made from: 412 where others were saved since"},
        ),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        return answer_document(request, self.own_task().label_row)

    def put(self, request: Request, **kwargs: Any) -> Response:
        task = self.own_task()
        seconds = active_seconds_of(request.data)
        document = document_of(request, task.label_row)
        label_row = save_task_labels(actor=request.user, task=task, document=document, active_s=seconds)
        task.refresh_from_db(fields=["active_s"])
        return saved(label_row, etag=etag_of(label_row), active_s=task.active_s)


class TaskSubmit(OwnTaskView):
    """POST {revision, active_s}: hands the task in, for good; the answer says where to go on."""

    operations = {"post": Operation(does="Submit your own task, for good", body=RevisionSeen, answer=Moved)}

    def post(self, request: Request, **kwargs: Any) -> Response:
        body = request.data
        task = submit_task(
            actor=request.user, task=self.own_task(), revision=revision_of(body), active_s=active_seconds_of(body)
        )
        following = next_task(actor=request.user, project=self.project)
        address = reverse("task_open", args=[self.project.uuid, following.uuid]) if following else None
        return Response({"status": task.status, "next": address or reverse("task_queue", args=[self.project.uuid])})
