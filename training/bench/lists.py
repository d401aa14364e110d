"""How long the list of all tasks takes with 10,000 of them."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse

from training.bench.rows import Row, median_s, row
from training.scale.load import Size, load_project

TEN_THOUSAND = Size(trainees=100, tasks=100, labels=1)
LIMIT_MS = 100.0
NAMES = tuple(f"page.{connection.vendor}.tasks_10k{end}_ms" for end in ("", "_last"))


def rows(size: Size = TEN_THOUSAND) -> Iterator[Row]:
    """Its first page, and its last one by status, which no index serves: the whole request, template included."""
    project = load_project(size)
    client = Client(SERVER_NAME="localhost")
    client.force_login(project.created_by)
    address = reverse("task_control", args=[project.uuid])
    for name, query in zip(NAMES, ("", "?sort=-status&page=200"), strict=True):
        yield row(name, _page_ms(client, address + query), "ms", limit=LIMIT_MS)


def _page_ms(client: Client, address: str) -> float:
    if (status := client.get(address).status_code) != 200:
        raise RuntimeError(f"{address} answered {status}")
    return 1000 * median_s(lambda: client.get(address))
