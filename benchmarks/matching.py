"""``python -m benchmarks.matching``: streets found and distances measured against tracks whose truth is known.

184 simulated patrol cars over Vancouver, one hour, a fix every 5 s with 6 m of noise (tests' shared data): each fix has
the street it was really on. Builds a router of its own over the same extract. Prints Markdown.
"""

import argparse
import csv
import gzip
import os
import socket
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django must be set up first

from maps.routing.build import build  # noqa: E402
from maps.routing.client import Router  # noqa: E402
from maps.routing.driven import driven  # noqa: E402
from maps.routing.service import Service  # noqa: E402
from units.tracks.measure import distance, steps_m, stops  # noqa: E402

TRACKS = "gps_sumo_vancouver/fcd_240_patrol_cars_1h_5s.csv.gz"
EXTRACT = "osm_vancouver/vancouver.osm.pbf"
type Rows = list[dict[str, str]]


def tracks(limit: int | None = None) -> dict[str, Rows]:
    """Fixes by car, oldest first; every ``n``-th car when only some are wanted."""
    by_car: dict[str, Rows] = defaultdict(list)
    with gzip.open(settings.MUSTER["TEST_DATA"] / TRACKS, "rt") as lines:
        for row in csv.DictReader(lines):
            by_car[row["unit"]].append(row)
    cars = sorted(by_car)
    step = max(1, len(cars) // limit) if limit else 1
    return {car: by_car[car] for car in cars[::step]}


def streets_right(router: Router, by_car: dict[str, Rows]) -> dict[str, float]:
    """Shares in percent of the fixes that have a truth, and fixes matched per second."""
    told = right_way = right_street = named = unmatched = far = 0
    begun = time.perf_counter()
    for rows in by_car.values():
        trace = [(float(row["lon"]), float(row["lat"]), float(row["t_s"])) for row in rows]
        for row, street in zip(rows, driven(trace, of=router).streets, strict=True):
            unmatched += street is None
            far += street is not None and street.metres > 20
            if row["true_osm_way"]:
                told += 1
                right_way += street is not None and str(street.way) == row["true_osm_way"]
            if row["true_street"]:
                named += 1
                right_street += street is not None and street.name == row["true_street"]
    seconds = time.perf_counter() - begun
    fixes = sum(len(rows) for rows in by_car.values())
    return {
        "fixes": fixes,
        "with a true way": told,
        "right way, %": 100 * right_way / told,
        "right street, %": 100 * right_street / named,
        "without a street, %": 100 * unmatched / fixes,
        "moved more than 20 m, %": 100 * far / fixes,
        "fixes a second": fixes / seconds,
    }


def distance_errors(by_car: dict[str, Rows]) -> dict[str, list[float]]:
    """Error in percent of each car's distance: by our measure, without speeds, and by adding up positions."""
    errors: dict[str, list[float]] = {"measured": [], "without speeds": [], "positions added up": []}
    for rows in by_car.values():
        t, lon, lat, speed, true_lon, true_lat = _arrays(rows)
        truth = steps_m(true_lon, true_lat).sum()
        if truth < 1_000:
            continue
        found = {
            "measured": distance(t, lon, lat, speed).metres,
            "without speeds": distance(t, lon, lat, np.full_like(speed, np.nan)).metres,
            "positions added up": steps_m(lon, lat).sum(),
        }
        for name, metres in found.items():
            errors[name].append(100 * (metres / truth - 1))
    return errors


def stop_errors(by_car: dict[str, Rows], shortest_s: float) -> dict[str, float]:
    """Stops found against times in which the true position moved less than 3 m between fixes."""
    found = true = hits = 0
    differences = []
    for rows in by_car.values():
        t, lon, lat, _speed, true_lon, true_lat = _arrays(rows)
        really = _runs(t, steps_m(true_lon, true_lat) < 3.0, shortest_s)
        ours = stops(t, lon, lat, shortest_s=shortest_s)
        found, true = found + len(ours), true + len(really)
        for begin, end in really:
            near = [one for one in ours if one.begin < end and one.end > begin]
            hits += bool(near)
            if near:
                differences.append(abs((near[0].end - near[0].begin) - (end - begin)))
    return {
        "true stops": true,
        "found, %": 100 * hits / max(true, 1),
        "told": found,
        "median error of duration, s": statistics.median(differences) if differences else float("nan"),
    }


def _runs(t: np.ndarray, still: np.ndarray, shortest_s: float) -> list[tuple[float, float]]:
    found, first = [], None
    for place, one in enumerate([*still, False]):
        if one and first is None:
            first = place
        elif not one and first is not None:
            if t[place] - t[first] >= shortest_s:
                found.append((t[first], t[place]))
            first = None
    return found


def _arrays(rows: Rows) -> Iterable[np.ndarray]:
    names = ("t_s", "lon", "lat", "speed_mps", "true_lon", "true_lat")
    return (np.array([float(row[name]) for row in rows]) for name in names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cars", type=int, help="only so many cars, spread over all")
    by_car = tracks(parser.parse_args().cars)
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        service = Service(build(settings.MUSTER["TEST_DATA"] / EXTRACT, Path(folder)), listen)
        try:
            if not service.wait_until_it_answers():
                raise SystemExit("The router did not start.")
            for name, figure in streets_right(Router(f"http://{listen}"), by_car).items():
                print(f"| {name} | {figure:,.1f} |")
        finally:
            service.stop()
    for name, errors in distance_errors(by_car).items():
        size = [abs(one) for one in errors]
        worst, median = max(size), statistics.median(size)
        bias = statistics.mean(errors)
        print(
            f"| distance, {name}: {len(errors)} cars | bias {bias:+.2f} %, median {median:.2f} %, worst {worst:.2f} % |"
        )
    for shortest in (60.0, 120.0):
        print(f"| stops of {shortest:.0f} s | {stop_errors(by_car, shortest)} |")


if __name__ == "__main__":
    main()
