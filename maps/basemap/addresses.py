"""Collects the addresses of a file: on nodes, buildings, interpolation lines; streets also as relations tell them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from shapely.geometry import Point

from maps.basemap.interpolate import Spot, between


class Addresses:
    """Fed in file order (nodes, ways and areas, relations); ``rows()`` at the end gives the address rows."""

    def __init__(self) -> None:
        self._known: list[tuple[str, int, Spot, dict[str, str]]] = []
        self._corners: dict[int, tuple[str, Spot, dict[str, str]]] = {}
        self._lines: list[tuple[int, list[int], list[Spot], dict[str, str]]] = []
        self._street_of: dict[tuple[str, int], str] = {}

    def node(self, osm_id: int, spot: Spot, tags: dict[str, str]) -> None:
        """A node with tags: taken when it carries a house number."""
        number = tags.get("addr:housenumber")
        if number:
            self._corners[osm_id] = (number, spot, tags)
            self.known("n", osm_id, spot, tags)

    def known(self, osm_type: str, osm_id: int, spot: Spot, tags: dict[str, str]) -> None:
        """An object whose house number is written on it."""
        kept = {key: value for key, value in tags.items() if key.startswith("addr:") or key == "name"}
        self._known.append((osm_type, osm_id, spot, kept))

    def interpolation(self, way_id: int, refs: list[int], points: list[Spot], tags: dict[str, str]) -> None:
        """A line between numbered corners."""
        self._lines.append((way_id, refs, points, tags))

    def relation(self, relation: Any, tags: dict[str, str]) -> None:
        """A relation that binds houses to a street."""
        name = tags.get("name") or tags.get("addr:street")
        if tags.get("type") in ("associatedStreet", "street") and name:
            for member in relation.members:
                if member.role in ("house", "address", "addr:houselink", ""):
                    self._street_of[member.type, member.ref] = name

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """All addresses, one row per door number (``12;14`` makes two)."""
        for osm_type, osm_id, spot, tags in self._known:
            for number in _numbers(tags["addr:housenumber"]):
                yield self._row(osm_type, osm_id, spot, tags, number, interpolated=False)
        for way_id, refs, points, tags in self._lines:
            corners = [self._corners[ref] for ref in refs if ref in self._corners]
            if not corners:
                continue
            full = corners[0][2] | tags
            for number, spot in between([(n, p) for n, p, _ in corners], points, tags["addr:interpolation"]):
                yield self._row("w", way_id, spot, full, number, interpolated=True)

    def _row(
        self, osm_type: str, osm_id: int, spot: Spot, tags: dict[str, str], number: str, *, interpolated: bool
    ) -> tuple[str, list[Any]]:
        street, source = tags.get("addr:street", ""), "tag"
        if not street:
            street = self._street_of.get((osm_type, osm_id), "")
            source = "relation" if street else ""
        names = {key[5:]: value for key, value in tags.items() if key.startswith("addr:street:")}
        if "name" in tags:
            names["name"] = tags["name"]
        place = tags.get("addr:place") or tags.get("addr:suburb") or tags.get("addr:hamlet") or ""
        return "addresses", [
            osm_type,
            osm_id,
            number,
            street.strip(),
            place,
            tags.get("addr:city", ""),
            tags.get("addr:postcode", ""),
            json.dumps(names, ensure_ascii=False),
            source,
            interpolated,
            Point(spot).wkb_hex,
        ]


def _numbers(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,]", text) if part.strip()][:50]
