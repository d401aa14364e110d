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
from training.forms.review import ReturnForm
from training.models import Project, SourceTask
from training.permissions import Permission
from training.selectors.datasets import editor_media
from training.selectors.source_tasks import review_comments
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
        is_open = task.is_open and self.project.is_active and self.access.allows(Permission.LABEL)
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
            actions=[_submit_action(task)] if is_open else [],
        )
        context = self.page(
            config=config,
            title=task.data_unit.title,
            forms=self.review_forms(task),
            comments=review_comments(task=task),
        )
        return render(request, "training/editor.html", context)

    def review_forms(self, task: SourceTask) -> list[dict[str, Any]]:
        """The steps of the review that the reader may take from here: a form, or a link to a page with one."""
        if task.is_open or not self.project.is_active or not self.access.allows(Permission.REVIEW):
            return []
        key = (self.project.uuid, task.uuid)
        address = reverse("source_task_return", args=key)
        back = {"label": _("Return for changes"), "url": address, "kind": "secondary", "is_link": True}
        approve = {"label": _("Complete"), "url": reverse("source_task_complete", args=key), "kind": "primary"}
        return [back, approve] if task.status == SourceTask.Status.IN_REVIEW else [back]


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
    """Asks what is to be changed, and opens labels again that are in review or completed."""

    def get(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        return self.ask(self.source_task(task_uuid), ReturnForm(), query=request.GET.get("query", ""))

    def post(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        self.form = ReturnForm(request.POST)
        if not self.form.is_valid():
            return self.ask(self.source_task(task_uuid), self.form, query=request.POST.get("query", ""))
        return super().post(request, task_uuid)

    def ask(self, task: SourceTask, form: ReturnForm, *, query: str) -> HttpResponse:
        context = self.page(task=task, form=form, comments=review_comments(task=task), query=query)
        return render(self.request, "training/source_task_return.html", context, status=422 if form.errors else 200)

    def step(self, task: SourceTask) -> str:
        return_to_annotator(actor=self.request.user, source_task=task, comment=self.form.cleaned_data["comment"])
        return _("“%(title)s” is in progress again, with your comment.")


def _submit_action(task: SourceTask) -> dict[str, Any]:
    return {
        "id": "submit",
        "label": _("Submit for review"),
        "kind": "primary",
        "url": reverse("api:source_task_submit", args=[task.project.uuid, task.uuid]),
        "confirm": {
            "title": _("Submit these labels for review?"),
            "body": _("They cannot be changed while they are in review, unless a reviewer returns them."),
            "accept": _("Submit for review"),
        },
    }
