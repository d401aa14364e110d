"""The Summary for programs: trainees' figures, evaluation labels page by page, and background jobs.

Shares (similarity, attributes) are 0 to 1, scores 0 to 100, as in the CSV.
"""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.operations import Operation, ProjectApiView
from training.api.project_serializers import JobShown
from training.errors import InvalidError
from training.forms.submissions import SubmissionsForm
from training.models import BenchmarkFunction, Job, Project
from training.permissions import Permission
from training.selectors.overview import Overview, TraineeLine, overview
from training.selectors.progress import scoring_state
from training.selectors.standings import Comparison, Standing
from training.selectors.submissions import LabelLine, labels_page

LABELS_PER_PAGE = 500
#: The query parameters that narrow evaluation labels.
LABEL_FILTERS = {
    "trainee": "The number of a trainee",
    "task": "The id of a task",
    "title": "Part of a task's title",
    "class": "The feature hash of a class",
    "outcome": "matched, wrong_category, missing or extra",
    "score_from": "The lowest score, 0 to 100",
    "score_to": "The highest score, 0 to 100",
    "frame": "The index of a frame, from 0",
}
#: And those that say where a page begins.
PLACES = {"after": "The id of the last one you have", "before": "The id of the first one you have"}


class SummaryApiView(ProjectApiView):
    """What members with the Summary may read."""

    permission = Permission.VIEW_SUMMARY
    kind: str | None = Project.Kind.TRAINING

    @property
    def function(self) -> BenchmarkFunction:
        if self.project.applied_function is None:
            raise Http404(_("This project has no benchmark function."))
        return self.project.applied_function


class ProjectSummary(SummaryApiView):
    """GET progress and score of every trainee, under the applied version and the one before it."""

    operations = {"get": Operation(does="Progress and score of every trainee", gives="application/json")}

    def get(self, request: Request, **kwargs: Any) -> Response:
        state = scoring_state(project=self.project)
        return Response(
            {
                "project": self.project.title,
                "version": self.function.version,
                "previous_version": self.project.previous_function and self.project.previous_function.version,
                "newest_version": state.newest and state.newest.version,
                "job": state.job and state.job.pk,
                **_summary(overview(project=self.project)),
            }
        )


class EvaluationLabels(SummaryApiView):
    """GET evaluation labels in the order of their ids; ``next`` and ``previous`` are addresses, or null.

    Parameters: ``trainee`` (id), ``task`` (UUID), ``title`` (part of a task's), ``class`` (feature hash), ``outcome``,
    ``score_from`` and ``score_to``, ``frame``; and ``after`` or ``before`` (the id of an evaluation label).
    The ids of the benchmark's labels are there for those who may see the benchmark.
    """

    operations = {
        "get": Operation(
            does="The evaluation labels, page by page", query=LABEL_FILTERS | PLACES, gives="application/json"
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        form = SubmissionsForm(request.query_params, project=self.project)
        if form.errors:
            faults = [{"where": field, "message": str(errors[0])} for field, errors in form.errors.items()]
            raise InvalidError(_("This filter does not fit the project."), errors=faults)
        after, before = form.label_place()
        page = labels_page(
            function=self.function, chosen=form.label_filter(), after=after, before=before, size=LABELS_PER_PAGE
        )
        addresses = form.pages(page, "id")
        may_see_benchmark = self.access.allows(Permission.VIEW_BENCHMARK_SOURCE)
        return Response(
            {
                "version": self.function.version,
                "next": _absolute(request, addresses["next"]),
                "previous": _absolute(request, addresses["previous"]),
                "results": [_label(line, may_see_benchmark) for line in page.rows],
            }
        )


class JobDetail(SummaryApiView):
    """GET how far a background job is."""

    kind = None
    operations = {"get": Operation(does="How far a background job is", answer=JobShown)}

    def get(self, request: Request, job_id: int, **kwargs: Any) -> Response:
        job = get_object_or_404(self.project.jobs.select_related("function"), pk=job_id)
        return Response(job_shown(job))


def _summary(figures: Overview) -> dict[str, Any]:
    return {
        "benchmark_tasks": figures.n_benchmark_tasks,
        "annotators": figures.n_annotators,
        "tasks": figures.progress.assigned,
        "tasks_submitted": figures.progress.submitted,
        "score": _points(figures.score),
        "pass_mark": figures.pass_mark,
        "verdicts": figures.verdicts or None,
        "change": _change(figures.comparison),
        "trainees": [_trainee(line) for line in figures.lines],
    }


def _trainee(line: TraineeLine) -> dict[str, Any]:
    return {
        "id": line.trainee.pk,
        "name": line.trainee.name,
        "email": line.trainee.email,
        "is_member": line.is_member,
        "tasks": line.progress.assigned,
        "tasks_in_progress": line.progress.in_progress,
        "tasks_submitted": line.progress.submitted,
        "tasks_scored": line.progress.scored,
        "active_s": line.progress.active_s,
        "last_submitted_at": line.progress.last_submitted_at,
        **standing_of(line.standing),
        "change": _change(line.comparison),
    }


def standing_of(standing: Standing | None) -> dict[str, Any]:
    """A score with its interval and, where there is a pass mark, its verdict; null where nothing is scored."""
    verdict = standing.verdict if standing else None
    return {
        "score": _points(standing.score if standing else None),
        "score_low": _points(standing.estimate.low if standing else None),
        "score_high": _points(standing.estimate.high if standing else None),
        "verdict": verdict and verdict.word,
        "further_tasks": verdict and verdict.further_tasks,
    }


def _change(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    return {
        "tasks": comparison.n_tasks,
        "previous": _points(comparison.previous),
        "now": _points(comparison.now),
        "difference": _points(comparison.change),
    }


def _label(line: LabelLine, may_see_benchmark: bool) -> dict[str, Any]:
    return {
        "id": line.id,
        "trainee": line.trainee_id,
        "task": line.task_uuid,
        "task_title": line.task_title,
        "frame": line.frame,
        "class": line.ontology_class.feature_hash,
        "class_name": line.ontology_class.name,
        "shape": line.ontology_class.shape or None,
        "labelled_as": line.candidate_class and line.candidate_class.feature_hash,
        "outcome": line.outcome,
        "similarity": line.similarity,
        "category": line.category,
        "attributes": line.attributes,
        "benchmark_label": (line.reference_uid or None) if may_see_benchmark else None,
        "submission_label": line.candidate_uid or None,
        "score": _points(line.score),
    }


def job_shown(job: Job) -> dict[str, Any]:
    """A background job, as the API gives it."""
    return {
        "id": job.pk,
        "kind": job.kind,
        "state": job.state,
        "version": job.function and job.function.version,
        "total": job.total,
        "done": job.done,
        "error": job.error,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }


def _points(score: float | None) -> float | None:
    """As many digits as the CSV has."""
    return None if score is None else round(score, 6)


def _absolute(request: Request, address: str) -> str | None:
    return request.build_absolute_uri(address) if address else None
