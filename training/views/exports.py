"""Export pages: what a format cannot carry is read before the file is made."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from training.access import ProjectView
from training.formats import FORMATS
from training.forms.exports import ExportForm, GroundTruthExportForm, TrainingExportForm
from training.models import Project
from training.permissions import Permission
from training.selectors.exports import Download, download, losses


class ExportView(ProjectView):
    """Chooses labels and a format; once chosen, says what would be lost, and offers the file."""

    form_class: type[ExportForm]
    #: The route of the file.
    file_route: str

    def get(self, request: HttpRequest) -> HttpResponse:
        is_chosen = "file_format" in request.GET
        form = self.form_class(request.GET if is_chosen else None, project=self.project, access=self.access)
        context = self.page(form=form, chosen=None)
        if is_chosen and form.is_valid():
            export, name = form.export(), form.cleaned_data["file_format"]
            address = reverse(self.file_route, args=[self.project.uuid])
            context["chosen"] = {
                "title": FORMATS[name].title,
                "n_units": export.n_units,
                "losses": losses(export, name),
                "url": f"{address}?{request.GET.urlencode()}",
            }
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "training/project_export.html", context, status=status)


class ExportFileView(ProjectView):
    """The file that was chosen, made while it is sent."""

    form_class: type[ExportForm]

    def get(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        form = self.form_class(request.GET, project=self.project, access=self.access)
        if not form.is_valid():
            return render(request, "training/project_export.html", self.page(form=form, chosen=None), status=422)
        return streamed(download(form.export(), form.cleaned_data["file_format"]))


class GroundTruthExportView(ExportView):
    """Export of an annotation project's labels."""

    permission = Permission.MANAGE_DATA
    kind = Project.Kind.ANNOTATION
    form_class = GroundTruthExportForm
    file_route = "project_export_file"


class GroundTruthFileView(ExportFileView):
    """An annotation project's labels as a file."""

    permission = Permission.MANAGE_DATA
    kind = Project.Kind.ANNOTATION
    form_class = GroundTruthExportForm


class TrainingExportView(ExportView):
    """Export of a benchmark, or of a trainee's submissions."""

    permission = Permission.VIEW_SUMMARY
    kind = Project.Kind.TRAINING
    form_class = TrainingExportForm
    file_route = "submissions_export_file"


class TrainingFileView(ExportFileView):
    """A benchmark, or a trainee's submissions, as a file."""

    permission = Permission.VIEW_SUMMARY
    kind = Project.Kind.TRAINING
    form_class = TrainingExportForm


def streamed(file: Download) -> StreamingHttpResponse:
    """A download that is made while it is sent."""
    headers = {"Content-Disposition": content_disposition_header(True, file.file_name), "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(file.content, content_type=file.content_type, headers=headers)
