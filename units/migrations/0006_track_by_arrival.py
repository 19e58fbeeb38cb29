"""A whole bureau's minute is looked for by when it reached us: rows lie in that order, so a few kilobytes a day say where."""

from django.db import migrations

SQL = "CREATE INDEX units_track_received ON units_track USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);"


class Migration(migrations.Migration):
    dependencies = [("units", "0005_vehicle_terminals")]
    operations = [migrations.RunSQL(SQL, "DROP INDEX units_track_received;")]
