"""What Annotator submissions are asked for by their address: filters, and a place in the list."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Max
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import EvaluationLabel, Project, Task
from training.selectors.keyset import KeysetPage
from training.selectors.label_filter import LabelFilter
from training.selectors.submissions import trainees


def _choice(label: Any, **more: Any) -> Any:
    widget = forms.Select(attrs={"aria-label": label, "data-submit-on-change": ""})
    return {"label": label, "required": False, "widget": widget, **more}


def _number(label: Any, placeholder: Any) -> forms.NumberInput:
    return forms.NumberInput(attrs={"aria-label": label, "placeholder": placeholder, "step": "any"})


class SubmissionsForm(DomainForm):
    """Filters and place. What makes no sense is left out, so that an old or mistyped address still gives a page."""

    trainee = forms.TypedChoiceField(coerce=int, empty_value=None, **_choice(_("Trainee")))
    outcome = forms.ChoiceField(
        choices=[("", _("Any outcome")), *EvaluationLabel.Outcome.choices], **_choice(_("Outcome"))
    )
    title = forms.CharField(required=False, max_length=255)
    score_from = forms.FloatField(required=False, min_value=0, max_value=100, widget=_number(_("Score from"), "0"))
    score_to = forms.FloatField(required=False, min_value=0, max_value=100, widget=_number(_("Score to"), "100"))
    #: As people count, from 1; programs and the CSV count from 0.
    frame_number = forms.IntegerField(required=False, min_value=1, widget=_number(_("Frame"), _("Frame")))
    frame = forms.IntegerField(required=False, min_value=0)
    task = forms.UUIDField(required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        people = [(person.pk, str(person)) for person in trainees(project=project)]
        self.fields["trainee"].choices = [("", _("All trainees")), *people]  # type: ignore[attr-defined]
        self.classes = {item.feature_hash: item for item in project.ontology.classes.all()}
        names = [(key, item.name) for key, item in self.classes.items()]
        # Not an attribute: the word is Python's.
        # Asked for by the confusion matrix alone, whose cells are a class and what was made of it.
        self.fields["labelled_as"] = forms.ChoiceField(choices=[("", ""), *names], required=False)
        self.fields["class"] = forms.ChoiceField(choices=[("", _("All classes")), *names], **_choice(_("Class")))
        most = project.benchmark_tasks.aggregate(most=Max("data_unit__n_frames"))["most"] or 1
        self.has_frames = most > 1
        # A frame beyond the last would be looked for in every row.
        self.fields["frame_number"].validators.append(MaxValueValidator(most))
        self.fields["frame"].validators.append(MaxValueValidator(most - 1))
        self.is_valid()

    @property
    def trainee_id(self) -> int | None:
        return self.cleaned_data.get("trainee")

    @property
    def one_task(self) -> Task | None:
        """The task that is asked for, with what it takes to name it."""
        return self.cleaned_data.get("task")

    def clean_task(self) -> Task | None:
        uuid = self.cleaned_data["task"]
        if uuid is None:
            return None
        task = self.project.tasks.filter(uuid=uuid).select_related("annotator", "benchmark_task").first()
        if task is None:
            raise forms.ValidationError(_("This project has no such task."))
        return task

    def label_filter(self) -> LabelFilter:
        get = self.cleaned_data.get
        chosen_class, labelled_as = (self.classes.get(get(name) or "") for name in ("class", "labelled_as"))
        return LabelFilter(
            trainee_id=self.trainee_id,
            task_id=self.one_task.pk if self.one_task else None,
            benchmark_task_ids=self._titled(get("title") or ""),
            class_id=chosen_class.pk if chosen_class else None,
            labelled_as_id=labelled_as.pk if labelled_as else None,
            outcome=get("outcome") or None,
            score_from=get("score_from"),
            score_to=get("score_to"),
            frame=self._frame(),
        )

    def label_place(self) -> tuple[int | None, int | None]:
        """The place in the list of evaluation labels: the ids it comes after, or before."""
        return _whole(self.cleaned_data.get("after", "")), _whole(self.cleaned_data.get("before", ""))

    def task_place(self) -> tuple[UUID | None, UUID | None]:
        """The place in the list of tasks: the UUIDs it comes after, or before."""
        return _uuid(self.cleaned_data.get("after", "")), _uuid(self.cleaned_data.get("before", ""))

    def filters(self) -> dict[str, Any]:
        """The filters as they stand in an address."""
        names = (
            "trainee",
            "title",
            "class",
            "labelled_as",
            "outcome",
            "score_from",
            "score_to",
            "frame",
            "frame_number",
        )
        chosen = {name: self.cleaned_data.get(name) for name in names}
        chosen["task"] = self.one_task and self.one_task.uuid
        return {name: _short(value) for name, value in chosen.items() if value not in (None, "")}

    def query(self) -> str:
        """The filters alone as the end of an address, for the CSV of what is shown."""
        return self._address() if self.filters() else ""

    def trainee_query(self) -> str:
        """The trainee alone, the one filter that both lists know."""
        return f"?trainee={self.trainee_id}" if self.trainee_id else ""

    def pages(self, page: KeysetPage[Any], key: str) -> dict[str, str]:
        """The addresses of the first, the previous and the next page, empty where there is none."""
        first, last = (getattr(row, key) for row in (page.rows[0], page.rows[-1])) if page.rows else (None, None)
        return {
            "first": self._address() if page.has_previous else "",
            "previous": self._address(before=first) if page.has_previous and page.rows else "",
            "next": self._address(after=last) if page.has_next and page.rows else "",
        }

    def _frame(self) -> int | None:
        number = self.cleaned_data.get("frame_number")
        return self.cleaned_data.get("frame") if number is None else number - 1

    def _titled(self, part: str) -> tuple[int, ...] | None:
        if not part:
            return None
        tasks = self.project.benchmark_tasks
        found = tuple(tasks.filter(title__icontains=part).values_list("pk", flat=True))
        # What all titles share narrows nothing, and would cost a look at every row.
        return None if len(found) == tasks.count() else found

    def _address(self, **place: Any) -> str:
        query = QueryDict(mutable=True)
        for name, value in {**self.filters(), **place}.items():
            query[name] = str(value)
        return f"?{query.urlencode()}"


def _short(value: Any) -> Any:
    """Whole scores without their fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
