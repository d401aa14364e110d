"""How long the Summary's pages and a preview take on a project with a million evaluation labels."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from training.bench.rows import Row, median_s, row
from training.models import Project
from training.scale.load import Size, load_project
from training.selectors.functions import editable_weights
from training.selectors.preview import preview

MILLION = Size(trainees=100, tasks=1000, labels=10)
PAGE_LIMIT_MS = 50.0
PREVIEW_LIMIT_MS = 200.0
VENDOR = connection.vendor
PAGES = ("overview", "diagnosis", "live")
NAMES = tuple(f"page.{VENDOR}.{name}_1m_ms" for name in (*PAGES, "trainee", "preview"))


def rows(size: Size = MILLION) -> Iterator[Row]:
    """On the portal's own kind of database; run it under `on_postgres` for the other."""
    project = load_project(size)
    client = Client(SERVER_NAME="localhost")
    client.force_login(project.created_by)
    addresses = [reverse(f"summary_{name}", args=[project.uuid]) for name in PAGES]
    trainee = project.tasks.values_list("annotator", flat=True).first()
    addresses.append(reverse("summary_trainee", args=[project.uuid, trainee]))
    for name, address in zip(NAMES, addresses, strict=False):
        yield row(name, _page_ms(client, address), "ms", limit=PAGE_LIMIT_MS)
    yield row(NAMES[-1], 1000 * median_s(lambda: _preview(project), repeats=7), "ms", limit=PREVIEW_LIMIT_MS)


def _page_ms(client: Client, address: str) -> float:
    """Server time of a page: the whole of the request, middleware and template included."""
    if (status := client.get(address).status_code) != 200:
        raise RuntimeError(f"{address} answered {status}")
    return 1000 * median_s(lambda: client.get(address))


def _preview(project: Project) -> Any:
    function = project.applied_function
    if function is None:
        raise RuntimeError("The project has no benchmark function.")
    weights = editable_weights(project=project, function=function)
    settings = {
        "kind": function.kind,
        "weights": {pk: {**item, "w_iou": 80.0, "w_category": 20.0} for pk, item in weights.items()},
        "pairing_threshold": function.pairing_threshold,
        "count_extras": function.count_extras,
    }
    return preview(project=project, function=function, settings=settings)
