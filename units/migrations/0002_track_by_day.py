"""Every fix, raw, with its verdict; one partition a day, made when needed, dropped when its time is over."""

from django.db import migrations

SQL = """
CREATE TABLE units_track (
    unit_id     bigint      NOT NULL,
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    lon         double precision NOT NULL,
    lat         double precision NOT NULL,
    speed       real,
    heading     real,
    accuracy    real,
    battery     real,
    verdict     smallint    NOT NULL DEFAULT 0,
    stream_id   text        NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX units_track_unit_at ON units_track (unit_id, at);
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunSQL(SQL, "DROP TABLE units_track;")]
