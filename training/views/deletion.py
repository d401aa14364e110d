"""Deleting a project, and bringing it back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.access import Access, MemberView, ProjectView
from training.errors import DomainError
from training.forms.projects import DeleteForm
from training.models import Project
from training.permissions import Permission
from training.selectors.deletion import deleted_projects
from training.services.deletion import delete_project, restore_project


class ProjectDeleteView(ProjectView):
    """Asks for the name, and puts the project out of sight."""

    permission = Permission.DELETE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(DeleteForm(project=self.project))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DeleteForm(request.POST, project=self.project)
        if not form.is_valid():
            return self.show(form)
        try:
            delete_project(actor=request.user, project=self.project, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        told = ngettext(
            "“%(title)s” was deleted. It can be brought back for %(days)d day.",
            "“%(title)s” was deleted. It can be brought back for %(days)d days.",
            settings.DELETED_PROJECT_DAYS,
        )
        messages.success(request, told % {"title": self.project.title, "days": settings.DELETED_PROJECT_DAYS})
        return redirect("deleted_projects")

    def show(self, form: DeleteForm) -> HttpResponse:
        context = self.page(form=form, days=settings.DELETED_PROJECT_DAYS, trained_by=self.trained_by())
        status = 422 if form.errors else 200
        return render(self.request, "training/project_delete.html", context, status=status)

    def trained_by(self) -> int:
        """How many training projects were made from this one; they keep their frozen ground truth."""
        return self.project.trained_by.filter(deleted_at=None).count()


class DeletedProjectsView(MemberView):
    """The deleted projects that the reader may bring back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"deleted": deleted_projects(user=request.user), "days": settings.DELETED_PROJECT_DAYS}
        return render(request, "training/deleted_projects.html", context)


class ProjectRestoreView(MemberView):
    """Brings a deleted project back; for those who may delete it."""

    def post(self, request: HttpRequest, deleted_uuid: Any) -> HttpResponse:
        project = get_object_or_404(Project.objects.exclude(deleted_at=None), uuid=deleted_uuid)
        Access(request.user, project).require(Permission.DELETE)
        try:
            restore_project(actor=request.user, project=project)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("deleted_projects")
        messages.success(request, _("“%(title)s” is back, as it was.") % {"title": project.title})
        return redirect("project_open", project.uuid)
