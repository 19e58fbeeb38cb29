"""Nearby with a million places and ten thousand units: the API's whole answer beside the bare PostGIS statements."""

import os
import random
import time
from collections.abc import Callable
from typing import Any

from django.contrib.gis.geos import Point
from django.test import Client

from benchmarks import nearby_bare
from benchmarks.city import street_points
from benchmarks.county import fill_bureau, fill_places
from benchmarks.figures import Row, percentile, row, side_by_side
from maps.around.outline import metres_per_degree
from maps.around.reading import from_geojson

PLACES, UNITS, ROUNDS = 1_000_000, 10_000, 60
GROWTH = (10_000, 100_000)  # and then all of them
RADII = (500, 1_000, 3_000)  # as the console offers them

type Asked = dict[str, Any]


def nearby(client: Client) -> Row:
    """All layers' counts and nearest 50: three radii, a route, a shape, minutes of drive; then all of them in turn."""
    streets = street_points(5_000)
    fill_bureau(streets, UNITS)
    stored = 0
    for count in (*GROWTH, PLACES):
        fill_places(streets, stored + 1, count)
        stored = count
        if count != PLACES:
            tell(measured(client, f"1,000 m, {count:,} places", circle(1_000)))
    return figures(client)


def figures(client: Client) -> Row:
    """The database is filled. Prints each question's line; gives that of all in turn."""
    questions = {f"{metres:,} m": circle(metres) for metres in RADII}
    questions |= {"a route of 3 km": route, "a shape of 4 km²": shape, "3 minutes of drive": minutes}
    for name, ask in questions.items():
        tell(measured(client, name, ask))
    every = list(questions.values())
    return measured(client, f"all in turn, {PLACES:,} places, {UNITS:,} units", lambda point, n: every[n % 6](point, n))


def tell(one: Row) -> None:
    print(
        f"  {one.name}: p50 {one.p50:.1f} p95 {one.p95:.1f}, bare {one.bare_p50:.1f} {one.bare_p95:.1f} ms,"
        f" ratio {one.ratio:.2f}; {one.note}",
        flush=True,
    )


def circle(metres: int) -> Callable[[Point, int], Asked]:
    return lambda point, _number: {"shape": _point(point), "radius": metres}


def minutes(point: Point, _number: int) -> Asked:
    return {"shape": _point(point), "minutes": 3}


def route(point: Point, number: int) -> Asked:
    """A line of four corners, 3 km long; 50 m to either side, as the console asks."""
    chance, line = random.Random(number), [(point.x, point.y)]
    east, north = metres_per_degree(point.y)
    for _leg in range(4):
        lon, lat = line[-1]
        line.append((lon + chance.choice([-530, 530]) / east, lat + chance.choice([-530, 530]) / north))
    return {"shape": {"type": "LineString", "coordinates": line if len(set(line)) > 2 else line[:3]}}


def shape(point: Point, _number: int) -> Asked:
    """Five corners around the point."""
    east, north = metres_per_degree(point.y)
    corners = [(-1_000, -900), (900, -1_100), (1_300, 200), (100, 1_200), (-1_100, 800), (-1_000, -900)]
    ring = [(point.x + x / east, point.y + y / north) for x, y in corners]
    return {"shape": {"type": "Polygon", "coordinates": [ring]}}


def measured(client: Client, name: str, ask: Callable[[Point, int], Asked], rounds: int = 0) -> Row:
    """One line for this question at places all over the city. The bare statements are given the finished outline."""
    rounds = rounds or int(os.environ.get("MUSTER_BENCH_ROUNDS", ROUNDS))
    points = street_points(900)[-200:]
    asked = [ask(points[number % len(points)], number) for number in range(rounds)]
    shapes, reading = [], []
    for one in asked:
        begun = time.perf_counter()
        shapes.append(from_geojson(_lists(one["shape"]), metres=one.get("radius"), minutes=one.get("minutes")))
        reading.append((time.perf_counter() - begun) * 1000)

    def ours(number: int) -> None:
        answer = client.post("/api/v1/nearby", asked[number], content_type="application/json")
        assert answer.status_code == 200, answer.content

    def bare(number: int) -> None:
        nearby_bare.run(shapes[number].outline, shapes[number].origin)

    note = f"limit p95 300 ms, ratio 2; its outline alone p95 {percentile(reading, 95):.1f} ms"
    return row(f"nearby, {name}", "bare PostGIS", *side_by_side(ours, bare, rounds), note)


def _point(point: Point) -> Asked:
    return {"type": "Point", "coordinates": [point.x, point.y]}


def _lists(geometry: Asked) -> Asked:
    """As JSON has it: lists, not tuples."""
    import json

    return json.loads(json.dumps(geometry))
