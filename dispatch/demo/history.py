"""Two made-up years for the demo bureau, seeded: hot places, seasons, weekdays, series of burglaries that came and
went, and one that has just begun. They come in by the import that a bureau uses, so that a warning is there on day one.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import cos, pi, radians
from random import Random

from django.contrib.gis.geos import MultiPolygon, Point
from django.utils import timezone

from incidents.history.actions import add_file, describe, match_kinds, start_import, work_off
from incidents.history.models import HistoryImport
from incidents.hotspots.methods import RUNS
from incidents.hotspots.models import HotspotMethod
from incidents.hotspots.running import ask_run, run_waiting, yesterday
from units.organisations.models import Organisation, OrganisationKind

SEED = 110
NAME = f"synthetic-history-seed-{SEED}.csv"
DAYS = 800
DAILY = 6.0
METRES_PER_DEGREE = 111_100
# kind, how often, hour of its peak
KINDS = (
    ("010305", 5, 23), ("010306", 5, 17), ("010304", 4, 20), ("010301", 2, 14), ("010302", 1, 3),
    ("010399", 3, 16), ("020399", 2, 22), ("030100", 4, 18), ("040100", 2, 21),
)  # fmt: skip
SERIES, SERIES_SPREAD_M = "010301", 45
NEW_DAYS, NEW_CASES = 6, 10  # the one that has just begun
OLD_DAYS, OLD_CASES, OLD_EVERY = 21, 26, 32  # those before it
HEAD = ("time", "kind", "lon", "lat", "source")


def history_is_there() -> bool:
    return HistoryImport.objects.filter(name=NAME).exists()


def load_history() -> HistoryImport | None:
    """Make up, import, and run what a night would. None without stations, or when it was done before."""
    county = Organisation.objects.filter(kind=OrganisationKind.COUNTY_BUREAU).first()
    stations = Organisation.objects.filter(kind=OrganisationKind.STATION, area__isnull=False)
    areas = [one.area.geom for one in stations.select_related("area").order_by("code")]
    if county is None or not areas or history_is_there():
        return None
    text = made_up(areas, yesterday())
    row = add_file(NAME, text.encode(), organisation=county, by=None)
    columns = {"at": "time", "kind": "kind", "x": "lon", "y": "lat", "source": "source"}
    said = {"datum": "wgs84", "date_order": "ymd", "time_zone": timezone.get_default_timezone_name()}
    row = describe(row, by=None, columns=columns, patrol_words=["patrol"], **said)
    row = match_kinds(row, {word: word for word in row.kinds}, by=None)
    work_off()
    row.refresh_from_db()
    start_import(row, by=None)
    work_off()
    for method in HotspotMethod.objects.filter(code__in=RUNS):
        ask_run(method, county, yesterday(), by=None)
    run_waiting()
    row.refresh_from_db()
    return row


def made_up(areas: list[MultiPolygon], last: date, seed: int = SEED) -> str:
    """The file: the same one for the same areas, day and seed."""
    chance = Random(seed)
    spots = [(place, chance.paretovariate(1.1)) for place in (_inside(chance.choice(areas), chance) for _ in range(30))]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEAD)
    first = last - timedelta(days=DAYS - 1)
    for number in range(DAYS):
        day = first + timedelta(days=number)
        for _case in range(_how_many(chance, day)):
            table.writerow(_case_of(chance, day, areas, spots))
    for back in range(OLD_EVERY, DAYS - OLD_DAYS, OLD_EVERY):
        ends = last - timedelta(days=back - OLD_DAYS // 2)
        table.writerows(_series(chance, chance.choice(areas), ends, OLD_DAYS, OLD_CASES))
    table.writerows(_series(chance, areas[0], last, NEW_DAYS, NEW_CASES))
    return out.getvalue()


def _how_many(chance: Random, day: date) -> int:
    """A season, a weekday, and chance: a sum of many small ones."""
    mean = (
        DAILY * (1 + 0.25 * cos(2 * pi * (day.timetuple().tm_yday - 200) / 365)) * (1.2 if day.weekday() > 3 else 0.9)
    )
    return sum(chance.random() < mean / 40 for _ in range(40))


def _case_of(chance: Random, day: date, areas: list[MultiPolygon], spots) -> tuple:
    kind, _often, peak = chance.choices(KINDS, [often for _kind, often, _peak in KINDS])[0]
    if chance.random() < 0.7:
        centre = chance.choices([place for place, _weight in spots], [weight for _place, weight in spots])[0]
        place = _beside(centre, 60, chance)
    else:
        place = _inside(chance.choice(areas), chance)
    return _row(chance, day, kind, peak, place, "patrol" if chance.random() < 0.08 else "call")


def _series(chance: Random, area: MultiPolygon, last: date, days: int, cases: int) -> Iterator[tuple]:
    centre = _inside(area, chance)
    for number in range(cases):
        day = last - timedelta(days=number * days // cases)
        yield _row(chance, day, SERIES, 14, _beside(centre, SERIES_SPREAD_M, chance), "call")


def _row(chance: Random, day: date, kind: str, peak: int, place: Point, source: str) -> tuple:
    minute = int(chance.gauss(peak * 60, 180)) % 1440
    at = datetime.combine(day, time(minute // 60, minute % 60))
    return (at.isoformat(" "), kind, f"{place.x:.6f}", f"{place.y:.6f}", source)


def _inside(area: MultiPolygon, chance: Random) -> Point:
    west, south, east, north = area.extent
    for _try in range(500):
        place = Point(chance.uniform(west, east), chance.uniform(south, north), srid=4326)
        if area.contains(place):
            return place
    return area.point_on_surface


def _beside(centre: Point, spread_m: float, chance: Random) -> Point:
    north = chance.gauss(0, spread_m) / METRES_PER_DEGREE
    east = chance.gauss(0, spread_m) / METRES_PER_DEGREE / cos(radians(centre.y))
    return Point(centre.x + east, centre.y + north, srid=4326)
