"""Takes out of a picture file what tells of place, camera and owner, and leaves its pixels as they are coded.

What is kept stands in a list, as in DICOM: whatever a maker invents to keep names in is gone with the rest, and so is
what lies behind the picture's end. Runs in the child.
"""

import re
from collections.abc import Iterator

#: Of JPEG's segments for applications: the density, the colour profile, and how the colours are coded.
JPEG_KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
JPEG_APPLICATION = range(0xE0, 0xF0)
JPEG_COMMENT, JPEG_SCAN, JPEG_BEGIN, JPEG_END = 0xFE, 0xDA, 0xD8, 0xD9
#: Markers without a length.
JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
#: In a scan, 0xFF is followed by 0 or by a restart mark; anything else begins the next segment.
JPEG_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    {
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
        b"pHYs",
    }
)  # fmt: skip

WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"})
#: In the flags of VP8X: that EXIF and XMP follow.
WEBP_METADATA = 0x08 | 0x04


def without_metadata(name: str, content: bytes) -> bytes:
    """The file without what tells of people and places; the same where it held nothing of the kind.

    `name` is that of Pillow's reader.

    Raises:
        ValueError: the file's parts can't be told apart.
    """
    try:
        return b"".join(PARTS[name](content))
    except IndexError as error:
        raise ValueError("the file ends within a part") from error


def _jpeg(content: bytes) -> Iterator[bytes]:
    if content[:2] != bytes([0xFF, JPEG_BEGIN]):
        raise ValueError("no JPEG")
    yield content[:2]
    at = 2
    has_scan = False
    while at < len(content):
        if content[at] != 0xFF:
            raise ValueError("something lies between the segments")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == JPEG_END:
            break
        elif marker in JPEG_BARE:
            yield content[at : at + 2]
            at += 2
        else:
            segment = _jpeg_segment(content, at)
            if _is_kept(marker, segment):
                yield segment
            at += len(segment)
            if marker == JPEG_SCAN:
                has_scan = True
                found = JPEG_SCAN_END.search(content, at)
                end = found.start() if found else len(content)
                yield content[at:end]
                at = end
    if not has_scan:
        raise ValueError("no picture")
    # Also where it was missing: readers forgive that, and see the same picture.
    yield bytes([0xFF, JPEG_END])


def _jpeg_segment(content: bytes, at: int) -> bytes:
    length = int.from_bytes(content[at + 2 : at + 4])
    segment = content[at : at + 2 + length]
    if length < 2 or len(segment) < 2 + length:
        raise ValueError("a segment is cut short")
    return segment


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker in JPEG_APPLICATION:
        return marker in JPEG_KEPT and segment[4:].startswith(JPEG_KEPT[marker])
    return marker != JPEG_COMMENT


def _png(content: bytes) -> Iterator[bytes]:
    if not content.startswith(PNG_SIGNATURE):
        raise ValueError("no PNG")
    yield PNG_SIGNATURE
    at, kind = len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        chunk = content[at : at + 12 + length]
        if len(chunk) < 12 + length:
            raise ValueError("a chunk is cut short")
        if kind in PNG_KEPT:
            yield chunk
        at += len(chunk)


def _webp(content: bytes) -> Iterator[bytes]:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise ValueError("no WebP")
    kept = list(_webp_chunks(content, min(len(content), 8 + int.from_bytes(content[4:8], "little"))))
    yield b"RIFF" + (4 + sum(map(len, kept))).to_bytes(4, "little") + b"WEBP"
    yield from kept


def _webp_chunks(content: bytes, end: int) -> Iterator[bytes]:
    at = 12
    while at < end:
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        chunk = content[at : at + 8 + length]
        if len(chunk) < 8 + length:
            raise ValueError("a chunk is cut short")
        at += len(chunk) + length % 2
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_METADATA]) + chunk[9:]
        if kind in WEBP_KEPT:
            yield chunk + bytes(length % 2)


PARTS = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp}
