"""Uploads: announced, sent in parts, finished; and the page that says how far they are and what became of each file."""

import json
from collections import Counter
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from training.access import CreatorView
from training.errors import ConflictError, DomainError
from training.forms.datasets import UploadForm
from training.models import Dataset, Upload
from training.selectors.datasets import may_edit_dataset, visible_datasets
from training.services.uploads import add_part, finish_upload, start_upload

FILES_PER_PAGE = 200
KINDS = dict(UploadForm.base_fields["kind"].choices)  # type: ignore[attr-defined]


class DatasetView(CreatorView):
    """What is done to a dataset by someone who may add to it; errors are told as the API tells them."""

    @cached_property
    def dataset(self) -> Dataset:
        dataset = get_object_or_404(visible_datasets(user=self.request.user), uuid=self.kwargs["dataset_uuid"])
        if not may_edit_dataset(user=self.request.user, dataset=dataset):
            raise PermissionDenied(_("Only the person who made a dataset may add to it."))
        return dataset

    @cached_property
    def upload(self) -> Upload:
        uploads = Upload.objects.filter(dataset=self.dataset)
        if not self.request.user.is_superuser:
            uploads = uploads.filter(created_by_id=self.request.user.pk)
        return get_object_or_404(uploads, uuid=self.kwargs["upload_uuid"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]
        except DomainError as error:
            facts = error.facts if isinstance(error, ConflictError) else {}
            answer = {"type": error.code, "detail": error.message, **facts}
            return JsonResponse(answer, status=error.status_code)


class UploadStartView(DatasetView):
    """POST {kind, files: [{name, size}]}: what is to be sent, and what has arrived of it already."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            wanted = json.loads(request.body)
            files = [(str(file["name"]), int(file["size"])) for file in wanted["files"]]
            kind = wanted.get("kind", "")
        except (ValueError, TypeError, LookupError):
            return JsonResponse({"type": "invalid", "detail": _("The request is not understood.")}, status=422)
        if kind not in KINDS or any(size < 0 for _name, size in files):
            return JsonResponse({"type": "invalid", "detail": _("The request is not understood.")}, status=422)
        upload = start_upload(actor=request.user, dataset=self.dataset, kind=kind, files=files)
        address = [self.dataset.uuid, upload.uuid]
        return JsonResponse(
            {
                "received": list(upload.files.filter(member=0).values_list("received", flat=True)),
                "part_bytes": settings.UPLOAD_PART_BYTES,
                "files_url": reverse("upload_part", args=[*address, 0]).removesuffix("0"),
                "finish_url": reverse("upload_finish", args=address),
                "url": reverse("upload_detail", args=address),
            },
            status=201,
        )


class UploadPartView(DatasetView):
    """PUT ?offset=n: the next bytes of a file; 409 tells how many have arrived."""

    def put(self, request: HttpRequest, *, position: int, **kwargs: Any) -> HttpResponseBase:
        offset = request.GET.get("offset", "")
        length = request.headers.get("Content-Length", "")
        if not offset.isdecimal() or not length.isdecimal():
            return JsonResponse({"type": "invalid", "detail": _("The request is not understood.")}, status=422)
        if int(length) > settings.UPLOAD_PART_BYTES:
            return JsonResponse({"type": "invalid", "detail": _("The part is too large.")}, status=413)
        content = ContentFile(request.body)
        received = add_part(upload=self.upload, position=position, offset=int(offset), content=content)
        return JsonResponse({"received": received})


class UploadFinishView(DatasetView):
    """POST: all has been sent."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        upload = finish_upload(upload=self.upload)
        return JsonResponse({"state": upload.state})


class UploadDetailView(DatasetView):
    """How far an upload is, and what became of each file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        files = self.upload.files.select_related("data_unit")
        states = Counter(files.values_list("state", flat=True))
        page = Paginator(files.order_by("position", "member"), FILES_PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "dataset": self.dataset,
            "upload": self.upload,
            "counts": states,
            "n_done": states.total() - states["waiting"],
            "n_files": states.total(),
            "page": page,
        }
        if not states:
            raise Http404
        return render(request, "training/upload_detail.html", context)
