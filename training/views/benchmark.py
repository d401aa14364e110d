"""Settings > Benchmark: the sources, what has changed in them since, and refreshing the benchmark from them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.access import ProjectView
from training.errors import DomainError
from training.forms.benchmark import RefreshForm
from training.models import Project
from training.permissions import Permission
from training.selectors.benchmark import COMPARED, source_state, task_differences
from training.services.benchmark import Refreshed, refresh_benchmark


class BenchmarkSettingsView(ProjectView):
    """The source projects, and how their labels stand against the benchmark."""

    permission = Permission.VIEW_BENCHMARK_SOURCE
    kind = Project.Kind.TRAINING

    def get(self, request: HttpRequest) -> HttpResponse:
        context = self.page(
            form=RefreshForm(initial={"with_new": True}),
            sources=self.project.sources.order_by("title", "pk"),
            visible=set(Project.objects.visible_to(self.access.user).annotation().values_list("pk", flat=True)),
            state=source_state(project=self.project),
            changes=task_differences(project=self.project),
            compared=COMPARED,
            n_tasks=self.project.benchmark_tasks.count(),
        )
        return render(request, "training/benchmark_settings.html", context)


class BenchmarkRefreshView(ProjectView):
    """Takes the changed ground truth over as a new version of the benchmark function."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RefreshForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("A reason has 300 characters at most."))
            return redirect("benchmark_settings", self.project.uuid)
        try:
            done = refresh_benchmark(actor=request.user, project=self.project, **form.cleaned_data)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("benchmark_settings", self.project.uuid)
        for sentence in _told(done):
            messages.success(request, sentence)
        return redirect("summary_overview" if done.function else "benchmark_settings", self.project.uuid)


def _told(done: Refreshed) -> list[str]:
    told = []
    if done.function:
        changed = ngettext(
            "Version %(version)d has the changed ground truth of %(n)d task. Re-calculate scores to apply it.",
            "Version %(version)d has the changed ground truth of %(n)d tasks. Re-calculate scores to apply it.",
            done.n_changed,
        )
        told.append(changed % {"version": done.function.version, "n": done.n_changed})
    if done.n_added:
        added = ngettext(
            "%(n)d task was added for every annotator.", "%(n)d tasks were added for every annotator.", done.n_added
        )
        told.append(added % {"n": done.n_added})
    return told
