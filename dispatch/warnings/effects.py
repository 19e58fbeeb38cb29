"""Whether the measures changed anything: the place beside control areas, chosen by what was before.

Controls are circles as wide (or other stations' areas) in the same bureau that were as busy in the half year up to the
warning and in its last four weeks, not warned of for this kind, under no measure, and not beside the place. What made
the place stand out is part of what was before, for them as for it: left out, a series that goes on by itself would look
as if the measures had made it worse (docs/hotspots.md has the figures). Their choice sees nothing of what came after.
Those that are warned of later stay: to drop them would be to choose by the outcome. All are kept with the result.
"""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.places import Places, places_for
from incidents.hotspots import matching
from incidents.hotspots.effect import effect
from incidents.hotspots.events import Cases, cases_of, span
from incidents.hotspots.matching import FEWEST, Before, choose
from incidents.hotspots.searching import seed_of
from units.organisations.models import Organisation

WEEK = timedelta(days=7)
AFTER_WEEKS = LATE_WEEKS = SHORTEST_WEEKS = 4
BEFORE_WEEKS = 26


class Spans(NamedTuple):
    """Days, inclusive: ``before`` … ``before_ends``, of which the last weeks from ``late`` on; ``after`` … ``ends``."""

    before: date
    late: date
    before_ends: date
    after: date
    ends: date


def effect_of(warning: HotspotWarning, bureau: Organisation, last: date) -> dict[str, Any] | None:
    """Four weeks from the first measure on beside up to 26 before the warning; ``None``: not yet, or no past to speak
    of. ``{"before", "before_days", "after", "days", "control": "matched" | "rest", "control_before", "control_after",
    "areas": [{place, "before", "after"}], "found", "warned_later", "ratio" | None, "low", "high", "spread", "clear"}``.
    """
    spans = _spans(warning, bureau, last)
    if spans is None:
        return None
    cases = cases_of(bureau, warning.kind.code, spans.before, spans.ends)
    was, came = cases.among(spans.before, spans.before_ends), cases.among(spans.after, spans.ends)
    told = {"begins": spans.after.isoformat(), "days": AFTER_WEEKS * 7}
    told |= {"before_days": (spans.before_ends - spans.before).days + 1, "before": 0, "ratio": None}
    if not was.any():
        return told
    known = cases._replace(day=cases.day[was], xy=cases.xy[was], station=cases.station[was])
    places = places_for(warning, bureau, known)
    before, after = places.counts(cases, was), places.counts(cases, came)
    if not before[0]:
        return told
    told |= {"before": int(before[0]), "after": int(after[0]), "version_of_choice": matching.VERSION}
    chosen = _chosen(warning, bureau, places, known, before, spans)
    areas = [{**places.kept(one), "before": int(before[one]), "after": int(after[one])} for one in chosen]
    if len(chosen) >= FEWEST:
        pairs = [(one["before"], one["after"]) for one in areas]
        later = places.touched(_later(warning, bureau, spans))[chosen]
        told |= {"control": "matched", "found": len(chosen), "areas": areas, "warned_later": int(later.sum())}
    else:
        pairs = [(places.rest(cases, was), places.rest(cases, came))]
        told |= {"control": "rest", "found": len(chosen), "areas": []}
    told |= {"control_before": sum(one for one, _ in pairs), "control_after": sum(one for _, one in pairs)}
    found = effect(told["before"], told["after"], pairs, weeks=_by_week(places, known, spans))
    if found is None:
        return told
    figures = {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(found).items()}
    return {**told, **figures, "clear": found.clear}


def _chosen(
    warning: HotspotWarning, bureau: Organisation, places: Places, known: Cases, whole: NDArray[np.intp], spans: Spans
) -> list[int]:
    """Indexes of the control areas; it is given nothing of what came after. ``known``: cases of before, ``whole``: how
    many of them lie in each place."""
    late = places.counts(known, known.among(spans.late, spans.before_ends))
    return choose(
        Before(int(whole[0]), int(late[0])),
        whole,
        late,
        free=~places.near() & ~places.touched(_taken(warning, bureau, spans)),
        seed=seed_of("controls", warning.code),
        centres=places.centres,
        apart=places.apart,
    )


def _spans(warning: HotspotWarning, bureau: Organisation, last: date) -> Spans | None:
    first = warning.measures.order_by("begins").first()
    if first is None or (ends := first.begins + AFTER_WEEKS * WEEK - timedelta(days=1)) > last:
        return None
    oldest = span(bureau)[0]
    if oldest is None:
        return None
    before_ends = min(warning.day, first.begins - timedelta(days=1))
    weeks = min(BEFORE_WEEKS, ((before_ends - oldest).days + 1) // 7)
    if weeks < SHORTEST_WEEKS:
        return None
    begin, late = (before_ends + timedelta(days=1) - number * WEEK for number in (weeks, LATE_WEEKS))
    return Spans(begin, late, before_ends, first.begins, ends)


def _others(warning: HotspotWarning, bureau: Organisation):
    return HotspotWarning.objects.filter(organisation__path__startswith=bureau.path).exclude(pk=warning.pk)


def _taken(warning: HotspotWarning, bureau: Organisation, spans: Spans) -> list:
    """Outlines of what was warned of for this kind, or under a measure for any, before these measures began."""
    warned = Q(kind=warning.kind, day__range=(spans.before, spans.after))
    treated = Q(measures__begins__lte=spans.after, measures__ends__gte=spans.before)
    found = _others(warning, bureau).filter(warned | treated).values("pk")  # one with two measures comes twice
    return list(HotspotWarning.objects.filter(pk__in=found).values_list("outline", flat=True))


def _later(warning: HotspotWarning, bureau: Organisation, spans: Spans) -> list:
    rows = _others(warning, bureau).filter(kind=warning.kind, day__gt=spans.after, day__lte=spans.ends)
    return list(rows.values_list("outline", flat=True))


def _by_week(places: Places, known: Cases, spans: Spans) -> list[int]:
    """Weekly counts at the place before: how much it differs by itself."""
    weeks = ((spans.before_ends - spans.before).days + 1) // 7
    return np.bincount(known.day[places.here(known)] // 7, minlength=weeks).tolist()
