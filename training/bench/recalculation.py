"""How long new weights take on a project with a million evaluation labels: the whole of the turn that applies them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from training.bench.rows import Row, row
from training.models import Project
from training.scale.load import Size, load_project
from training.services.functions import Weights, save_function
from training.services.recalculation import start_recalculation, take_turn

MILLION = Size(trainees=100, tasks=1000, labels=10)
LIMIT_S = 1.0
RUNS = 4
OTHER = "postgresql" if connection.vendor == "sqlite" else "sqlite"


def name_on(vendor: str) -> str:
    """The row's name; both databases stand side by side."""
    return f"recalculate.{vendor}.1m_s"


def rows(size: Size = MILLION) -> Iterator[Row]:
    """On the portal's own kind of database."""
    project = load_project(size)
    # The fastest of some: the first one after a load meets a database that is still tidying up.
    value = min(_seconds(project, iou=10.0 + 20.0 * run) for run in range(RUNS))
    yield row(name_on(connection.vendor), value, "s", limit=LIMIT_S)


def rows_of_other_database() -> Iterator[Row]:
    """The same on the other kind, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as folder:
        output = Path(folder) / "rows.json"
        own = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        server = ["on_postgres"] if OTHER == "postgresql" else []
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        subprocess.run(  # noqa: S603 (our own command)
            [*own, *server, "bench", "--only", name_on(OTHER), "--output", str(output)],
            env={**environment, "TOUCHSTONE_VAR": folder},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        yield from json.loads(output.read_text())


def _seconds(project: Project, *, iou: float) -> float:
    classes = project.ontology.classes.values_list("pk", flat=True)
    weights = Weights(w_iou=iou, w_category=100.0 - iou, w_attributes=0.0, tolerance=None)
    save_function(actor=project.created_by, project=project, kind="dynamic", weights=dict.fromkeys(classes, weights))
    job = start_recalculation(actor=project.created_by, project=project)
    begin = time.perf_counter()
    take_turn(job_id=job.pk)
    return time.perf_counter() - begin
