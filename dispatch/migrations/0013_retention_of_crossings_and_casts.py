from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0012_danger")]
    operations = [
        migrations.AlterField(
            model_name="retentionclass",
            name="code",
            field=models.CharField(
                choices=[
                    ("tracks", "Tracks of units (every fix)"),
                    ("recommendation_inputs", "What recommendations were computed from"),
                    ("fence_crossings", "Crossings of fences"),
                    ("casts", "Casts, and who saw them"),
                ],
                max_length=40,
                unique=True,
                verbose_name="what",
            ),
        ),
    ]
