"""Why a submission scored what it did, for programs: the same explanation as the pages'."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.operations import Operation
from training.api.summary import SummaryApiView
from training.errors import InvalidError
from training.models import Task
from training.selectors.explanation import ExplainedInstance, ExplainedLabel, explanation


class SubmissionExplanation(SummaryApiView):
    """GET every evaluation label of a submission with what it lost and why, and the mean of every object instance.

    Parameter: ``frame`` narrows the evaluation labels to one frame. The ids of the benchmark's labels are there for
    those who may see the benchmark.
    """

    operations = {
        "get": Operation(
            does="Why a submission scored what it did",
            query={"frame": "The index of a frame, from 0"},
            gives="application/json",
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        task = self.submitted_task()
        explained = explanation(
            task=task,
            function=self.function,
            with_benchmark=self.with_benchmark(),
            frame=_frame(request.query_params.get("frame")),
        )
        return Response(
            {
                "version": explained.version,
                "score": explained.score,
                "instance_score": explained.instance_score,
                "n_labels": explained.n_labels,
                "labels": [_label(item) for item in explained.labels],
                "instances": [_instance(item) for item in explained.instances],
            }
        )

    def submitted_task(self) -> Task:
        """The submission that is asked for."""
        submitted = self.project.tasks.filter(status=Task.Status.SUBMITTED).select_related("project__ontology")
        return get_object_or_404(submitted, uuid=self.kwargs["task_uuid"])

    def with_benchmark(self) -> bool:
        """Whether the caller may know the benchmark's labels."""
        return self.access.sees_benchmark


def _frame(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        message = _("A frame is a whole number from 0.")
        raise InvalidError(message, errors=[{"where": "frame", "message": message}])
    return int(text)


def _label(item: ExplainedLabel) -> dict[str, Any]:
    return {
        "id": item.id,
        "frame": item.frame,
        "class": item.ontology_class.feature_hash,
        "class_name": item.ontology_class.name,
        "labelled_as": item.candidate_class and item.candidate_class.feature_hash,
        "outcome": item.outcome,
        "benchmark_label": item.reference or None,
        "submission_label": item.candidate or None,
        "similarity": item.similarity,
        "category": item.category,
        "attributes": item.attributes,
        "weights": item.weights._asdict(),
        "score": item.score,
        "lost": item.lost._asdict(),
        "explanation": item.sentences,
    }


def _instance(item: ExplainedInstance) -> dict[str, Any]:
    return {
        "class": item.ontology_class.feature_hash,
        "class_name": item.ontology_class.name,
        "label": item.uid or None,
        "is_extra": item.is_extra,
        "n_labels": item.n_labels,
        "score": item.score,
    }
