"""What files begin with: the formats of pictures, videos, DICOM and archives that are taken."""

from collections.abc import Mapping
from dataclasses import dataclass

#: How many of a file's first bytes are enough to tell its format.
HEAD_BYTES = 512


@dataclass(frozen=True)
class FileFormat:
    """A format by the bytes that must stand at each offset; `is_shown` tells that browsers show it."""

    name: str
    content_type: str
    suffixes: tuple[str, ...]
    signatures: tuple[Mapping[int, bytes], ...]
    is_shown: bool = False

    def recognises(self, head: bytes) -> bool:
        return any(
            all(head.startswith(part, offset) for offset, part in signature.items()) for signature in self.signatures
        )


#: The names are those of Pillow's readers.
PICTURES = (
    FileFormat("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"), ({0: b"\xff\xd8\xff"},), True),
    FileFormat("PNG", "image/png", (".png", ".apng"), ({0: b"\x89PNG\r\n\x1a\n"},), True),
    FileFormat("WEBP", "image/webp", (".webp",), ({0: b"RIFF", 8: b"WEBP"},), True),
    FileFormat(
        "TIFF", "image/tiff", (".tif", ".tiff"), ({0: b"II*\x00"}, {0: b"MM\x00*"}, {0: b"II+\x00"}, {0: b"MM\x00+"})
    ),
    FileFormat("BMP", "image/bmp", (".bmp", ".dib"), ({0: b"BM", 6: b"\x00\x00\x00\x00"},)),
    FileFormat("GIF", "image/gif", (".gif",), ({0: b"GIF87a"}, {0: b"GIF89a"})),
    FileFormat("AVIF", "image/avif", (".avif", ".avifs"), ({4: b"ftypavif"}, {4: b"ftypavis"})),
    FileFormat(
        "PPM",
        "image/x-portable-anymap",
        (".pbm", ".pgm", ".ppm", ".pnm"),
        tuple({0: b"P%d" % kind + space} for kind in range(1, 7) for space in (b"\n", b" ", b"\r", b"\t")),
    ),
    FileFormat("DDS", "image/vnd-ms.dds", (".dds",), ({0: b"DDS "},)),
    FileFormat(
        "JPEG2000",
        "image/jp2",
        (".jp2", ".j2k", ".jpx", ".j2c"),
        ({0: b"\x00\x00\x00\x0cjP  \r\n\x87\n"}, {0: b"\xff\x4f\xff\x51"}),
    ),
)
#: The names are those of FFmpeg's demuxers: no other is ever opened, since some of them read further files.
VIDEOS = (
    FileFormat("mov", "video/mp4", (".mp4", ".m4v", ".mov", ".3gp"), ({4: b"ftyp"}, {4: b"moov"}, {4: b"wide"})),
    FileFormat("matroska", "video/webm", (".webm", ".mkv"), ({0: b"\x1a\x45\xdf\xa3"},)),
    FileFormat("avi", "video/x-msvideo", (".avi",), ({0: b"RIFF", 8: b"AVI "},)),
)
DICOM = FileFormat("DICOM", "application/dicom", (".dcm", ".dicom", ".ima", ""), ({128: b"DICM"},))
ZIP = FileFormat("ZIP", "application/zip", (".zip",), ({0: b"PK\x03\x04"}, {0: b"PK\x05\x06"}))

#: What people try to upload besides, to be named in the refusal.
OTHERS = (
    FileFormat("PDF", "application/pdf", (".pdf",), ({0: b"%PDF"},)),
    FileFormat("HEIC", "image/heic", (".heic",), ({4: b"ftyphei"}, {4: b"ftypmif1"})),
    FileFormat("7-Zip", "application/x-7z-compressed", (".7z",), ({0: b"7z\xbc\xaf\x27\x1c"},)),
    FileFormat("RAR", "application/vnd.rar", (".rar",), ({0: b"Rar!"},)),
    FileFormat("gzip", "application/gzip", (".gz",), ({0: b"\x1f\x8b"},)),
)


def format_of(head: bytes, formats: tuple[FileFormat, ...]) -> FileFormat | None:
    """The first of the formats that a file with this beginning may have."""
    return next((found for found in formats if found.recognises(head)), None)
