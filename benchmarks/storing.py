"""The two ends of the way in, each beside the bare thing: the writer beside COPY, the HTTP door beside an append.

``make bench ARGS=storing``, or ``python -m benchmarks.storing``: a bureau of its own with a month of tracks.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

import argparse  # noqa: E402  Django must be set up first

from django.db import connection  # noqa: E402

from benchmarks.bureau import bureau, fill  # noqa: E402
from benchmarks.doors import LINES, Taken, door_beside_append, phones  # noqa: E402
from benchmarks.figures import Row, row, table  # noqa: E402
from benchmarks.history import ROWS, history  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402
from benchmarks.writing import Walks, writer_beside_copy  # noqa: E402

UNITS = 10_000
BATCHES = (500, 2_000, 20_000)  # 20,000: what the writer takes at once when it is behind


def storing(units: int = UNITS, rows: int = ROWS) -> list[Row]:
    """In a database of its own. Times are those of 1,000 fixes."""
    with scratch_database() as environment:
        token, _cookies = fill(units)
        print("rows of history:", history(rows), flush=True)
        return [*writing(), *taking(environment, token)]


def writing() -> list[Row]:
    walks = Walks(_units("id"))
    rows = []
    for batch in BATCHES:
        one = writer_beside_copy(walks, batch)
        times = [[ms * 1000 / batch for ms in side] for side in (one.ours, one.bare)]
        note = f"{one.rate:,.0f} fixes/s, {one.share:.2f} of COPY's; asked 0.6"
        rows.append(_said(row(f"1,000 fixes stored, {batch:,} a transaction", "bare COPY", *times, note)))
    return rows


def taking(environment: dict[str, str], token: str) -> list[Row]:
    tokens, own = phones(LINES)
    rows = []
    with bureau(environment, webs=2, applications={"web 1": "benchmarks.bare:bare_door"}) as made:
        made.kill("writer")
        for batch, shown, signs in ((1, tokens, own), (100, [token], _units("call_sign"))):
            rows.append(_door(*door_beside_append(made, shown, signs, batch)))
    return rows


def _door(ours: Taken, bare: Taken) -> Row:
    note = (
        f"{ours.rate:,.0f} fixes/s, {ours.rate / bare.rate:.2f} of the bare app's; asked 0.5; "
        f"CPU {ours.cpu_ms:.1f} ms, bare {bare.cpu_ms:.1f}"
    )
    return _said(row(f"1,000 fixes taken, {ours.batch} a request", "bare ASGI app", ours.ms, bare.ms, note))


def _said(one: Row) -> Row:
    print(table([one]).splitlines()[-1], flush=True)
    return one


def _units(column: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM units_unit WHERE active ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--history", type=int, default=ROWS)
    options = parser.parse_args()
    print(table(storing(options.units, options.history)))


if __name__ == "__main__":
    main()
