"""Retention looks for what is old by when it became certain: rows lie in that order, so the index is small."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("units", "0006_track_by_arrival")]
    operations = [
        migrations.AddIndex(
            model_name="fenceevent",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["received_at"], name="fence_event_by_arrival"
            ),
        ),
    ]
