"""Gathering what the ranking needs: few statements, plain values, no row fetched twice."""

from datetime import datetime, timedelta

from django.contrib.gis.db.models.functions import Distance
from django.db.models import Count, Max, Min, Q, QuerySet

from dispatch.assignments.models import Assignment
from dispatch.live.payloads import X, Y
from dispatch.recommendation.facts import Candidate, Need, Work
from incidents.kinds.queries import responses_for
from incidents.register.models import Incident
from maps.routing import straight
from maps.routing.travel import travel_times
from units.crews.models import Unit, UnitKind, UnitState

DISPATCH_RIGHT = "incident.relay"  # dispatchers for all below them, station officers for their own
WITH_KIND = ("kind__parent__parent__parent", "organisation")  # load the incident so, and no statement is wasted
NEAREST_FREE = 60
NEAREST_OTHERS = 20
SPARE = 2  # so many more able units than asked for, before the search is widened
WORKLOAD_WITHIN = timedelta(hours=8)
FARTHEST_ON_FOOT_M = 3_000.0
METRES_PER_SECOND_ON_FOOT = 1.4
METRES_PER_SECOND_AFLOAT = 8.0

COLUMNS = (
    *("pk", "call_sign", "kind", "capabilities", "officers", "state", "state_reason", "home_area_id"),
    *("home_area__name_zh", "home_area__name_en"),
    *("organisation__path", "organisation__name_zh", "organisation__name_en"),
    *("last_position__at", "lon", "lat", "away"),
)


def needs_of(incident: Incident) -> list[Need]:
    """The required response as lines; a kind without one needs one unit, two at level one."""
    rows = responses_for(incident.kind, incident.level)
    if not rows:
        return [Need(2 if incident.level == 1 else 1, officers_min=2)]
    return [Need(row.count, frozenset(row.capabilities), row.role, row.officers_min) for row in rows]


def units_on_the_way(incident: Incident) -> list[Candidate]:
    """Units with a live order for the incident, as far as the response needs to know them."""
    orders = Assignment.objects.live().filter(incident=incident)
    return [
        Candidate(unit_id, call_sign, capabilities=frozenset(capabilities), officers=officers)
        for unit_id, call_sign, capabilities, officers in orders.values_list(
            "unit_id", "unit__call_sign", "unit__capabilities", "unit__officers"
        )
    ]


def candidates_for(
    incident: Incident, user, needs: list[Need], *, skip: set[int], now: datetime
) -> tuple[list[Candidate], bool]:
    """(units worth looking at with their journeys, whether these are straight-line estimates).

    The nearest free ones by straight line, more able ones where those lack a capability, and the nearest that are
    not free (to say why not, or to be taken). Units the user cannot send are not among them.
    """
    units = (
        Unit.objects.visible_to(user, DISPATCH_RIGHT)
        .filter(active=True)
        .exclude(pk__in=skip)
        .annotate(lon=X("last_position__point"), lat=Y("last_position__point"))
        .annotate(away=Distance("last_position__point", incident.point))
        .order_by("away")
    )
    rows = _nearest(units, needs, incident)
    points = {row["pk"]: (row["lon"], row["lat"]) for row in rows if row["lon"] is not None}
    legs, by_line = _journeys(rows, points, incident)
    keys = list({row["pk"] for row in rows})
    orders = Assignment.objects.filter(unit__in=keys, sent_at__gte=now - WORKLOAD_WITHIN).order_by()
    today = dict(orders.values_list("unit").annotate(Count("pk")))
    work = _work([row["pk"] for row in rows if row["state"] not in (UnitState.FREE, UnitState.BUSY)])
    cover = _cover({row["home_area_id"] for row in rows} - {None})
    found = []
    for row in rows:
        seconds, metres = legs.get(row["pk"], (None, None))
        unit = Candidate(
            unit_id=row["pk"],
            call_sign=row["call_sign"],
            kind=row["kind"],
            capabilities=frozenset(row["capabilities"]),
            officers=row["officers"],
            state=row["state"],
            state_reason=row["state_reason"],
            eta_s=seconds,
            metres=metres,
            fix_age_s=max(0.0, (now - row["last_position__at"]).total_seconds()) if row["last_position__at"] else None,
            orders_today=today.get(row["pk"], 0),
            own_station=row["organisation__path"].startswith(incident.organisation.path),
            organisation={"zh": row["organisation__name_zh"], "en": row["organisation__name_en"]},
            in_own_area=row["home_area_id"] is not None and row["home_area_id"] in (incident.area_id, incident.beat_id),
            work=work.get(row["pk"]),
        )
        if row["home_area_id"] is not None:
            unit.area = {"zh": row["home_area__name_zh"], "en": row["home_area__name_en"]}
            free, first, last = cover.get(row["home_area_id"], (0, "", ""))
            unit.others_free_in_area = free - (1 if unit.state == UnitState.FREE else 0)
            unit.covered_by = last if first == unit.call_sign else first
        found.append(unit)
    return found, by_line


