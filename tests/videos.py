"""Videos for tests: every frame carries its number as a bar code, so that a picture tells which frame it is."""

import io
from collections.abc import Iterable
from fractions import Fraction

import av
import numpy as np
from PIL import Image

BITS = 12
BLOCK_PX = 16
WIDTH = BITS * BLOCK_PX
HEIGHT = 48
#: The identity of a track header's matrix, and quarter turns of it, in 16.16 and 2.30 fixed point.
MATRICES = {
    0: (1, 0, 0, 1),
    90: (0, 1, -1, 0),
    180: (-1, 0, 0, -1),
    270: (0, -1, 1, 0),
}


def bars(number: int, *, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A grey picture whose twelve columns are the number's bits; its lower half is dark, so that it has an up."""
    bits = [255 if number >> bit & 1 else 40 for bit in range(BITS)]
    picture = np.repeat(np.array(bits, np.uint8), -(-width // BITS))[:width]
    picture = np.tile(picture, (height, 1))
    picture[height // 2 :] = 0
    return picture


def number_of(picture: Image.Image) -> int:
    """The number that an upright picture carries."""
    grey = np.asarray(picture.convert("L"))
    column = grey.shape[1] / BITS
    row = grey[grey.shape[0] // 4]
    return sum(1 << bit for bit in range(BITS) if row[int((bit + 0.5) * column)] > 148)


def make_video(
    n_frames: int,
    *,
    rate: Fraction | int = 30,
    codec: str = "libx264",
    container: str = "mp4",
    gop: int = 12,
    times: Iterable[int] | None = None,
    width: int = WIDTH,
    height: int = HEIGHT,
    options: dict[str, str] | None = None,
) -> bytes:
    """A video of that many frames; `times` are their ticks of 1/1000 s where the rate is not constant."""
    target = io.BytesIO()
    ticks = list(times) if times is not None else None
    with av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.gop_size = gop
        if ticks is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for number in range(n_frames):
            frame = av.VideoFrame.from_ndarray(bars(number, width=width, height=height), format="gray")
            frame = frame.reformat(format="yuv420p")
            frame.pts = ticks[number] if ticks is not None else number
            frame.time_base = Fraction(1, 1000) if ticks is not None else 1 / Fraction(rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()


def turned(video: bytes, degrees: int) -> bytes:
    """The same MP4 with a rotation mark: its track header's matrix is another one."""
    place = video.index(b"tkhd") + 4 + 40
    a, b, c, d = MATRICES[degrees]
    matrix = b"".join(
        (value * scale & 0xFFFFFFFF).to_bytes(4, "big")
        for value, scale in zip((a, b, 0, c, d, 0, 0, 0, 1), (65536, 65536, 1 << 30) * 3, strict=True)
    )
    return video[:place] + matrix + video[place + 36 :]
