"""Writes a DICOM file again without what names a patient. Runs in the child.

It is made from a list of what is kept, not of what is removed: whatever a maker invents to keep names in is gone with
the rest.
"""

import hashlib
from pathlib import Path

from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

#: Beside group 0028, which says what the samples mean.
KEPT = frozenset(
    {
        "SOPClassUID", "Modality", "ImageType", "InstanceNumber", "NumberOfFrames", "ConversionType",
        "ImagePositionPatient", "ImageOrientationPatient", "SliceThickness", "SliceLocation", "SpacingBetweenSlices",
        "PatientPosition", "PixelData", "FloatPixelData", "DoubleFloatPixelData", "ExtendedOffsetTable",
        "ExtendedOffsetTableLengths", "DoseGridScaling", "DoseUnits", "PresentationLUTShape", "ImagerPixelSpacing",
        "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "PlanePositionSequence",
        "PlaneOrientationSequence", "PixelMeasuresSequence", "FrameVOILUTSequence",
        "PixelValueTransformationSequence", "FrameContentSequence", "StackID", "InStackPositionNumber",
    }
)  # fmt: skip
#: Kept as well, but under a number that leads back to nothing.
RENAMED = frozenset({"SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"})
#: Of group 0028, what is free text.
DROPPED = frozenset({"PixelPresentation", "QualityControlImage", "LUTExplanation", "RepresentativeFrameNumber"})


def write_kept(whole: Dataset, path: Path, salt: str) -> None:
    """The pixels and what they mean; numbers that identify become others, which the salt alone leads to."""
    kept = _kept(whole, salt)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = whole.file_meta.TransferSyntaxUID
    meta.MediaStorageSOPClassUID = whole.get("SOPClassUID", uid.SecondaryCaptureImageStorage)
    meta.MediaStorageSOPInstanceUID = uid.UID(str(kept.get("SOPInstanceUID") or _renamed(str(path), salt)))
    kept.file_meta = meta
    kept.save_as(path, enforce_file_format=True)


def _kept(whole: Dataset, salt: str) -> Dataset:
    kept = Dataset()
    for element in whole:
        name = element.keyword
        if name in RENAMED:
            kept.add_new(element.tag, element.VR, _renamed(str(element.value), salt))
        elif element.VR == "SQ":
            if name in KEPT:
                kept.add_new(element.tag, "SQ", Sequence([_kept(item, salt) for item in element.value]))
        elif name in KEPT or (element.tag.group == 0x0028 and name not in DROPPED):
            kept.add(element)
    return kept


def _renamed(original: str, salt: str) -> str:
    digest = hashlib.sha256(f"{salt} {original}".encode()).digest()
    return f"2.25.{int.from_bytes(digest[:15], 'big')}"
