"""Puts the sweep on the queue's schedule: every minute, for good."""

from django.db import migrations
from django.utils import timezone

SWEEP = "training.services.sweep.sweep"


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="sweep",
        defaults={"func": SWEEP, "schedule_type": "I", "minutes": 1, "repeats": -1, "next_run": timezone.now()},
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name="sweep").delete()


class Migration(migrations.Migration):
    dependencies = [("training", "0002_task_evaluation"), ("django_q", "0018_task_success_index")]

    operations = [migrations.RunPython(schedule, unschedule)]
