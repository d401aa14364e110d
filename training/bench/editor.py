"""How quickly the label editor follows the hand, beside bare canvases that draw the same, in Chromium without a GPU."""

import io
import math
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from training.bench.chromium import has_chromium, signed_in_page
from training.bench.rows import Row, row
from training.models import Ontology, Project
from training.services.datasets import create_dataset
from training.services.media import add_files
from training.services.ontologies import add_class, create_ontology
from training.services.projects import create_annotation_project
from training.services.source_tasks import save_labels

WIDTH, HEIGHT = 4000, 3000
N_POLYGONS, N_CORNERS, N_BOXES, N_MANY = 500, 40, 100, 1000
#: A frame of a screen that shows sixty a second, and the longest that nobody takes for a stall.
SMOOTH_MS, STALL_MS = 1000 / 60, 50.0
AT_ONCE_MS = 100.0
#: Where bare canvases are slower than that on this machine, the editor may take this much longer than they.
SHARE_OF_BARE = 1.2
N_FRAMES, REPEATS, N_MASKS = 60, 5, 9
PAN_SCALE, PAN_REACH_PX = 0.5, 120
#: Frames follow each other as fast as they are drawn; otherwise each would take what the screen takes.
ARGUMENTS = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
SCRIPT = Path(__file__).with_suffix(".js")

Ring = list[float]


def rows() -> Iterator[Row]:
    """Dragging, panning and zooming over a full picture; a thousand boxes; masks."""
    if not has_chromium():
        return
    scene, many = _scene(), _many_boxes()
    actor = get_user_model().objects.create_user(email="bench@example.org", name="Bench", may_create_projects=True)
    project = _project(actor)
    full, crowd = _editors(project, [scene, {"polygons": [], "boxes": many}])
    with signed_in_page(actor, ARGUMENTS) as (page, address):
        page.add_init_script(path=SCRIPT)
        _open(page, address + full, scene)
        yield from (_measured(page, part) for part in PARTS)
        mask = page.evaluate(f"bench.maskTimes({N_MASKS})")
        for name in ("encode", "decode"):
            yield row(f"editor.mask_{name}_ms", statistics.median(mask[name]), "ms", limit=AT_ONCE_MS)
        _open(page, address + crowd, {"polygons": [], "boxes": many})
        yield row(f"editor.select_{N_MANY}_ms", _select_ms(page), "ms", limit=AT_ONCE_MS)
        yield _measured(page, MOVE)


def _measured(page: Any, part: "Part") -> Row:
    """The editor and the bare canvases in turn, so that what else the machine does befalls both."""
    pairs = [(part.summary(part.editor(page)), part.summary(_bare(page, part.bare))) for _ in range(REPEATS)]
    value, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    limit = part.limit_ms if bare <= part.limit_ms else bare * SHARE_OF_BARE
    return row(f"editor.{part.name}_ms", value, "ms", limit=limit)


