"""Forms for ontologies, their classes and questions."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from training.errors import DomainError, InvalidError
from training.forms.base import DomainForm
from training.models.ontology import COLOR
from training.services.questions import MAX_NAME, QUESTION_TYPES, Question, options_of
from training.shapes import SHAPES

TYPE_CHOICES = [(name, kind.label) for name, kind in QUESTION_TYPES.items()]


class OntologyForm(DomainForm):
    """What an ontology is called."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class OntologyFileForm(OntologyForm):
    """An ontology that comes as a file."""

    upload = forms.FileField(
        label=_("Encord ontology"),
        allow_empty_file=True,  # what is wrong with it is said where it is read
        help_text=_("Its JSON, as the SDK writes it. Classes keep their hashes, by which label rows find them."),
    )
    field_order = ("upload", "title", "description")

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": limit})
        return upload


class ClassForm(DomainForm):
    """How a class is called and shown."""

    name = forms.CharField(label=_("Name"), max_length=MAX_NAME)
    color = forms.CharField(
        label=_("Colour"), max_length=7, validators=[COLOR], widget=forms.TextInput(attrs={"type": "color"})
    )
    required = forms.BooleanField(
        label=_("Required"), required=False, help_text=_("A task should not be submitted without it.")
    )

    def values(self) -> dict[str, Any]:
        """The class as `services.ontologies.add_class` takes it."""
        return dict(self.cleaned_data)


class ObjectClassForm(ClassForm):
    """A new object class."""

    shape = forms.ChoiceField(
        label=_("Shape"), choices=list(SHAPES.items()), help_text=_("It cannot be changed later.")
    )

    field_order = ("name", "shape", "color", "required")


class QuestionForm(DomainForm):
    """A question: on one already there, each option is a field of its own, and an emptied field removes it."""

    name = forms.CharField(label=_("Question"), max_length=MAX_NAME)
    type = forms.ChoiceField(label=_("Answer"), choices=TYPE_CHOICES, widget=forms.RadioSelect)
    new_options = forms.CharField(
        label=_("Options"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One to a line, for answers with options. Follow-up questions can be added afterwards."),
    )
    required = forms.BooleanField(label=_("An answer is required"), required=False)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._question = question or {}
        if question:
            self._fit_to(question)

    def refuse(self, error: DomainError) -> None:
        """Faults name places in the tree of questions; what is wrong with its options is shown at the new ones."""
        aliases = {"options": "new_options"}
        tails = [(fault["where"].rpartition(".")[2], fault["message"]) for fault in error.errors]
        faults = [{"where": aliases.get(tail, tail), "message": message} for tail, message in tails]
        super().refuse(InvalidError(error.message, errors=faults))

    def options(self) -> list[Question]:
        """The options as they shall be: those that stay with their hashes, then the new ones."""
        kept = [
            {**option, "label": label}
            for number, option in enumerate(options_of(self._question))
            if (label := self.cleaned_data[f"option_{number}"])
        ]
        lines = (line.strip() for line in self.cleaned_data.get("new_options", "").splitlines())
        return kept + [{"label": line} for line in lines if line]

    def changes(self) -> Question:
        """The question as `services.ontologies` takes it."""
        names = [name for name in ("name", "type", "required") if name in self.fields]
        named: Question = {name: self.cleaned_data[name] for name in names}
        return {**named, "options": self.options()}

    def _fit_to(self, question: Question) -> None:
        # The kind of answer stays, since labels were made with it.
        del self.fields["type"]
        self.initial = {"name": question["name"], "required": question["required"], **self.initial}
        for number, option in enumerate(options_of(question)):
            self.fields[f"option_{number}"] = forms.CharField(
                label=_("Option %(number)s") % {"number": number + 1},
                initial=option["label"],
                max_length=MAX_NAME,
                required=False,
            )
        self.fields["new_options"].label = _("More options")
        self.fields["new_options"].help_text = _("One to a line. An option goes when its field above is emptied.")
        options = [name for name in self.fields if name.startswith("option_")]
        self.order_fields(["name", *options, "new_options", "required"])
        if not QUESTION_TYPES[question["type"]].has_options:
            del self.fields["new_options"]


class ClassificationForm(ClassForm, QuestionForm):
    """A new classification: the class and its one question are called the same."""

    name = forms.CharField(label=_("Question"), max_length=MAX_NAME, help_text=_("Such as “Time of day”."))

    field_order = ("name", "type", "new_options", "color", "required")

    def values(self) -> dict[str, Any]:
        return {
            **{name: self.cleaned_data[name] for name in ("name", "color", "required")},
            "attributes": [self.changes()],
        }


class RootQuestionForm(QuestionForm):
    """The question of a classification: its name and whether it is required belong to the class."""

    def _fit_to(self, question: Question) -> None:
        super()._fit_to(question)
        del self.fields["name"], self.fields["required"]
