"""Last positions are rewritten all the time: with room on its page a row is, without touching an index or another page."""

from django.db import migrations

FORWARD = "ALTER TABLE units_lastposition SET (fillfactor = 40);"
BACKWARD = "ALTER TABLE units_lastposition RESET (fillfactor);"


class Migration(migrations.Migration):
    dependencies = [("units", "0007_fence_events_by_arrival")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