def _longest(times: list[float]) -> float:
    """Of twenty frames, the longest but one: the machine itself now and then holds one up."""
    return sorted(times)[-1 - len(times) // 20]


# The scene


def _scene() -> dict[str, list[Ring]]:
    chance = random.Random(3)  # noqa: S311 - no secret
    return {
        "polygons": [_ring(chance) for _ in range(N_POLYGONS)],
        "boxes": [[chance.uniform(0, 3500), chance.uniform(0, 2600), 300.0, 220.0] for _ in range(N_BOXES)],
    }


def _ring(chance: random.Random) -> Ring:
    x, y, radius = chance.uniform(200, 3800), chance.uniform(200, 2800), chance.uniform(60, 180)
    turns = [2 * math.pi * number / N_CORNERS for number in range(N_CORNERS)]
    reaches = [radius * chance.uniform(0.8, 1.1) for _ in turns]
    places = zip(turns, reaches, strict=True)
    return [
        round(value, 2) for turn, reach in places for value in (x + reach * math.cos(turn), y + reach * math.sin(turn))
    ]


def _many_boxes() -> list[Ring]:
    return [[20 + 98.0 * (number % 40), 40 + 110.0 * (number // 40), 60.0, 70.0] for number in range(N_MANY)]


def _project(actor: Any) -> Project:
    ontology = create_ontology(actor=actor, title="Bench")
    for shape in ("polygon", "bounding_box"):
        add_class(actor=actor, ontology=ontology, kind="object", name=shape, color="#e5484d", shape=shape)
    dataset = create_dataset(actor=actor, title="Bench")
    outcomes = add_files(actor=actor, dataset=dataset, files=[_picture(number) for number in range(2)])
    if refused := [outcome.message for outcome in outcomes if outcome.state != "added"]:
        raise RuntimeError(f"The bench's own pictures were refused: {refused[0]}")
    return create_annotation_project(actor=actor, title="Bench", description="", ontology=ontology, datasets=[dataset])


def _picture(number: int) -> ContentFile:
    """Smooth noise: a camera's picture is no even colour, and no static either."""
    small = np.random.default_rng(number).integers(0, 255, (HEIGHT // 20, WIDTH // 20, 3), dtype=np.uint8)
    content = io.BytesIO()
    Image.fromarray(small).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).save(content, "JPEG", quality=85)
    return ContentFile(content.getvalue(), name=f"bench{number}.jpg")


def _editors(project: Project, scenes: list[dict[str, list[Ring]]]) -> list[str]:
    """The addresses of one task for each scene, already labelled with it."""
    tasks = project.source_tasks.order_by("pk")
    for task, scene in zip(tasks, scenes, strict=True):
        save_labels(actor=project.created_by, source_task=task, document=_document(project.ontology, scene))
    return [reverse("source_task_open", args=[project.uuid, task.uuid]) for task in tasks]


def _document(ontology: Ontology, scene: dict[str, list[Ring]]) -> dict[str, Any]:
    hashes = {item.shape: item.feature_hash for item in ontology.classes.all()}
    shapes: list[tuple[str, dict[str, Any]]] = [("polygon", {"polygons": [[ring]]}) for ring in scene["polygons"]]
    shapes += [("bounding_box", {"box_xywh": box}) for box in scene["boxes"]]
    ids = [f"bench{number:05d}" for number in range(len(shapes))]
    return {
        "revision": 0,
        "objects": [
            {"id": uid, "class": hashes[shape], "attributes": {}} for uid, (shape, _) in zip(ids, shapes, strict=True)
        ],
        "classifications": [],
        "frames": {"0": [{"object": uid, **geometry} for uid, (_, geometry) in zip(ids, shapes, strict=True)]},
    }


# The editor


def _open(page: Any, address: str, scene: dict[str, list[Ring]]) -> None:
    page.goto(address)
    page.locator("#stage[data-ready=true]").wait_for()
    url = page.evaluate("JSON.parse(document.getElementById('editor-config').textContent).media.frames[0].url")
    page.evaluate("async (given) => { window.scene = await bench.bareCanvases(given); }", {"url": url, **scene})
    page.evaluate("bench.showBare(scene, false)")
    page.wait_for_timeout(1000)  # the smaller copies of the picture


def _bare(page: Any, work: str) -> list[float]:
    page.evaluate("bench.showBare(scene, true)")
    times: list[float] = page.evaluate(work)
    page.evaluate("bench.showBare(scene, false)")
    return times


def _place(page: Any, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the picture is in the window."""
    bounds = page.locator("#stage").bounding_box()
    scale, left, top = map(float, page.locator("#stage").get_attribute("data-view").split())
    return bounds["x"] + left + x * scale, bounds["y"] + top + y * scale


def _wobble(page: Any, x: float, y: float, *, reach: float, buttons: int) -> list[float]:
    place = {"x": x, "y": y, "reach": reach, "buttons": buttons}
    times: list[float] = page.evaluate(f"(place) => bench.frames({N_FRAMES}, bench.wobble(place))", place)
    return times


def _drag_vertex(page: Any) -> list[float]:
    ring = _scene()["polygons"][0]
    page.keyboard.press("z")
    page.locator("li[data-object=bench00000] .object-row").click()
    page.keyboard.press("z")
    x, y = _place(page, ring[0], ring[1])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    times = _wobble(page, x, y, reach=30, buttons=1)
    page.mouse.up()
    page.keyboard.press("Escape")
    return times


def _pan(page: Any) -> list[float]:
    page.keyboard.press("Shift+z")
    for _ in range(3):  # 1.25 each
        page.keyboard.press("-")
    bounds = page.locator("#stage").bounding_box()
    x, y = bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down(button="middle")
    times = _wobble(page, x, y, reach=PAN_REACH_PX, buttons=4)
    page.mouse.up(button="middle")
    page.keyboard.press("z")
    return times


def _zoom(page: Any) -> list[float]:
    page.keyboard.press("z")
    times: list[float] = page.evaluate(f"bench.frames({N_FRAMES}, bench.turnWheel({N_FRAMES}))")
    return times


def _select_ms(page: Any) -> float:
    times = []
    for _ in range(REPEATS):
        times.append(page.evaluate("bench.afterKey('a', { ctrlKey: true, code: 'KeyA' })"))
        page.keyboard.press("Escape")
    return statistics.median(times)


def _move_all(page: Any) -> list[float]:
    page.keyboard.press("Control+a")
    x, y, w, h = _many_boxes()[500]
    left, top = _place(page, x + w / 2, y + h / 2)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 5, top + 5)
    times = _wobble(page, left, top, reach=10, buttons=1)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.keyboard.press("Escape")
    return times


@dataclass(frozen=True)
class Part:
    """One row: what is done in the editor, what the bare canvases do, and which frame of a run counts."""

    name: str
    editor: Callable[[Any], list[float]]
    bare: str
    limit_ms: float
    summary: Callable[[list[float]], float] = _longest


PARTS = (
    Part("vertex_drag", _drag_vertex, f"bench.bare.drag(scene, {N_FRAMES})", SMOOTH_MS, statistics.median),
    Part("pan", _pan, f"bench.bare.pan(scene, {N_FRAMES}, {{ reach: {PAN_REACH_PX}, scale: {PAN_SCALE} }})", STALL_MS),
    Part("zoom", _zoom, f"bench.bare.zoom(scene, {N_FRAMES})", STALL_MS),
)
MOVE = Part(f"move_{N_MANY}", _move_all, f"bench.bare.move(scene, {N_FRAMES})", STALL_MS)
