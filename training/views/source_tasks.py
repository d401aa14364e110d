"""A source task in the label editor, its pictures, and the review of its labels."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.editor_config import editor_config
from training.errors import DomainError
from training.models import Project, SourceTask
from training.permissions import Permission
from training.selectors.datasets import editor_media
from training.services.source_tasks import complete, return_to_annotator
from training.views.media import serve_frame


class SourceTaskView(ProjectView):
    """A page of one source task."""

    kind = Project.Kind.ANNOTATION

    def source_task(self, task_uuid: Any) -> SourceTask:
        return get_object_or_404(self.project.source_tasks.select_related("data_unit"), uuid=task_uuid)


class SourceTaskOpenView(SourceTaskView):
    """The label editor: to label until the task is handed in, and to look at it from then on."""

    permission = Permission.OPEN

    def get(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        task = self.source_task(task_uuid)
        is_open = task.is_open and self.access.allows(Permission.LABEL)
        key = (self.project.uuid, task.uuid)
        config = editor_config(
            mode="edit" if is_open else "readonly",
            title=task.data_unit.title,
            project=self.project,
            project_url=reverse("project_labels", args=[self.project.uuid]),
            media=editor_media(
                data_unit=task.data_unit,
                frame_url=lambda index: reverse("source_task_frame", args=[*key, index]),
            ),
            urls={
                "labels": reverse("api:source_task_labels", args=key),
                "submit": reverse("api:source_task_submit", args=key) if is_open else None,
            },
            user=request.user,
            actions=[_submit_action(task)] if is_open else self.review_actions(task),
        )
        return render(request, "training/editor.html", self.page(config=config, title=task.data_unit.title))

    def review_actions(self, task: SourceTask) -> list[dict[str, Any]]:
        if task.is_open or not self.access.allows(Permission.REVIEW):
            return []
        is_in_review = task.status == SourceTask.Status.IN_REVIEW
        return [*([_complete_action(task)] if is_in_review else []), _return_action(task)]


class SourceTaskFrameView(SourceTaskView):
    """The picture of one frame."""

    permission = Permission.OPEN

    def get(self, request: HttpRequest, task_uuid: Any, frame: int) -> HttpResponseBase:
        return serve_frame(request, self.source_task(task_uuid).data_unit, frame)


class SourceTaskReviewView(SourceTaskView):
    """A step of the review, sent from the list of label rows, to which it returns."""

    permission = Permission.REVIEW

    def step(self, task: SourceTask) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError

    def post(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        task = self.source_task(task_uuid)
        try:
            messages.success(request, self.step(task) % {"title": task.data_unit.title})
        except DomainError as error:
            messages.error(request, f"{task.data_unit.title}: {error.message}")
        return redirect(self.list_address())

    def list_address(self) -> str:
        """The list as it was filtered and paged."""
        address = reverse("project_labels", args=[self.project.uuid])
        # The form sends the query alone: no address from outside is ever gone to.
        query = self.request.POST.get("query", "")
        return f"{address}?{query}" if query else address


class SourceTaskCompleteView(SourceTaskReviewView):
    """Approves labels that are in review."""

    def step(self, task: SourceTask) -> str:
        complete(actor=self.request.user, source_task=task)
        return _("“%(title)s” is completed.")


class SourceTaskReturnView(SourceTaskReviewView):
    """Opens labels again that are in review or completed."""

    def step(self, task: SourceTask) -> str:
        return_to_annotator(actor=self.request.user, source_task=task)
        return _("“%(title)s” is in progress again: its labels can be changed.")


def _submit_action(task: SourceTask) -> dict[str, Any]:
    return {
        "id": "submit",
        "label": _("Submit for review"),
        "kind": "primary",
        "url": _action_url("submit", task),
        "confirm": {
            "title": _("Submit these labels for review?"),
            "body": _("They cannot be changed while they are in review, unless a reviewer returns them."),
            "accept": _("Submit for review"),
        },
    }


def _complete_action(task: SourceTask) -> dict[str, Any]:
    return {
        "id": "complete",
        "label": _("Complete"),
        "kind": "primary",
        "url": _action_url("complete", task),
        "confirm": {
            "title": _("Complete these labels?"),
            "body": _("They count as ground truth, and can be opened again later."),
            "accept": _("Complete"),
        },
    }


def _return_action(task: SourceTask) -> dict[str, Any]:
    return {
        "id": "return",
        "label": _("Return"),
        "kind": "secondary",
        "url": _action_url("return", task),
        "confirm": {
            "title": _("Return these labels?"),
            "body": _("The task is in progress again, and its labels can be changed."),
            "accept": _("Return"),
        },
    }


def _action_url(step: str, task: SourceTask) -> str:
    return reverse(f"api:source_task_{step}", args=[task.project.uuid, task.uuid])
