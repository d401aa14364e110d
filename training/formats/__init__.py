"""The formats that labels come in. A new one is a file here and a line in the list."""

from training.formats import coco
from training.formats.base import MAX_PROBLEMS, ImportPlan, LabelFormat, Problem

FORMATS: dict[str, LabelFormat] = {
    label_format.name: label_format
    for label_format in (
        coco.FORMAT,
    )
}  # fmt: skip

__all__ = ["FORMATS", "MAX_PROBLEMS", "ImportPlan", "LabelFormat", "Problem"]
