"""A decoder for pydicom: lossy JPEG with twelve bits a sample (JPEG Extended), which its own free plug-ins refuse.

FFmpeg reads it, and is there for the videos. Its samples differ by at most one grey from those of libjpeg, as the
standard of JPEG allows. Runs in the child.
"""

import av
from av.codec.context import CodecContext
from av.error import FFmpegError
from pydicom import uid
from pydicom.pixels.decoders import JPEGExtended12BitDecoder
from pydicom.pixels.decoders.base import DecodeRunner

DECODER_DEPENDENCIES = {uid.JPEGExtended12Bit: ("av",)}
LABEL = "ffmpeg"
BITS = 12


def is_available(syntax: str) -> bool:
    """Whether the plug-in knows the transfer syntax; a name that pydicom asks for."""
    return syntax in DECODER_DEPENDENCIES


def decode_frame(content: bytes, runner: DecodeRunner) -> bytes:
    """The samples of one frame, sixteen bits each, little-endian."""
    if runner.samples_per_pixel != 1 or runner.bits_stored != BITS:
        raise NotImplementedError("only grey pictures of twelve bits are read")
    codec = CodecContext.create("mjpeg", "r")
    try:
        frames = [*codec.decode(av.Packet(content)), *codec.decode(None)]
    except FFmpegError as error:
        raise ValueError("the frame is no JPEG that can be read") from error
    if len(frames) != 1 or frames[0].format.name != "gray16le":
        raise ValueError("the frame is no grey JPEG of twelve bits")
    runner.set_option("bits_allocated", 16)
    # FFmpeg shifts the twelve bits to the top of the sixteen.
    samples = frames[0].to_ndarray().astype("<u2")
    return bytes((samples >> 16 - BITS).tobytes())


def register() -> None:
    """Make pydicom use it, after its own plug-ins; asking again changes nothing."""
    if LABEL not in JPEGExtended12BitDecoder.available_plugins:
        JPEGExtended12BitDecoder.add_plugin(LABEL, (__name__, "decode_frame"))
