"""Datasets, their data units, and uploads: announced, sent in parts, finished."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.base import ContentFile
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.library_serializers import (
    DatasetShown,
    DataUnitShown,
    NewDataset,
    NewUpload,
    Received,
    UploadShown,
)
from training.api.operations import CreatingView, CreatorApiView, Operation
from training.api.parsers import RawParser
from training.errors import InvalidError
from training.models import Dataset, Upload
from training.selectors.datasets import may_edit_dataset, units_of, visible_datasets, visible_units
from training.services.datasets import create_dataset
from training.services.uploads import add_part, finish_upload, start_upload
from training.views.media import serve_frame


class DatasetList(CreatingView, CreatorApiView):
    """The datasets one may see."""

    operations = {
        "get": Operation(
            does="List the datasets that you may see", answer=DatasetShown, is_page=True, query={"q": "Part of it"}
        ),
        "post": Operation(does="Make a dataset", body=NewDataset, answer=DatasetShown, status=201),
    }

    def get(self, request: Request) -> Response:
        return self.page(request, visible_datasets(user=request.user, search=request.query_params.get("q", "")))

    def create(self, request: Request, **kwargs: Any) -> Response:
        return self.made(request, create_dataset(actor=request.user, **self.checked(request)))


class DatasetView(CreatorApiView):
    """Of one dataset: 404 where one may not see it, 403 where one may not add to it."""

    @cached_property
    def dataset(self) -> Dataset:
        return get_object_or_404(visible_datasets(user=self.request.user), uuid=self.kwargs["dataset_uuid"])

    @cached_property
    def own(self) -> Dataset:
        """The dataset, which the caller may add to."""
        if not may_edit_dataset(user=self.request.user, dataset=self.dataset):
            raise PermissionDenied(_("Only the person who made a dataset may add to it."))
        return self.dataset

    @cached_property
    def upload(self) -> Upload:
        uploads = Upload.objects.filter(dataset=self.own)
        if not self.request.user.is_superuser:
            uploads = uploads.filter(created_by_id=self.request.user.pk or 0)
        return get_object_or_404(uploads, uuid=self.kwargs["upload_uuid"])

    def show_upload(self, upload: Upload) -> dict[str, Any]:
        """An upload with its files."""
        return dict(UploadShown(upload, context={"part_bytes": settings.UPLOAD_PART_BYTES}).data)


class DatasetDetail(DatasetView):
    """One dataset."""

    operations = {"get": Operation(does="A dataset", answer=DatasetShown)}

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(self.shown(request, self.dataset))


class DataUnitList(DatasetView):
    """The data units of a dataset."""

    operations = {
        "get": Operation(
            does="List the data units of a dataset",
            answer=DataUnitShown,
            is_page=True,
            query={"q": "Part of the title"},
        )
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        rows = units_of(dataset=self.dataset, search=request.query_params.get("q", ""))
        return self.page(request, rows, ordering=("pk",))


class DataUnitFrame(CreatorApiView):
    """The picture of one frame of a data unit."""

    operations = {"get": Operation(does="The picture of one frame of a data unit", gives="image/*")}

    def get(self, request: Request, *, unit_uuid: str, frame: int, **kwargs: Any) -> HttpResponseBase:
        units = visible_units(user=request.user).filter(dataset__uuid=self.kwargs["dataset_uuid"])
        return serve_frame(request._request, get_object_or_404(units, uuid=unit_uuid), frame)


class UploadList(CreatingView, DatasetView):
    """Announces files."""

    operations = {
        "post": Operation(
            does="Announce files to upload; the same files again go on where they stopped",
            body=NewUpload,
            answer=UploadShown,
            status=201,
        )
    }

    def create(self, request: Request, **kwargs: Any) -> Response:
        dataset, given = self.own, self.checked(request)
        files = [(file["name"], file["size"]) for file in given["files"]]
        upload = start_upload(actor=request.user, dataset=dataset, kind=given["kind"], files=files)
        return Response(self.show_upload(upload), status=201)


class UploadDetail(DatasetView):
    """How far an upload is, and what became of each file."""

    operations = {"get": Operation(does="How far an upload is, and what became of each file", answer=UploadShown)}

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(self.show_upload(self.upload))


class UploadPart(DatasetView):
    """PUT ?offset=n: the next bytes of a file; 409 tells how many have arrived."""

    parser_classes = (RawParser,)
    operations = {
        "put": Operation(
            does="Send the next bytes of a file",
            sends="application/octet-stream",
            answer=Received,
            query={"offset": "How many bytes were sent before"},
        )
    }

    def put(self, request: Request, *, position: int, **kwargs: Any) -> Response:
        upload, offset = self.upload, request.query_params.get("offset", "0")
        if not (offset.isascii() and offset.isdigit() and len(offset) < 18):
            message = _("The offset is a whole number from 0.")
            raise InvalidError(message, errors=[{"where": "offset", "message": message}])
        if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_PART_BYTES:
            raise RequestDataTooBig("The part is larger than UPLOAD_PART_BYTES.")
        sent: Any = request.data or b""
        content = ContentFile(bytes(sent))
        return Response({"received": add_part(upload=upload, position=position, offset=int(offset), content=content)})


class UploadFinish(DatasetView):
    """POST: all has been sent."""

    operations = {"post": Operation(does="Say that all files have been sent", answer=UploadShown)}

    def post(self, request: Request, **kwargs: Any) -> Response:
        return Response(self.show_upload(finish_upload(upload=self.upload)))
