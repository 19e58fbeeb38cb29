"""What fences cost the writer of positions: CPU per 1,000 fixes, its share, and how it grows.

``python -m benchmarks.fences`` prints the table; ``fences()`` gives the one row for ``make bench``. Units walk at
random over a city of 30 × 30 km; a fifth of the fences are areas that tile it, the rest posts, rings and drawn shapes.
"""

import os
import time
from dataclasses import dataclass

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Point, Polygon  # noqa: E402
from django.db import transaction  # noqa: E402

from benchmarks.figures import Row, percentile, table  # noqa: E402
from units.crews.models import Unit  # noqa: E402
from units.fences.models import Fence  # noqa: E402
from units.fences.watch import Watch  # noqa: E402
from units.positions.fix import Fix  # noqa: E402

UNITS, FENCES, A_SECOND, BATCH = 10_000, 500, 2_000, 500
CITY_M, LON, LAT = 30_000, 116.4, 39.9
STEP_M = 60.0  # five seconds in a car


@dataclass(frozen=True)
class Cost:
    """``cpu_ms``: of the step, per 1,000 fixes; ``wall_ms``: with the database's answers; ``crossings`` in all."""

    units: int
    fences: int
    fixes: int
    cpu_ms: float
    wall_ms: float
    batch_p95_ms: float
    crossings: int
    inside: int


class Walk:
    """Fixes of all units, each every five seconds, in the order in which they come in."""

    def __init__(self, unit_ids: list[int]) -> None:
        self.ids, self.dice = unit_ids, np.random.default_rng(7)
        self.place = self.dice.uniform(0, CITY_M, (len(unit_ids), 2))
        self.turn = self.dice.uniform(0, 2 * np.pi, len(unit_ids))
        self.next, self.at = 0, time.time() - 3 * 3600

    def fixes(self, count: int) -> list[Fix]:
        found = []
        for _one in range(count):
            n = self.next
            self.turn[n] += self.dice.normal(0, 0.4)
            step = self.dice.uniform(0, 2 * STEP_M) * np.array([np.cos(self.turn[n]), np.sin(self.turn[n])])
            self.place[n] = np.clip(self.place[n] + step, 0, CITY_M)
            lon, lat = degrees(*self.place[n])
            found.append(Fix(self.ids[n], lon, lat, self.at, self.at + 1, accuracy=8.0, speed=12.0))
            self.next = (n + 1) % len(self.ids)
            self.at += 5 / len(self.ids)
        return found


def degrees(east: float, north: float) -> tuple[float, float]:
    return LON + float(east) / 85_390, LAT + float(north) / 111_195


def make_units(count: int, organisation) -> list[int]:
    have = Unit.objects.count()
    Unit.objects.bulk_create(Unit(call_sign=f"F{n}", organisation=organisation) for n in range(have, count))
    return list(Unit.objects.order_by("pk").values_list("pk", flat=True)[:count])


