"""How long videos and series keep people waiting, in Chromium and in the decoder alone; and what ingest holds."""

import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.test.utils import override_settings
from django.urls import reverse

from training.bench.chromium import has_chromium, signed_in_page
from training.bench.films import RATE, make_film, make_series
from training.bench.rows import Row, row
from training.decoding.client import Pool
from training.decoding.scratch import LocalFile
from training.demo.build import build_demo
from training.models import Dataset, DataUnit, Project
from training.services.datasets import create_dataset
from training.services.media import add_files
from training.services.projects import create_annotation_project

STEP_LIMIT_MS = 50.0
JUMP_LIMIT_MS = 250.0
FIRST_SLICE_LIMIT_MS = 1000.0
INGEST_LIMIT_MB = 300.0
#: Decoding and JPEG alone, so that the browser's share can be told; as fast as the film runs.
DECODE_LIMIT_MS = 1000 / RATE
N_STEPS = 40
N_JUMPS = 12
N_SLICES = 300
#: Of the whole film, for what a key frame a second gives; and for one in eight seconds, which some encoders make.
FILMS = {"gop30": 30, "gop250": 250}

#: Presses the key and tells how many milliseconds later the next frame stands on the stage.
STEP = """() => new Promise((resolve) => {
  const stage = document.getElementById("stage");
  const target = String(Number(stage.dataset.frame) + 1);
  const begin = performance.now();
  const done = () => stage.dataset.frame === target && stage.dataset.ready === "true";
  const watch = new MutationObserver(() => {
    if (!done()) return;
    watch.disconnect();
    resolve(performance.now() - begin);
  });
  watch.observe(stage, { attributes: true });
  stage.focus();
  stage.dispatchEvent(new KeyboardEvent("keydown", { key: "f", code: "KeyF", bubbles: true, cancelable: true }));
})"""
#: What the viewer does for a frame anywhere.
JUMP = """async (url) => {
  const begin = performance.now();
  await createImageBitmap(await (await fetch(url)).blob());
  return performance.now() - begin;
}"""


