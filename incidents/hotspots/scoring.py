"""The scoreboard's rows: each week's maps against what came after, and whether a method stays on for it.

One week is one transaction, so a worker that dies loses at most the week it was at.
"""

from datetime import date, timedelta
from math import isnan

import numpy as np
from django.db import transaction
from django.db.models import Sum

from incidents.hotspots import events, rankings
from incidents.hotspots.blend import blended
from incidents.hotspots.ground import ground
from incidents.hotspots.methods import looked_at_since, switch_method
from incidents.hotspots.models import HotspotMethod, HotspotStep, MethodCode
from incidents.hotspots.rankings import BASELINE_DAYS, Past
from incidents.hotspots.running import bureaus, yesterday
from incidents.hotspots.scan import Scope, space_time_permutation
from incidents.hotspots.scoreboard import SHARES, VERSION, Decision, Step, decide, roll
from incidents.hotspots.searching import seed_of
from incidents.waking import wake
from units.organisations.models import Organisation

WEEK = timedelta(days=7)
MONDAY = date(1970, 1, 5)
MAPS = [MethodCode.DENSITY, MethodCode.SCAN]
DECIDING_SHARE = 0.02
MOST_WEEKS = 156
REPLICATIONS, ENOUGH_WORSE = 199, 5  # for a map, whether a cluster is significant is enough
TRIAL_DAYS = 28
SCORE = "incidents.hotspots.tasks.score_hotspots"


def score_all() -> int:
    """Score every week that is over and not scored yet, in every bureau, and decide; returns how many weeks."""
    weeks = sum(score(organisation) for organisation in bureaus())
    if weeks:
        decide_all()
    return weeks


