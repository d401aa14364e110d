"""Ontologies from and to files, in Encord's form; made whole or not at all."""

import json
import os
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.formats.base import Problems, read_json
from training.formats.support.encord_ontology import ClassSpec, read_ontology, write_ontology
from training.models import Ontology, OntologyClass
from training.services.imports import ImportRefusedError
from training.services.ontologies import COLORS, create_ontology
from training.services.questions import HASH, clean_questions, hashes_of


@dataclass(frozen=True)
class OntologyImport:
    """An ontology that was made, and what of the file it leaves out."""

    ontology: Ontology
    notes: tuple[str, ...]


@transaction.atomic
def import_ontology(*, actor: Any, title: str, upload: IO[bytes], description: str = "") -> OntologyImport:
    """Make an ontology of Encord's JSON, with its hashes, so that label rows find their classes.

    Raises:
        ImportRefusedError: every class that cannot be taken is named.
    """
    file_name = os.path.basename(upload.name) or _("the file")
    problems = Problems()
    content = read_json(upload, problems)
    specs = read_ontology(content, problems) if not problems.count else []
    classes = _checked(specs, problems)
    if problems.count:
        raise ImportRefusedError(file_name=file_name, problems=problems.shown, n_problems=problems.count)
    ontology = create_ontology(actor=actor, title=title, description=description)
    for item in classes:
        item.ontology = ontology
    OntologyClass.objects.bulk_create(classes)
    return OntologyImport(ontology, tuple(problems.notes))


def ontology_json(ontology: Ontology) -> str:
    """The ontology as Encord's SDK reads it."""
    return json.dumps(write_ontology(list(ontology.classes.all())), ensure_ascii=False, indent=1)


def _checked(specs: list[ClassSpec], problems: Problems) -> list[OntologyClass]:
    """The classes as rows; hashes are of one class, question or option alone, names of one class of a kind."""
    taken: set[str] = set()
    names: set[tuple[str, str]] = set()
    classes: list[OntologyClass] = []
    for spec in specs:
        where = _("class “%(name)s”") % {"name": spec.name}
        if not HASH.fullmatch(spec.feature_hash) or spec.feature_hash in taken:
            problems.add(where, "featureNodeHash", _("This is not a feature hash, or it stands twice in the ontology."))
        taken.add(spec.feature_hash)
        if (spec.kind, spec.name.strip().casefold()) in names:
            problems.add(where, "name", _("The ontology has a class of this name already."))
        names.add((spec.kind, spec.name.strip().casefold()))
        if item := _row(spec, len(classes), taken, where, problems):
            classes.append(item)
    return classes


def _row(spec: ClassSpec, position: int, taken: set[str], where: str, problems: Problems) -> OntologyClass | None:
    is_object = spec.kind == OntologyClass.Kind.OBJECT
    try:
        questions = clean_questions(spec.attributes, is_object=is_object, taken=taken)
    except InvalidError as error:
        for fault in error.errors:
            problems.add(where, fault["where"], fault["message"])
        return None
    taken |= hashes_of(questions)
    color = spec.color.lower()
    name = spec.name.strip()
    if not name or len(name) > OntologyClass._meta.get_field("name").max_length:  # type: ignore[operator]
        problems.add(where, "name", _("A name has 1 to 200 characters."))
        return None
    return OntologyClass(
        kind=spec.kind,
        name=name,
        feature_hash=spec.feature_hash,
        shape=spec.shape,
        color=color if _is_color(color) else COLORS[position % len(COLORS)],
        position=position,
        required=spec.required,
        archived=spec.archived,
        attributes=questions,
        skeleton=spec.skeleton,
    )


def _is_color(color: str) -> bool:
    return len(color) == 7 and color[0] == "#" and all(character in "0123456789abcdef" for character in color[1:])
