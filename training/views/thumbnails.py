"""The small pictures in Annotator submissions: made when a browser asks, and kept by that browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from training.decoding.client import decode
from training.decoding.scratch import Scratch
from training.errors import InvalidError
from training.modalities import modality_of
from training.models import DataUnit, EvaluationLabel
from training.selectors.thumbnails import SIZE, Thumbnail, thumbnail
from training.views.summary import SummaryView

CACHE_CONTROL = "private, max-age=86400"
#: Another number whenever the drawing changes.
DRAWING = 1


class LabelThumbnailView(SummaryView):
    """One evaluation label on its frame: the trainee's, and the benchmark's for those who may see it."""

    def get(self, request: HttpRequest, label_id: int) -> HttpResponseBase:
        with_benchmark = self.access.sees_benchmark
        related = ("task__submission", "task__benchmark_task__snapshot", "task__benchmark_task__data_unit")
        labels = EvaluationLabel.objects.filter(project=self.project)
        label = get_object_or_404(labels.select_related("ontology_class", "candidate_class", *related), pk=label_id)
        etag = quote_etag(f"{label.pk}-{int(with_benchmark)}-{DRAWING}")
        response = get_conditional_response(request, etag=etag) or self._picture(label, with_benchmark)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            response.headers["Cache-Control"] = CACHE_CONTROL
        return response

    def _picture(self, label: EvaluationLabel, with_benchmark: bool) -> HttpResponse:
        width, height = _size(label.task.benchmark_task.data_unit, label.frame)
        wanted = thumbnail(label=label, width=width, height=height, with_benchmark=with_benchmark)
        try:
            content = _cut(wanted)
        except InvalidError as error:
            return HttpResponse(error.message, status=503, content_type="text/plain; charset=utf-8")
        return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


def _size(unit: DataUnit, index: int) -> tuple[int, int]:
    if modality_of(unit).is_uniform:
        return unit.width, unit.height
    frame = modality_of(unit).frames(unit)[index]
    return frame.width, frame.height


def _cut(wanted: Thumbnail) -> bytes:
    with Scratch() as scratch:
        content = modality_of(wanted.data_unit).open_frame(wanted.data_unit, wanted.frame)
        out = scratch.new_path()
        with content.file.open("rb") as file:
            decode(
                "cuts.cut",
                path=scratch.path_of(file),
                out=str(out),
                box=wanted.box,
                size=list(SIZE),
                marks=wanted.marks,
                samples=_samples(wanted.data_unit, wanted.frame),
            )
        return out.read_bytes()


def _samples(unit: DataUnit, index: int) -> dict[str, Any] | None:
    """How a slice that is kept as samples is shown: its own window, or all of its range."""
    facts = modality_of(unit).media(unit).get("samples")
    if facts is None:
        return None
    signed, slope, intercept, windows = (
        values[index if len(values) > 1 else 0]
        for values in (facts["signed"], facts["slopes"], facts["intercepts"], facts["windows"])
    )
    low, high = facts["range"]
    return {
        "width": unit.width,
        "height": unit.height,
        "signed": signed,
        "slope": slope,
        "intercept": intercept,
        "window": windows[0] if windows else [(low + high) / 2, high - low],
        "is_inverted": facts["is_inverted"],
    }
