"""A month of tracks, as the writer leaves them: so that nothing is measured in a fresh database.

A fleet of 10,000 units that report every 5 s makes 173 million rows a day; nobody waits for five thousand million.
So each day has fewer *moments* of the whole fleet, and today as many as ten other days: today's partition is the one
that is written, and the month is what must not matter. Rows, indexes, widths and places are those of the real thing.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import connection

from units.positions.partitions import make_ahead, name_of

DAYS = 30
TODAY = 10  # as many rows as so many other days
ROWS = 20_000_000
# A partition is filled first, indexed then and attached last: a quarter of the time of filling it in its place.
MAKE = "CREATE TABLE {name} (LIKE units_track INCLUDING DEFAULTS)"
FILL = """
    INSERT INTO {name} (unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery, verdict, stream_id)
    SELECT unit.id, moment - interval '0.5 s', moment, 7.42 + random() / 10, 43.73 + random() / 10,
           6, 90, 5, 0.8, 0, (1000 * extract(epoch FROM moment))::bigint || '-0.' || unit.number
      FROM generate_series(%(begin)s::timestamptz, %(end)s::timestamptz, %(step)s::interval) AS moment,
           (SELECT id, row_number() OVER (ORDER BY id) AS number FROM units_unit) unit
"""
INDEX = """
    CREATE INDEX ON {name} (unit_id, at);
    CREATE INDEX ON {name} USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);
    ALTER TABLE units_track ATTACH PARTITION {name} FOR VALUES FROM ('{day} 00:00+00') TO ('{after} 00:00+00');
"""


def history(rows: int = ROWS) -> int:
    """Thirty days of tracks of all units there are, none of them stored before; returns how many rows there are.

    Some 200,000 rows a second on two cores, 140 bytes each on the disk.
    """
    now = datetime.now(UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    share = rows // (DAYS - 1 + TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM units_unit")
        (units,) = cursor.fetchone()
        for back in range(DAYS):
            begin = today - timedelta(days=back)
            span = timedelta(days=1) if back else now - today
            _fill(cursor, begin, span - timedelta(seconds=1), max(1, share * (1 if back else TODAY) // units))
        make_ahead(today.date())
        cursor.execute("VACUUM (FREEZE, ANALYZE) units_track")  # done now, or it would be done while we measure
        cursor.execute("SELECT count(*) FROM units_track")
        return cursor.fetchone()[0]


def _fill(cursor, begin: datetime, span: timedelta, moments: int) -> None:
    day: date = begin.date()
    name = name_of(day)
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(MAKE.format(name=name))
    cursor.execute(FILL.format(name=name), {"begin": begin, "end": begin + span, "step": span / moments})
    cursor.execute(INDEX.format(name=name, day=day, after=day + timedelta(days=1)))
