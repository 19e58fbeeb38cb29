"""Looking back over a month of ten million fixes of 500 units: each answer beside the bare rows that it is made of.

The bare statement reads the same fixes by the same index, in the order of time, and nothing else: no state, no
incident, no thinning but that of the answer, no JSON, no journal.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.figures import Row, row, side_by_side
from benchmarks.history import history

FIXES, ROUNDS = 10_000_000, 20
BARE_TRACK = """
    SELECT extract(epoch FROM at), lon, lat, speed, heading FROM units_track
     WHERE unit_id = %(unit)s AND verdict = 0 AND at >= %(since)s AND at < %(until)s
       AND received_at >= %(since)s AND received_at < %(until)s + interval '1 h' ORDER BY at
"""
BARE_PIECE = """
    SELECT DISTINCT ON (unit_id, floor(extract(epoch FROM received_at) / %(step)s))
           unit_id, extract(epoch FROM received_at), lon, lat, heading, speed, extract(epoch FROM at)
      FROM units_track WHERE unit_id = ANY(%(units)s) AND verdict = 0
       AND received_at > %(since)s AND received_at <= %(until)s
     ORDER BY unit_id, floor(extract(epoch FROM received_at) / %(step)s), received_at DESC
"""


def playback(client: Client) -> Row:
    """Trail, shift, and pieces of playbacks of three units and of all; gives the heaviest piece."""
    stored = history(FIXES)
    print(f"playback: {stored:,} fixes of a month", flush=True)
    return figures(client)


def figures(client: Client) -> Row:
    """The month is stored. Prints each question's line, the last is given."""
    from dispatch.playback.actions import open_playback
    from units.crews.models import Unit
    from units.people.models import User

    user = User.objects.get(pk=client.session["_auth_user_id"])
    units = list(Unit.objects.order_by("pk").values_list("pk", "call_sign"))
    now = timezone.now()
    _tell(_of_unit(client, units, "trail of 15 min", "trail", now - timedelta(minutes=15), now, {"minutes": 15}))
    _tell(_of_unit(client, units, "summary of a shift of 8 h", "summary", now - timedelta(hours=8), now))
    day = {"since": now - timedelta(hours=12), "until": now}
    few = open_playback(user, units=",".join(sign for _pk, sign in units[:3]), **day)
    every = open_playback(user, organisation="COUNTY", **day)
    _tell(_piece(client, "piece of 3 units at 1×", few, units[:3], 120))
    _tell(_piece(client, "piece of 3 units at 60×", few, units[:3], 3_600))
    _tell(_piece(client, f"piece of {len(units)} units at 1×", every, units, 120))
    return _piece(client, f"piece of {len(units)} units at 60×", every, units, 3_600)


def _of_unit(client: Client, units, name: str, what: str, since, until, more=None) -> Row:
    asked = more or {"since": since.isoformat(), "until": until.isoformat()}

    def ours(number: int) -> None:
        answer = client.get(f"/api/v1/units/{units[number * 7 % len(units)][1]}/{what}?{urlencode(asked)}")
        assert answer.status_code == 200, answer.content

    def bare(number: int) -> None:
        _read(BARE_TRACK, {"unit": units[number * 7 % len(units)][0], "since": since, "until": until})

    return _beside(name, ours, bare)


def _piece(client: Client, name: str, opened, units, seconds: int) -> Row:
    """Another stretch in each round, as at a jump; the browser asks half the speed as a step."""
    ids = [pk for pk, _sign in units]
    step = max(0.5, seconds / 120, len(ids) * seconds / 40_000)

    def begin(number: int) -> int:
        return 3_600 * (number % 10) + 60

    def ours(number: int) -> None:
        asked = {"since": begin(number), "until": begin(number) + seconds, "step": seconds / 120, "clock": "shown"}
        answer = client.get(f"/playback/{opened.pk}/chunk/?{urlencode(asked)}")
        assert answer.status_code == 200, answer.content
        assert answer.json()["fixes"]

    def bare(number: int) -> None:
        since = opened.since + timedelta(seconds=begin(number))
        _read(BARE_PIECE, {"units": ids, "since": since, "until": since + timedelta(seconds=seconds), "step": step})

    return _beside(name, ours, bare)


def _beside(name: str, ours: Callable[[int], None], bare: Callable[[int], None]) -> Row:
    return row(f"looking back, {name}", "bare track rows", *side_by_side(ours, bare, ROUNDS))


def _read(statement: str, values: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.fetchall()


def _tell(one: Row) -> None:
    times = f"p50 {one.p50:.1f} p95 {one.p95:.1f}, bare {one.bare_p50:.1f} {one.bare_p95:.1f} ms"
    print(f"  {one.name}: {times}", flush=True)
