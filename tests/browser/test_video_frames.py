"""A video in the editor: the frame on the stage, in the labels and from PyAV is one picture."""

import io

import av
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import expect

from tests.browser.editor import Editor
from tests.factories import AnnotationProjectFactory, CreatorFactory, DatasetFactory, OntologyClassFactory
from tests.videos import BITS, HEIGHT, WIDTH, make_video, number_of
from training.modalities import video
from training.models import DataFile
from training.services.labels import read_document
from training.services.media import add_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

N_FRAMES = 70
#: The grey in the middle of each column of the bar code, on the canvas that shows the picture.
BARS = """([bits, width, height]) => {
  const canvas = document.querySelector("#stage canvas");
  const [scale, left, top] = document.getElementById("stage").dataset.view.split(" ").map(Number);
  return Array.from({ length: bits }, (_, bit) => {
    const place = [((bit + 0.5) * width / bits) * scale + left, (height / 4) * scale + top];
    const at = place.map((length) => Math.round(length * devicePixelRatio));
    return canvas.getContext("2d").getImageData(...at, 1, 1).data[0];
  });
}"""


@pytest.fixture(params=["as it came", "coded again"])
def task(request, db, settings, tmp_path, monkeypatch):
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    settings.FRAME_CACHE_ROOT = tmp_path / "cache"
    gop = 12
    if request.param == "coded again":
        gop = 250
        monkeypatch.setattr(video, "SEEK_WORK_PX", 20 * (WIDTH * HEIGHT + video.FRAME_WORK_PX))
    admin = CreatorFactory()
    dataset = DatasetFactory(created_by=admin)
    content = make_video(N_FRAMES, gop=gop, options={"bf": "2"})
    add_files(actor=admin, dataset=dataset, files=[SimpleUploadedFile("film.mp4", content)])
    unit = dataset.data_units.get()
    assert unit.files.filter(kind=DataFile.Kind.SOURCE).count() == (1 if gop == 12 else 2)
    project = AnnotationProjectFactory(actor=admin, datasets=[dataset])
    OntologyClassFactory(ontology=project.ontology, shape="bounding_box")
    return project.source_tasks.get()


def decoded_numbers(task) -> list[int]:
    source = task.data_unit.files.filter(kind=DataFile.Kind.SOURCE).earliest("index")
    with av.open(io.BytesIO(source.file.read())) as film:
        return [number_of(frame.to_image()) for frame in film.decode(video=0)]


def number_on_stage(page) -> int:
    greys = np.array(page.evaluate(BARS, [BITS, WIDTH, HEIGHT]), np.uint8)
    return number_of(Image.fromarray(np.tile(np.repeat(greys, 16), (8, 1))))


def go(page, key: str, times: int, frame: int) -> None:
    for _time in range(times):
        page.keyboard.press(key)
    expect(page.locator(f"#stage[data-frame='{frame}'][data-ready=true]")).to_be_attached()
    page.wait_for_timeout(100)  # the next painted frame


def test_the_frame_on_the_stage_in_the_labels_and_of_pyav_are_one(open_as, task):
    page = open_as(task.project.created_by)
    page.goto(f"/projects/{task.project.uuid}/labels/{task.uuid}/")
    editor = Editor(page)
    numbers = decoded_numbers(task)
    assert numbers == list(range(N_FRAMES))
    editor.stage.focus()

    seen = {0: number_on_stage(page)}
    for key, times, frame in [("f", 1, 1), ("f", 1, 2), ("Shift+ArrowRight", 4, 42), ("f", 3, 45), ("d", 8, 37)]:
        go(page, key, times, frame)
        seen[frame] = number_on_stage(page)
        editor.drag_box("1", [10, 30, 40, 12])
        page.keyboard.press("v")
        page.keyboard.press("Escape")
    editor.wait_until_saved()

    assert seen == {frame: numbers[frame] for frame in seen}
    document = read_document(type(task.label_row).objects.get(pk=task.label_row.pk))
    assert sorted(int(frame) for frame in document["frames"]) == [1, 2, 37, 42, 45]
