"""Codes a video again with key frames close together, so that any frame is soon decoded. Runs in the child.

Frame k stays frame k: every decoded frame is coded once, in order, and numbered anew; the result is counted.
"""

import os
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
from av.video.frame import PictureType, VideoFrame

from training.decoding.refusal import RefusalError
from training.decoding.videos import REPORT_EVERY, THREADS, UNREADABLE, Report, open_video, stream_of

CODEC = "libx264"
#: What the encoder takes as it is; anything else is brought into the last of them, which loses no colour.
FORMATS = (
    "yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv420p10le", "yuv422p10le", "yuv444p10le", "yuvj444p", "yuv444p"
)  # fmt: skip
#: Nearly without loss, quick to code and to decode. Without bidirectional frames, so that packets are frames.
OPTIONS = {"preset": "superfast", "tune": "fastdecode", "crf": "18", "bf": "0", "sc_threshold": "0"}
#: Its frames have a number and no time.
TICK = Fraction(1, 30)
#: Others wait for frames while this goes on in the background.
PRIORITY = 10


def write(report: Report, *, path: str, out: str, gop: int, n_frames: int) -> dict[str, Any]:
    """Code the first `n_frames` of the video again into `out`, an MP4 with a key frame every `gop` frames.

    Answers with the time stamps of its frames and the indexes of its key frames.
    """
    os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    try:
        with open_video(path) as container:
            _write(report, container, out, gop, n_frames)
        return _table(out, n_frames)
    except UNREADABLE as error:
        raise RefusalError("video_damaged") from error


def _write(report: Report, container: Any, out: str, gop: int, n_frames: int) -> None:
    source = stream_of(container)
    with av.open(out, "w", format="mp4") as target:
        stream: Any = None
        for number, frame in enumerate(container.decode(source)):
            if number == n_frames:
                break
            if stream is None:
                stream = _stream(target, source, frame, gop)
            target.mux(stream.encode(_numbered(frame, number, stream.pix_fmt)))
            if number % REPORT_EVERY == 0:
                report({"done": number, "total": n_frames})
        target.mux(stream.encode(None))


def _stream(target: Any, source: Any, frame: VideoFrame, gop: int) -> Any:
    stream = target.add_stream(CODEC, rate=1 / TICK, options=OPTIONS)
    stream.width, stream.height, stream.gop_size = frame.width, frame.height, gop
    is_odd = frame.width % 2 or frame.height % 2
    stream.pix_fmt = frame.format.name if frame.format.name in FORMATS and not is_odd else FORMATS[-1]
    context, known = stream.codec_context, source.codec_context
    context.thread_count = THREADS
    # What the samples mean: without it, colours would be turned into others.
    context.color_range, context.colorspace = known.color_range, known.colorspace
    context.color_primaries, context.color_trc = known.color_primaries, known.color_trc
    return stream


def _numbered(frame: VideoFrame, number: int, pix_fmt: str) -> VideoFrame:
    if frame.format.name != pix_fmt:
        frame = frame.reformat(format=pix_fmt)
    frame.pts, frame.time_base = number, TICK
    # Else the encoder would put key frames where the source has them.
    frame.pict_type = PictureType.NONE
    return frame


def _table(path: str, n_frames: int) -> dict[str, Any]:
    times: list[int] = []
    keys: list[int] = []
    with av.open(path) as container:
        for packet in container.demux(video=0):
            if packet.pts is None:
                continue
            if packet.is_keyframe:
                keys.append(len(times))
            times.append(packet.pts)
    if len(times) != n_frames or any(later <= earlier for earlier, later in pairwise(times)):
        raise RefusalError("video_times")
    return {"times": times, "keys": keys}
