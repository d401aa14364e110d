"""The wizard that makes a training project, step by step; a draft keeps what is done, so that one can come back."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from training.access import CreatorView, require_creator
from training.errors import DomainError
from training.forms.scoring import FunctionForm, worked_example
from training.forms.wizard import DetailsForm, OntologyForm, SourcesForm, TraineesForm
from training.models import BenchmarkFunction, Job, Ontology, Project, TrainingDraft
from training.selectors import wizard as choices
from training.services.drafts import begin_draft, create_from_draft, keep_step
from training.services.functions import default_weights

STEPS = ("details", "ontology", "data", "trainees")


class WizardView(CreatorView):
    """A step of the wizard. It opens only when the steps before it are done."""

    step = "details"
    template_name = "training/wizard_details.html"
    draft: TrainingDraft | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_creator(request.user)
        if draft_uuid := kwargs.pop("draft_uuid", None):
            self.draft = get_object_or_404(TrainingDraft, uuid=draft_uuid, owner_id=request.user.pk)
            if self.draft.project is not None and not self.draft.project.is_ready:
                return redirect("draft_progress", self.draft.uuid)
            if self.draft.project is not None:
                messages.info(request, _("This training project was created already."))
                return redirect("project_open", self.draft.project.uuid)
            if (missing := _first_missing(self.draft)) and STEPS.index(missing) < STEPS.index(self.step):
                messages.warning(request, _("Finish this step first."))
                return redirect(f"draft_{missing}", self.draft.uuid)
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as error:  # the draft became a project in another tab meanwhile
            messages.error(request, error.message)
            return redirect("training_list")

    @property
    def data(self) -> dict[str, Any]:
        return self.draft.data if self.draft else {}

    def show(self, *given: forms.Form, **context: Any) -> HttpResponse:
        status = 422 if any(form.errors for form in given) else 200
        page = {"steps": self._stepper(), "current": STEPS.index(self.step) + 1, "draft": self.draft, **context}
        return render(self.request, self.template_name, page, status=status)

    def keep(self, **values: Any) -> HttpResponse:
        """Keep the step's values and go on to the next; DomainError passes through to the step."""
        if self.draft is None:
            self.draft = begin_draft(actor=self.request.user, **values)
        else:
            keep_step(actor=self.request.user, draft=self.draft, **values)
        return self.back() or redirect(f"draft_{STEPS[STEPS.index(self.step) + 1]}", self.draft.uuid)

    def back(self) -> HttpResponse | None:
        """To the step before, where that was asked for: what fits is kept, the rest is asked for again later."""
        if "back" not in self.request.POST or self.draft is None:
            return None
        return redirect(f"draft_{STEPS[STEPS.index(self.step) - 1]}", self.draft.uuid)

    @cached_property
    def ontology(self) -> Ontology:
        rows = choices.offered_ontologies(user=self.request.user)
        return get_object_or_404(rows, uuid=self.data["ontology"])

    def _stepper(self) -> list[dict[str, str]]:
        labels = (_("Name"), _("Ontology"), _("Training data"), _("Trainees"))
        urls = [reverse(f"draft_{step}", args=[self.draft.uuid]) if self.draft else "" for step in STEPS]
        return [{"label": label, "url": url} for label, url in zip(labels, urls, strict=True)]


