"""A trainee's own results for programs, as far as they are released: the same rule as the pages'."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.explanation import SubmissionExplanation
from training.api.operations import Operation
from training.api.summary import SummaryApiView, standing_of
from training.errors import ClosedError
from training.models import Task
from training.permissions import Permission
from training.selectors.release import released_to
from training.selectors.trainee import TraineeResults, trainee_results


class OwnResults(SummaryApiView):
    """GET the caller's score, classes and submissions; all null while nothing is released."""

    permission = Permission.ANNOTATE
    operations = {"get": Operation(does="Your own results, as far as they are released", gives="application/json")}

    def get(self, request: Request, **kwargs: Any) -> Response:
        released = released_to(user=request.user, project=self.project)
        results = trainee_results(project=self.project, annotator_id=self.access.user.pk) if released.scores else None
        return Response({"released": released.allowed, "results": results and results_of(results)})


class OwnExplanation(SubmissionExplanation):
    """GET why an own submission scored what it did, where View of own submissions is released."""

    permission = Permission.ANNOTATE

    def submitted_task(self) -> Task:
        own = self.project.tasks.filter(annotator=self.access.user).select_related("project__ontology")
        task = get_object_or_404(own, uuid=self.kwargs["task_uuid"])
        if task.scored_at is None or not released_to(user=self.access.user, project=self.project).submissions:
            raise ClosedError(_("This submission is not open to you, or not yet."))
        return task

    def with_benchmark(self) -> bool:
        return True


def results_of(results: TraineeResults) -> dict[str, Any]:
    """A trainee's results as the API gives them."""
    return {
        **standing_of(results.standing),
        "tasks": results.progress.assigned,
        "tasks_submitted": results.progress.submitted,
        "outcomes": {key: count for key, _label, count, _share in results.figures.outcomes.parts},
        "classes": [
            {"class": item.ontology_class.feature_hash, "name": item.ontology_class.name, "score": item.score}
            for item in results.figures.classes
        ],
        "curve": [{"tasks": label, "score": mean} for label, _count, mean in results.curve],
        "task_scores": results.scores,
    }
