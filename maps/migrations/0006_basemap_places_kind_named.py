"""The base map's index by kind serves only queries that name a kind: counting all kinds took it, and was slower."""

from django.db import migrations

MAKE = """
DO $$ BEGIN
    IF to_regclass('basemap.places') IS NOT NULL THEN
        DROP INDEX IF EXISTS basemap.places_kind_point_idx;
        CREATE INDEX places_kind_point_idx ON basemap.places USING gist (kind, point) WHERE kind <> '';
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("maps", "0005_basemap_places_by_kind")]

    operations = [migrations.RunSQL(MAKE, migrations.RunSQL.noop)]
