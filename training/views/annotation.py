"""Pages of annotation projects: their list, making one, its label rows, and importing labels."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.access import CreatorView, MemberView, ProjectView
from training.errors import DomainError
from training.forms.imports import ImportForm
from training.forms.projects import AnnotationProjectForm
from training.models import Project, SourceTask
from training.permissions import Permission
from training.selectors.projects import DEFAULT_SORT, annotation_projects, project_counts
from training.selectors.source_tasks import QUEUE, label_rows, next_to_label, status_counts
from training.services.imports import ImportRefusedError, ImportResult, import_labels, preview_import
from training.services.projects import create_annotation_project

PROJECTS_PER_PAGE = 50
LABEL_ROWS_PER_PAGE = 25


class ProjectListView(MemberView):
    """The annotation projects of the reader."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search, status = (request.GET.get(name, "").strip() for name in ("q", "status"))
        sort = request.GET.get("sort", "") or DEFAULT_SORT
        rows = annotation_projects(user=request.user, search=search, status=status, sort=sort)
        context = {
            "page": Paginator(rows, PROJECTS_PER_PAGE).get_page(request.GET.get("page")),
            "search": search,
            "status": status,
            "sort": sort,
            "statuses": Project.Status.choices,
            **project_counts(user=request.user),
        }
        return render(request, "training/project_list.html", context)


class ProjectCreateView(CreatorView):
    """Makes an annotation project."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(AnnotationProjectForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AnnotationProjectForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.show(form)
        try:
            project = create_annotation_project(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        messages.success(
            request, _("Created “%(title)s”. Label its data, or import labels.") % {"title": project.title}
        )
        return redirect("project_labels", project.uuid)

    def show(self, form: AnnotationProjectForm) -> HttpResponse:
        return render(self.request, "training/project_create.html", {"form": form}, status=422 if form.errors else 200)


class ProjectOpenView(ProjectView):
    """The address that is shared with the team: it leads everyone to what their role begins with."""

    permission = Permission.OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(self.first_page(), self.project.uuid)

    def first_page(self) -> str:
        if not self.project.is_training:
            return "project_labels"
        return "summary_overview" if self.access.allows(Permission.VIEW_SUMMARY) else "task_queue"


class ProjectLabelsView(ProjectView):
    """The label rows of an annotation project."""

    permission = Permission.OPEN
    kind = Project.Kind.ANNOTATION

    def get(self, request: HttpRequest) -> HttpResponse:
        search, status, tab = (request.GET.get(name, "").strip() for name in ("q", "status", "tab"))
        rows = label_rows(project=self.project, search=search, status=status, is_queue=tab == "queue")
        counts = status_counts(project=self.project)
        context = self.page(
            page=Paginator(rows, LABEL_ROWS_PER_PAGE).get_page(request.GET.get("page")),
            search=search,
            status=status,
            tab="queue" if tab == "queue" else "activity",
            n_queue=sum(line.count for line in counts if line.status in QUEUE),
            counts=counts,
            n_tasks=sum(line.count for line in counts),
            following=self.following(),
            n_done=sum(line.count for line in counts if line.status in SourceTask.ELIGIBLE),
        )
        return render(request, "training/project_labels.html", context)

    def following(self) -> SourceTask | None:
        """The task to label next, for those who label, while the project is active."""
        if not self.project.is_active or not self.access.allows(Permission.LABEL):
            return None
        return next_to_label(user=self.request.user, project=self.project)


class ProjectImportView(ProjectView):
    """Uploads a file of labels; what is wrong with it is shown as a table, and then nothing was stored.

    With `check` it is a dry run: the page says what would happen. Where scripts run, the page asks without leaving, so
    that the chosen file stays chosen.
    """

    permission = Permission.MANAGE_DATA
    kind = Project.Kind.ANNOTATION

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            if "check" in request.POST:
                return self.show(form, preview=preview_import(project=self.project, **form.cleaned_data))
            result = import_labels(actor=request.user, project=self.project, **form.cleaned_data)
        except ImportRefusedError as error:
            return self.show(form, refusal=error, status=422)
        except DomainError as error:
            form.refuse(error)
            return self.show(form, status=error.status_code)
        messages.success(request, _imported(result, form.status_label()))
        for note in result.notes:
            messages.info(request, note)
        labels = reverse("project_labels", args=[self.project.uuid])
        return HttpResponse(headers={"HX-Redirect": labels}) if self.is_partial() else redirect(labels)

    def is_partial(self) -> bool:
        """Whether the page asks for its report alone."""
        return bool(getattr(self.request, "htmx", False))

    def show(self, form: ImportForm, *, status: int = 200, **report: Any) -> HttpResponse:
        context = self.page(form=form, refusal=None, preview=None) | report
        # The script that puts the report in takes no answer that says "refused".
        status = 200 if self.is_partial() else status
        return render(self.request, "training/project_import.html", context, status=status)


def _imported(result: ImportResult, status: str) -> str:
    labels = ngettext("%d label", "%d labels", result.n_labels) % result.n_labels
    units = ngettext("%d data unit", "%d data units", result.n_units) % result.n_units
    return _("Imported %(labels)s on %(units)s; they are now %(status)s.") % {
        "labels": labels,
        "units": units,
        "status": status,
    }
