"""Tracks as files: GPX 1.1 and GeoJSON. Pure: arrays in, text out.

A track is cut where the unit was silent, so that no line is drawn where nobody knows. In a raw export each fix carries
its verdict (GPX: ``cmt``), because it also holds what was never shown.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

import gpxpy.gpx
import numpy as np
import orjson

from units.positions.verdict import Verdict
from units.tracks.fixes import Fixes
from units.tracks.measure import SILENT_S

TYPES = {"gpx": "application/gpx+xml", "geojson": "application/geo+json"}


class Track(NamedTuple):
    unit: str
    fixes: Fixes


def as_gpx(tracks: Sequence[Track], title: str) -> str:
    """One ``trk`` a unit, one ``trkseg`` a stretch without silence."""
    document = gpxpy.gpx.GPX()
    document.creator, document.name = "Muster", title
    for track in tracks:
        line = gpxpy.gpx.GPXTrack(name=track.unit)
        for part in _parts(track.fixes):
            segment = gpxpy.gpx.GPXTrackSegment()
            segment.points = [_point(track.fixes, place) for place in range(part.start, part.stop)]
            line.segments.append(segment)
        document.tracks.append(line)
    return document.to_xml(version="1.1")


def as_geojson(tracks: Sequence[Track], title: str) -> str:
    """A feature a stretch: ``times`` (ISO 8601), ``speeds`` m/s and ``verdicts`` are parallel to its coordinates."""
    found = {"type": "FeatureCollection", "name": title, "features": features(tracks)}
    return orjson.dumps(found).decode()


def features(tracks: Sequence[Track]) -> list[dict[str, Any]]:
    """The features of ``as_geojson``."""
    return [_feature(track, part) for track in tracks for part in _parts(track.fixes)]


def _parts(fixes: Fixes) -> Iterator[slice]:
    cuts = [0, *(np.flatnonzero(np.diff(fixes.t) > SILENT_S) + 1).tolist(), len(fixes)]
    for first, behind in pairwise(cuts):
        if behind > first:
            yield slice(first, behind)


def _point(fixes: Fixes, place: int) -> gpxpy.gpx.GPXTrackPoint:
    verdict = Verdict(int(fixes.verdict[place]))
    return gpxpy.gpx.GPXTrackPoint(
        latitude=round(float(fixes.lat[place]), 6),
        longitude=round(float(fixes.lon[place]), 6),
        time=_moment(fixes.t[place]),
        comment=None if verdict == Verdict.TRUE else verdict.name.lower(),
    )


def _feature(track: Track, part: slice) -> dict[str, Any]:
    fixes = track.fixes
    places = np.round(np.column_stack([fixes.lon[part], fixes.lat[part]]), 6).tolist()
    alone = len(places) == 1
    return {
        "type": "Feature",
        "geometry": {"type": "Point" if alone else "LineString", "coordinates": places[0] if alone else places},
        "properties": {
            "unit": track.unit,
            "times": [_moment(t).isoformat() for t in fixes.t[part]],
            "speeds": [None if np.isnan(speed) else round(float(speed), 2) for speed in fixes.speed[part]],
            "verdicts": [Verdict(int(one)).name.lower() for one in fixes.verdict[part]],
        },
    }


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
