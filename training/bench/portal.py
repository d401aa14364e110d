"""How long the portal's own work takes, on a project as large as the demo's."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from training.bench.rows import Row, least_s, median_s, row
from training.demo.build import FULL, Size, build_demo
from training.models import Project
from training.services.functions import Weights, save_function
from training.services.recalculation import start_recalculation, take_turn

LOAD_LIMIT_S = 10.0
#: New weights cost one statement; other geometry evaluates about a hundred submissions again, at 20 ms each.
WEIGHTS_LIMIT_S = 0.1
GEOMETRY_LIMIT_S = 2.0
PAGE_LIMIT_MS = 50.0
RUNS = 3


def rows(size: Size = FULL) -> Iterator[Row]:
    """Loading the demo, re-calculating its scores, and its Overview."""
    vendor = connection.vendor
    yield row(f"demo.{vendor}.load_s", least_s(lambda: build_demo(size), repeats=1), "s", limit=LOAD_LIMIT_S)
    project = Project.objects.training().get()
    yield row(f"recalculate.{vendor}.weights_s", _weights_s(project), "s", limit=WEIGHTS_LIMIT_S)
    yield row(f"recalculate.{vendor}.geometry_s", _geometry_s(project), "s", limit=GEOMETRY_LIMIT_S)
    yield row(f"page.{vendor}.overview_ms", _page_ms(project, "summary_overview"), "ms", limit=PAGE_LIMIT_MS)


def _weights_s(project: Project) -> float:
    ids = list(project.ontology.classes.filter(kind="object").values_list("pk", flat=True))
    shares = iter(range(30, 60))

    def recalculate() -> None:
        share = float(next(shares))
        weights = Weights(w_iou=share, w_category=100 - share, w_attributes=0.0, tolerance=None)
        _recalculate(project, weights=dict.fromkeys(ids, weights))

    return least_s(recalculate, repeats=RUNS)


def _geometry_s(project: Project) -> float:
    thresholds = iter(range(1, 90))
    return least_s(lambda: _recalculate(project, weights={}, pairing_threshold=next(thresholds) / 100), repeats=RUNS)


def _recalculate(project: Project, **settings: Any) -> None:
    save_function(actor=project.created_by, project=project, kind="dynamic", **settings)
    job = start_recalculation(actor=project.created_by, project=project)
    while take_turn(job_id=job.pk):
        pass


def _page_ms(project: Project, name: str) -> float:
    """Server time of a page: the whole of the request, middleware and template included."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(project.created_by)
    address = reverse(name, args=[project.uuid])
    if (status := client.get(address).status_code) != 200:
        raise RuntimeError(f"{address} answered {status}")
    return 1000 * median_s(lambda: client.get(address))
