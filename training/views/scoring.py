"""Settings > Benchmark scoring function: see the weights, edit them, save them as a new version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from training.access import ProjectView
from training.errors import DomainError
from training.forms.scoring import worked_example
from training.forms.scoring_settings import ScoringSettingsForm
from training.models import BenchmarkFunction, Project
from training.permissions import Permission
from training.selectors.functions import class_weights, editable_weights, versions, with_differences
from training.selectors.preview import Preview, preview
from training.selectors.progress import scoring_state
from training.services.functions import restore_function, save_function


class ScoringSettingsView(ProjectView):
    """The newest version of the benchmark function; with ``?edit=1`` as a form. Saving changes no score."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self._form() if request.GET.get("edit") else None
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        if "preview" in request.POST:
            return self._page(form, preview=self.preview(form))
        reason = form.cleaned_data["reason"]
        try:
            function = save_function(
                actor=request.user, project=self.project, reason=reason, **form.function_settings()
            )
        except DomainError as error:
            form.refuse(error)
            return self._page(form, status=422)
        messages.success(
            request, _("Version %(version)s of the benchmark function is saved.") % {"version": function.version}
        )
        return redirect("scoring_settings", self.project.uuid)

    def preview(self, form: ScoringSettingsForm) -> Preview | None:
        """What the form would make of the scores; nothing before any version is applied."""
        applied = self.project.applied_function
        return preview(project=self.project, function=applied, settings=form.function_settings()) if applied else None

    def _newest(self) -> BenchmarkFunction:
        newest = self.project.functions.first()
        if newest is None:
            raise Http404(_("This project has no benchmark function."))
        return newest

    def _form(self, data: Any = None) -> ScoringSettingsForm:
        function = self._newest()
        weights = editable_weights(project=self.project, function=function)
        classes = [item for item in self.project.ontology.classes.all() if item.pk in weights]
        initial = {
            "kind": function.kind,
            "pairing_threshold": function.pairing_threshold,
            "count_extras": function.count_extras,
        }
        return ScoringSettingsForm(data, classes=classes, weights=weights, initial=initial)

    def _page(
        self, form: ScoringSettingsForm | None, status: int = 200, preview: Preview | None = None
    ) -> HttpResponse:
        rows = versions(project=self.project)
        if not rows:
            raise Http404(_("This project has no benchmark function."))
        context = self.page(
            form=form,
            example=worked_example(form) if form else None,
            function=rows[0],
            weights=class_weights(function=rows[0]),
            versions=with_differences(rows),
            preview=preview,
            scoring=scoring_state(project=self.project),
        )
        return render(self.request, "training/scoring_settings.html", context, status=status)


class FunctionPreviewView(ScoringSettingsView):
    """What the form would do to the scores, as the part of the page that follows every change. Saves nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("scoring_settings", self.project.uuid)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        shown = self.preview(form) if form.is_valid() else None
        return render(request, "training/_function_preview.html", self.page(form=form, preview=shown))


class FunctionRestoreView(ProjectView):
    """Brings an earlier version back, as a new one."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING

    def post(self, request: HttpRequest, version: int) -> HttpResponse:
        try:
            function = restore_function(actor=request.user, project=self.project, version=version)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            said = _("Version %(old)s is restored as version %(new)s. Re-calculate the scores to apply it.")
            messages.success(request, said % {"old": version, "new": function.version})
        return redirect("scoring_settings", self.project.uuid)
