"""An ``.osm.pbf`` file as rows of the base map's tables, streamed by pyosmium.

``Rows(path)`` is iterated once and yields ``(table name, row)``: the table's columns in schema order, geometry as hex
WKB in lon/lat (the loader projects), ``area_m2`` left None for the loader. What only the end of the file tells (streets
of numbers given by relations, the sea out of coastlines) comes last.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.geom import WKBFactory
from shapely.geometry import LineString

from maps.basemap import classes
from maps.basemap.addresses import Addresses
from maps.basemap.errors import BasemapError
from maps.basemap.kinds import kind_of, rank_of
from maps.basemap.names import names_of
from maps.basemap.sea import seas

Row = tuple[str, list[Any]]
REMEDY = "Take a complete .osm.pbf extract (for example from download.geofabrik.de or BBBike) and try again."


class Rows:
    """The rows of one file; after iterating, ``bounds`` (w, s, e, n) and ``counts`` tell what was in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self.bounds: tuple[float, float, float, float] | None = None
        self.stamp = ""
        self._wkb = WKBFactory()
        self._addresses = Addresses()
        self._coast: list[LineString] = []
        self._seen = [180.0, 90.0, -180.0, -90.0]

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows():
            self.counts[row[0]] += 1
            yield row

    def _rows(self) -> Iterator[Row]:
        try:
            source = osmium.io.File(str(self.path), "pbf")
            processor = osmium.FileProcessor(source).with_locations().with_areas()
            processor.with_filter(osmium.filter.EmptyTagFilter())
            self._read_header(processor.header)
            for thing in processor:
                tags = dict(thing.tags)
                if thing.is_node():
                    yield from self._node(thing, tags)
                elif thing.is_way():
                    yield from self._way(thing, tags)
                elif thing.is_area():
                    yield from self._area(thing, tags)
                else:
                    self._addresses.relation(thing, tags)
        except (RuntimeError, ValueError) as error:
            # pyosmium tells of broken files by RuntimeError with libosmium's words.
            raise BasemapError(f"{self.path.name} is damaged or is not an OSM PBF file ({error}). {REMEDY}") from error
        yield from self._addresses.rows()
        self._settle_bounds()
        if self._coast and self.bounds:
            for water in seas(self._coast, self.bounds):
                yield "water", ["w", 0, "", "", "", "{}", "sea", None, water.wkb_hex]

    def _read_header(self, header: osmium.io.Header) -> None:
        box = header.box()
        if box.valid() and box.size() < 64_000:  # the whole globe says nothing
            low, high = box.bottom_left, box.top_right
            self.bounds = (low.lon, low.lat, high.lon, high.lat)
        self.stamp = header.get("osmosis_replication_timestamp", "") or ""

    def _settle_bounds(self) -> None:
        west, south, east, north = self._seen
        if self.bounds is None and west < east and south < north:
            self.bounds = (west, south, east, north)

    def _node(self, node: Any, tags: dict[str, str]) -> Iterator[Row]:
        spot = (node.location.lon, node.location.lat)
        self._addresses.node(node.id, spot, tags)
        named = ("n", node.id, tags, self._wkb.create_point(node))
        yield from self._point_like(*named)

    def _point_like(self, osm_type: str, osm_id: int, tags: dict[str, str], wkb: str) -> Iterator[Row]:
        """What nodes and areas can be alike: places, settlements, cameras."""
        if tags.get("man_made") == "surveillance":
            watches, mount = tags.get("surveillance", ""), tags.get("camera:type", "")
            direction = classes.real(tags.get("camera:direction") or tags.get("direction"))
            name = names_of(tags).name or tags.get("ref", "")
            yield "cameras", [osm_type, osm_id, name, mount, watches, direction, json.dumps(tags), wkb]
            return
        rank = classes.SETTLEMENTS.get(tags.get("place", ""))
        if rank and "name" in tags and tags["place"] not in ("square", "island", "islet"):
            population = classes.whole(tags.get("population"))
            yield "settlements", [osm_type, osm_id, *_named(tags), tags["place"], rank, population, wkb]
        kind = kind_of(tags)
        if kind:
            yield "places", [osm_type, osm_id, *_named(tags), kind, rank_of(kind), json.dumps(tags), wkb]

    def _way(self, way: Any, tags: dict[str, str]) -> Iterator[Row]:
        street = classes.street_class(tags)
        railway, water = classes.railway_class(tags), classes.waterway_class(tags)
        pier = tags.get("man_made") in ("pier", "breakwater", "groyne") and not way.is_closed()
        interpolated = "addr:interpolation" in tags
        if not (street or railway or water or pier or interpolated):
            return
        area = tags.get("area") == "yes"
        bridge, tunnel = classes.is_yes(tags.get("bridge")), classes.is_yes(tags.get("tunnel"))
        for wkb, points in self._lines(way):
            if street and not area:
                self._stretch(points)
                layer = max(-9, min(9, classes.whole(tags.get("layer")) or 0))
                link, ref = tags["highway"].endswith("_link"), tags.get("ref", "")
                row = [way.id, *_named(tags), street, ref, classes.oneway(tags), bridge, tunnel, layer, link, wkb]
                yield "streets", row
            if railway:
                yield "railways", [way.id, railway, bridge, tunnel, wkb]
            if water:
                yield "waterways", [way.id, *_named(tags), water, tunnel, wkb]
                if water == "coastline":
                    self._coast.append(LineString(points))
            if pier:
                yield "landuse", ["w", way.id, *_named(tags), "pier", None, wkb]
            if interpolated:
                self._addresses.interpolation(way.id, [node.ref for node in way.nodes], points, tags)

    def _lines(self, way: Any) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """The way as one line, or in pieces where a clipped extract left its nodes out."""
        runs: list[list[tuple[float, float]]] = [[]]
        for node in way.nodes:
            if not node.location.valid():
                runs.append([])
                continue
            spot = (node.lon, node.lat)
            if not runs[-1] or runs[-1][-1] != spot:
                runs[-1].append(spot)
        for run in runs:
            if len(run) > 1:
                yield LineString(run).wkb_hex, run

    def _area(self, area: Any, tags: dict[str, str]) -> Iterator[Row]:
        osm_type, osm_id = ("w" if area.from_way() else "r"), area.orig_id()
        land, water = classes.land_class(tags), classes.water_class(tags)
        building = classes.is_yes(tags.get("building"))
        level = classes.whole(tags.get("admin_level")) if tags.get("boundary") == "administrative" else None
        if area.from_way() and tags.get("highway") and tags.get("area") != "yes":
            land = None  # a closed street is a loop, not a square
        try:
            wkb = self._wkb.create_multipolygon(area)
        except RuntimeError:
            return  # rings that close nowhere: no surface to speak of
        head = [osm_type, osm_id, *_named(tags)]
        if building:
            kind = tags.get("building", "yes").replace("yes", "")
            height, levels = classes.real(tags.get("height")), classes.real(tags.get("building:levels"))
            yield "buildings", [*head, kind, height, levels, tags.get("addr:housenumber", ""), wkb]
        if water:
            yield "water", [*head, water, None, wkb]
        elif land and not building:
            yield "landuse", [*head, land, None, wkb]
        if level is not None and 0 < level < 13:
            yield "boundaries", [*head, level, wkb]
        if "addr:housenumber" in tags:
            spot = shapely.point_on_surface(shapely.from_wkb(wkb))
            self._addresses.known(osm_type, osm_id, (spot.x, spot.y), tags)
        if water is None or water == "pool":
            yield from self._point_like(osm_type, osm_id, tags, wkb)

    def _stretch(self, points: list[tuple[float, float]]) -> None:
        seen = self._seen
        for lon, lat in (points[0], points[-1]):
            seen[:] = [min(seen[0], lon), min(seen[1], lat), max(seen[2], lon), max(seen[3], lat)]


def _named(tags: dict[str, str]) -> list[str]:
    names = names_of(tags)
    return [names.name, names.zh, names.en, json.dumps(names.rest, ensure_ascii=False)]
