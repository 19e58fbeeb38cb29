"""What an officer's terminal shows: the unit they are aboard, its live orders, what each needs to be known."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from dispatch.assignments.models import Assignment, AssignmentState, AssignmentStep
from dispatch.reports.actions import ITEMS
from dispatch.reports.models import ReportKind, ReportState, ResponseReport
from incidents.kinds.queries import flags_by_code
from incidents.register.models import Incident
from units.duty.models import Shift
from units.duty.queries import shift_now

OPEN_AFTER_END = timedelta(hours=12)  # an ended order can be read, reported and remarked on for one more shift
TOLD_AFTER_END = timedelta(minutes=30)
ENDED_BY_OTHERS = (AssignmentState.CANCELLED, AssignmentState.PREEMPTED, AssignmentState.RETURNED)


def terminal_state(user) -> dict:
    """Everything the terminal keeps, JSON-ready: it must stand on its own when the network is gone.

    Neither the caller nor other persons are in it: those are in the card, whose reading is journalled.
    """
    shift = shift_now(user)
    return {
        "at": timezone.now().isoformat(),
        "user": {"username": user.username, "name": user.name},
        "simulation": bool(settings.MUSTER["SIMULATION"]),
        "unit": _unit(shift) if shift else None,
        "planned": [] if shift else _planned(user),
        "orders": [_order(order) for order in _live_orders(shift)] if shift else [],
        "ended": [_ended(order) for order in _ended_by_others(shift)] if shift else [],
        "owed": [_owed(order) for order in _reports_owed(shift)] if shift else [],
        "returned": [_returned(report) for report in returned_reports(user)],
    }


def orders_aboard(user) -> QuerySet[Assignment]:
    """Orders that the user may open on the terminal: the unit's live ones, and those that ended a little while ago."""
    shift = shift_now(user)
    if shift is None:
        return Assignment.objects.none()
    recent = Q(ended_at=None) | Q(ended_at__gt=timezone.now() - OPEN_AFTER_END)
    return Assignment.objects.filter(recent, unit=shift.unit).select_related("unit", "incident__kind")


def returned_reports(user) -> QuerySet[ResponseReport]:
    """The user's own reports that a reviewer sent back."""
    reports = ResponseReport.objects.filter(by=user, state=ReportState.RETURNED)
    return reports.select_related("incident__kind", "assignment", "found_kind").order_by("at")


def report_items(report: ResponseReport) -> dict:
    """The items of a report as the API takes them."""
    items = {name: getattr(report, name) for name in ITEMS}
    found = report.found_kind
    return {**items, "found_kind": found.code if found else None, "happened_at": _iso(report.happened_at)}


def _live_orders(shift: Shift) -> list[Assignment]:
    others = Assignment.objects.live().exclude(unit=shift.unit).select_related("unit")
    orders = (
        Assignment.objects.live()
        .filter(unit=shift.unit)
        .select_related("incident__kind", "incident__organisation")
        .prefetch_related("reports", Prefetch("incident__assignments", others, to_attr="others"))
    )
    return sorted(orders, key=lambda order: (not order.primary, order.sent_at))


def _ended_by_others(shift: Shift) -> QuerySet[Assignment]:
    """What the control room took away: the officers must be told, whatever they were doing."""
    ended = Assignment.objects.filter(
        unit=shift.unit, state__in=ENDED_BY_OTHERS, ended_at__gt=timezone.now() - TOLD_AFTER_END
    )
    return ended.select_related("incident__kind").order_by("-ended_at")[:5]


def _reports_owed(shift: Shift) -> QuerySet[Assignment]:
    reported = ResponseReport.objects.filter(assignment=OuterRef("pk"), kind=ReportKind.RESULT)
    cleared = Assignment.objects.filter(
        ~Exists(reported),
        unit=shift.unit,
        state=AssignmentState.CLEARED,
        ended_at__gt=timezone.now() - OPEN_AFTER_END,
    )
    return cleared.select_related("incident__kind").order_by("-ended_at")[:5]