class DetailsView(WizardView):
    """Step 1: name and description. Without a draft, it begins one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(form=DetailsForm(initial=self.data))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DetailsForm(request.POST)
        if form.is_valid():
            return self.keep(**form.cleaned_data)
        return self.show(form, form=form)


class OntologyView(WizardView):
    """Step 2: the ontology."""

    step = "ontology"
    template_name = "training/wizard_ontology.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._choose(OntologyForm(ontologies=self._offered))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OntologyForm(request.POST, ontologies=self._offered)
        if form.is_valid():
            return self.keep(ontology=str(form.cleaned_data["ontology"].uuid))
        return self._choose(form)

    @cached_property
    def _offered(self) -> Any:
        return choices.offered_ontologies(user=self.request.user)

    def _choose(self, form: OntologyForm) -> HttpResponse:
        chosen = form.data.get("ontology") or self.data.get("ontology", "")
        return self.show(form, form=form, ontologies=self._offered, chosen=chosen)


class DataView(WizardView):
    """Step 3: the source projects and the benchmark function."""

    step = "data"
    template_name = "training/wizard_data.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = {"completed_only": self.data.get("completed_only", False)}
        return self._choose(SourcesForm(projects=self._projects, initial=kept), self._function_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        sources, function = SourcesForm(request.POST, projects=self._projects), self._function_form(request.POST)
        if sources.is_valid() and function.is_valid():
            return self.keep(**sources.chosen(), function=function.function_settings())
        return self.back() or self._choose(sources, function)

    @cached_property
    def _projects(self) -> Any:
        return choices.administered_projects(user=self.request.user).filter(ontology=self.ontology)

    def _function_form(self, data: Any = None) -> FunctionForm:
        kept = self.data.get("function", {})
        weights = default_weights(self.ontology)
        weights.update({int(pk): values for pk, values in kept.get("weights", {}).items() if int(pk) in weights})
        initial = {"kind": BenchmarkFunction.Kind.DYNAMIC, "pairing_threshold": 0, "count_extras": True}
        initial.update({key: value for key, value in kept.items() if key in initial})
        classes = [item for item in self.ontology.classes.all() if not item.archived]
        return FunctionForm(data, classes=classes, weights=weights, initial=initial)

    def _choose(self, sources: SourcesForm, function: FunctionForm) -> HttpResponse:
        chosen = sources.data.getlist("sources") if sources.is_bound else self.data.get("sources", [])  # type: ignore[attr-defined]
        offered = choices.source_choices(user=self.request.user, ontology=self.ontology)
        return self.show(
            sources,
            function,
            form=sources,
            function=function,
            example=worked_example(function),
            ontology=self.ontology,
            choices=offered,
            chosen=chosen,
            # What the page says while one chooses is looked up: the curve stands in one place.
            precision=[choices.expected_precision(n) for n in range(1, choices.FEW_TASKS)],
        )


class TraineesView(WizardView):
    """Step 4: the trainees, a summary, and Create training program."""

    step = "trainees"
    template_name = "training/wizard_trainees.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = {"emails": "\n".join(self.data.get("addresses", []))}
        return self._choose(TraineesForm(people=choices.people(), initial=kept))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TraineesForm(request.POST, request.FILES, people=choices.people())
        if not form.is_valid() or self.draft is None:
            return self.back() or self._choose(form)
        if "back" in request.POST:
            return self.keep(**form.chosen())
        origin = request.build_absolute_uri("/").rstrip("/")
        try:
            keep_step(actor=request.user, draft=self.draft, **form.chosen())
            project = create_from_draft(actor=request.user, draft=self.draft, origin=origin)
        except DomainError as error:
            form.refuse(error)
            return self._choose(form)
        if not project.is_ready:
            return redirect("draft_progress", self.draft.uuid)
        return _open(request, project)

    def _choose(self, form: TraineesForm) -> HttpResponse:
        chosen = form.data.getlist if form.is_bound else lambda name: self.data.get(name, [])  # type: ignore[attr-defined]
        offered = choices.source_choices(user=self.request.user, ontology=self.ontology)
        sources = [choice for choice in offered if str(choice.project.uuid) in self.data["sources"]]
        completed_only = self.data.get("completed_only", False)
        n_tasks = sum(choice.n_eligible(completed_only=completed_only) for choice in sources)
        return self.show(
            form,
            form=form,
            refusal=self.data.get("refusal", ""),
            people=choices.people().exclude(pk=self.request.user.pk),
            groups=choices.groups(),
            chosen_people=[str(pk) for pk in chosen("trainees")],
            chosen_groups=[str(uuid) for uuid in chosen("groups")],
            ontology=self.ontology,
            sources=sources,
            n_tasks=n_tasks,
            completed_only=completed_only,
            precision=choices.expected_precision(n_tasks),
            is_rough=n_tasks < choices.FEW_TASKS,
        )


class ProgressView(CreatorView):
    """How far a large project is, until it can be opened; where that failed, back to the last step."""

    def get(self, request: HttpRequest, draft_uuid: UUID) -> HttpResponse:
        draft = get_object_or_404(TrainingDraft, uuid=draft_uuid, owner_id=request.user.pk)
        if draft.project is None or draft.project.is_ready:
            done = redirect("draft_trainees", draft.uuid) if draft.project is None else _open(request, draft.project)
            return HttpResponseClientRedirect(done.url) if request.htmx else done  # type: ignore[attr-defined]
        job = draft.project.jobs.filter(kind=Job.Kind.CREATE).first()
        return render(request, "training/draft_progress.html", {"draft": draft, "job": job})


def _open(request: HttpRequest, project: Project) -> HttpResponseRedirect:
    address = reverse("project_open", args=[project.uuid])
    facts = {"title": project.title, "address": request.build_absolute_uri(address)}
    messages.success(
        request,
        _("The training project “%(title)s” is ready. Share its address with your team: %(address)s") % facts,
    )
    return HttpResponseRedirect(address)


def _first_missing(draft: TrainingDraft) -> str | None:
    """The first step that is not done; its values are not kept yet, or another choice made them void."""
    needed = {"details": "title", "ontology": "ontology", "data": "sources"}
    return next((step for step, key in needed.items() if not draft.data.get(key)), None)
