"""The trainee's pages: the queue of their own tasks, and each task in the label editor."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.editor_config import editor_config, submit_action
from training.errors import DomainError
from training.models import Project, Task
from training.permissions import Permission
from training.selectors.datasets import editor_media
from training.selectors.queue import own_queue
from training.services.tasks import next_task, start_task
from training.views.media import serve_frame

TASKS_PER_PAGE = 50


class TrainingTaskView(ProjectView):
    """A page of the caller's own tasks; other people's do not exist here."""

    permission = Permission.ANNOTATE
    kind = Project.Kind.TRAINING

    def own_task(self, task_uuid: Any) -> Task:
        own = self.project.tasks.filter(annotator=self.access.user)
        return get_object_or_404(own.select_related("benchmark_task__data_unit", "label_row"), uuid=task_uuid)

    def start(self, task: Task) -> HttpResponse:
        try:
            start_task(actor=self.request.user, task=task)
        except DomainError as error:
            messages.error(self.request, error.message)
            return redirect("task_queue", self.project.uuid)
        return redirect("task_open", self.project.uuid, task.uuid)


class TaskQueueView(TrainingTaskView):
    """Progress, instructions, Start labelling, and the trainee's tasks."""

    def get(self, request: HttpRequest) -> HttpResponse:
        queue = own_queue(user=request.user, project=self.project)
        page = Paginator(queue.tasks, TASKS_PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "training/task_queue.html", self.page(queue=queue, page=page))


class TaskStartNextView(TrainingTaskView):
    """Start labelling: goes on with the task in progress, or begins the next."""

    def post(self, request: HttpRequest) -> HttpResponse:
        task = next_task(actor=request.user, project=self.project)
        if task is None:
            messages.info(request, _("You have submitted all your tasks. There is nothing left to label."))
            return redirect("task_queue", self.project.uuid)
        return self.start(task)


class TaskStartView(TrainingTaskView):
    """Initiate one task of the queue."""

    def post(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        return self.start(self.own_task(task_uuid))


class TaskOpenView(TrainingTaskView):
    """A task in the label editor; read-only once it is submitted, or while the project is not active."""

    def get(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        task = self.own_task(task_uuid)
        is_open = not task.is_submitted and self.project.is_active
        key = (self.project.uuid, task.uuid)
        config = editor_config(
            mode="edit" if is_open else "readonly",
            title=task.benchmark_task.title,
            project=self.project,
            project_url=reverse("task_queue", args=[self.project.uuid]),
            media=editor_media(
                data_unit=task.benchmark_task.data_unit,
                frame_url=lambda index: reverse("task_frame", args=[*key, index]),
            ),
            urls={"labels": reverse("api:task_labels", args=key), "submit": reverse("api:task_submit", args=key)},
            user=request.user,
            active_s=task.active_s,
            actions=[submit_action(reverse("api:task_submit", args=key))] if is_open else [],
        )
        return render(request, "training/editor.html", self.page(config=config, title=task.benchmark_task.title))


class TaskFrameView(TrainingTaskView):
    """The picture of one frame; its address names the task, never the benchmark."""

    def get(self, request: HttpRequest, task_uuid: Any, frame: int) -> HttpResponseBase:
        return serve_frame(request, self.own_task(task_uuid).benchmark_task.data_unit, frame)
