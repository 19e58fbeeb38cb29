"""From a run's findings to warnings, in the transaction of the run: all of them, or none when the worker dies.

A place that is warned of already is not warned of twice: the open warning says that it was seen again. A station gets
at most its budget in a week, the strongest first; what was held back stands with the run.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.utils import timezone

from dispatch.live.texts import in_both
from dispatch.signals import changed
from dispatch.warnings.models import HotspotWarning
from incidents.hotspots.inputs import Inputs
from incidents.hotspots.models import HotspotRun
from incidents.kinds.models import Kind
from incidents.register.numbers import next_code
from maps.geocoding.reverse import reverse
from units.organisations.models import Organisation

WEEK = timedelta(days=7)
PREFIX = "W"
SEGMENTS = 16
EVENTS_KEPT = 200
NOT_TOLD = ("kind", "station", "x", "y", "events", "statistic")


@dataclass(frozen=True)
class Place:
    centre: Point
    outline: MultiPolygon


def deliver(run: HotspotRun) -> list[HotspotWarning]:
    """Warnings of the run's findings to their stations; what came of each finding is kept in ``run.facts``."""
    sent, told = [], {"sent": 0, "again": 0, "held_back": 0, "not_delivered": 0}
    inputs = Inputs.unpack(bytes(run.inputs)) if run.findings else None
    for finding in run.findings:
        what, warning = _one(run, finding, inputs)
        told[what] += 1
        if what == "sent":
            sent.append(warning)
    run.facts = {**run.facts, **told}
    HotspotRun.objects.filter(pk=run.pk).update(facts=run.facts)
    return sent


def _one(run: HotspotRun, finding: dict, inputs: Inputs) -> tuple[str, HotspotWarning | None]:
    if not run.method.warns:
        return "not_delivered", None
    # Two runs at once must not both find room in the budget, nor both miss that the other warns of the same place.
    station = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(code=finding["station"])
    kind, place = Kind.objects.get(code=finding["kind"]), place_of(finding, inputs, station)
    before = HotspotWarning.objects.select_for_update(of=("self",)).open()
    known = before.filter(organisation=station, kind=kind, outline__intersects=place.outline).order_by("-at").first()
    if known is not None:
        _note_again(known, run, finding)
        return "again", known
    week = HotspotWarning.objects.filter(organisation=station, at__gt=timezone.now() - WEEK)
    if week.count() >= run.method.budget:
        return "held_back", None
    return "sent", _send(run, finding, inputs, station, kind, place)


def _send(run, finding: dict, inputs: Inputs, station: Organisation, kind: Kind, place: Place) -> HotspotWarning:
    now = timezone.now()
    figures: dict[str, Any] = {name: value for name, value in finding.items() if name not in NOT_TOLD}
    figures |= {"of": len(inputs), "days": inputs.days, "version": run.version_of_method, "near": _near(place, finding)}
    warning = HotspotWarning.objects.create(
        code=next_code(now, PREFIX),
        organisation=station,
        run=run,
        method=run.method.code,
        kind=kind,
        day=run.day,
        figures=figures,
        events=_events(finding, inputs),
        centre=place.centre,
        outline=place.outline,
        area=station.area,
        at=now,
    )
    facts = {
        "kind": kind.code,
        "kind_name": {"zh": kind.name_zh, "en": kind.name_en},
        "station_name": {"zh": station.name_zh, "en": station.name_en},
        "method": run.method.code,
        "run": run.pk,
        "cases": finding["cases"],
        "expected": round(finding["expected"], 2),
        "p": finding["p"],
    }
    changed.send(sender=HotspotWarning, verb="warning.sent", subject=warning, by=run.by, data=facts)
    return warning


def _note_again(known: HotspotWarning, run: HotspotRun, finding: dict) -> None:
    """Once a day and method, however often the day is run."""
    again = {"day": run.day.isoformat(), "method": run.method.code, "cases": finding["cases"], "p": finding["p"]}
    same_day = [(one["day"], one["method"]) for one in known.seen_again]
    if (again["day"], again["method"]) in [*same_day, (known.day.isoformat(), known.method)]:
        return
    known.seen_again = [*known.seen_again, {**again, "expected": finding["expected"]}]
    known.version += 1
    known.save(update_fields=["seen_again", "version"])
    changed.send(sender=HotspotWarning, verb="warning.seen_again", subject=known, by=run.by, data=again)


def place_of(finding: dict, inputs: Inputs, station: Organisation) -> Place:
    """The circle of a cluster, or the station's area; without an area, the circle round all its events."""
    if finding["x"] is None and station.area is not None:
        return Place(station.area.geom.point_on_surface, station.area.geom)
    x, y, radius = finding["x"], finding["y"], finding["radius_m"]
    if x is None:
        at = finding["events"]
        x, y, radius = float(inputs.x[at].mean()), float(inputs.y[at].mean()), 500.0
    centre = Point(x, y, srid=inputs.srid)
    circle = centre.buffer(radius, SEGMENTS)
    return Place(_degrees(centre), MultiPolygon(_degrees(circle), srid=4326))


def _degrees(shape: GEOSGeometry) -> GEOSGeometry:
    return shape.transform(4326, clone=True)


def _events(finding: dict, inputs: Inputs) -> list[dict]:
    """The newest of its incidents, with whole place and minute: they stand on the map beside the figures."""
    newest = sorted(finding["events"], key=lambda index: -inputs.at[index])[:EVENTS_KEPT]
    found = []
    for index in newest:
        at = _degrees(Point(float(inputs.x[index]), float(inputs.y[index]), srid=inputs.srid))
        event = {"ref": inputs.refs[index], "at": int(inputs.at[index]), "lon": round(at.x, 6), "lat": round(at.y, 6)}
        found.append(event)
    return found


def _near(place: Place, finding: dict) -> dict[str, str]:
    """Words for the middle of a circle in both languages; none for a whole area, or without a map."""
    if finding["x"] is None:
        return {"zh": "", "en": ""}

    def say() -> str:
        match = reverse(place.centre)
        return match.label if match else ""

    return in_both(say)
