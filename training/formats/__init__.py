"""The formats that labels come in and go out. A new one is a file here and a line in the list."""

from training.formats import (
    coco,
    cvat,
    encord,
    labelme,
    masks_png,
    pascal_voc,
    yolo,
    yolo_oriented,
    yolo_segmentation,
)
from training.formats.base import MAX_PROBLEMS, ImportPlan, LabelFormat, LabelledUnit, Problem

FORMATS: dict[str, LabelFormat] = {
    label_format.name: label_format
    for label_format in (
        encord.FORMAT,
        coco.FORMAT,
        cvat.FORMAT,
        yolo.FORMAT,
        yolo_oriented.FORMAT,
        yolo_segmentation.FORMAT,
        pascal_voc.FORMAT,
        labelme.FORMAT,
        masks_png.FORMAT,
    )
}  # fmt: skip

__all__ = ["FORMATS", "MAX_PROBLEMS", "ImportPlan", "LabelFormat", "LabelledUnit", "Problem"]
