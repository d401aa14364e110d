"""What Annotator submissions are asked for by their address: a trainee, a task, and a place in the list."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import Project, Task
from training.selectors.keyset import KeysetPage
from training.selectors.submissions import LabelFilter, trainees


class SubmissionsForm(DomainForm):
    """Filters and place. What makes no sense is left out, so that an old or mistyped address still gives a page."""

    trainee = forms.TypedChoiceField(
        label=_("Trainee"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"aria-label": _("Trainee"), "data-submit-on-change": ""}),
    )
    task = forms.UUIDField(required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        choices = [(person.pk, str(person)) for person in trainees(project=project)]
        self.fields["trainee"].choices = [("", _("All trainees")), *choices]  # type: ignore[attr-defined]
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
        return LabelFilter(trainee_id=self.trainee_id, task_id=self.one_task.pk if self.one_task else None)

    def label_place(self) -> tuple[int | None, int | None]:
        """The place in the list of evaluation labels: the ids it comes after, or before."""
        return _whole(self.cleaned_data.get("after", "")), _whole(self.cleaned_data.get("before", ""))

    def task_place(self) -> tuple[UUID | None, UUID | None]:
        """The place in the list of tasks: the UUIDs it comes after, or before."""
        return _uuid(self.cleaned_data.get("after", "")), _uuid(self.cleaned_data.get("before", ""))

    def filters(self) -> dict[str, Any]:
        """The filters as they stand in an address."""
        places = {"trainee": self.trainee_id, "task": self.one_task and self.one_task.uuid}
        return {name: value for name, value in places.items() if value}

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

    def _address(self, **place: Any) -> str:
        query = QueryDict(mutable=True)
        for name, value in {**self.filters(), **place}.items():
            query[name] = str(value)
        return f"?{query.urlencode()}"


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
