"""What a wall says about today: how much, how long, and how many still wait (who waits is in no percentile yet)."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from dispatch.timers.models import Stage, Timer
from dispatch.wall.spread import spread
from incidents.calls.models import Call
from incidents.register.models import OPEN_STATES, Incident
from units.crews.models import Unit, UnitState


def figures_of_today(viewer) -> dict:
    """``{"since", "at", "counts", "times": {"answer", "dispatch", "arrive"}}``; times in seconds, see ``spread``.

    dispatch and arrive run from acceptance to the first order and to the first unit on scene; incidents held on purpose
    are left out. Each also has ``within``: cases inside their own limit ``of`` those that had one, and ``waiting``:
    open ones that have not got there, with the time the longest has waited.
    """
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    visible = Incident.objects.visible_to(viewer)
    today = visible.filter(opened_at__gte=midnight)
    timed = today.filter(held_until=None).order_by()
    return {
        "since": midnight,
        "at": now,
        "counts": {**_counts(today, visible, midnight), **_units(viewer)},
        "times": {
            "answer": _answers(viewer, midnight, now),
            "dispatch": _clock(timed, "dispatched_at", Stage.DISPATCH, now),
            "arrive": _clock(timed, "arrived_at", Stage.ARRIVE, now),
        },
    }


def _counts(today, visible, midnight: datetime) -> dict[str, int]:
    open_now = visible.filter(state__in=OPEN_STATES).order_by()
    levels = dict(open_now.values_list("level").annotate(Count("pk")))
    return {
        "opened": today.count(),
        "closed": visible.filter(closed_at__gte=midnight).count(),
        "open": sum(levels.values()),
        **{f"level_{level}": levels.get(level, 0) for level in (1, 2, 3, 4)},
    }


def _units(viewer) -> dict[str, int]:
    units = Unit.objects.visible_to(viewer).filter(active=True).exclude(state=UnitState.OFF).order_by()
    return units.aggregate(on_duty=Count("pk"), free=Count("pk", filter=Q(state=UnitState.FREE)))


def _answers(viewer, midnight: datetime, now: datetime) -> dict:
    """From the first ring to somebody speaking, of calls that an exchange reported (a form knows no ringing)."""
    calls = Call.objects.visible_to(viewer).filter(began_at__gte=midnight).exclude(reference="").order_by()
    answered = calls.filter(answered_at__isnull=False).values_list("began_at", "answered_at")
    waits = [(now - began).total_seconds() for began in calls.waiting().values_list("began_at", flat=True)]
    return {**spread((at - began).total_seconds() for began, at in answered), **_waiting(waits)}


def _clock(incidents, column: str, stage: str, now: datetime) -> dict:
    done = incidents.filter(**{f"{column}__isnull": False}).values_list("pk", "opened_at", column)
    rows = [(pk, opened, reached) for pk, opened, reached in done if reached >= opened]
    limits = dict(
        Timer.objects.filter(stage=stage, incident__in=[row[0] for row in rows])
        .order_by()
        .values_list("incident")
        .annotate(Min("alarm_at"))
    )
    limited = [(reached, limits[pk]) for pk, _opened, reached in rows if pk in limits]
    waiting = incidents.filter(**{f"{column}__isnull": True}, state__in=OPEN_STATES).values_list("opened_at", flat=True)
    waits = [(now - opened).total_seconds() for opened in waiting]
    return {
        **spread((reached - opened).total_seconds() for _pk, opened, reached in rows),
        "within": sum(reached <= limit for reached, limit in limited),
        "of": len(limited),
        **_waiting(waits),
    }


def _waiting(waits: list[float]) -> dict:
    return {"waiting": len(waits), "waiting_longest_s": max(waits, default=None)}
