"""The two ends of the way in, each beside the bare thing: the writer beside COPY, the HTTP door beside an append.

``python -m benchmarks.storing``: a bureau of its own with a month of tracks.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

import argparse  # noqa: E402  Django must be set up first
import asyncio  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from datetime import UTC, datetime  # noqa: E402

import uvloop  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.bureau import Bureau, bureau, fill  # noqa: E402
from benchmarks.history import ROWS, history  # noqa: E402
from benchmarks.load.sending import Fleet, Poster  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402

FIXES, BATCH, ROUNDS = 60_000, 100, 3
TYPES = ["int8", "timestamptz", "timestamptz", "float8", "float8", *["float4"] * 4, "int2", "text"]


def moving(unit_ids: list[int], count: int, begin: float):
    """As many fixes of cars in town, each unit in turn every 5 s."""
    from units.positions.fix import Fix

    for number in range(count):
        step, place = divmod(number, len(unit_ids))
        lon, lat = round(7.42 + place % 100 * 1e-4 + step * 4e-4, 6), round(43.7 + place // 100 * 1e-4, 6)
        at = begin + step * 5 + place * 5 / len(unit_ids)
        yield Fix(unit_ids[place], lon, lat, at, at + 0.5, 6.0, 90.0, 5.0, 0.8)


def writer_beside_copy(unit_ids: list[int]) -> dict[str, float]:
    """Fixes a second: from the stream into tracks and last positions, against the same rows by COPY, 500 a batch
    (as ``bare_500``) and in one go (``bare``), durable, into the same table."""
    from units.positions import stream
    from units.positions.rows import COPY
    from units.positions.writer import Writer

    ours, bare, bare_500 = [], [], []
    writer, begin = Writer(), time.time() - 3 * 3600
    stream.connection().delete(stream.key())
    writer.begin()
    for number in range(ROUNDS):
        fixes = list(moving(unit_ids, FIXES, begin + number * 600))
        for start in range(0, FIXES, BATCH):
            stream.append(fixes[start : start + BATCH])
        stored, began = 0, time.perf_counter()
        while stored < FIXES:
            stored += writer.step()
        ours.append(FIXES / (time.perf_counter() - began))
        for size, kept in ((20_000, bare), (500, bare_500)):
            rows = [_row(fix, f"bare-{size}.{number}.{place}") for place, fix in enumerate(fixes)]
            began = time.perf_counter()
            for start in range(0, FIXES, size):
                with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
                    copy.set_types(TYPES)
                    for row in rows[start : start + size]:
                        copy.write_row(row)
            kept.append(FIXES / (time.perf_counter() - began))
    writer.end()
    found = {name: statistics.median(some) for name, some in (("ours", ours), ("bare", bare), ("bare_500", bare_500))}
    return {**found, "ratio": found["ours"] / found["bare"], "ratio_500": found["ours"] / found["bare_500"]}


def _row(fix, place: str) -> tuple:
    moments = datetime.fromtimestamp(fix.at, UTC), datetime.fromtimestamp(fix.received_at, UTC)
    return (fix.unit_id, *moments, fix.lon, fix.lat, fix.speed, fix.heading, fix.accuracy, fix.battery, 0, place)


async def posted(host: str, token: str, units: list[tuple[int, str]], batch: int, seconds: float) -> float:
    """Fixes a second that the door takes from 16 lines that never rest."""
    fleet, until = Fleet(units, 7.42, 43.7), time.monotonic() + seconds
    bodies = [fleet.batch(number * batch, batch)[0] for number in range(400)]
    taken, stop = 0, until

    async def one(line: int) -> None:
        nonlocal taken
        poster, number = Poster(host, token), line
        while time.monotonic() < stop:
            # another blank: never the same request twice, without the cost of making another one here
            status, answer = await poster.post(bodies[number % len(bodies)] + b" " * (number // len(bodies)))
            if status != 202:
                raise RuntimeError(f"{status}: {answer}")
            taken += answer["accepted"]
            number += 16
        poster.close()

    began = time.monotonic()
    await asyncio.gather(*(one(line) for line in range(16)))
    return taken / (time.monotonic() - began)


def door_beside_append(made: Bureau, token: str, units: list[tuple[int, str]], batch: int) -> dict[str, float]:
    ours, bare = [], []
    for _round in range(2):
        for kept, host in ((ours, made.hosts[0]), (bare, made.hosts[1])):
            found = posted(host, token, units, batch, 4)
            kept.append(asyncio.run(found, loop_factory=uvloop.new_event_loop))
    found = {"ours": max(ours), "bare": max(bare)}
    return {**found, "ratio": found["ours"] / found["bare"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--history", type=int, default=ROWS)
    options = parser.parse_args()
    with scratch_database() as environment:
        token, _cookies = fill(options.units)
        print("rows of history:", history(options.history), flush=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, call_sign FROM units_unit ORDER BY call_sign")
            units = cursor.fetchall()
        print("writer", writer_beside_copy([pk for pk, _sign in units]), flush=True)
        with bureau(environment, webs=2, applications={"web 1": "benchmarks.bare:bare_door"}) as made:
            made.processes["writer"].terminate()
            for batch in (100, 1):
                print(f"door, {batch} fixes a request", door_beside_append(made, token, units, batch), flush=True)


if __name__ == "__main__":
    main()
