"""Labels as files: import into annotation projects, and export of ground truth, benchmarks and submissions."""

from dataclasses import asdict
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.operations import Operation, ProjectApiView
from training.errors import InvalidError
from training.forms.base import DomainForm
from training.forms.exports import ExportForm, GroundTruthExportForm, TrainingExportForm
from training.forms.imports import ImportForm
from training.models import Project
from training.permissions import Permission
from training.selectors.exports import download, losses
from training.services.imports import import_labels, preview_import
from training.views.exports import streamed


class LabelImport(ProjectApiView):
    """POST a multipart form: ``upload``, ``format_name``, ``status_after``, ``replace``; with ``check``, a dry run.

    200 with what was stored, or would be; 422 with every problem's file, place and field, and then nothing was.
    """

    permission = Permission.MANAGE_DATA
    kind = Project.Kind.ANNOTATION
    parser_classes = (MultiPartParser,)
    operations = {
        "post": Operation(does="Import a file of labels", sends="multipart/form-data", gives="application/json")
    }

    def post(self, request: Request, **kwargs: Any) -> Response:
        data: Any = request.data  # of a multipart form, hence a QueryDict
        form = ImportForm(data, request.FILES)
        _require_valid(form)
        if data.get("check") in {"1", "true"}:
            preview = preview_import(project=self.project, **form.cleaned_data)
            return Response({"stored": False, **asdict(preview), "n_labels": preview.n_labels})
        result = import_labels(actor=request.user, project=self.project, **form.cleaned_data)
        return Response({"stored": True, **asdict(result)})


class LabelFile(ProjectApiView):
    """GET labels as a file. What the format leaves out is answered with 422 first, unless ``accept_losses`` is 1."""

    permission: Permission
    kind: str
    form_class: type[ExportForm]
    operations = {
        "get": Operation(
            does="Labels as a file",
            gives="application/octet-stream",
            query={
                "file_format": "One of the label formats",
                "accept_losses": "1 where it may leave out things",
            },
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response | StreamingHttpResponse:
        form = self.form_class(request.query_params, project=self.project, access=self.access)
        _require_valid(form)
        export, name = form.export(), form.cleaned_data["file_format"]
        lost = [] if request.query_params.get("accept_losses") in {"1", "true"} else losses(export, name)
        if lost:
            message = _("This format does not carry everything. Accept the losses by accept_losses=1.")
            raise InvalidError(message, errors=[{"where": "file_format", "message": sentence} for sentence in lost])
        return streamed(download(export, name))


class GroundTruthFile(LabelFile):
    """GET ?file_format=, ?tasks= (ground_truth, completed, all): the labels of an annotation project."""

    permission = Permission.MANAGE_DATA
    kind = Project.Kind.ANNOTATION
    form_class = GroundTruthExportForm


class SubmissionsFile(LabelFile):
    """GET ?file_format=, ?labels= (benchmark, or a trainee's id): the benchmark needs the right to see it."""

    permission = Permission.VIEW_SUMMARY
    kind = Project.Kind.TRAINING
    form_class = TrainingExportForm


def _require_valid(form: DomainForm) -> None:
    if not form.is_valid():
        faults = [
            {"where": name, "message": str(message)} for name, messages in form.errors.items() for message in messages
        ]
        raise InvalidError(faults[0]["message"], errors=faults)
