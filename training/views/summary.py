"""Summary of a training project: Overview, Annotator submissions, View, the CSV, and Re-calculate scores."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.editor_config import editor_config
from training.errors import DomainError
from training.forms.submissions import SubmissionsForm
from training.models import BenchmarkFunction, Project, Task
from training.permissions import Permission
from training.selectors.datasets import editor_media
from training.selectors.evaluation_csv import evaluation_labels_csv
from training.selectors.label_filter import count_labels
from training.selectors.progress import scoring_state
from training.selectors.review import review_documents, review_pairs, review_result
from training.selectors.submissions import labels_page, submissions_page
from training.services.recalculation import cancel_recalculation, start_recalculation
from training.views.media import serve_frame


class SummaryView(ProjectView):
    """A page of the Summary. It says which version the scores are of."""

    permission = Permission.VIEW_SUMMARY
    kind = Project.Kind.TRAINING

    @property
    def function(self) -> BenchmarkFunction:
        """The version whose scores everyone sees; fixed when the request came in."""
        if self.project.applied_function is None:
            raise Http404(_("This project has no benchmark function."))
        return self.project.applied_function

    def page(self, **context: Any) -> dict[str, Any]:
        return super().page(scoring=scoring_state(project=self.project), **context)


class SubmissionsView(SummaryView):
    """Annotator submissions, label by label: every evaluation label, not a sample."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SubmissionsForm(request.GET, project=self.project)
        chosen = form.label_filter()
        after, before = form.label_place()
        labels = labels_page(function=self.function, chosen=chosen, after=after, before=before)
        count = count_labels(function=self.function, chosen=chosen)
        context = self.page(form=form, labels=labels, count=count, pages=form.pages(labels, "id"))
        return render(request, "training/summary_submissions.html", context)


class SubmittedTasksView(SummaryView):
    """Annotator submissions, task by task, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SubmissionsForm(request.GET, project=self.project)
        after, before = form.task_place()
        tasks = submissions_page(project=self.project, trainee_id=form.trainee_id, after=after, before=before)
        context = self.page(form=form, tasks=tasks, pages=form.pages(tasks, "uuid"))
        return render(request, "training/summary_tasks.html", context)


class SubmissionTaskView(SummaryView):
    """A page about one submitted task."""

    def submitted_task(self, task_uuid: UUID) -> Task:
        submitted = self.project.tasks.filter(status=Task.Status.SUBMITTED)
        related = ("annotator", "submission", "benchmark_task__data_unit", "benchmark_task__snapshot")
        return get_object_or_404(submitted.select_related(*related), uuid=task_uuid)


class SubmissionOpenView(SubmissionTaskView):
    """View: a submission in the label editor, beside the benchmark for those who may see it."""

    def get(self, request: HttpRequest, task_uuid: UUID) -> HttpResponse:
        task = self.submitted_task(task_uuid)
        if task.scored_at is None:
            messages.info(request, _("This submission is still being scored. Open it again in a moment."))
            return redirect("summary_tasks", self.project.uuid)
        title = _("%(task)s by %(trainee)s") % {"task": task.benchmark_task.title, "trainee": task.annotator}
        context = self.page(config=self._config(task, title), title=title)
        return render(request, "training/editor.html", context)

    def _config(self, task: Task, title: str) -> dict[str, Any]:
        may_see_benchmark = self.access.sees_benchmark
        pairs = review_pairs(task=task, function=self.function, with_benchmark=may_see_benchmark)
        key = (self.project.uuid, task.uuid)
        return editor_config(
            mode="review",
            title=title,
            project=self.project,
            project_url=reverse("summary_submissions", args=[self.project.uuid]),
            media=editor_media(
                data_unit=task.benchmark_task.data_unit,
                frame_url=lambda index: reverse("submission_frame", args=[*key, index]),
            ),
            urls={"labels": None, "submit": None, "explanation": reverse("api:submission_explanation", args=key)},
            user=self.request.user,
            documents=review_documents(task=task, function=self.function, with_benchmark=may_see_benchmark),
            pairs=pairs,
            pair=_place_of(self.request.GET.get("label", ""), pairs),
            result=review_result(task=task, function=self.function),
        )


def _place_of(label: str, pairs: list[dict[str, Any]]) -> int | None:
    """Where the evaluation label that an address asks for stands; None where it isn't one of these."""
    return next((place for place, pair in enumerate(pairs) if str(pair["id"]) == label), None)


class SubmissionFrameView(SubmissionTaskView):
    """The picture of one frame of a submitted task."""

    def get(self, request: HttpRequest, task_uuid: UUID, frame: int) -> HttpResponseBase:
        return serve_frame(request, self.submitted_task(task_uuid).benchmark_task.data_unit, frame)


class EvaluationLabelsCsvView(SummaryView):
    """The download of all evaluation labels, streamed while it is made."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        form = SubmissionsForm(request.GET, project=self.project)
        if form.errors:
            raise Http404(_("This filter does not fit the project: something that it names is not there."))
        chunks = evaluation_labels_csv(
            project=self.project,
            function=self.function,
            chosen=form.label_filter(),
            with_benchmark=self.access.allows(Permission.VIEW_BENCHMARK_SOURCE),
        )
        name = slugify(self.project.title) or "project"
        filename = f"{name}-v{self.function.version}-evaluation-labels.csv"
        headers = {"Content-Disposition": content_disposition_header(True, filename), "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


class RecalculateView(ProjectView):
    """Re-calculate scores: applies the newest version. A second press finds the same re-calculation."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            start_recalculation(actor=request.user, project=self.project)
        except DomainError as error:
            messages.info(request, error.message)
        return redirect("summary_overview", self.project.uuid)


class RecalculationCancelView(ProjectView):
    """Ends the re-calculation that is running; all scores stay as they are shown."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            cancel_recalculation(actor=request.user, project=self.project)
        except DomainError as error:
            messages.info(request, error.message)
        else:
            messages.success(request, _("The re-calculation is cancelled. No score was changed."))
        return redirect("summary_overview", self.project.uuid)


class RecalculationProgressView(SummaryView):
    """How far the re-calculation is, as the part of the page that asks for it every second."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = self.page()
        response = render(request, "training/_summary_state.html", context)
        if not context["scoring"].is_running:
            # All figures of the page have changed with the version, not this part alone.
            applied = context["scoring"].applied
            if applied and not context["scoring"].is_outdated:
                words = _("All scores are those of version %(version)s now.")
                messages.success(request, words % {"version": applied.version})
            response.headers["HX-Refresh"] = "true"
        return response
