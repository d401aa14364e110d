from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0009_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='active_s',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
