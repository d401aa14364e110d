"""Background jobs: service functions that can be enqueued. The mirror of Django 6's task API, over django-q2.

The queue only starts work; what is to be done stands in the rows themselves, and the sweep finds what the queue lost.
"""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Generic, ParamSpec, TypeVar

from django.db import transaction
from django_q.tasks import async_task

P = ParamSpec("P")
R = TypeVar("R")


class BackgroundJob(Generic[P, R]):
    """A function that can be called, or enqueued to run after the current transaction commits.

    It must be idempotent and take ids alone: a job runs at least once, perhaps twice, perhaps on another host.
    """

    def __init__(self, function: Callable[P, R], timeout_s: int | None = None) -> None:
        self._function = function
        self._options = {} if timeout_s is None else {"q_options": {"timeout": timeout_s}}
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._function(*args, **kwargs)

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> None:
        path = f"{self._function.__module__}.{self._function.__qualname__}"
        transaction.on_commit(partial(async_task, path, *args, **kwargs, **self._options))


#: Below the queue's `retry`, after which it would run the job a second time.
LONG_S = 3500


def job(function: Callable[P, R]) -> BackgroundJob[P, R]:
    """Mark a service function as a background job."""
    return BackgroundJob(function)


def long_job(function: Callable[P, R]) -> BackgroundJob[P, R]:
    """Mark a service function as a background job that may take the better part of an hour."""
    return BackgroundJob(function, LONG_S)
