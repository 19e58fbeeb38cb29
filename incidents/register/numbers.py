"""Running numbers per day: ``20261123-0317``.

One row per day and series; taking a number locks it until the transaction ends, so two openings at once wait for each
other for the length of one insert, no number is given twice, and a refused opening leaves no gap.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from incidents.register.models import RunningNumber

SQL = f"""
INSERT INTO {RunningNumber._meta.db_table} (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = {RunningNumber._meta.db_table}.last + 1 RETURNING last
"""


def next_code(at: datetime, prefix: str = "") -> str:
    """The next code of the local day of ``at``: prefix, year, month, day, dash, at least four digits."""
    series = f"{prefix}{timezone.localtime(at):%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(SQL, [series])
        (number,) = cursor.fetchone()
    return f"{series}-{number:04}"
