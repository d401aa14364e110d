"""All tasks of a training project, and what admins and team managers do with them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.access import ProjectView
from training.errors import DomainError
from training.forms.control import CHOICES, ControlForm
from training.models import Project, Task
from training.permissions import Permission
from training.selectors.control import DEFAULT_SORT, all_tasks, people_with_tasks
from training.services.control import LOSING, Outcome, control_tasks

TASKS_PER_PAGE = 50
#: How many tasks that were left as they are get a sentence of their own.
REFUSALS_SHOWN = 5


class TaskControlView(ProjectView):
    """The list with its filters; a POST does one action with the tasks that are ticked."""

    permission = Permission.CONTROL_TASKS
    kind = Project.Kind.TRAINING

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ControlForm(project=self.project))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ControlForm(request.POST, project=self.project)
        if not form.is_valid():
            return self.show(form)
        action, tasks = form.cleaned_data["action"], form.cleaned_data["tasks"]
        begun = [task for task in tasks if task.status == Task.Status.IN_PROGRESS]
        if action in LOSING and begun and not form.cleaned_data["confirmed"]:
            return self.ask(form, begun)
        try:
            outcome = control_tasks(
                actor=request.user,
                project=self.project,
                tasks=tasks,
                action=action,
                annotator=form.cleaned_data["annotator"],
            )
        except DomainError as error:
            form.refuse(error)
            return self.show(form)
        self.tell(action, outcome)
        return redirect(self.list_address())

    def ask(self, form: ControlForm, begun: list[Task]) -> HttpResponse:
        """Labels would be lost: ask first, with everything that was sent."""
        context = self.page(
            form=form, begun=begun, action=dict(CHOICES)[form.cleaned_data["action"]], query=self.query()
        )
        return render(self.request, "training/task_control_confirm.html", context)

    def tell(self, action: str, outcome: Outcome) -> None:
        if outcome.n_done:
            done = ngettext("%(action)s: %(count)d task.", "%(action)s: %(count)d tasks.", outcome.n_done)
            messages.success(self.request, done % {"action": dict(CHOICES)[action], "count": outcome.n_done})
        for sentence in outcome.refusals[:REFUSALS_SHOWN]:
            messages.warning(self.request, sentence)
        if (more := len(outcome.refusals) - REFUSALS_SHOWN) > 0:
            told = ngettext("%d more task stays as it is.", "%d more tasks stay as they are.", more)
            messages.warning(self.request, told % more)

    def show(self, form: ControlForm) -> HttpResponse:
        asked = {name: self.request.GET.get(name, "").strip() for name in ("q", "status", "trainee", "sort")}
        trainee = int(asked["trainee"]) if asked["trainee"].isdecimal() else None
        rows = all_tasks(
            project=self.project, search=asked["q"], status=asked["status"], annotator_id=trainee, sort=asked["sort"]
        )
        context = self.page(
            form=form,
            page=Paginator(rows, TASKS_PER_PAGE).get_page(self.request.GET.get("page")),
            search=asked["q"],
            status=asked["status"],
            trainee=trainee,
            sort=asked["sort"] or DEFAULT_SORT,
            statuses=[*Task.Status.choices, ("first", _("First in the queue"))],
            trainees=people_with_tasks(project=self.project),
            chosen=form.data.getlist("tasks") if form.is_bound else [],  # type: ignore[attr-defined]
            query=self.query(),
        )
        return render(self.request, "training/task_control.html", context, status=422 if form.errors else 200)

    def query(self) -> str:
        return self.request.GET.urlencode()

    def list_address(self) -> str:
        """The list as it was filtered and paged."""
        address = reverse("task_control", args=[self.project.uuid])
        return f"{address}?{self.query()}" if self.query() else address
