"""Ontologies, their classes and the questions asked about them."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.library_serializers import (
    ClassChange,
    ClassShown,
    NewClass,
    NewOntology,
    NewQuestion,
    OntologyChange,
    OntologyOpened,
    OntologyShown,
)
from training.api.operations import CreatingView, CreatorApiView, Operation
from training.errors import InvalidError
from training.models import Ontology, OntologyClass
from training.selectors.ontologies import may_edit_ontology, visible_ontologies
from training.services.ontologies import (
    add_class,
    add_question,
    archive_class,
    create_ontology,
    remove_question,
    update_class,
    update_ontology,
    update_question,
)


class OntologyList(CreatingView, CreatorApiView):
    """The ontologies one may see."""

    operations = {
        "get": Operation(
            does="List the ontologies that you may see", answer=OntologyShown, is_page=True, query={"q": "Part of it"}
        ),
        "post": Operation(does="Make an ontology", body=NewOntology, answer=OntologyOpened, status=201),
    }

    def get(self, request: Request) -> Response:
        return self.page(request, visible_ontologies(user=request.user, search=request.query_params.get("q", "")))

    @transaction.atomic
    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        classes = given.pop("classes")
        ontology = create_ontology(actor=request.user, **given)
        for number, item in enumerate(classes):
            try:
                add_class(actor=request.user, ontology=ontology, **item)
            except InvalidError as error:
                raise _placed(error, f"classes[{number}]") from error
        return self.made(request, ontology)


class OntologyView(CreatorApiView):
    """Of one ontology: 404 where one may not see it, 403 where one may not change it."""

    @cached_property
    def ontology(self) -> Ontology:
        return get_object_or_404(visible_ontologies(user=self.request.user), uuid=self.kwargs["ontology_uuid"])

    @cached_property
    def own(self) -> Ontology:
        """The ontology, which the caller may change."""
        if not may_edit_ontology(user=self.request.user, ontology=self.ontology):
            raise PermissionDenied(_("Only the person who made an ontology may change it."))
        return self.ontology

    @cached_property
    def own_class(self) -> OntologyClass:
        return get_object_or_404(self.own.classes, feature_hash=self.kwargs["class_hash"])


class OntologyDetail(OntologyView):
    """One ontology with its classes."""

    operations = {
        "get": Operation(does="An ontology with its classes", answer=OntologyOpened),
        "patch": Operation(does="Rename an ontology", body=OntologyChange, answer=OntologyOpened),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(self.shown(request, self.ontology))

    def patch(self, request: Request, **kwargs: Any) -> Response:
        kept = {"title": self.own.title, "description": self.own.description}
        changed = update_ontology(actor=request.user, ontology=self.own, **{**kept, **self.checked(request)})
        return Response(self.shown(request, changed))


class ClassList(CreatingView, OntologyView):
    """Adds classes."""

    operations = {"post": Operation(does="Add a class", body=NewClass, answer=ClassShown, status=201)}

    def create(self, request: Request, **kwargs: Any) -> Response:
        return self.made(request, add_class(actor=request.user, ontology=self.own, **self.checked(request)))


class ClassDetail(OntologyView):
    """Changes a class."""

    operations = {
        "patch": Operation(does="Rename, recolour, require or archive a class", body=ClassChange, answer=ClassShown)
    }

    @transaction.atomic
    def patch(self, request: Request, **kwargs: Any) -> Response:
        given, item = self.checked(request), self.own_class
        archived = given.pop("archived", item.archived)
        kept = {"name": item.name, "color": item.color, "required": item.required}
        item = update_class(actor=request.user, ontology_class=item, **{**kept, **given})
        if archived != item.archived:
            item = archive_class(actor=request.user, ontology_class=item, archived=archived)
        return Response(self.shown(request, item))


class QuestionList(CreatingView, OntologyView):
    """Adds questions to a class."""

    operations = {"post": Operation(does="Add a question to a class", body=NewQuestion, answer=ClassShown, status=201)}

    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        changed = add_question(
            actor=request.user,
            ontology_class=self.own_class,
            question=given["question"],
            option_hash=given["option"],
        )
        return self.made(request, changed)


class QuestionDetail(OntologyView):
    """Changes or removes a question."""

    operations = {
        "patch": Operation(does="Change a question: send {question: {…}}", body=NewQuestion, answer=ClassShown),
        "delete": Operation(does="Remove a question that no label can answer yet", status=204),
    }

    def patch(self, request: Request, *, question_hash: str, **kwargs: Any) -> Response:
        changed = update_question(
            actor=request.user,
            ontology_class=self.own_class,
            question_hash=question_hash,
            changes=self.checked(request)["question"],
        )
        return Response(self.shown(request, changed))

    def delete(self, request: Request, *, question_hash: str, **kwargs: Any) -> Response:
        remove_question(actor=request.user, ontology_class=self.own_class, question_hash=question_hash)
        return Response(status=204)


def _placed(error: InvalidError, where: str) -> InvalidError:
    faults = error.errors or [{"where": "", "message": error.message}]
    return InvalidError(
        error.message,
        errors=[{**fault, "where": f"{where}.{fault['where']}".rstrip(".")} for fault in faults],
    )
