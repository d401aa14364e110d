"""The PDF of a project's instructions: kept by those who may write instructions, read by every member."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.errors import DomainError
from training.models import InstructionsFile
from training.permissions import Permission
from training.services.instructions import remove_instructions_file, set_instructions_file


class InstructionsFileForm(forms.Form):
    """A PDF, or nothing where the one that is there is to go."""

    file = forms.FileField(widget=forms.ClearableFileInput({"accept": "application/pdf"}))


class InstructionsEditView(ProjectView):
    """Uploads a PDF in place of the one before, or removes it."""

    permission = Permission.ADD_INSTRUCTIONS

    def post(self, request: HttpRequest) -> HttpResponse:
        if "remove" in request.POST:
            remove_instructions_file(actor=request.user, project=self.project)
            messages.success(request, _("The PDF was removed."))
            return redirect("project_settings", self.project.uuid)
        form = InstructionsFileForm(request.POST, request.FILES)
        try:
            if not form.is_valid():
                messages.error(request, _("Choose a PDF."))
            else:
                upload = form.cleaned_data["file"]
                kept = set_instructions_file(actor=request.user, project=self.project, upload=upload)
                messages.success(request, _("“%(name)s” is there for everyone to read.") % {"name": kept.name})
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("project_settings", self.project.uuid)


class InstructionsReadView(ProjectView):
    """The PDF, for members alone; as a download, so that it never acts on the portal's own pages."""

    permission = Permission.OPEN

    def get(self, request: HttpRequest) -> FileResponse:
        present = InstructionsFile.objects.filter(project=self.project).first()
        if present is None:
            raise Http404
        response = FileResponse(
            present.file.open("rb"), as_attachment=True, filename=present.name, content_type="application/pdf"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
