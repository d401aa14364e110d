"""What the pages about ontologies read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from training.models import Ontology, OntologyClass
from training.services.questions import MAX_LEVELS, QUESTION_TYPES, Question, options_of
from training.shapes import SHAPES

#: The keys of the first ten classes, as the label editor gives them.
HOTKEYS = "1234567890"


@dataclass(frozen=True)
class ClassRow:
    """A class as a table shows it."""

    ontology_class: OntologyClass
    hotkey: str
    #: The shape of an object class; what kind of answer a classification expects.
    form: str | Promise
    options: tuple[str, ...]

    @property
    def is_classification(self) -> bool:
        return not self.ontology_class.is_object


def visible_ontologies(*, user: Any, search: str = "") -> QuerySet[Ontology]:
    """The ontologies that the user may see, newest first, with `n_objects` and `n_classifications` in use."""
    # Visibility in a query of its own: its joins would multiply what is counted.
    rows = Ontology.objects.filter(pk__in=Ontology.objects.visible_to(user).values("pk")).select_related("created_by")
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(description__icontains=search))
    return rows.annotate(
        n_objects=_count(OntologyClass.Kind.OBJECT), n_classifications=_count(OntologyClass.Kind.CLASSIFICATION)
    ).order_by("-created_at", "-pk")


def may_edit_ontology(*, user: Any, ontology: Ontology) -> bool:
    """Whether the user may change it: its maker, and superusers."""
    return user.is_superuser or ontology.created_by_id == user.pk


def class_rows(*, ontology: Ontology) -> list[ClassRow]:
    """All classes in their order, with the keys of those in use."""
    classes = list(ontology.classes.all())
    keys = hotkeys(classes)
    return [
        ClassRow(
            ontology_class=item,
            hotkey=keys.get(item.pk, ""),
            form=SHAPES.get(item.shape, item.shape) if item.is_object else _answer(item.attributes),
            options=tuple(option["label"] for question in item.attributes for option in options_of(question)),
        )
        for item in classes
    ]


@dataclass(frozen=True)
class OptionRow:
    """An option, and the questions that follow up on it."""

    option: Question
    may_follow_up: bool
    questions: "tuple[QuestionRow, ...]"


@dataclass(frozen=True)
class QuestionRow:
    """A question as a page shows it; the root question of a classification has its class's name."""

    question: Question
    form: str | Promise
    is_root: bool
    options: tuple[OptionRow, ...]


def question_rows(*, ontology_class: OntologyClass) -> tuple[QuestionRow, ...]:
    """The tree of questions of a class."""
    return _rows(ontology_class.attributes, level=1, is_root=not ontology_class.is_object)


def question_row(*, ontology_class: OntologyClass, question_hash: str) -> QuestionRow | None:
    """The question with that hash, at whatever level."""
    waiting = list(question_rows(ontology_class=ontology_class))
    while waiting:
        row = waiting.pop()
        if row.question["featureNodeHash"] == question_hash:
            return row
        waiting += [question for option in row.options for question in option.questions]
    return None


def _rows(questions: list[Question], *, level: int, is_root: bool = False) -> tuple[QuestionRow, ...]:
    return tuple(
        QuestionRow(
            question=question,
            form=QUESTION_TYPES[question["type"]].label,
            is_root=is_root,
            options=tuple(_option_row(question, option, level=level) for option in options_of(question)),
        )
        for question in questions
    )


def _option_row(question: Question, option: Question, *, level: int) -> OptionRow:
    may_follow_up = QUESTION_TYPES[question["type"]].has_follow_ups and level < MAX_LEVELS
    return OptionRow(option, may_follow_up, _rows(options_of(option), level=level + 1))


def _answer(questions: list[Question]) -> str | Promise:
    return QUESTION_TYPES[questions[0]["type"]].label if questions else ""


def hotkeys(classes: list[OntologyClass]) -> dict[int, str]:
    """By class: objects are drawn all the time, so they come first, and classifications get the digits left over."""
    in_use = sorted((item for item in classes if not item.archived), key=lambda item: not item.is_object)
    return {item.pk: digit for item, digit in zip(in_use, HOTKEYS, strict=False)}


def _count(kind: str) -> Count:
    return Count("classes", filter=Q(classes__kind=kind, classes__archived=False))
