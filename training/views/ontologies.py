"""Pages about ontologies: list, create, and one with its classes."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from training.access import CreatorView
from training.errors import DomainError
from training.forms.ontologies import OntologyForm
from training.models import Ontology
from training.selectors.ontologies import class_rows, may_edit_ontology, visible_ontologies
from training.services.ontologies import create_ontology, update_ontology

ONTOLOGIES_PER_PAGE = 50


class OntologyListView(CreatorView):
    """The ontologies one may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        rows = visible_ontologies(user=request.user, search=search)
        page = Paginator(rows, ONTOLOGIES_PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "training/ontology_list.html", {"page": page, "search": search})


class OntologyCreateView(CreatorView):
    """A new ontology, without classes at first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(request, OntologyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OntologyForm(request.POST)
        if not form.is_valid():
            return self._form(request, form)
        try:
            ontology = create_ontology(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("The ontology “%(title)s” is there; add its classes.") % {"title": ontology.title})
        return redirect("ontology_detail", ontology.uuid)

    def _form(self, request: HttpRequest, form: OntologyForm) -> HttpResponse:
        return render(request, "training/ontology_create.html", {"form": form}, status=422 if form.errors else 200)


class OntologyView(CreatorView):
    """A page of one ontology: 404 where one may not see it, 403 where one may not change it."""

    @cached_property
    def ontology(self) -> Ontology:
        return get_object_or_404(visible_ontologies(user=self.request.user), uuid=self.kwargs["ontology_uuid"])

    @cached_property
    def own_ontology(self) -> Ontology:
        if not may_edit_ontology(user=self.request.user, ontology=self.ontology):
            raise PermissionDenied(_("Only the person who made an ontology may change it."))
        return self.ontology


class OntologyDetailView(OntologyView):
    """The classes of an ontology."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        rows = class_rows(ontology=self.ontology)
        context = {
            "ontology": self.ontology,
            "rows": [row for row in rows if not row.ontology_class.archived],
            "archived_rows": [row for row in rows if row.ontology_class.archived],
            "may_edit": may_edit_ontology(user=request.user, ontology=self.ontology),
        }
        return render(request, "training/ontology_detail.html", context)


class OntologyEditView(OntologyView):
    """What an ontology is called."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        initial = {"title": self.own_ontology.title, "description": self.own_ontology.description}
        return self._form(request, OntologyForm(initial=initial))

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        form = OntologyForm(request.POST)
        ontology = self.own_ontology
        if not form.is_valid():
            return self._form(request, form)
        try:
            update_ontology(actor=request.user, ontology=ontology, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("“%(title)s” was saved.") % {"title": ontology.title})
        return redirect("ontology_detail", ontology.uuid)

    def _form(self, request: HttpRequest, form: OntologyForm) -> HttpResponse:
        context = {"form": form, "ontology": self.own_ontology}
        return render(request, "training/ontology_edit.html", context, status=422 if form.errors else 200)
