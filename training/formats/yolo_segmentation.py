"""YOLO segmentation: polygons by one outline each."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.formats.support.targets import Picture
from training.formats.support.yolo import Lines, make_format


def _read(shares: list[float], picture: Picture) -> dict[str, Any]:
    sides = (picture.width, picture.height)
    return {"polygons": [[[share * sides[n % 2] for n, share in enumerate(shares)]]]}


def _write(shape: dict[str, Any]) -> Iterator[list[float]]:
    for part in shape["polygons"]:
        yield part[0]


FORMAT = make_format(
    "yolo_segmentation",
    _("YOLO segmentation"),
    Lines("polygon", lambda count: count >= 6 and count % 2 == 0, _("6 or more, x and y in turn"), _read, _write),
)
