"""Where a unit was: from its last position when that is the moment asked for, else from its track."""

from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import connection

from units.positions.models import LastPosition

AS_GOOD_AS = timedelta(seconds=30)
TRACK = """
    SELECT lon, lat FROM units_track
     WHERE unit_id = %(unit)s AND verdict = 0 AND at <= %(at)s AND at > %(since)s AND received_at > %(since)s
     ORDER BY at DESC LIMIT 1
"""


def position_at(unit_id: int, at: datetime, *, within: timedelta = timedelta(minutes=10)) -> Point | None:
    """The newest true fix at or before ``at``, not older than ``within``; None when there is none."""
    last = LastPosition.objects.filter(unit_id=unit_id).first()
    if last is not None and at - AS_GOOD_AS <= last.at <= at:
        return last.point
    with connection.cursor() as cursor:
        cursor.execute(TRACK, {"unit": unit_id, "at": at, "since": at - within})
        row = cursor.fetchone()
    if row:
        return Point(*row, srid=4326)
    return last.point if last is not None and abs(last.at - at) <= within else None
