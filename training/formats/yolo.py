"""YOLO detection: upright boxes by their centre, width and height."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.formats.support.targets import Picture
from training.formats.support.yolo import Lines, make_format


def _read(shares: list[float], picture: Picture) -> dict[str, Any]:
    x, width = (share * picture.width for share in shares[:4:2])
    y, height = (share * picture.height for share in shares[1:4:2])
    return {"box_xywh": [x - width / 2, y - height / 2, width, height]}


def _write(shape: dict[str, Any]) -> Iterator[list[float]]:
    x, y, width, height = shape["box_xywh"]
    yield [x + width / 2, y + height / 2, width, height]


FORMAT = make_format(
    "yolo",
    _("YOLO detection"),
    Lines("bounding_box", lambda count: count == 4, "4", _read, _write),
)
