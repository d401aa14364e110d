"""Makes and changes ontologies, their classes and the questions asked about each."""

import copy
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.models import BenchmarkWeight, LabelClassification, LabelObject, Ontology, OntologyClass
from training.models.ontology import COLOR
from training.services.questions import (
    Question,
    clean_questions,
    every_question,
    find_option,
    find_question,
    hashes_of,
    new_hash,
    options_of,
)
from training.shapes import SHAPES

#: The colours that classes are given in turn: told apart on photos, light or dark, and by most colour-blind readers.
COLORS = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#f0e442",
    "#0072b2",
    "#d55e00",
    "#cc79a7",
    "#7b3fa0",
    "#8c6d31",
    "#17becf",
)


@transaction.atomic
def create_ontology(*, actor: Any, title: str, description: str = "") -> Ontology:
    """Make an ontology without classes; it belongs to `actor`."""
    return Ontology.objects.create(title=_titled(title), description=description.strip(), created_by=actor)


@transaction.atomic
def update_ontology(*, actor: Any, ontology: Ontology, title: str, description: str) -> Ontology:
    """Change what an ontology is called."""
    ontology.title, ontology.description = _titled(title), description.strip()
    ontology.save(update_fields=["title", "description"])
    return ontology


@transaction.atomic
def add_class(
    *,
    actor: Any,
    ontology: Ontology,
    kind: str,
    name: str,
    shape: str = "",
    color: str = "",
    required: bool = False,
    attributes: Sequence[Question] = (),
    feature_hash: str = "",
) -> OntologyClass:
    """Add an object class with its shape, or a classification with its one question, at the end of the ontology.

    The question of a classification needs no name: it has the class's. Hashes are given where none are.
    """
    ontology = Ontology.objects.select_for_update().get(pk=ontology.pk)
    new = OntologyClass(ontology=ontology, kind=kind, shape=shape, required=required, position=_next_position(ontology))
    _check_kind(kind, shape)
    taken = _taken(ontology)
    if feature_hash in taken:
        raise InvalidError(_("The feature hash %(hash)s is in use already.") % {"hash": feature_hash})
    taken |= {feature_hash} - {""}
    new.feature_hash = feature_hash or new_hash(taken)
    _set(new, name=name, color=color or COLORS[new.position % len(COLORS)])
    new.attributes = _cleaned(new, attributes, taken=taken)
    new.save()
    return new


@transaction.atomic
def update_class(*, actor: Any, ontology_class: OntologyClass, name: str, color: str, required: bool) -> OntologyClass:
    """Change how a class is called and shown. Its kind and its shape stay: labels were drawn with them."""
    changed = locked_class(ontology_class)
    changed.required = required
    _set(changed, name=name, color=color)
    _save_questions(changed, changed.attributes)
    changed.save()
    return changed


@transaction.atomic
def archive_class(*, actor: Any, ontology_class: OntologyClass, archived: bool = True) -> OntologyClass:
    """Take a class out of the editor, or bring it back; its labels stay, and stay scored."""
    changed = locked_class(ontology_class)
    changed.archived = archived
    changed.save(update_fields=["archived"])
    return changed


@transaction.atomic
def add_question(
    *, actor: Any, ontology_class: OntologyClass, question: Question, option_hash: str = ""
) -> OntologyClass:
    """Ask one more question: about the object, or, with `option_hash`, where that option of a radio is chosen."""
    changed = locked_class(ontology_class)
    questions = copy.deepcopy(changed.attributes)
    if option_hash:
        option = find_option(questions, option_hash)
        if option is None:
            raise InvalidError(_("That option is no longer there."))
        option["options"] = [*options_of(option), question]
    else:
        questions.append(question)
    _save_questions(changed, questions)
    changed.save(update_fields=["attributes"])
    return changed


@transaction.atomic
def update_question(
    *, actor: Any, ontology_class: OntologyClass, question_hash: str, changes: Question
) -> OntologyClass:
    """Change a question's name, options (those that stay carry their hash), or whether it is required or dynamic."""
    changed = locked_class(ontology_class)
    questions = copy.deepcopy(changed.attributes)
    question = find_question(questions, question_hash)
    if question is None:
        raise InvalidError(_("That question is no longer there."))
    question.update(changes)
    _save_questions(changed, questions)
    changed.save(update_fields=["attributes"])
    return changed


