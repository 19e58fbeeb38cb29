"""Likely repeats of what is being told: one statement finds candidates, a pure function weighs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, Case, FloatField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.kinds.models import Kind
from incidents.register.caller import callers_seen_by
from incidents.register.likeness import ALIKE_WORDS, NEAR_M, Likeness, likeness
from incidents.register.models import OPEN_STATES, Incident, IncidentState
from incidents.register.queries import incidents_of

WINDOW = timedelta(hours=6)
CANDIDATES = 60
FEWEST_LETTERS = 4  # of words, before they are compared


@dataclass(frozen=True)
class Duplicate:
    incident: Incident
    likeness: Likeness

    @property
    def reasons(self) -> list[str]:
        """Why, in the reader's language: "same number", "120 m away, 4 min ago"."""
        return [_say(word, figures) for word, figures in self.likeness.reasons]


def likely_duplicates(
    user,
    *,
    point: Point | None = None,
    at: datetime | None = None,
    number: str = "",
    words: str = "",
    kind: Kind | None = None,
    uncertainty_m: float = 0,
    other_than: Incident | None = None,
    limit: int = 5,
) -> list[Duplicate]:
    """Open or recent incidents that may be the same event, likeliest first, among those ``user`` may see.

    The number is compared only where the user may see the caller, so that it cannot be probed for.
    """
    at = at or timezone.now()
    number, words = number.strip(), words.strip()[:500]
    signs = Q(pk__in=[])
    rows = incidents_of(user).filter(Q(opened_at__gte=at - WINDOW) | Q(state__in=OPEN_STATES))
    rows = rows.exclude(state__in=[IncidentState.MERGED, IncidentState.ARCHIVED])
    if other_than is not None:
        rows = rows.exclude(pk=other_than.pk)
    if point is not None:
        rows = rows.annotate(distance=Distance("point", point))
        signs |= Q(point__bboverlaps=_box(point, NEAR_M + uncertainty_m))
    if number:
        same = Q(caller_phone=number) & callers_seen_by(user)
        rows = rows.annotate(
            same_number=Case(When(same, then=Value(True)), default=Value(False), output_field=BooleanField())
        )
        signs |= same
    if len(words) >= FEWEST_LETTERS:
        rows = rows.annotate(alike=TrigramWordSimilarity(words, "description"))
        signs |= Q(alike__gte=ALIKE_WORDS)
    else:
        rows = rows.annotate(alike=Value(0.0, output_field=FloatField()))
    found = [
        Duplicate(row, _weigh(row, at, kind, uncertainty_m))
        for row in rows.filter(signs).order_by("-opened_at")[:CANDIDATES]
    ]
    found = [duplicate for duplicate in found if duplicate.likeness.worth_showing]
    found.sort(key=lambda duplicate: (-duplicate.likeness.score, duplicate.incident.opened_at))
    return found[:limit]


def _weigh(row: Incident, at: datetime, kind: Kind | None, uncertainty_m: float) -> Likeness:
    distance = getattr(row, "distance", None)
    return likeness(
        distance_m=distance.m if distance is not None else None,
        minutes=max(0.0, (at - row.opened_at).total_seconds() / 60),
        uncertainty_m=min(uncertainty_m + row.place_uncertainty_m, NEAR_M),
        same_number=getattr(row, "same_number", False),
        words_alike=float(row.alike or 0),
        same_kind=kind is not None and row.kind_id == kind.pk,
        same_category=kind is not None and row.kind.category_code == kind.category_code,
    )


def _box(point: Point, metres: float) -> Polygon:
    """A box of degrees that surely holds the circle: what the index of points can answer."""
    high = metres / 110_500
    wide = high / max(cos(radians(point.y)), 0.01)
    box = Polygon.from_bbox((point.x - wide, point.y - high, point.x + wide, point.y + high))
    box.srid = 4326
    return box


def _say(word: str, figures: dict) -> str:
    if word == "near":
        return _("%(metres)s m away, %(ago)s") % {"metres": figures["metres"], "ago": _ago(figures["minutes"])}
    if word == "number":
        return _("same number")
    if word == "words":
        return _("similar words (%(percent)s %%)") % {"percent": figures["percent"]}
    return {"kind": _("same kind"), "category": _("same category")}[word]


def _ago(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(number)s min ago", "%(number)s min ago", minutes) % {"number": minutes}
    hours = minutes // 60
    return ngettext("%(number)s h ago", "%(number)s h ago", hours) % {"number": hours}
