"""Sends the pictures of data units: ranges, ETags, and caching that stays private. Who may see them is asked before."""

import logging
import re
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from training.access import CreatorView
from training.errors import BusyError, InvalidError
from training.modalities import FrameContent, modality_of
from training.models import DataFile, DataUnit
from training.selectors.datasets import visible_units

logger = logging.getLogger(__name__)

CACHE_CONTROL = "private, max-age=3600"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# Browsers show these in place; anything else is offered as a download, so that it never runs on this origin.
SHOWN_IN_PLACE = ("image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm")


class DataUnitFrameView(CreatorView):
    """A frame of a data unit, for the people who look after its dataset."""

    def get(self, request: HttpRequest, *, dataset_uuid: str, unit_uuid: str, frame: int) -> HttpResponseBase:
        unit = get_object_or_404(visible_units(user=request.user), dataset__uuid=dataset_uuid, uuid=unit_uuid)
        return serve_frame(request, unit, frame)


class DataUnitPreviewView(CreatorView):
    """A small picture of a data unit, for lists; where none was made, frame 0."""

    def get(self, request: HttpRequest, *, dataset_uuid: str, unit_uuid: str) -> HttpResponseBase:
        unit = get_object_or_404(visible_units(user=request.user), dataset__uuid=dataset_uuid, uuid=unit_uuid)
        preview = unit.files.filter(kind=DataFile.Kind.PREVIEW).first()
        return serve_file(request, preview) if preview else serve_frame(request, unit, 0)


def serve_frame(request: HttpRequest, data_unit: DataUnit, index: int) -> HttpResponseBase:
    """Answer with one frame; 404 where the data unit has no such frame. The caller has asked for the right."""
    if index >= data_unit.n_frames:
        raise Http404(_("There is no such frame."))
    try:
        return serve_file(request, modality_of(data_unit).open_frame(data_unit, index))
    except BusyError as error:
        headers = {"Retry-After": str(error.retry_after_s), "Cache-Control": "no-store"}
        return HttpResponse(error.message, status=503, content_type="text/plain; charset=utf-8", headers=headers)
    except InvalidError as error:
        # It was readable when it was uploaded: the decoder is at fault, and may do better the next time.
        return HttpResponse(error.message, status=503, content_type="text/plain; charset=utf-8")


def serve_file(request: HttpRequest, data_file: FrameContent) -> HttpResponseBase:
    """Answer with a stored file: 200, 206 for a range, 304 for a known ETag, 416 for a range beyond its end.

    Neither a header nor the body names the file, its data unit or its dataset.
    """
    etag = quote_etag(data_file.sha256)
    response = get_conditional_response(request, etag=etag) or _content(request, data_file, etag)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class _Slice:
    """A part of an open file, for FileResponse."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        file.seek(start)
        self._file, self._left = file, length

    def read(self, size: int) -> bytes:
        chunk = self._file.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()


def _content(request: HttpRequest, data_file: FrameContent, etag: str) -> HttpResponseBase:
    span = _range(request, data_file.n_bytes, etag)
    if not span:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{data_file.n_bytes}"})
    is_whole = len(span) == data_file.n_bytes
    response = FileResponse(
        _Slice(_open(data_file), span.start, len(span)),
        status=200 if is_whole else 206,
        content_type=data_file.content_type,
    )
    response.headers["Content-Length"] = str(len(span))
    response.headers["Accept-Ranges"] = "bytes"
    shown = data_file.content_type in SHOWN_IN_PLACE
    response.headers["Content-Disposition"] = "inline" if shown else "attachment"
    if not is_whole:
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{data_file.n_bytes}"
    return response


def _range(request: HttpRequest, n_bytes: int, etag: str) -> range:
    """The bytes asked for, empty where none of them exists. Several ranges, and malformed ones, mean the whole."""
    whole = range(n_bytes)
    wanted = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not wanted or not any(wanted.groups()) or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = wanted.groups()
    if not first:
        return whole[-int(last) :] if int(last) else range(0)
    if last and int(last) < int(first):
        return whole
    return whole[int(first) : int(last) + 1 if last else None]


def _open(data_file: FrameContent) -> IO[bytes]:
    try:
        return data_file.file.open("rb")
    except FileNotFoundError as error:
        logger.error("a stored file is missing: %s", data_file.file)
        raise Http404(_("The file is missing in the store.")) from error
