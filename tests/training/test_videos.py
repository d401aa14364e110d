"""Videos: frame k of the portal is frame k of PyAV, whatever the rate, the codec and the way there."""

import io
import random
import shutil
from fractions import Fraction
from itertools import accumulate

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from tests.factories import DatasetFactory
from tests.videos import HEIGHT, WIDTH, bars, make_video, number_of, turned
from training.decoding import stills
from training.modalities import modality_of
from training.models import DataFile, DataUnit
from training.selectors.datasets import editor_media
from training.services.media import add_files
from training.views.media import serve_frame

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frame_cache(settings, tmp_path):
    settings.FRAME_CACHE_ROOT = tmp_path / "cache"
    return settings.FRAME_CACHE_ROOT


def add(content: bytes, name: str = "film.mp4"):
    dataset = DatasetFactory()
    (outcome,) = add_files(actor=dataset.created_by, dataset=dataset, files=[SimpleUploadedFile(name, content)])
    return outcome


def picture(unit: DataUnit, index: int) -> Image.Image:
    response = serve_frame(RequestFactory().get("/"), unit, index)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(b"".join(response)))


IRREGULAR = list(accumulate([0, *([33, 34, 7, 120, 33, 250, 16] * 20)]))
VIDEOS = {
    "30 fps": lambda: make_video(90),
    "29.8333 fps": lambda: make_video(90, rate=Fraction(179, 6)),
    "29.97 fps": lambda: make_video(90, rate=Fraction(30000, 1001), gop=250),
    "bidirectional frames": lambda: make_video(90, gop=40, options={"bf": "3", "b-pyramid": "normal"}),
    "variable rate": lambda: make_video(len(IRREGULAR), times=IRREGULAR, gop=25),
    "VP9 in WebM": lambda: make_video(60, codec="libvpx-vp9", container="webm", options={"cpu-used": "8"}),
    "MPEG-4 in AVI": lambda: make_video(60, codec="mpeg4", container="avi"),
    "Matroska": lambda: make_video(60, container="matroska"),
}


def test_the_test_can_read_its_own_bar_code():
    assert [number_of(Image.fromarray(bars(number))) for number in (0, 1, 77, 4095)] == [0, 1, 77, 4095]


@pytest.mark.parametrize("name", VIDEOS)
def test_every_frame_is_the_one_asked_for_in_whatever_order(name):
    content = VIDEOS[name]()
    unit = add(content, f"{name}.{'avi' if 'AVI' in name else 'mp4'}").data_unit
    with av.open(io.BytesIO(content)) as film:
        decoded = [number_of(frame.to_image()) for frame in film.decode(video=0)]
    assert decoded == list(range(unit.n_frames))
    order = [unit.n_frames - 1, 0, 1, 2, *random.Random(4).sample(range(unit.n_frames), 25)]

    found = [number_of(picture(unit, index)) for index in order]

    assert found == order


def test_a_still_is_the_decoded_frame_pixel_by_pixel_but_for_jpeg():
    content = make_video(40, gop=100)
    unit = add(content).data_unit
    with av.open(io.BytesIO(content)) as film:
        decoded = [frame.to_image() for frame in film.decode(video=0)]

    for index in (33, 5, 39):
        still = picture(unit, index)
        differences = [
            abs(one - other)
            for one, other in zip(still.convert("L").tobytes(), decoded[index].convert("L").tobytes(), strict=True)
        ]
        assert sum(differences) / len(differences) < 2


@pytest.mark.parametrize(("degrees", "size"), [(90, (HEIGHT, WIDTH)), (180, (WIDTH, HEIGHT)), (270, (HEIGHT, WIDTH))])
def test_rotation_marks_are_applied(degrees, size):
    outcome = add(turned(make_video(5), degrees))
    unit = outcome.data_unit

    still = picture(unit, 3)

    assert still.size == (unit.width, unit.height) == size
    # A mark of 90 says: turn it clockwise to show it upright.
    assert number_of(still.rotate(degrees, expand=True)) == 3
    assert "rotation mark was applied" in outcome.message


