"""What a trainee's score is the mean of; the sums that are kept are those of tasks that count the same."""

from django.db import migrations, models


def count_every_task_the_same(apps, schema_editor):
    apps.get_model("training", "TraineeScore").objects.update(n_effective=models.F("n_tasks"))


class Migration(migrations.Migration):
    dependencies = [("training", "0019_access_tokens")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="score_basis",
            field=models.CharField(
                choices=[("tasks", "Every task counts the same"), ("labels", "Every evaluation label counts the same")],
                db_default="tasks",
                default="tasks",
                max_length=16,
                verbose_name="trainee’s score",
            ),
        ),
        migrations.AddField(
            model_name="traineescore",
            name="n_effective",
            field=models.FloatField(default=0.0),
            preserve_default=False,
        ),
        migrations.RunPython(count_every_task_the_same, migrations.RunPython.noop),
    ]
