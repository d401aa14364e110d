"""Scores a task as the background worker does, and stands still at a chosen moment, to be killed there.

Run as ``python -m tests.training.stalling_worker MOMENT TASK_ID``; prints a line when it has come to the moment.
"""

import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
django.setup()

from training.services import scores  # noqa: E402


def stall(*args, **kwargs):
    print("stalling", flush=True)  # noqa: T201
    time.sleep(600)


if __name__ == "__main__":
    moment, task_id = sys.argv[1], int(sys.argv[2])
    setattr(scores, moment, stall)
    scores.score_task(task_id=task_id)
