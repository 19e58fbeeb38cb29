"""The warnings on real cities, good or bad: ``python -m benchmarks.hotspots_evaluation --data FOLDER [counts maps
clusters effects]``.

FOLDER holds ``vancouver_crime`` (2020–2022) and ``chicago_assaults`` (2010–2018), see docs/hotspots.md. The kernels
were chosen on Vancouver 2021 and Chicago 2012; the tables hold the years after those. Some minutes a part.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

from benchmarks import hotspots_clusters, hotspots_counts, hotspots_effects, hotspots_maps  # noqa: E402  after Django
from benchmarks.hotspots_data import City, chicago, vancouver  # noqa: E402


def counts(cities: list[City], years: list[tuple[int, int]]) -> Iterator[str]:
    for city, (_, last) in zip(cities, years, strict=True):
        yield hotspots_counts.table(city, last)


def maps(cities: list[City], years: list[tuple[int, int]]) -> Iterator[str]:
    yield hotspots_maps.HEAD
    for city, (first, last) in zip(cities, years, strict=True):
        for kind in hotspots_maps.kinds(city):
            yield hotspots_maps.rows(city, kind, date(first, 1, 1), date(last, 12, 31))


def clusters(cities: list[City], years: list[tuple[int, int]]) -> Iterator[str]:
    yield hotspots_clusters.HEAD
    for city, (first, last) in zip(cities, years, strict=True):
        for kind in hotspots_maps.kinds(city):
            yield hotspots_clusters.rows(city, kind, date(first, 1, 1), date(last, 12, 31), min_cases=3)


def effects(cities: list[City], years: list[tuple[int, int]]) -> Iterator[str]:
    yield hotspots_effects.HEAD
    for city, (first, last) in zip(cities, years, strict=True):
        for kind in hotspots_maps.kinds(city):
            yield hotspots_effects.rows(city, kind, date(first, 1, 1), date(last, 12, 31))


PARTS: dict[str, Callable[[list[City], list[tuple[int, int]]], Iterator[str]]] = {
    "counts": counts,
    "maps": maps,
    "clusters": clusters,
    "effects": effects,
}


CITIES: dict[str, tuple[Callable[[Path], City], tuple[int, int]]] = {
    "vancouver": (vancouver, (2022, 2022)),
    "chicago": (chicago, (2013, 2018)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--data", type=Path, required=True, help="folder of the two cities")
    parser.add_argument("--city", choices=CITIES, action="append", help="one of them only")
    parser.add_argument("--years", type=int, nargs=2, metavar=("FIRST", "LAST"), help="others than those held out")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    if not (given.data / "vancouver_crime").is_dir():
        parser.error(f"--data: no folder vancouver_crime in {given.data}")
    chosen = [CITIES[name] for name in given.city or CITIES]
    cities = [read(given.data) for read, _ in chosen]
    years = [tuple(given.years or held_out) for _, held_out in chosen]
    for part in given.parts or PARTS:
        print(f"\n## {part}\n", flush=True)
        for text in PARTS[part](cities, years):
            print(text, flush=True)


if __name__ == "__main__":
    main()