def score(organisation: Organisation) -> int:
    """Missing weeks of one bureau, oldest first. The first has a year of history before it, or half of all there is."""
    first, last, count = events.span(organisation)
    last = min(last, yesterday()) if count else None
    if not count or (last - first).days < 2 * TRIAL_DAYS:
        return 0
    begin = first + timedelta(days=min(BASELINE_DAYS, (last - first).days // 2))
    begin = max(begin, last - MOST_WEEKS * WEEK)
    begin += (MONDAY - begin) % WEEK  # weeks are weeks of the calendar, whatever was imported later
    mondays = [begin + number * WEEK for number in range((last - begin).days // 7 + 1)]
    over = [monday for monday in mondays if monday + WEEK <= last + timedelta(days=1)]
    done = set(HotspotStep.objects.filter(organisation=organisation).values_list("day", flat=True))
    missing = [monday for monday in over if monday not in done]
    if missing:
        _score_weeks(organisation, first, last, missing)
    return len(missing)


def _score_weeks(organisation: Organisation, first: date, last: date, mondays: list[date]) -> None:
    methods = {method.code: method for method in HotspotMethod.objects.filter(code__in=MAPS)}
    scan = methods[MethodCode.SCAN]
    inputs = events.gather(
        organisation, last, (last - first).days + 1, patrol=scan.patrol, left_out=list(scan.left_out)
    )
    if not len(inputs):
        return
    grid, inside = ground(organisation, inputs.srid, max(scan.cell_m, 100), inputs.x, inputs.y)
    cell = grid.cell(inputs.x, inputs.y)
    maps = {str(MethodCode.DENSITY): blended, str(MethodCode.SCAN): _with_scan(scan, organisation)}
    for monday in mondays:
        day = (monday - first).days
        steps = roll(cell, inputs.day, grid=grid, inside=inside, methods=maps, first=day, last=day + 6)
        _keep(organisation, monday, steps)


def _with_scan(method: HotspotMethod, organisation: Organisation):
    """The naive map with what a scan of that morning finds significant on top: do clusters add to what is known?"""

    def ranking(past: Past):
        recent = past.day >= past.today - method.history_days
        cells, place = np.unique(past.cell[recent], return_inverse=True)
        if len(cells) < 2:
            return rankings.baseline(past)
        since = past.day[recent] - (past.today - method.history_days)
        found = space_time_permutation(
            past.grid.centres()[cells],
            place,
            since,
            days=method.history_days,
            scope=Scope(
                max_days=method.window_days,
                max_radius=float(method.radius_m),
                min_cases=method.min_cases,
                replications=REPLICATIONS,
                stop_after=ENOUGH_WORSE,
                seed=seed_of("score", organisation.code, past.today),
                most=5,
            ),
        )
        alive = [(cells[list(one.places)], one) for one in found.clusters if one.p <= max(method.level, 0.01)]
        return rankings.with_clusters(rankings.baseline(past), alive)

    return ranking


@transaction.atomic
def _keep(organisation: Organisation, monday: date, steps: list[Step]) -> None:
    HotspotStep.objects.bulk_create(
        [
            HotspotStep(
                organisation=organisation,
                method=one.method,
                day=monday,
                share=one.share,
                cells=one.cells,
                hits=one.hits,
                baseline_hits=one.baseline_hits,
                events=one.events,
                version_of_method=VERSION,
            )
            for one in steps
        ],
        ignore_conflicts=True,  # another worker scored it, too
    )


@transaction.atomic
def decide_all() -> dict[str, Decision]:
    """Switch off what did not beat the naive map over its window, and on again what does. Both are journalled."""
    found = {}
    for method in HotspotMethod.objects.select_for_update().filter(code__in=MAPS).order_by("code"):
        steps = steps_of(method.code, since=looked_at_since(method))
        decision = decide(steps, window=method.window_weeks)
        found[method.code] = decision
        verdict = {
            "reason": decision.reason,
            "steps": decision.steps,
            "events": decision.events,
            "hit_rate": decision.hit_rate,
            "baseline_hit_rate": decision.baseline_hit_rate,
            "lead": decision.lead,
            "needed": None if isnan(decision.needed) else decision.needed,
            "version": decision.version,
        }
        switch_method(method, decision.on, verdict)
    return found


def steps_of(code: str, share: float = DECIDING_SHARE, organisations=None, since: date | None = None) -> list[Step]:
    """Steps of one method at one share, bureaus added up by week; those of weeks that began from ``since`` on."""
    rows = HotspotStep.objects.filter(method=code, share=share, day__gte=since or date.min)
    if organisations is not None:
        rows = rows.filter(organisation__in=organisations)
    by_week = rows.values("day").annotate(
        hits_=Sum("hits"), naive=Sum("baseline_hits"), events_=Sum("events"), cells_=Sum("cells")
    )
    return [
        Step(code, (row["day"] - MONDAY).days, share, row["cells_"], row["events_"], row["hits_"], row["naive"])
        for row in by_week.order_by("day")
    ]


def score_anew(organisation: Organisation) -> None:
    """The past was changed by an import: its weeks are forgotten, and scored again by a worker."""
    wake(SCORE)
    HotspotStep.objects.filter(organisation__path__startswith=organisation.path).delete()
    HotspotStep.objects.filter(organisation__path__in=organisation.ancestor_paths()).delete()


def board(organisations) -> list[dict]:
    """``{"method", "share", "weeks", "events", "hit_rate", "baseline_hit_rate", "lead", "lead_error", "pai",
    "baseline_pai", "by_week"}``; ``lead_error`` None for a single week."""
    rows = []
    for code in MAPS:
        for share in SHARES:
            steps = steps_of(code, share, organisations)
            if steps:
                rows.append(_line(code, share, steps))
    return rows


def _line(code: str, share: float, steps: list[Step]) -> dict:
    window = HotspotMethod.objects.get(code=code).window_weeks
    latest = steps[-window:]
    found = decide(steps, window=window)
    return {
        "method": code,
        "share": share,
        "weeks": found.steps,
        "events": found.events,
        "hit_rate": found.hit_rate,
        "baseline_hit_rate": found.baseline_hit_rate,
        "lead": found.lead,
        "lead_error": None if isnan(found.lead_error) else found.lead_error,
        "pai": found.hit_rate / share,
        "baseline_pai": found.baseline_hit_rate / share,
        "by_week": [
            {
                "day": MONDAY + timedelta(days=one.day),
                "hit_rate": one.hits / max(one.events, 1),
                "baseline": one.baseline_hits / max(one.events, 1),
                "events": one.events,
            }
            for one in latest
        ],
    }