def make_fences(count: int, organisation) -> None:
    """A fifth tile the city as areas with a ragged outline; the others lie about, 50 to 400 m wide."""
    dice, tiles = np.random.default_rng(3), max(1, round((count / 5) ** 0.5))
    for n in range(count):
        fence = Fence(organisation=organisation, name_zh=f"围栏{n}", name_en=f"Fence {n}", tell="silent", dwell_s=300)
        if n < tiles * tiles:
            side = CITY_M / tiles
            corner = np.array([n % tiles, n // tiles]) * side
            fence.kind, fence.shape = "shape", ragged(corner + side / 2, side / 2, 120, dice)
        elif n % 3 == 0:
            fence.kind, fence.shape = "shape", ragged(dice.uniform(0, CITY_M, 2), dice.uniform(100, 400), 12, dice)
        else:
            fence.kind = "ring" if n % 3 == 1 else "post"
            fence.centre = Point(*degrees(*dice.uniform(0, CITY_M, 2)), srid=4326)
            fence.radius_m, fence.inner_m = dice.uniform(50, 400), 20 if fence.kind == "ring" else None
        fence.save()


def ragged(middle, half_m: float, corners: int, dice) -> MultiPolygon:
    """A star-shaped outline about a middle, ``corners`` corners."""
    turns = np.sort(dice.uniform(0, 2 * np.pi, corners))
    reach = half_m * dice.uniform(0.9, 1.1, corners)
    ring = [degrees(middle[0] + r * np.cos(t), middle[1] + r * np.sin(t)) for t, r in zip(turns, reach, strict=True)]
    return MultiPolygon(Polygon([*ring, ring[0]]), srid=4326)


def measure(units: list[int], fences: int, seconds: int = 10) -> Cost:
    """The watch alone, in batches as the writer cuts them, on a walk of which the first round is not counted."""
    walk, watch, walls = Walk(units), Watch(), []
    watch.begin()
    for _warm in range(3 * len(units) // BATCH):
        _store(watch, walk.fixes(BATCH))
    batches, cpu, crossings = A_SECOND * seconds // BATCH, 0.0, 0
    for _batch in range(batches):
        fixes = walk.fixes(BATCH)
        begun, spent = time.perf_counter(), time.process_time()
        crossings += _store(watch, fixes)
        cpu += time.process_time() - spent
        walls.append((time.perf_counter() - begun) * 1000)
    count = batches * BATCH
    inside = sum(len(at) for at in watch.states.values())
    per_thousand = 1_000_000 / count
    return Cost(
        *(len(units), fences, count, cpu * per_thousand, sum(walls) * 1000 / count, percentile(walls, 95)),
        *(crossings, inside),
    )


def _store(watch: Watch, fixes: list[Fix]) -> int:
    with transaction.atomic():
        crossed = watch.note(fixes)
    watch.committed()
    return crossed


def measure_writer(walk: Walk, *, watching: bool, seconds: int = 5) -> tuple[float, list[float]]:
    """The whole writer, from stream to commit: CPU ms per 1,000 fixes, and ms of each step. The walk goes on from one
    measurement to the next: fixes older than those that are stored already are judged one by one."""
    from units.positions import stream
    from units.positions.writer import Writer

    stream.connection().delete(stream.key())
    writer, walls, stored = Writer(), [], 0
    if not watching:
        writer.fences = _Blind()
    assert writer.begin()
    spent, warm = 0.0, 3 * len(walk.ids) // A_SECOND  # until everybody has entered what they stood in
    for second in range(warm + seconds):
        fixes = walk.fixes(A_SECOND)
        stream.append(fixes)
        left = len(fixes)
        while left > 0:
            begun, cpu = time.perf_counter(), time.process_time()
            count = writer.step()
            left -= count
            if second >= warm:
                spent += time.process_time() - cpu
                walls.append((time.perf_counter() - begun) * 1000)
                stored += count
    writer.end()
    stream.connection().delete(stream.key())
    return spent * 1_000_000 / stored, walls


class _Blind(Watch):
    """A writer that does not look at fences: what it would cost without them."""

    def begin(self) -> None: ...

    def note(self, fixes) -> int:
        return 0

    def committed(self) -> None: ...


def fences() -> Row:
    """The writer's step with 500 fences × 10,000 units, beside the same without fences."""
    from tests.factories import make_organisation

    organisation = make_organisation()
    units = make_units(UNITS, organisation)
    Fence.objects.all().update(active=False)
    make_fences(FENCES, organisation)
    walk = Walk(units)
    bare_cpu, bare = measure_writer(walk, watching=False)
    cpu, ours = measure_writer(walk, watching=True)
    alone = measure(units, FENCES, 5)
    note = f"fences {alone.cpu_ms:.0f} ms CPU per 1,000 fixes; writer {cpu:.0f}, without {bare_cpu:.0f}"
    ours95, bare95 = percentile(ours, 95), percentile(bare, 95)
    return Row(
        "fences 500 × 10,000, a step", percentile(ours, 50), ours95, "no fences", percentile(bare, 50), bare95, note
    )


def main() -> None:
    from benchmarks.scratch import scratch_database

    with scratch_database():
        from tests.factories import make_organisation

        organisation = make_organisation()
        print("| units | fences | fixes | CPU ms / 1,000 | wall ms / 1,000 | p95 of 500, ms | crossings | inside |")
        print("| --: | --: | --: | --: | --: | --: | --: | --: |")
        for count, many in ((10_000, 0), (10_000, 50), (10_000, 500), (10_000, 2_000), (1_000, 500), (50_000, 500)):
            units = make_units(count, organisation)
            Fence.objects.filter(active=True).update(active=False)
            make_fences(many, organisation)
            one = measure(units, many)
            print(
                f"| {one.units:,} | {one.fences:,} | {one.fixes:,} | {one.cpu_ms:.1f} | {one.wall_ms:.1f} "
                f"| {one.batch_p95_ms:.1f} | {one.crossings:,} | {one.inside:,} |",
                flush=True,
            )
        got = fences()
        print(table([got]))


if __name__ == "__main__":
    main()
