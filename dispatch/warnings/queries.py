"""Warnings and the map's density as this user may see them."""

import hashlib
from datetime import date, timedelta

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dispatch.warnings.models import HotspotWarning, Usefulness
from dispatch.warnings.verdict import was_right
from incidents.hotspots import events
from incidents.hotspots.density import kernel_density
from incidents.hotspots.effect import Together, together
from incidents.hotspots.gistar import VERSION, hotspots
from incidents.hotspots.ground import ground, to_degrees
from incidents.hotspots.models import HotspotMethod, MethodCode
from incidents.hotspots.outcomes import false_alarms
from maps import geojson
from units.access.scope import scope_paths, within
from units.organisations.models import Organisation

FALSE_SHARE = 0.05
MOST_CELLS = 1500
KEPT_S = 600
BAND = (0.1, 0.25, 0.5, 0.75)  # of the densest cell


def warnings_visible(user, state: str = "open") -> QuerySet[HotspotWarning]:
    """``open``, ``closed`` or all, newest first."""
    rows = HotspotWarning.objects.visible_to(user).select_related("organisation", "kind", "signed_by", "answered_by")
    if state == "open":
        rows = rows.open()
    elif state == "closed":
        rows = rows.filter(state="closed")
    return rows.annotate(measures_taken=Count("measures"))


def top_of(user, right: str = "warning.see") -> Organisation | None:
    """The organisation whose branch the user's density map shows."""
    paths = scope_paths(user, right)
    return Organisation.objects.filter(path__in=paths).order_by("path").first() if paths else None


def scored_for(user) -> QuerySet[Organisation]:
    """Whose scoreboard the user reads: of what is in scope, and of the bureaus above it, for it is public to them."""
    paths = scope_paths(user, "hotspot.see")
    above = {
        f"/{'/'.join(path.strip('/').split('/')[:depth])}/" for path in paths for depth in range(1, path.count("/"))
    }
    return Organisation.objects.filter(within(paths, prefix="") | Q(path__in=above))


def warnings_layer(user) -> dict:
    """Open warnings as GeoJSON: their outline, with ``{code, kind_name:{zh,en}, cases, state}``."""
    rows = warnings_visible(user)
    return geojson.collection(
        geojson.feature(
            one.outline,
            {
                "code": one.code,
                "kind_name": {"zh": one.kind.name_zh, "en": one.kind.name_en},
                "cases": one.figures.get("cases"),
                "state": one.state,
                "lon": one.centre.x,
                "lat": one.centre.y,
            },
            one.code,
        )
        for one in rows
    )


def density_layer(user, day: date, days: int) -> dict:
    """Cells of the density map of the ``days`` up to ``day``: GeoJSON with ``{band: 1…5, per_km2, hot}``, beside it
    ``{"events", "first", "last", "oldest", "newest", "day", "days", "cell_m"}``. ``hot``: Gi*, false discoveries held
    down to 5 %."""
    organisation = top_of(user)
    if organisation is None:
        return geojson.collection([])
    first, last, count = events.span(organisation)
    method = HotspotMethod.objects.get(code=MethodCode.DENSITY)
    facts = {"day": day.isoformat(), "days": days, "cell_m": method.cell_m, "events": 0}
    facts |= {"oldest": first and first.isoformat(), "newest": last and last.isoformat()}
    if not count:
        return {**geojson.collection([]), **facts}
    seal = hashlib.sha256(f"{organisation.path} {day} {days} {count} {last} {method.cell_m}".encode()).hexdigest()
    return cache.get_or_set(f"density:{seal}", lambda: _density(organisation, method, day, days, facts), KEPT_S)


def _density(organisation: Organisation, method: HotspotMethod, day: date, days: int, facts: dict) -> dict:
    inputs = events.gather(organisation, day, days, patrol=method.patrol, left_out=list(method.left_out))
    facts = {**facts, "events": len(inputs), "version": VERSION}
    if not len(inputs):
        return {**geojson.collection([]), **facts}
    size = float(method.cell_m)
    grid, inside = ground(organisation, inputs.srid, size, inputs.x, inputs.y)
    dense = kernel_density(grid, inputs.x, inputs.y, bandwidth=max(size, 100.0))
    dense = np.where(inside.reshape(grid.shape), dense, 0.0)
    hot = hotspots(grid.counts(inputs.x, inputs.y), inside=inside.reshape(grid.shape), q=FALSE_SHARE).significant
    top = dense.max()
    wanted = np.flatnonzero((dense >= BAND[0] * top) & (dense > 0))
    wanted = wanted[np.argsort(-dense.ravel()[wanted], kind="stable")][:MOST_CELLS]
    return {**geojson.collection(_cells(grid, inputs.srid, wanted, dense.ravel(), hot.ravel(), top)), **facts}


def _cells(grid, srid: int, wanted, dense, hot, top: float):
    centres, half = grid.centres()[wanted], grid.size / 2
    corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    x = np.concatenate([centres[:, 0] + east for east, _north in corners])
    y = np.concatenate([centres[:, 1] + north for _east, north in corners])
    at = to_degrees(srid, x, y)
    count = len(wanted)
    for number, cell in enumerate(wanted):
        ring = [[round(value, 6) for value in at[number + count * corner]] for corner in range(4)]
        band = 1 + int(np.searchsorted(BAND[1:], dense[cell] / top, side="right"))
        yield {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            "properties": {"band": band, "per_km2": round(float(dense[cell]), 1), "hot": bool(hot[cell])},
        }


def outcomes(user) -> list[dict]:
    """By method: warnings judged by what came after, confirmed, false, per station and month, found not useful; and
    beside it what the naive map's places of the same mornings would have had (``naive_…``, None where none was kept).
    """
    found = []
    for code in (MethodCode.SCAN, MethodCode.COUNTS):
        rows = HotspotWarning.objects.visible_to(user, "hotspot.see").filter(method=code)
        told = rows.exclude(outcome={})
        judged = list(told.values_list("outcome__confirmed", "usefulness", "outcome__naive__confirmed"))
        first = rows.order_by("at").values_list("at", flat=True).first()
        stations = rows.values("organisation").distinct().count()
        months = max((timezone.now() - first) / timedelta(days=30.4), 0.25) if first else 0.0
        good = [was_right(yes, useful) for yes, useful, _naive in judged]
        of, naive = (false_alarms(some, stations * months) for some in (good, [bool(one[2]) for one in judged]))
        complete = bool(judged) and all(one[2] is not None for one in judged)
        found.append(
            {
                "method": code,
                "name": MethodCode(code).label,
                "sent": rows.count(),
                "judged": of.warnings,
                "confirmed": of.confirmed,
                "false": of.false,
                "per_station_month": of.per_station_month,
                "naive_confirmed": naive.confirmed if complete else None,
                "naive_per_station_month": naive.per_station_month if complete else None,
                "not_useful": sum(useful == Usefulness.NOT_USEFUL for _yes, useful, _naive in judged),
            }
        )
    return found


def measures_together(user) -> Together | None:
    """All warnings with measures that were held against control areas, added up: what came after, and what would have
    come as there. ``None`` while there is none."""
    rows = HotspotWarning.objects.visible_to(user, "hotspot.see").filter(effect__control="matched")
    told = rows.exclude(effect__ratio=None).values_list("effect__after", "effect__expected", "effect__variance")
    return together([one for one in told if None not in one])
