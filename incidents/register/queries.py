"""Reads of the register. Every one starts from what the asking user may see."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from incidents.register.models import OPEN_STATES, Incident
from incidents.register.refusal import refusal


def incidents_of(user, right: str | None = None) -> QuerySet[Incident]:
    """What the user may see (or do ``right`` to), with what every row needs to be shown."""
    return Incident.objects.visible_to(user, right).select_related("kind", "organisation", "area", "beat")


def open_incidents(user) -> QuerySet[Incident]:
    """The queue: same order for everybody, most urgent level first, then oldest. Held ones stay in it."""
    return incidents_of(user).filter(state__in=OPEN_STATES).order_by("level", "opened_at", "id")


def incident(user, code: str, right: str | None = None) -> Incident:
    """One incident by code. Raises ``Incident.DoesNotExist`` when there is none that the user may see."""
    return incidents_of(user, right).select_related("by", "merged_into", "found_kind").get(code=code)


def search_incidents(
    user,
    *,
    state: str = "",
    text: str = "",
    kind: str = "",
    level: int | None = None,
    organisation: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Incident]:
    """Incidents in any state, newest first. ``state``: one state, ``open`` or ``closed`` (all that left the queue).

    ``text`` looks in code, place and description; ``kind`` takes its first digits for a whole branch.
    """
    rows = incidents_of(user).select_related("merged_into").order_by("-opened_at", "-id")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state == "closed":
        rows = rows.exclude(state__in=OPEN_STATES)
    elif state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind__code__startswith=kind)
    if level:
        rows = rows.filter(level=level)
    if organisation:
        rows = rows.filter(organisation__path__contains=f"/{organisation}/")
    if since:
        rows = rows.filter(opened_at__gte=since)
    if until:
        rows = rows.filter(opened_at__lt=until)
    if text:
        rows = rows.filter(
            Q(code__icontains=text)
            | Q(address__icontains=text)
            | Q(place_typed__icontains=text)
            | Q(description__icontains=text)
        )
    return rows


def other_incident(user, words: str, right: str | None = None) -> Incident:
    """The incident meant by a code or by its last four digits (the newest so called). Raises ``Refused``."""
    words = words.strip()
    rows = incidents_of(user, right).order_by("-opened_at")
    found = rows.filter(code=words).first()
    if found is None and words.isdigit() and len(words) <= 5:
        found = rows.filter(code__endswith=f"-{words.zfill(4)}").first()
    if found is None:
        raise refusal(
            "other",
            _("There is no incident “%(words)s” that you may see.") % {"words": words[:24]},
            _("Check the code."),
            code="missing",
        )
    return found
