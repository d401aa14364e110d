"""What people read when a decoder refuses a file: one sentence for each code."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "lost": _("The file brought its decoder down, or kept it busy for too long."),
    "memory": _("The file needs more memory than a decoder may use."),
    "picture_damaged": _("The picture is damaged or cut short: it cannot be read to its end."),
    "picture_pixels": _("The picture has more than %(limit)s million pixels, the most allowed."),
    "picture_unknown": _("The file is not a picture that can be read."),
    "video_unknown": _("The file is not a video that can be read."),
    "video_damaged": _("The video is damaged, or coded in a way that can't be read."),
    "video_empty": _("The file holds no video frame."),
    "video_times": _("The video's frames carry no usable times: convert it to MP4."),
    "video_sizes": _("The video changes its picture size on the way."),
    "video_frames": _("The video has more than %(limit)s frames, the most allowed."),
    "dicom_damaged": _("The DICOM file is damaged or cut short, or coded in a way that can't be read."),
    "dicom_syntax": _("The DICOM file is coded in a way that can't be read (%(name)s)."),
    "dicom_directory": _("The file is a DICOMDIR, the index of a folder; it holds no picture."),
    "dicom_no_pixels": _("The DICOM file holds no picture."),
    "archive_damaged": _("The archive is damaged or cut short."),
    "archive_encrypted": _("The archive is protected by a password: unpack it first."),
    "archive_files": _("The archive holds more than %(limit)s files, the most allowed."),
    "archive_bytes": _("Unpacked, the archive has more than %(limit)s MB, the most allowed."),
}

NOTES = {
    "upright": _("Its orientation mark was applied, so that it stands upright."),
    "metadata": _("Its metadata, such as place, camera and owner, was removed."),
    "animation": _("It is an animation: its first frame is used."),
    "pages": _("It has %(pages)s pages: the first is used."),
    "cmyk": _("Its print colours (CMYK) were converted for the screen."),
    "levels": _("Its values from %(low)s to %(high)s are shown as black to white."),
    "converted": _("It was converted from %(format)s to PNG."),
}


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a refusal."""
    return str(SENTENCES[code]) % facts


def note(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence of something that was done to a file that is taken."""
    return str(NOTES[code]) % facts
