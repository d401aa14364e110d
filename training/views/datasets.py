"""Pages about datasets: list, create, and the data units of one with the upload."""

from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from training.access import CreatorView
from training.errors import DomainError
from training.forms.datasets import DatasetForm, UploadForm
from training.modalities import modality_of
from training.models import Dataset, DataUnit
from training.selectors.datasets import (
    counted_units,
    may_edit_dataset,
    open_uploads,
    parts_of,
    units_of,
    visible_datasets,
)
from training.services.datasets import create_dataset
from training.services.uploads import receive_upload

DATASETS_PER_PAGE = 50
UNITS_PER_PAGE = 24


class DatasetListView(CreatorView):
    """The datasets one may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        rows = visible_datasets(user=request.user, search=search)
        page = Paginator(rows, DATASETS_PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "training/dataset_list.html", {"page": page, "search": search})


class DatasetCreateView(CreatorView):
    """A new dataset, empty at first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(request, DatasetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DatasetForm(request.POST)
        if not form.is_valid():
            return self._form(request, form)
        try:
            dataset = create_dataset(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("The dataset “%(title)s” is there; add its files.") % {"title": dataset.title})
        return redirect("dataset_detail", dataset.uuid)

    def _form(self, request: HttpRequest, form: DatasetForm) -> HttpResponse:
        return render(request, "training/dataset_create.html", {"form": form}, status=422 if form.errors else 200)


class DatasetDetailView(CreatorView):
    """The data units of a dataset, and the upload of more."""

    @cached_property
    def dataset(self) -> Dataset:
        return get_object_or_404(visible_datasets(user=self.request.user), uuid=self.kwargs["dataset_uuid"])

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return self._page(request, UploadForm())

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not may_edit_dataset(user=request.user, dataset=self.dataset):
            raise PermissionDenied(_("Only the person who made a dataset may add to it."))
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form)
        try:
            upload = receive_upload(actor=request.user, dataset=self.dataset, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._page(request, form)
        return redirect("upload_detail", self.dataset.uuid, upload.uuid)

    def _shown_url(self, unit: DataUnit) -> str:
        """What a browser shows of it by itself: frame 0, but of samples only the small picture."""
        if modality_of(unit).is_shown:
            return reverse("data_unit_frame", args=[self.dataset.uuid, unit.uuid, 0])
        return reverse("data_unit_preview", args=[self.dataset.uuid, unit.uuid])

    def _page(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        pages = Paginator(units_of(dataset=self.dataset, search=search), UNITS_PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        context = {
            "dataset": self.dataset,
            "form": form,
            "limits": {
                "picture": settings.UPLOAD_MAX_BYTES,
                "video": settings.VIDEO_MAX_BYTES,
                "megapixels": settings.UPLOAD_MAX_PIXELS // 1_000_000,
            },
            "may_edit": may_edit_dataset(user=request.user, dataset=self.dataset),
            "uploads": open_uploads(dataset=self.dataset),
            "page": page,
            "units": [(unit, parts_of(unit), self._shown_url(unit)) for unit in page],
            "counted": counted_units(dataset=self.dataset),
            "search": search,
        }
        return render(request, "training/dataset_detail.html", context, status=422 if form.errors else 200)
