"""The builder of a skeleton's template."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from training.errors import DomainError
from training.forms.skeletons import SkeletonForm
from training.models import OntologyClass
from training.services.ontologies import is_used
from training.services.skeletons import save_template, use_preset
from training.skeletons import PRESETS
from training.views.ontology_classes import ClassView


class SkeletonView(ClassView):
    """Nodes and edges, drawn on a canvas or filled into a table."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return self._form(request, SkeletonForm(template=self._skeleton.skeleton))

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        item = self._skeleton
        form = SkeletonForm(request.POST, template=item.skeleton)
        if not form.is_valid():
            return self._form(request, form)
        try:
            save_template(actor=request.user, ontology_class=item, template=form.cleaned_data["template"])
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("The template of “%(name)s” was saved.") % {"name": item.name})
        return self.back()

    @property
    def _skeleton(self) -> OntologyClass:
        if not self.ontology_class.is_skeleton:
            raise Http404
        return self.ontology_class

    def _form(self, request: HttpRequest, form: SkeletonForm) -> HttpResponse:
        context = self.page(form=form, presets=PRESETS, is_used=is_used(self.ontology_class))
        return render(request, "training/ontology_skeleton.html", context, status=422 if form.errors else 200)


class SkeletonPresetView(SkeletonView):
    """Begins with one of our templates."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        item = self._skeleton
        try:
            use_preset(actor=request.user, ontology_class=item, preset=request.POST.get("preset", ""))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("ontology_skeleton", self.ontology.uuid, item.feature_hash)
