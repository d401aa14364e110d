"""The forms that choose what is exported, and in which format."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from training.access import Access
from training.formats import FORMATS
from training.forms.base import DomainForm
from training.models import Project, SourceTask, Task
from training.permissions import Permission
from training.selectors.exports import Export, benchmark, ground_truth, submissions

#: Which tasks of an annotation project: the word of the address, what it says, and the states it means.
TASK_CHOICES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "ground_truth": (_("Ground truth: in review or completed"), SourceTask.ELIGIBLE),
    "completed": (_("Completed tasks alone"), (SourceTask.Status.COMPLETED,)),
    "all": (_("All tasks, whatever their status"), ()),
}
BENCHMARK = "benchmark"


class ExportForm(DomainForm):
    """The format; what is exported, the forms below say."""

    file_format = forms.ChoiceField(label=_("Format"), choices=[(name, item.title) for name, item in FORMATS.items()])

    def __init__(self, *args: Any, project: Project, access: Access, **options: Any) -> None:
        self.project, self.access = project, access
        super().__init__(*args, **options)

    def export(self) -> Export:
        """The labels that were chosen; the form is valid."""
        raise NotImplementedError


class GroundTruthExportForm(ExportForm):
    """Labels of an annotation project."""

    tasks = forms.ChoiceField(
        label=_("Labels"), choices=[(word, label) for word, (label, _states) in TASK_CHOICES.items()]
    )
    field_order = ("tasks", "file_format")

    def export(self) -> Export:
        """The labels of the chosen tasks."""
        _label, statuses = TASK_CHOICES[self.cleaned_data["tasks"]]
        return ground_truth(project=self.project, statuses=statuses)


class TrainingExportForm(ExportForm):
    """The benchmark, for those who may see it, or the submissions of one trainee."""

    labels = forms.ChoiceField(label=_("Labels"))
    field_order = ("labels", "file_format")

    def __init__(self, *args: Any, project: Project, access: Access, **options: Any) -> None:
        super().__init__(*args, project=project, access=access, **options)
        submitted = Task.objects.filter(project=project, status=Task.Status.SUBMITTED)
        people = get_user_model()._default_manager.filter(pk__in=submitted.values("annotator"))
        self._trainees = {str(person.pk): person for person in people.order_by("name", "pk")}
        choices: list[tuple[str, Any]] = [
            (key, _("Submissions of %(name)s") % {"name": person}) for key, person in self._trainees.items()
        ]
        if access.allows(Permission.VIEW_BENCHMARK_SOURCE):
            choices.insert(0, (BENCHMARK, _("The benchmark")))
        self.fields["labels"].choices = choices  # type: ignore[attr-defined]

    def clean_labels(self) -> str:
        chosen: str = self.cleaned_data["labels"]
        return chosen

    def full_clean(self) -> None:
        """Who asks for a benchmark that they may not see is refused, not told that there is no such choice."""
        if self.is_bound and self.data.get("labels") == BENCHMARK:
            self.access.require(Permission.VIEW_BENCHMARK_SOURCE)
        super().full_clean()

    def export(self) -> Export:
        """The benchmark, or a trainee's submissions."""
        chosen = self.cleaned_data["labels"]
        if chosen == BENCHMARK:
            return benchmark(project=self.project)
        return submissions(project=self.project, trainee=self._trainees[chosen])
