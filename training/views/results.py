"""Settings > Results, and the trainee's own results as far as those settings go."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.editor_config import editor_config
from training.errors import DomainError
from training.forms.results import ResultsForm
from training.models import BenchmarkFunction, Project, Task
from training.permissions import Permission
from training.selectors.datasets import editor_media
from training.selectors.release import Released, released_to
from training.selectors.review import review_documents, review_pairs, review_result
from training.selectors.trainee import trainee_results
from training.services.results import update_results_settings


class ResultsSettingsView(ProjectView):
    """The pass mark and the release of results; for admins, as the benchmark function is."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ResultsForm(project=self.project))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ResultsForm(request.POST, project=self.project)
        if not form.is_valid():
            return self.show(form)
        try:
            update_results_settings(actor=request.user, project=self.project, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        messages.success(request, _("Saved who sees which results."))
        return redirect("results_settings", self.project.uuid)

    def show(self, form: ResultsForm) -> HttpResponse:
        status = 422 if form.errors else 200
        return render(self.request, "training/results_settings.html", self.page(form=form), status=status)


class OwnView(ProjectView):
    """A page about the caller's own results."""

    permission = Permission.ANNOTATE
    kind = Project.Kind.TRAINING

    def released(self) -> Released:
        """What the caller may see now."""
        return released_to(user=self.access.user, project=self.project)


class OwnResultsView(OwnView):
    """What the caller may see of their own results; what is not released is not even read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        released = self.released()
        results = trainee_results(project=self.project, annotator_id=self.access.user.pk) if released.scores else None
        return render(request, "training/task_results.html", self.page(released=released, results=results))


class OwnSubmissionView(OwnView):
    """View of an own submission beside the benchmark, once the project's settings open it."""

    def get(self, request: HttpRequest, task_uuid: Any) -> HttpResponse:
        own = self.project.tasks.filter(annotator=self.access.user)
        related = ("annotator", "submission", "benchmark_task__data_unit", "benchmark_task__snapshot")
        task = get_object_or_404(own.select_related(*related), uuid=task_uuid)
        if task.scored_at is None or not self.released().submissions:
            messages.info(request, _("This submission is not open to you, or not yet."))
            return redirect("task_results", self.project.uuid)
        config = self._config(task, self._function())
        return render(request, "training/editor.html", self.page(config=config, title=task.benchmark_task.title))

    def _function(self) -> BenchmarkFunction:
        if self.project.applied_function is None:
            raise Http404(_("This project has no benchmark function."))
        return self.project.applied_function

    def _config(self, task: Task, function: BenchmarkFunction) -> dict[str, Any]:
        key = (self.project.uuid, task.uuid)
        return editor_config(
            mode="review",
            title=task.benchmark_task.title,
            project=self.project,
            project_url=reverse("task_results", args=[self.project.uuid]),
            media=editor_media(
                data_unit=task.benchmark_task.data_unit,
                frame_url=lambda index: reverse("task_frame", args=[*key, index]),
            ),
            urls={"labels": None, "submit": None, "explanation": reverse("api:own_explanation", args=key)},
            user=self.request.user,
            documents=review_documents(task=task, function=function, with_benchmark=True),
            pairs=review_pairs(task=task, function=function, with_benchmark=True),
            result=review_result(task=task, function=function),
        )
