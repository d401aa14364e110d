"""Videos whose key frames lie far apart get a rendition to decode from: frame k of it is frame k of the upload."""

import io
import random
from fractions import Fraction
from itertools import accumulate, pairwise

import av
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from tests.factories import DatasetFactory
from tests.videos import make_video, number_of, turned
from training.modalities import video
from training.models import DataFile, FrameTable
from training.services import media
from training.services.media import add_files
from training.views.media import serve_frame

pytestmark = pytest.mark.django_db

IRREGULAR = list(accumulate([0, *([33, 34, 7, 120, 33, 250, 16] * 12)]))
#: So that a video of some tens of small frames is a long one.
SHORT_PX = 20 * (192 * 48 + video.FRAME_WORK_PX)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path, monkeypatch):
    settings.FRAME_CACHE_ROOT = tmp_path / "cache"
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    monkeypatch.setattr(video, "SEEK_WORK_PX", SHORT_PX)


def add(content: bytes, name: str = "film.mp4"):
    dataset = DatasetFactory()
    (outcome,) = add_files(actor=dataset.created_by, dataset=dataset, files=[SimpleUploadedFile(name, content)])
    assert outcome.state == "added", outcome.message
    return outcome.data_unit


def picture(unit, index: int) -> Image.Image:
    response = serve_frame(RequestFactory().get("/"), unit, index)
    assert response.status_code == 200
    return Image.open(io.BytesIO(b"".join(response)))


def sources(unit) -> list[DataFile]:
    return list(unit.files.filter(kind=DataFile.Kind.SOURCE).order_by("index"))


VIDEOS = {
    "30 fps": lambda: make_video(90, gop=250),
    "29.8333 fps": lambda: make_video(90, gop=250, rate=Fraction(179, 6)),
    "bidirectional frames": lambda: make_video(90, gop=250, options={"bf": "3", "b-pyramid": "normal"}),
    "variable rate": lambda: make_video(len(IRREGULAR), times=IRREGULAR, gop=250),
    "VP9 in WebM": lambda: make_video(60, gop=250, codec="libvpx-vp9", container="webm", options={"cpu-used": "8"}),
    "odd sides": lambda: make_video(60, gop=250, codec="libvpx-vp9", container="webm", width=193, height=49),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_every_frame_is_the_one_asked_for_in_whatever_order(name):
    content = VIDEOS[name]()
    unit = add(content)
    original, rendition = sources(unit)
    assert original.file.read() == content
    order = [unit.n_frames - 1, 0, 1, 2, *random.Random(4).sample(range(unit.n_frames), 25)]

    found = [number_of(picture(unit, index)) for index in order]

    assert found == order
    seek = FrameTable.objects.get(data_unit=unit).table["seek"]
    assert {later - earlier for earlier, later in pairwise(seek["keys"])} <= {9, 10}
    assert rendition.content_type == "video/mp4"


def test_a_video_with_key_frames_close_together_is_decoded_as_it_came():
    unit = add(make_video(90, gop=20))

    assert len(sources(unit)) == 1


def test_the_times_of_the_frames_stay_those_of_the_upload():
    unit = add(make_video(90, gop=250, rate=Fraction(179, 6)))

    times = [frame.time_s for frame in video.frames(unit)]

    assert times[:3] == [pytest.approx(number * 6 / 179, abs=1e-4) for number in range(3)]


def test_a_rotation_mark_is_applied_once():
    unit = add(turned(make_video(60, gop=250), 90))

    still = picture(unit, 33)

    assert still.size == (unit.width, unit.height) == (48, 192)
    assert number_of(still.rotate(90, expand=True)) == 33


def coloured(*, pix_fmt: str, colorspace: int, color_range: int) -> bytes:
    """A video of colours that drift, said to be coded in that space."""
    target = io.BytesIO()
    across, down = np.meshgrid(np.arange(128), np.arange(96))
    with av.open(target, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=30, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 128, 96, pix_fmt, 250
        stream.codec_context.colorspace, stream.codec_context.color_range = colorspace, color_range
        for number in range(60):
            rgb = np.stack([across * 2, down * 2, (across + number) % 128 * 2], axis=2).astype(np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=pix_fmt)))
        out.mux(stream.encode(None))
    return target.getvalue()


@pytest.mark.parametrize(
    ("pix_fmt", "color_range"), [("yuv420p", 1), ("yuvj420p", 2), ("yuv444p", 1), ("yuv420p10le", 1)]
)
@pytest.mark.parametrize("colorspace", [1, 5])
def test_colours_stay_what_they_were(pix_fmt, color_range, colorspace):
    content = coloured(pix_fmt=pix_fmt, colorspace=colorspace, color_range=color_range)
    unit = add(content)
    assert len(sources(unit)) == 2
    with av.open(io.BytesIO(content)) as film:
        decoded = [np.asarray(frame.to_image()).astype(int) for frame in film.decode(video=0)]

    for index in (0, 31, 59):
        still = np.asarray(picture(unit, index)).astype(int)
        assert np.abs(still - decoded[index]).mean() < 4
        assert np.abs((still - decoded[index]).mean(axis=(0, 1))).max() < 1.5


def test_a_video_that_can_not_be_coded_again_is_taken_as_it_is(monkeypatch):
    def refuse(name, **arguments):
        if name == "videos.seekable":
            raise media.InvalidError("no")
        return decode(name, **arguments)

    decode = video.decode
    monkeypatch.setattr(video, "decode", refuse)

    unit = add(make_video(60, gop=250))

    assert len(sources(unit)) == 1
    assert number_of(picture(unit, 47)) == 47
