"""A base map imported before this version gets the index that its next import would make."""

from django.db import migrations

MAKE = """
DO $$ BEGIN
    IF to_regclass('basemap.places') IS NOT NULL AND to_regclass('basemap.places_kind_point_idx') IS NULL THEN
        CREATE INDEX places_kind_point_idx ON basemap.places USING gist (kind, point);
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("maps", "0004_places_by_kind_and_point")]

    operations = [migrations.RunSQL(MAKE, "DROP INDEX IF EXISTS basemap.places_kind_point_idx")]
