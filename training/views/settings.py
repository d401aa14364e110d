"""Settings > General of projects of both kinds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.errors import DomainError
from training.forms.projects import ProjectSettingsForm
from training.permissions import Permission
from training.services.projects import update_project


class ProjectSettingsView(ProjectView):
    """Name, description, instructions and status."""

    permission = Permission.CONTROL_TASKS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ProjectSettingsForm(access=self.access))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProjectSettingsForm(request.POST, access=self.access)
        if not form.is_valid():
            return self.show(form)
        try:
            project = update_project(actor=request.user, project=self.project, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        messages.success(request, _("Saved the settings of “%(title)s”.") % {"title": project.title})
        return redirect("project_settings", project.uuid)

    def show(self, form: ProjectSettingsForm) -> HttpResponse:
        status = 422 if form.errors else 200
        return render(self.request, "training/project_settings.html", self.page(form=form), status=status)
