"""What a shift drove, where it stood and where it was: pages of the station."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from units.access.decorators import needs
from units.crews.models import Unit
from units.duty.models import Shift, ShiftMember
from units.signals import read
from units.tracks.summary import summary

PAST_DAYS = 7
MOST = 200


@require_safe
@needs("track.see")
def driven(request):
    """Shifts that began within the last week, newest first."""
    now = timezone.now()
    members = Prefetch("members", ShiftMember.objects.select_related("user").order_by("-leader", "pk"))
    shifts = Shift.objects.visible_to(request.user, "track.see").filter(
        begins_at__gt=now - timedelta(days=PAST_DAYS), begins_at__lt=now, logged_on_at__isnull=False
    )
    shifts = shifts.select_related("unit").prefetch_related(members).order_by("-begins_at", "unit__call_sign")
    return render(request, "dispatch/playback/driven.html", {"shifts": shifts[:MOST], "tab": "driven"})


@require_safe
@needs("track.see")
@transaction.atomic
def shift(request, pk: int):
    found = Shift.objects.visible_to(request.user, "track.see").select_related("unit__home_area")
    row = get_object_or_404(found, pk=pk)
    since = row.logged_on_at or row.begins_at
    until = max(since, min(row.logged_off_at or row.ends_at, timezone.now()))
    asked = {"since": since.isoformat(), "until": until.isoformat()}
    read.send(sender=Unit, subject=row.unit, by=request.user, purpose="track.summary", data=asked)
    found = summary(row.unit, since, until)
    context = {
        "shift": row,
        "since": since,
        "until": until,
        "summary": found,
        "tab": "driven",
        "km": found.distance.metres / 1000,
        "guessed_km": found.distance.guessed_m / 1000,
        "heard_min": found.heard_s / 60,
        "home_min": None if found.home_s is None else found.home_s / 60,
        "stops": [
            {"begin": _moment(one.begin), "end": _moment(one.end), "minutes": (one.end - one.begin) / 60, "stop": one}
            for one in found.stops
        ],
        "areas": [{"name": one.area.name, "minutes": one.seconds / 60} for one in found.areas],
    }
    return render(request, "dispatch/playback/shift.html", context)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
