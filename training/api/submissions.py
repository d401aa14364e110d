"""Submitted tasks with their scores, their labels beside the benchmark's, and all evaluation labels as CSV."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.operations import Operation
from training.api.summary import LABEL_FILTERS, SummaryApiView
from training.api.task_serializers import Submission, SubmissionDocuments
from training.errors import InvalidError
from training.forms.submissions import SubmissionsForm
from training.models import Task
from training.selectors.evaluation_csv import evaluation_labels_csv
from training.selectors.review import review_documents
from training.selectors.submissions import submissions_page
from training.views.media import serve_frame

SUBMISSIONS_PER_PAGE = 200


class SubmissionList(SummaryApiView):
    """GET the submitted tasks, the newest first."""

    operations = {
        "get": Operation(
            does="The submitted tasks with their scores, the newest first",
            answer=Submission,
            is_page=True,
            query={"trainee": "The number of a trainee", "after": "The id of the last submission you have"},
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        asked = request.query_params
        trainee, after = asked.get("trainee"), asked.get("after")
        if trainee is not None and not (trainee.isascii() and trainee.isdigit() and len(trainee) < 18):
            raise _invalid("trainee", _("A trainee is named by a number."))
        page = submissions_page(
            project=self.project,
            trainee_id=None if trainee is None else int(trainee),
            after=None if after is None else _uuid(after),
            size=SUBMISSIONS_PER_PAGE,
        )
        following = None
        if page.has_next:
            query = asked.copy()
            query["after"] = str(page.rows[-1].uuid)
            following = request.build_absolute_uri(f"?{query.urlencode()}")
        return Response({"next": following, "previous": None, "results": self.shown(request, page.rows, many=True)})


class SubmissionView(SummaryApiView):
    """Of one submitted task."""

    def submitted(self) -> Task:
        rows = self.project.tasks.filter(status=Task.Status.SUBMITTED)
        related = ("submission", "benchmark_task__data_unit", "benchmark_task__snapshot")
        return get_object_or_404(rows.select_related(*related), uuid=self.kwargs["task_uuid"])


class SubmissionLabels(SubmissionView):
    """GET the labels as they were submitted, and the benchmark's for those who may see them."""

    operations = {"get": Operation(does="The labels of a submission and its benchmark", answer=SubmissionDocuments)}

    def get(self, request: Request, **kwargs: Any) -> Response:
        with_benchmark = self.access.sees_benchmark
        return Response(review_documents(task=self.submitted(), function=self.function, with_benchmark=with_benchmark))


class SubmissionFrame(SubmissionView):
    """GET the picture of one frame."""

    operations = {"get": Operation(does="The picture of one frame of a submission", gives="image/*")}

    def get(self, request: Request, *, frame: int, **kwargs: Any) -> HttpResponseBase:
        return serve_frame(_plain(request), self.submitted().benchmark_task.data_unit, frame)


class EvaluationLabelsCsv(SummaryApiView):
    """GET the evaluation labels as CSV, streamed while it is made."""

    operations = {"get": Operation(does="The evaluation labels as CSV", query=LABEL_FILTERS, gives="text/csv")}

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        form = SubmissionsForm(request.query_params, project=self.project)
        if form.errors:
            faults = [{"where": field, "message": str(errors[0])} for field, errors in form.errors.items()]
            raise InvalidError(_("This filter does not fit the project."), errors=faults)
        chunks = evaluation_labels_csv(project=self.project, function=self.function, chosen=form.label_filter())
        return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")


def _plain(request: Request) -> HttpRequest:
    return request._request


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise _invalid("after", _("A submission is named by a UUID.")) from error


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
