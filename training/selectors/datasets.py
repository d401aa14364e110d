"""What the pages about datasets and their data units read."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet

from training.modalities import MODALITIES, Frame, modality_of
from training.models import Dataset, DataUnit, Upload


def visible_datasets(*, user: Any, search: str = "") -> QuerySet[Dataset]:
    """The datasets that the user may see, newest first, each with its number of data units (`n_units`)."""
    # Visibility in a query of its own: its joins would multiply what is counted.
    rows = Dataset.objects.filter(pk__in=Dataset.objects.visible_to(user).values("pk")).select_related("created_by")
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(description__icontains=search))
    return rows.annotate(n_units=Count("data_units")).order_by("-created_at", "-pk")


def visible_units(*, user: Any) -> QuerySet[DataUnit]:
    """The data units of all datasets that the user may see."""
    return DataUnit.objects.filter(dataset__in=Dataset.objects.visible_to(user))


def units_of(*, dataset: Dataset, search: str = "") -> QuerySet[DataUnit]:
    """The data units of a dataset in the order of their titles."""
    units = dataset.data_units.order_by("title", "pk")
    return units.filter(title__icontains=search) if search else units


def counted_units(*, dataset: Dataset) -> list[str]:
    """How many data units of each modality a dataset has, in words."""
    rows = dataset.data_units.values_list("modality").annotate(count=Count("pk")).order_by("modality")
    counts = dict(rows)
    return [modality.counted(counts[name]) for name, modality in MODALITIES.items() if name in counts]


def parts_of(data_unit: DataUnit) -> str:
    """How many frames a data unit has, in the words of its modality; nothing where there is only ever one."""
    return modality_of(data_unit).parts(data_unit.n_frames)


def open_uploads(*, dataset: Dataset) -> QuerySet[Upload]:
    """Uploads that are not over yet, newest first."""
    return Upload.objects.filter(dataset=dataset).exclude(state__in=[Upload.State.DONE, Upload.State.FAILED])


def may_edit_dataset(*, user: Any, dataset: Dataset) -> bool:
    """Whether the user may add files to it: its maker, and superusers."""
    return user.is_superuser or dataset.created_by_id == user.pk


def editor_media(*, data_unit: DataUnit, frame_url: Callable[[int], str]) -> dict[str, Any]:
    """The `media` part of the label editor's configuration; `frame_url` gives the address of a frame by its index.

    Where all frames have one size, only the first is listed, with their number (`count`) and what every address begins
    with (`url`): a video may have a hundred thousand, and their addresses end with their index.
    """
    modality = modality_of(data_unit)
    media: dict[str, Any] = {"viewer": modality.viewer, "modality": modality.type}
    if modality.is_uniform:
        first = Frame(0, data_unit.width, data_unit.height)
        media |= {"frames": [_listed(first, frame_url)], "count": data_unit.n_frames}
        media["url"] = frame_url(0).removesuffix("0")
    else:
        media["frames"] = [_listed(frame, frame_url) for frame in modality.frames(data_unit)]
    return media | modality.media(data_unit)


def _listed(frame: Frame, frame_url: Callable[[int], str]) -> dict[str, Any]:
    return {"index": frame.index, "width": frame.width, "height": frame.height, "url": frame_url(frame.index)}
