"""Summary > Overview: everyone's progress and scores, one trainee's page, and both as files."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from training.forms.overview import OverviewForm
from training.permissions import Permission
from training.selectors.benchmark import SourceState, source_state
from training.selectors.overview import Overview, overview, overview_page
from training.selectors.results import results_csv, results_table, results_xlsx
from training.selectors.trainee import trainee_results
from training.views.summary import SummaryView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OverviewView(SummaryView):
    """Who is ready and who isn't: progress and score of every trainee, and what the team comes to."""

    template = "training/summary_overview.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(overview(project=self.project), source_state=self.source_state())

    def source_state(self) -> SourceState | None:
        """What has changed in the sources, for those who may see them."""
        sees_sources = self.access.allows(Permission.VIEW_BENCHMARK_SOURCE)
        return source_state(project=self.project) if sees_sources else None

    def show(self, figures: Overview, **context: Any) -> HttpResponse:
        form = OverviewForm(self.request.GET, project=self.project)
        shown = overview_page(
            project=self.project,
            figures=figures,
            chosen=form.line_filter(),
            number=self.request.GET.get("page"),
        )
        context |= {"overview": figures, "form": form, "shown": shown, "sort": form.order}
        return render(self.request, self.template, self.page(stamp=self.stamp(figures), **context))

    def stamp(self, figures: Overview) -> str:
        """Changes with the figures: a page that shows the same need not be drawn again."""
        state = (self.project.applied_function_id, figures.progress, figures.n_annotators)
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


class OverviewLiveView(OverviewView):
    """The figures once more, for a page that asks while people submit; nothing where nothing has changed."""

    template = "training/_summary_figures.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = overview(project=self.project)
        if request.GET.get("stamp") == self.stamp(figures):
            return HttpResponse(status=204)
        return self.show(figures)


class TraineeView(SummaryView):
    """One trainee: score, classes, learning curve, and the submissions that cost most."""

    def get(self, request: HttpRequest, user_id: int) -> HttpResponse:
        results = trainee_results(project=self.project, annotator_id=user_id)
        if results is None:
            raise Http404(_("This project has no such trainee."))
        return render(request, "training/summary_trainee.html", self.page(results=results))


class ResultsView(SummaryView):
    """The lines of the Overview as a file; its filters are respected."""

    extension: str
    content_type: str

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = OverviewForm(request.GET, project=self.project)
        if form.errors:
            raise Http404(_("There is no such filter."))
        figures = overview(project=self.project)
        table = results_table(project=self.project, figures=figures, chosen=form.line_filter())
        name = f"{slugify(self.project.title) or 'project'}-v{self.function.version}-results.{self.extension}"
        headers = {"Content-Disposition": content_disposition_header(True, name)}
        return HttpResponse(self.content(table), content_type=self.content_type, headers=headers)

    def content(self, table: Any) -> bytes:
        """The file of a table of results."""
        raise NotImplementedError


class ResultsCsvView(ResultsView):
    """The results as CSV."""

    extension, content_type = "csv", "text/csv; charset=utf-8"

    def content(self, table: Any) -> bytes:
        return results_csv(table)


class ResultsXlsxView(ResultsView):
    """The results as a workbook."""

    extension, content_type = "xlsx", XLSX

    def content(self, table: Any) -> bytes:
        return results_xlsx(table)