@transaction.atomic
def remove_question(*, actor: Any, ontology_class: OntologyClass, question_hash: str) -> OntologyClass:
    """Stop asking a question and those that follow up on it; refused once labels may answer it."""
    changed = locked_class(ontology_class)
    questions = _without(copy.deepcopy(changed.attributes), question_hash)
    _save_questions(changed, questions)
    changed.save(update_fields=["attributes"])
    return changed


def locked_class(ontology_class: OntologyClass) -> OntologyClass:
    # The ontology's row is the lock for all of its hashes.
    Ontology.objects.select_for_update().get(pk=ontology_class.ontology_id)
    return OntologyClass.objects.select_related("ontology").get(pk=ontology_class.pk)


def _set(target: OntologyClass, *, name: str, color: str) -> None:
    target.name, target.color = name.strip(), color.lower()
    if not target.name:
        raise _invalid("name", _("A name is missing."))
    if len(target.name) > OntologyClass._meta.get_field("name").max_length:  # type: ignore[operator]
        raise _invalid("name", _("The name is too long."))
    try:
        COLOR(target.color)
    except ValidationError as error:
        raise _invalid("color", str(error.message)) from error
    twins = OntologyClass.objects.filter(ontology=target.ontology, kind=target.kind, name__iexact=target.name)
    if twin := twins.exclude(pk=target.pk).first():
        is_archived = _("An archived class has this name: bring it back, or choose another name.")
        raise _invalid("name", is_archived if twin.archived else _("The ontology has a class of this name already."))


def _save_questions(target: OntologyClass, questions: Sequence[Question]) -> None:
    """Check the new tree of questions against the old one, and set it; labels keep what they refer to."""
    kept = hashes_of(target.attributes)
    cleaned = _cleaned(target, questions, taken=_taken(target.ontology) - kept)
    retyped = {item["featureNodeHash"]: item["type"] for item in every_question(target.attributes)}
    is_lossy = not kept <= hashes_of(cleaned) or any(
        item["type"] != retyped.get(item["featureNodeHash"], item["type"]) for item in every_question(cleaned)
    )
    if is_lossy and is_used(target):
        raise InvalidError(
            _("“%(name)s” has labels: its questions and options can be renamed and added to, but not removed.")
            % {"name": target.name}
        )
    target.attributes = cleaned


def _cleaned(target: OntologyClass, questions: Sequence[Question], *, taken: set[str]) -> list[Question]:
    if not target.is_object:
        questions = [{**question, "name": target.name, "required": target.required} for question in questions]
    return clean_questions(list(questions), is_object=target.is_object, taken=taken)


def _without(questions: list[Question], question_hash: str) -> list[Question]:
    kept = [question for question in questions if question["featureNodeHash"] != question_hash]
    for question in kept:
        for option in options_of(question):
            option["options"] = _without(options_of(option), question_hash)
    return kept


def is_used(target: OntologyClass) -> bool:
    # A benchmark's weights stand for its snapshots, whose labels are packed and cannot be searched.
    users = (LabelObject, LabelClassification, BenchmarkWeight)
    return any(user._default_manager.filter(ontology_class=target).exists() for user in users)


def _taken(ontology: Ontology) -> set[str]:
    rows = ontology.classes.values_list("feature_hash", "attributes")
    return {found for feature_hash, questions in rows for found in (feature_hash, *hashes_of(questions))}


def _next_position(ontology: Ontology) -> int:
    last = ontology.classes.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _check_kind(kind: str, shape: str) -> None:
    if kind not in OntologyClass.Kind.values:
        raise _invalid("kind", _("A class is an object or a classification."))
    if kind == OntologyClass.Kind.OBJECT and shape not in SHAPES:
        raise _invalid("shape", _("Choose a shape."))
    if kind == OntologyClass.Kind.CLASSIFICATION and shape:
        raise _invalid("shape", _("A classification has no shape."))


def _titled(title: str) -> str:
    if not title.strip():
        raise _invalid("title", _("A title is missing."))
    return title.strip()


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
