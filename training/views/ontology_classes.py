"""Pages about the classes of an ontology and the questions asked about them."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from training.errors import DomainError
from training.forms.ontologies import (
    ClassForm,
    ClassificationForm,
    ObjectClassForm,
    QuestionForm,
    RootQuestionForm,
)
from training.models import OntologyClass
from training.selectors.ontologies import QuestionRow, question_row, question_rows
from training.services.ontologies import (
    COLORS,
    add_class,
    add_question,
    archive_class,
    remove_question,
    update_class,
    update_question,
)
from training.services.questions import find_option
from training.views.ontologies import OntologyView

#: The form that makes a class of each kind.
NEW_CLASS: dict[str, type[ClassForm]] = {
    OntologyClass.Kind.OBJECT.value: ObjectClassForm,
    OntologyClass.Kind.CLASSIFICATION.value: ClassificationForm,
}


class ClassCreateView(OntologyView):
    """A new object class or classification."""

    def get(self, request: HttpRequest, *, kind: str, **kwargs: object) -> HttpResponse:
        n_classes = self.own_ontology.classes.count()
        return self._form(request, kind, _new_class(kind)(initial={"color": COLORS[n_classes % len(COLORS)]}))

    def post(self, request: HttpRequest, *, kind: str, **kwargs: object) -> HttpResponse:
        form = _new_class(kind)(request.POST)
        ontology = self.own_ontology
        if not form.is_valid():
            return self._form(request, kind, form)
        try:
            made = add_class(actor=request.user, ontology=ontology, kind=kind, **form.values())
        except DomainError as error:
            form.refuse(error)
            return self._form(request, kind, form)
        messages.success(request, _("“%(name)s” was added.") % {"name": made.name})
        if made.is_skeleton:
            return redirect("ontology_skeleton", ontology.uuid, made.feature_hash)
        return redirect("ontology_detail", ontology.uuid)

    def _form(self, request: HttpRequest, kind: str, form: ClassForm) -> HttpResponse:
        context = {"ontology": self.own_ontology, "form": form, "is_object": kind == OntologyClass.Kind.OBJECT}
        return render(request, "training/ontology_class_create.html", context, status=422 if form.errors else 200)


class ClassView(OntologyView):
    """A page of one class, for those who may change its ontology."""

    @cached_property
    def ontology_class(self) -> OntologyClass:
        return get_object_or_404(self.own_ontology.classes, feature_hash=self.kwargs["class_hash"])

    def page(self, **context: Any) -> dict[str, Any]:
        """The context that every page of a class shares."""
        return {"ontology": self.own_ontology, "class": self.ontology_class, **context}

    def back(self) -> HttpResponse:
        """To the class's own page."""
        return redirect("ontology_class_edit", self.ontology.uuid, self.ontology_class.feature_hash)


class ClassEditView(ClassView):
    """A class: its name, colour and questions."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        item = self.ontology_class
        return self._form(
            request, ClassForm(initial={"name": item.name, "color": item.color, "required": item.required})
        )

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        form = ClassForm(request.POST)
        item = self.ontology_class
        if not form.is_valid():
            return self._form(request, form)
        try:
            update_class(actor=request.user, ontology_class=item, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("“%(name)s” was saved.") % {"name": form.cleaned_data["name"]})
        return redirect("ontology_detail", self.ontology.uuid)

    def _form(self, request: HttpRequest, form: ClassForm) -> HttpResponse:
        context = self.page(form=form, questions=question_rows(ontology_class=self.ontology_class))
        return render(request, "training/ontology_class_edit.html", context, status=422 if form.errors else 200)


class ClassArchiveView(ClassView):
    """Takes a class out of the editor (`archived` = 1) or brings it back."""

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        is_archived = request.POST.get("archived") == "1"
        item = archive_class(actor=request.user, ontology_class=self.ontology_class, archived=is_archived)
        told = _("“%(name)s” was archived; its labels stay.") if is_archived else _("“%(name)s” is in use again.")
        messages.success(request, told % {"name": item.name})
        return redirect("ontology_detail", self.ontology.uuid)


class QuestionCreateView(ClassView):
    """One more question: about the object, or following up on an option of a radio."""

    def get(self, request: HttpRequest, *, option_hash: str = "", **kwargs: object) -> HttpResponse:
        return self._form(request, option_hash, QuestionForm(initial={"type": "radio"}))

    def post(self, request: HttpRequest, *, option_hash: str = "", **kwargs: object) -> HttpResponse:
        form = QuestionForm(request.POST)
        item = self.ontology_class
        if not form.is_valid():
            return self._form(request, option_hash, form)
        try:
            add_question(actor=request.user, ontology_class=item, question=form.changes(), option_hash=option_hash)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, option_hash, form)
        messages.success(request, _("“%(name)s” was added.") % {"name": form.cleaned_data["name"]})
        return self.back()

    def _form(self, request: HttpRequest, option_hash: str, form: QuestionForm) -> HttpResponse:
        option = find_option(self.ontology_class.attributes, option_hash)
        if option_hash and option is None:
            raise Http404
        context = self.page(form=form, option=option)
        return render(request, "training/ontology_question_create.html", context, status=422 if form.errors else 200)


class QuestionEditView(ClassView):
    """A question's words and options."""

    @cached_property
    def row(self) -> QuestionRow:
        row = question_row(ontology_class=self.ontology_class, question_hash=self.kwargs["question_hash"])
        if row is None:
            raise Http404
        return row

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return self._form(request, self._new_form())

    def post(self, request: HttpRequest, *, question_hash: str, **kwargs: object) -> HttpResponse:
        form = self._new_form(request.POST)
        item = self.ontology_class
        if not form.is_valid():
            return self._form(request, form)
        try:
            update_question(
                actor=request.user, ontology_class=item, question_hash=question_hash, changes=form.changes()
            )
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("“%(name)s” was saved.") % {"name": self.row.question["name"]})
        return self.back()

    def _new_form(self, data: Any = None) -> QuestionForm:
        form = RootQuestionForm if self.row.is_root else QuestionForm
        return form(data, question=self.row.question)

    def _form(self, request: HttpRequest, form: QuestionForm) -> HttpResponse:
        context = self.page(form=form, row=self.row)
        return render(request, "training/ontology_question_edit.html", context, status=422 if form.errors else 200)


class QuestionRemoveView(ClassView):
    """Stops asking a question, as long as no label answers it."""

    def post(self, request: HttpRequest, *, question_hash: str, **kwargs: object) -> HttpResponse:
        try:
            remove_question(actor=request.user, ontology_class=self.ontology_class, question_hash=question_hash)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The question was removed."))
        return self.back()


def _new_class(kind: str) -> type[ClassForm]:
    if kind not in NEW_CLASS:
        raise Http404
    return NEW_CLASS[kind]