def _unit(shift: Shift) -> dict:
    unit = shift.unit
    last = getattr(unit, "last_position", None)
    members = shift.members.select_related("user").order_by("-leader", "pk")
    return {
        "id": unit.pk,
        "call_sign": unit.call_sign,
        "kind": unit.kind,
        "state": unit.state,
        "state_name": unit.get_state_display(),
        "reason": unit.state_reason,
        "since": unit.state_since.isoformat(),
        "crew": [member.user.name for member in members],
        "officers": unit.officers,
        "shift": {"id": shift.pk, "logged_on": shift.logged_on_at is not None, "ends_at": shift.ends_at.isoformat()},
        "last": {"lon": last.point.x, "lat": last.point.y, "at": last.at.isoformat()} if last else None,
    }


def _planned(user) -> list[dict]:
    """The officer's next shifts: so that a terminal with nothing to show says when there will be."""
    shifts = Shift.objects.filter(members__user=user, begins_at__gt=timezone.now()).order_by("begins_at")
    return [
        {"unit": shift.unit.call_sign, "begins_at": shift.begins_at.isoformat()}
        for shift in shifts.select_related("unit")[:3]
    ]


def _order(order: Assignment) -> dict:
    standing = {report.kind for report in order.reports.all() if report.state != ReportState.RETURNED}
    return {
        "code": order.code,
        "state": order.state,
        "primary": order.primary,
        "instruction": order.instruction,
        "version": order.version,
        "eta_s": order.eta_s,
        "clocks": {
            "sent": _iso(order.sent_at),
            "delivered": _iso(order.delivered_at),
            "signed": _iso(order.signed_at),
            "en_route": _iso(order.en_route_at),
            "on_scene": _iso(order.on_scene_at),
            "handled": _iso(order.handled_at),
        },
        "return_requested": _iso(order.return_requested_at),
        "reported": ReportKind.RESULT in standing,
        "arrival_reported": ReportKind.ARRIVAL in standing,
        "incident": _incident(order.incident),
    }


def _incident(incident: Incident) -> dict:
    flags = flags_by_code(incident.risk_flags)
    return {
        **_brief(incident),
        "version": incident.version,
        "flags": [{"code": flag.code, "name": flag.name, "safety": flag.officer_safety} for flag in flags],
        "place_typed": incident.place_typed,
        "place_note": incident.place_note,
        "lon": incident.point.x,
        "lat": incident.point.y,
        "uncertainty_m": incident.place_uncertainty_m,
        "verified": incident.place_verified,
        "description": incident.description,
        "others": [
            {"unit": other.unit.call_sign, "state": other.state, "state_name": other.get_state_display()}
            for other in incident.others
        ],
        "simulated": incident.simulated,
        "card": reverse("dispatch:terminal_card", args=[incident.code]),
    }


def _brief(incident: Incident) -> dict:
    """What names an incident in a list."""
    return {
        "code": incident.code,
        "kind": incident.kind.name,
        "kind_code": incident.kind.code,
        "level": incident.level,
        "place": incident.address or incident.place_typed,
    }


def _ended(order: Assignment) -> dict:
    step = AssignmentStep.objects.filter(assignment=order, state=order.state).last()
    return {
        "code": order.code,
        "state": order.state,
        "state_name": order.get_state_display(),
        "at": _iso(order.ended_at),
        "reason": step.reason if step else "",
        "incident": _brief(order.incident),
    }


def _owed(order: Assignment) -> dict:
    return {"code": order.code, "at": _iso(order.ended_at), "incident": _brief(order.incident)}


def _returned(report: ResponseReport) -> dict:
    return {
        "id": report.pk,
        "kind": report.kind,
        "order": report.assignment.code if report.assignment else None,
        "incident": _brief(report.incident),
        "note": report.review_note,
        "version": report.version,
    }


def _iso(moment) -> str | None:
    return moment.isoformat() if moment else None
