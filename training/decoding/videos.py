"""Reads videos by the index of their frames, exactly. Runs in the child.

The index is that of the decoded frames in the order they are shown: packets are not frames (edit lists hide some), and
rates are promises. So `index` decodes the whole video once, and `stills` finds a frame again by its time stamp alone.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame
from PIL import Image

from training.decoding.formats import HEAD_BYTES, VIDEOS, format_of
from training.decoding.refusal import RefusalError

UNREADABLE = (FFmpegError, ValueError, TypeError, LookupError, EOFError, OSError)
THREADS = 2
QUALITY = 85
REPORT_EVERY = 25
PREVIEW_PX = 320
#: Frames before the wanted one that were decoded anyway: they are written too, since people step back.
KEPT_BEHIND = 8
#: Written before those: people step forward more often.
FIRST_AHEAD = 6
OPEN_VIDEOS = 2
TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}

Report = Callable[[dict[str, Any]], bool]


def index(report: Report, *, path: str, max_frames: int, max_pixels: int, preview: str) -> dict[str, Any]:
    """The table of frames: time stamps in ticks, which of them are key frames, the upright size and the rotation."""
    try:
        with open_video(path) as container:
            return _index(report, container, max_frames, max_pixels, preview)
    except UNREADABLE as error:
        raise RefusalError("video_damaged") from error


def _index(report: Report, container: Any, max_frames: int, max_pixels: int, preview: str) -> dict[str, Any]:
    stream = stream_of(container)
    context = stream.codec_context
    size = (context.width, context.height)
    if size[0] * size[1] > max_pixels:
        raise RefusalError("picture_pixels", limit=max_pixels // 1_000_000)
    times: list[int] = []
    keys: list[int] = []
    rotation = 0
    for frame in container.decode(stream):
        if frame.pts is None or (times and frame.pts <= times[-1]):
            raise RefusalError("video_times")
        if not times:
            rotation, size = _rotation(frame), (frame.width, frame.height)
            _write_preview(frame, rotation, preview)
        if (frame.width, frame.height) != size:
            raise RefusalError("video_sizes")
        if len(times) == max_frames:
            raise RefusalError("video_frames", limit=max_frames)
        if frame.key_frame:
            keys.append(len(times))
        times.append(frame.pts)
        if len(times) % REPORT_EVERY == 0:
            report({"done": len(times), "total": stream.frames})
    if not times:
        raise RefusalError("video_empty")
    width, height = reversed(size) if rotation in (90, 270) else size
    rate = stream.average_rate
    return {
        "width": width,
        "height": height,
        "rotation": rotation,
        "times": times,
        "keys": keys,
        "tick_s": [stream.time_base.numerator, stream.time_base.denominator],
        "rate": [rate.numerator, rate.denominator] if rate else None,
        "is_cut_short": bool(stream.frames and len(times) < stream.frames * 0.98),
    }


class _Video:
    """An open video that knows which time stamp it decodes next, so that the next chunk needs no seek."""

    def __init__(self, path: str) -> None:
        self.container = open_video(path)
        self.stream = stream_of(self.container)
        self.frames: Iterator[VideoFrame] = iter(())
        self.last_time: int | None = None

    def seek(self, time: int) -> None:
        self.container.seek(time, stream=self.stream, backward=True)
        self.frames = self.container.decode(self.stream)
        self.last_time = None

    def read(self) -> Iterator[VideoFrame]:
        for frame in self.frames:
            self.last_time = frame.pts
            yield frame


_OPEN: OrderedDict[str, _Video] = OrderedDict()


def stills(report: Report, *, path: str, rotation: int, start: int, times: list[int], wanted: int, folder: str) -> int:
    """Write frame `wanted` as a JPEG into `folder`, then those that follow it, then a few before it.

    `times` are the time stamps from the key frame `start` on; the last is that of the last frame to write. Each frame
    is reported once it is there. Answers with how many were written; fewer where no one waits any more.
    """
    try:
        video = _video(path)
        return _Writer(report, Path(folder), rotation).write(video, start, times, wanted)
    except UNREADABLE as error:
        _OPEN.pop(path, None)
        raise RefusalError("video_damaged") from error


class _Writer:
    def __init__(self, report: Report, folder: Path, rotation: int) -> None:
        self._report = report
        self._folder = folder
        self._rotation = rotation
        self._n_written = 0

    def write(self, video: _Video, start: int, times: Sequence[int], wanted: int) -> int:
        index_of = {time: start + number for number, time in enumerate(times)}
        last = start + len(times) - 1
        behind: deque[tuple[int, VideoFrame]] = deque(maxlen=KEPT_BEHIND)
        # Encoding beside decoding: both let go of Python's lock.
        with ThreadPoolExecutor(1) as encoder:
            under_way: deque[tuple[int, Future[None]]] = deque()
            for position, frame in _from(video, times, index_of, wanted):
                if position < wanted:
                    behind.append((position, frame))
                    continue
                if position > wanted and not self._report({"decoded": position}):
                    encoder.shutdown(cancel_futures=True)
                    return self._n_written
                under_way.append((position, encoder.submit(self._save, position, frame)))
                if position == wanted + FIRST_AHEAD or position == last:
                    while behind:
                        earlier, kept = behind.pop()
                        under_way.append((earlier, encoder.submit(self._save, earlier, kept)))
                while under_way and (len(under_way) > 2 or position in (wanted, last)):
                    if not self._told(*under_way.popleft()):
                        encoder.shutdown(cancel_futures=True)
                        return self._n_written
                if position == last:
                    break
        return self._n_written

    def _told(self, position: int, saved: "Future[None]") -> bool:
        saved.result()
        self._n_written += 1
        return self._report({"frame": position})

    def _save(self, position: int, frame: VideoFrame) -> None:
        target = self._folder / f"{position}.jpg"
        if target.exists():
            return
        picture = _upright(frame, self._rotation)
        draft = target.with_suffix(f".{id(frame)}.part")
        picture.save(draft, "JPEG", quality=QUALITY)
        draft.replace(target)


def _from(
    video: _Video, times: Sequence[int], index_of: dict[int, int], wanted: int
) -> Iterator[tuple[int, VideoFrame]]:
    """The frames with their index, from the key frame or from where the decoder stands to the last one."""
    first = index_of[times[0]]
    wanted_time = times[wanted - first]
    stands_at = index_of.get(video.last_time) if video.last_time is not None else None
    if stands_at is None or stands_at >= wanted:
        video.seek(times[0])
    for attempt in (times[0], 0):
        for frame in video.read():
            time = -1 if frame.pts is None else frame.pts
            position = index_of.get(time)
            if position is not None:
                yield position, frame
            elif time > wanted_time:
                break
            if time >= times[-1]:
                return
        # The container's own index led behind the key frame: from the beginning, then.
        if attempt:
            video.seek(0)
    raise RefusalError("video_damaged")


def _video(path: str) -> _Video:
    video = _OPEN.pop(path, None) or _Video(path)
    _OPEN[path] = video
    while len(_OPEN) > OPEN_VIDEOS:
        _OPEN.popitem(last=False)[1].container.close()
    return video


def open_video(path: str) -> Any:
    """The video, by the reader of its format alone."""
    with open(path, "rb") as file:
        found = format_of(file.read(HEAD_BYTES), VIDEOS)
    if found is None:
        raise RefusalError("video_unknown")
    # One demuxer, and no protocol but this file: some formats are lists of further addresses.
    return av.open(path, format=found.name, options={"protocol_whitelist": "file"})


def stream_of(container: Any) -> Any:
    """Its first stream of pictures, which several threads decode."""
    if not container.streams.video:
        raise RefusalError("video_empty")
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = THREADS
    return stream


def _upright(frame: VideoFrame, rotation: int) -> Image.Image:
    picture = frame.to_image()
    return picture.transpose(TURNS[rotation]) if rotation in TURNS else picture


def _write_preview(frame: VideoFrame, rotation: int, path: str) -> None:
    picture = _upright(frame, rotation)
    picture.thumbnail((PREVIEW_PX, PREVIEW_PX))
    picture.save(path, "JPEG", quality=QUALITY)


def _rotation(frame: VideoFrame) -> int:
    """By how much the picture is to be turned, anticlockwise; only quarter turns are known."""
    turned = int(frame.rotation) % 360
    return turned if turned in TURNS else 0
