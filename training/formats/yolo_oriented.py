"""YOLO oriented boxes: turned boxes by their four corners in order."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.formats.support.geometry import corners, turned_box
from training.formats.support.targets import Picture
from training.formats.support.yolo import Lines, make_format


def _read(shares: list[float], picture: Picture) -> dict[str, Any]:
    sides = (picture.width, picture.height)
    return turned_box([share * sides[n % 2] for n, share in enumerate(shares)], "line")


def _write(shape: dict[str, Any]) -> Iterator[list[float]]:
    yield corners(shape["box_xywh"], shape["angle_deg"])


FORMAT = make_format(
    "yolo_oriented",
    _("YOLO oriented boxes"),
    Lines("rotatable_bounding_box", lambda count: count == 8, "8", _read, _write),
)
