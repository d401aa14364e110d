"""Locks that both databases understand."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from training.models import Project, SourceTask

#: The first half of the advisory lock's key: keeps our locks apart from any other user of the same database.
_NAMESPACE = 0x70B5


def lock_project(project_id: int, *, shared: bool = False) -> None:
    """Hold the project until the current transaction ends: many may hold it shared, or one alone.

    Advisory, since Django's ORM has no FOR SHARE. On SQLite the transaction is IMMEDIATE and thus the only writer.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock_project needs a transaction: the lock would be gone at once.")
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [_NAMESPACE, project_id])


def lock_source_tasks(projects: Iterable[Project]) -> None:
    """Hold all tasks of these annotation projects until the current transaction ends.

    The editor saves under the same lock, so that what is read afterwards stays true. Read it with a statement of its
    own: what is joined to the rows that are locked is as old as the wait was long.
    """
    hold_source_tasks(SourceTask.objects.filter(project__in=list(projects)))


def hold_source_tasks(rows: "QuerySet[SourceTask]") -> None:
    """Hold these tasks, always in the same order, until the current transaction ends."""
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