def rows() -> Iterator[Row]:
    """Stepping and jumping in videos, a CT series, and the ingest of ten minutes."""
    build_demo()
    source = Project.objects.filter(kind=Project.Kind.ANNOTATION).order_by("pk")[0]
    with tempfile.TemporaryDirectory(prefix="touchstone-bench-media-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with override_settings(FRAME_CACHE_ROOT=folder / "cache", SCRATCH_ROOT=folder / "scratch"):
            yield from _ingest(folder)
            yield from _decoder(folder)
            if has_chromium():
                yield from _browser(source, folder)


def _ingest(folder: Path) -> Iterator[Row]:
    film = folder / "ten_minutes.mp4"
    make_film(film, seconds=10, gop=30, repeats=60)
    pool = Pool(1)
    begin = time.perf_counter()
    arguments = {"path": str(film), "max_frames": 10**6, "max_pixels": 10**8, "preview": str(folder / "preview")}
    pool.call("videos.index", arguments, timeout_s=60)
    took_s = time.perf_counter() - begin
    peak_mb = _peak_mb(pool)
    pool.close()
    yield from _seekable(folder)
    film.unlink()
    yield row("media.ingest.ten_minutes_mb", peak_mb, "MB", limit=INGEST_LIMIT_MB)
    yield row("media.ingest.ten_minutes_s", took_s, "s", limit=600.0)


def _seekable(folder: Path) -> Iterator[Row]:
    """What coding a video again costs; it holds no more for a longer one, and may take twice as long as it lasts."""
    film = folder / "far_apart.mp4"
    make_film(film, seconds=10, gop=250)
    pool = Pool(1)
    begin = time.perf_counter()
    work = {"path": str(film), "out": str(folder / "seekable.mp4"), "gop": 30, "n_frames": 10 * RATE}
    pool.call("videos.seekable", work, timeout_s=60)
    took_s = time.perf_counter() - begin
    peak_mb = _peak_mb(pool)
    pool.close()
    yield row("media.ingest.seekable_mb", peak_mb, "MB", limit=INGEST_LIMIT_MB)
    yield row("media.ingest.seekable_frame_ms", took_s * 1000 / (10 * RATE), "ms", limit=2 * DECODE_LIMIT_MS)


def _peak_mb(pool: Pool) -> float:
    """The most memory that the decoder ever held, and this process beside it."""
    (decoder,) = pool._idle
    status = Path(f"/proc/{decoder._process.pid}/status")
    unit = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _decoder(folder: Path) -> Iterator[Row]:
    film = folder / "alone.mp4"
    make_film(film, seconds=4, gop=30)
    pool = Pool(1)
    table = {"path": str(film), "max_frames": 10**6, "max_pixels": 10**8, "preview": str(folder / "preview")}
    times = pool.call("videos.index", table, timeout_s=60)["times"]
    stills = folder / "alone"
    stills.mkdir()
    work = {"path": str(film), "rotation": 0, "start": 0, "times": times[:90], "wanted": 0, "folder": str(stills)}
    begin = time.perf_counter()
    pool.call("videos.stills", work, timeout_s=60)
    yield row("media.video.decoder_ms", (time.perf_counter() - begin) * 1000 / 90, "ms", limit=DECODE_LIMIT_MS)
    pool.close()


def _browser(source: Project, folder: Path) -> Iterator[Row]:
    actor = source.created_by
    dataset = create_dataset(actor=actor, title="Bench", description="")
    for name, gop in FILMS.items():
        make_film(folder / f"{name}.mp4", seconds=40, gop=gop)
    films = [LocalFile(folder / f"{name}.mp4") for name in FILMS]
    series = [ContentFile(content, name=f"{number}.dcm") for number, content in enumerate(make_series(N_SLICES))]
    outcomes = add_files(actor=actor, dataset=dataset, files=[*films, *series])
    if refused := [outcome.message for outcome in outcomes if outcome.state != "added"]:
        raise RuntimeError(f"The bench's own files were refused: {refused[0]}")
    project = create_annotation_project(
        actor=actor, title="Bench", description="", ontology=source.ontology, datasets=[dataset]
    )
    units = {outcome.name.removesuffix(".mp4"): unit for outcome in outcomes if (unit := outcome.data_unit)}
    # Asked for before: Django refuses its database to a thread with Playwright's event loop.
    editors = {name: _editor(project, units[name]) for name in ("gop30", "0.dcm")}
    places = {name: _places(dataset, units[name]) for name in FILMS}
    with signed_in_page(actor) as (page, address):
        yield from _film_rows(page, address + editors["gop30"], places)
        yield from _series_rows(page, address + editors["0.dcm"])


def _film_rows(page: Any, editor: str, places: dict[str, list[str]]) -> Iterator[Row]:
    page.goto(editor)
    page.locator("#stage[data-ready=true]").wait_for()
    steps = [page.evaluate(STEP) for _step in range(N_STEPS)]
    yield row("media.video.step_ms", statistics.median(steps), "ms", limit=STEP_LIMIT_MS)
    for name in FILMS:
        shutil.rmtree(settings.FRAME_CACHE_ROOT, ignore_errors=True)
        waits = [page.evaluate(JUMP, url) for url in places[name]]
        yield row(f"media.video.jump_{name}_ms", statistics.median(waits), "ms", limit=JUMP_LIMIT_MS)


def _series_rows(page: Any, editor: str) -> Iterator[Row]:
    begin = time.perf_counter()
    page.goto(editor)
    page.locator("#stage[data-ready=true]").wait_for()
    first_ms = (time.perf_counter() - begin) * 1000
    steps = [page.evaluate(STEP) for _step in range(N_STEPS)]
    yield row("media.series.first_ms", first_ms, "ms", limit=FIRST_SLICE_LIMIT_MS)
    yield row("media.series.step_ms", statistics.median(steps), "ms", limit=STEP_LIMIT_MS)


def _places(dataset: Dataset, unit: DataUnit) -> list[str]:
    """The addresses of frames all over the film, far enough apart to be in no common chunk."""
    frames = random.Random(4).sample(range(0, unit.n_frames, 40), N_JUMPS)  # noqa: S311 - no secret
    return [reverse("data_unit_frame", args=[dataset.uuid, unit.uuid, frame + 17]) for frame in frames]


def _editor(project: Project, unit: DataUnit) -> str:
    task = project.source_tasks.get(data_unit=unit)
    return reverse("source_task_open", args=[project.uuid, task.uuid])