def test_the_editor_is_told_the_number_of_frames_and_the_rate():
    unit = add(make_video(90, rate=Fraction(179, 6))).data_unit

    media = editor_media(data_unit=unit, frame_url=lambda index: f"/frames/{index}")

    assert media == {
        "viewer": "stills",
        "modality": "video",
        "frames": [{"index": 0, "width": WIDTH, "height": HEIGHT, "url": "/frames/0"}],
        "count": 90,
        "url": "/frames/",
        "rate": 29.8333,
        "duration_s": 2.983,
    }
    frames = modality_of(unit).frames(unit)
    assert [round(frame.time_s, 4) for frame in frames[:3]] == [0, 0.0335, 0.067]


def test_the_video_itself_is_kept_as_a_source_and_never_served():
    unit = add(make_video(10)).data_unit

    kinds = {stored.kind: stored.content_type for stored in unit.files.all()}
    assert kinds == {DataFile.Kind.SOURCE: "video/mp4", DataFile.Kind.PREVIEW: "image/jpeg"}


def test_frames_beside_the_one_asked_for_are_there_before_they_are_asked_for(frame_cache):
    unit = add(make_video(90, gop=30)).data_unit

    picture(unit, 40)
    for run in list(stills.STILLS._runs):
        run.wait(frame_cache / "never")

    made = sorted(int(path.stem) for path in frame_cache.rglob("*.jpg"))
    assert made == list(range(32, 70))


def test_a_known_still_is_not_decoded_again_for_a_304(frame_cache):
    unit = add(make_video(10)).data_unit
    etag = serve_frame(RequestFactory().get("/"), unit, 4)["ETag"]
    shutil.rmtree(frame_cache)

    response = serve_frame(RequestFactory().get("/", headers={"If-None-Match": etag}), unit, 4)

    assert response.status_code == 304
    assert not frame_cache.exists()


def test_the_cache_lets_the_oldest_go(tmp_path):
    for number in range(10):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(b"x" * 100)
        stills.os.utime(path, (number, number))

    stills.shrink(tmp_path, 500)

    assert sorted(path.stem for path in tmp_path.iterdir()) == ["6", "7", "8", "9"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: make_video(30)[:900], "The video is damaged, or coded in a way that can't be read."),
        (lambda: b"\x00\x00\x00\x18ftypmp42" + b"nothing" * 90, "The video is damaged"),
        (lambda: b"RIFF\x10\x00\x00\x00AVI LIST" + b"\x00" * 90, "The video is damaged"),
    ],
)
def test_what_is_no_video_is_refused_with_a_sentence(make, sentence):
    outcome = add(make())

    assert outcome.state == "refused"
    assert sentence in outcome.message
    assert not DataUnit.objects.exists()


def test_too_many_frames_are_refused(settings):
    settings.UPLOAD_MAX_FRAMES = 20

    assert add(make_video(21)).message == "The video has more than 20 frames, the most allowed."
    assert add(make_video(20)).state == "added"


def test_too_many_pixels_are_refused(settings):
    settings.UPLOAD_MAX_PIXELS = 5000

    assert "million pixels" in add(make_video(2)).message


def test_a_list_of_addresses_is_not_followed():
    playlist = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"

    assert add(playlist, "film.mp4").state == "refused"
    assert add(b"ffconcat version 1.0\nfile /etc/passwd\n", "film.mp4").state == "refused"


def test_a_video_cut_short_is_taken_as_far_as_it_goes():
    content = make_video(60, container="matroska")

    outcome = add(content[: len(content) * 2 // 3])

    assert outcome.state == "added"
    assert 20 < outcome.data_unit.n_frames < 60
    assert number_of(picture(outcome.data_unit, 19)) == 19