def _nearest(units: QuerySet, needs: list[Need], incident: Incident) -> list[dict]:
    located = units.filter(state=UnitState.FREE, last_position__isnull=False)
    rows = {row["pk"]: row for row in located.values(*COLUMNS)[:NEAREST_FREE]}
    if len(rows) == NEAREST_FREE:
        for asked in {need.capabilities for need in needs if need.capabilities}:
            able = sum(asked <= set(row["capabilities"]) for row in rows.values())
            if able < sum(need.count for need in needs if need.capabilities == asked) + SPARE:
                more = located.filter(capabilities__contains=sorted(asked)).values(*COLUMNS)[:NEAREST_OTHERS]
                rows.update({row["pk"]: row for row in more})
    unseen = Q(last_position=None, organisation=incident.organisation)
    others = units.exclude(state=UnitState.OFF).filter(
        ~Q(state=UnitState.FREE) & Q(last_position__isnull=False) | unseen
    )
    rows.update({row["pk"]: row for row in others.values(*COLUMNS)[:NEAREST_OTHERS]})
    return list(rows.values())


def _journeys(rows: list[dict], points: dict, incident: Incident) -> tuple[dict[int, tuple[float, float]], bool]:
    """``{unit id: (seconds, metres)}``; units that no road joins to the place are left out."""
    feet, wheels, found, by_line = [], [], {}, False
    for row in rows:
        key, away = row["pk"], row["away"]
        if key not in points:
            continue
        if row["kind"] == UnitKind.BOAT:
            found[key] = (away.m / METRES_PER_SECOND_AFLOAT, away.m)
        elif row["kind"] != UnitKind.FOOT:
            wheels.append(key)
        elif away.m > FARTHEST_ON_FOOT_M:  # will not be sent; an estimate spares the router a long walk
            metres = away.m * straight.DETOUR_FACTOR
            found[key] = (metres / METRES_PER_SECOND_ON_FOOT, metres)
        else:
            feet.append(key)
    for keys, vehicle in ((wheels, "car"), (feet, "foot")):
        legs, estimated = travel_times([points[key] for key in keys], incident.point, vehicle=vehicle)
        by_line = by_line or estimated
        for key, leg in zip(keys, legs, strict=True):
            if leg is not None and estimated and vehicle == "foot":
                found[key] = (leg.metres / METRES_PER_SECOND_ON_FOOT, leg.metres)
            elif leg is not None:
                found[key] = (leg.seconds, leg.metres)
    return found, by_line


def _work(keys: list[int]) -> dict[int, Work]:
    if not keys:
        return {}
    orders = Assignment.objects.live().filter(unit__in=keys, primary=True).order_by()
    return {
        unit_id: Work(code, level, state)
        for unit_id, code, level, state in orders.values_list("unit_id", "incident__code", "incident__level", "state")
    }


def _cover(areas: set[int]) -> dict[int, tuple[int, str, str]]:
    """``{area id: (free units, first call sign, last call sign)}``."""
    if not areas:
        return {}
    free = Unit.objects.filter(active=True, state=UnitState.FREE, home_area__in=areas).order_by()
    counted = free.values_list("home_area").annotate(Count("pk"), Min("call_sign"), Max("call_sign"))
    return {area: (count, first, last) for area, count, first, last in counted}
