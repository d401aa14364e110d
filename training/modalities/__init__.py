"""The modalities that data units may have. A new one is a file here and a line in the list."""

from training.modalities import dicom, image, image_group, image_sequence, video
from training.modalities.base import (
    HEAD_BYTES,
    Frame,
    FrameContent,
    Modality,
    NewFile,
    Probe,
    RefusedFilesError,
    upload_name,
)
from training.models import DataUnit

MODALITIES: dict[str, Modality] = {
    modality.type: modality
    for modality in (
        image.MODALITY,
        image_group.MODALITY,
        image_sequence.MODALITY,
        video.MODALITY,
        dicom.MODALITY,
    )
}  # fmt: skip

__all__ = [
    "HEAD_BYTES",
    "MODALITIES",
    "Frame",
    "FrameContent",
    "Modality",
    "NewFile",
    "Probe",
    "RefusedFilesError",
    "modality_of",
    "upload_name",
]


def modality_of(data_unit: DataUnit) -> Modality:
    """The modality of a data unit."""
    return MODALITIES[data_unit.modality]
