"""Ontologies from and to files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from training.access import CreatorView
from training.errors import DomainError
from training.forms.ontologies import OntologyFileForm
from training.services.imports import ImportRefusedError
from training.services.ontology_files import import_ontology, ontology_json
from training.views.ontologies import OntologyView


class OntologyImportView(CreatorView):
    """Makes an ontology of Encord's JSON, whole or not at all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(OntologyFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OntologyFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(form)
        try:
            done = import_ontology(actor=request.user, **form.cleaned_data)
        except ImportRefusedError as error:
            return self._form(form, refusal=error)
        except DomainError as error:
            form.refuse(error)
            return self._form(form)
        messages.success(request, _("The ontology “%(title)s” was imported.") % {"title": done.ontology.title})
        for note in done.notes:
            messages.info(request, note)
        return redirect("ontology_detail", done.ontology.uuid)

    def _form(self, form: OntologyFileForm, *, refusal: ImportRefusedError | None = None) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "refusal": refusal}
        status = 422 if refusal or form.errors else 200
        return render(self.request, "training/ontology_import.html", context, status=status)


class OntologyFileView(OntologyView):
    """The ontology as Encord's JSON."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        name = f"{slugify(self.ontology.title) or 'ontology'}.json"
        headers = {"Content-Disposition": content_disposition_header(True, name)}
        return HttpResponse(ontology_json(self.ontology), content_type="application/json", headers=headers)
