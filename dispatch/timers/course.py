"""Which deed starts and stops which clock. Called by the switchboard, inside the deed's transaction.

An order's clocks: sign from sending, depart from signing, arrive from sending; evidence of the machine stops them as
the button does (nobody need chase a car that is seen driving). The report's clock belongs to the incident and runs
from the first arrival. Before there is an incident: answer runs while a call rings, enter while its form is typed.
"""

from collections.abc import Callable
from typing import Any

from dispatch.assignments.models import Assignment
from dispatch.reports.models import ReportKind, ReportState, ResponseReport
from dispatch.timers.actions import end_alarms, raise_alarm, retime, start_timers, start_wake, stop_timers
from dispatch.timers.models import Alarm, Stage
from dispatch.warnings.models import HotspotWarning
from incidents.calls.models import Call, Draft
from incidents.register.models import Incident

Facts = dict[str, Any]
WAITING = ["incident.requeued", "incident.woken"]  # alarms about an incident that nobody was sent to


def follow(verb: str, subject: Any, data: Facts | None) -> None:
    """Let the clocks follow what was announced; verbs that move no clock do nothing."""
    act = COURSE.get(verb)
    if act is not None:
        act(subject, data or {})


def _rang(call: Call, data: Facts) -> None:
    start_timers([Stage.ANSWER], call, since=call.began_at)


def _no_longer_rings(call: Call, data: Facts) -> None:
    stop_timers(call)


def _draft_opened(draft: Draft, data: Facts) -> None:
    """A form that was discarded and is typed on is timed from now."""
    again = draft.timers.exists()
    start_timers([Stage.ENTER], draft, since=None if again else draft.opened_at)


def _draft_ended(draft: Draft, data: Facts) -> None:
    stop_timers(draft)


def _opened(incident: Incident, data: Facts) -> None:
    start_timers([Stage.DISPATCH, Stage.CLOSE], incident, since=incident.opened_at)


def _reopened(incident: Incident, data: Facts) -> None:
    start_timers([Stage.DISPATCH, Stage.CLOSE], incident)


def _state_changed(incident: Incident, data: Facts) -> None:
    """Its last order fell away: it waits again, and must not wait unseen."""
    if data.get("to") == "accepted":
        start_timers([Stage.DISPATCH], incident)
        raise_alarm("incident.requeued", incident=incident)


def _put_aside(incident: Incident, data: Facts) -> None:
    stop_timers(incident, [Stage.DISPATCH])
    end_alarms(incident, WAITING)
    start_wake(incident)


def _woken(incident: Incident, data: Facts) -> None:
    stop_timers(incident, [Stage.WAKE])
    start_timers([Stage.DISPATCH], incident)


def _left(incident: Incident, data: Facts) -> None:
    stop_timers(incident)
    end_alarms(incident)


def _retime(incident: Incident, data: Facts) -> None:
    retime(incident)


def _sent(order: Assignment, data: Facts) -> None:
    incident = order.incident
    stop_timers(incident, [Stage.DISPATCH, Stage.WAKE])
    end_alarms(incident, WAITING, proposed=order.unit.call_sign)
    start_timers([Stage.SIGN, Stage.ARRIVE], incident, assignment=order, since=order.sent_at)


def _signed(order: Assignment, data: Facts) -> None:
    stop_timers(order.incident, [Stage.SIGN], assignment=order)
    if order.state == "signed":
        start_timers([Stage.DEPART], order.incident, assignment=order, since=order.signed_at)


def _under_way(order: Assignment, data: Facts) -> None:
    stop_timers(order.incident, [Stage.SIGN, Stage.DEPART], assignment=order)


def _seen_moving(order: Assignment, data: Facts) -> None:
    stop_timers(order.incident, [Stage.DEPART], assignment=order)


def _seen_on_scene(order: Assignment, data: Facts) -> None:
    stop_timers(order.incident, [Stage.DEPART, Stage.ARRIVE], assignment=order)


def _arrived(order: Assignment, data: Facts) -> None:
    stop_timers(order.incident, [Stage.SIGN, Stage.DEPART, Stage.ARRIVE], assignment=order)
    end_alarms(order.incident, ["recommendation.quicker"], order_id=order.pk)
    if not standing_result(order.incident):
        start_timers([Stage.REPORT], order.incident, since=order.on_scene_at)


def _order_ended(order: Assignment, data: Facts) -> None:
    stop_timers(order.incident, assignment=order)
    end_alarms(order.incident, ["return.requested", "recommendation.quicker"], order_id=order.pk)


def _return_requested(order: Assignment, data: Facts) -> None:
    raise_alarm("return.requested", incident=order.incident, assignment=order)


def _return_refused(order: Assignment, data: Facts) -> None:
    end_alarms(order.incident, ["return.requested"], order_id=order.pk)


def _report_submitted(report: ResponseReport, data: Facts) -> None:
    if report.kind == ReportKind.RESULT:
        stop_timers(report.incident, [Stage.REPORT])
        end_alarms(report.incident, ["report.returned"])


def _report_returned(report: ResponseReport, data: Facts) -> None:
    if report.kind == ReportKind.RESULT and report.incident.open:
        start_timers([Stage.REPORT], report.incident)
        raise_alarm("report.returned", incident=report.incident, severity=Alarm.Severity.WARN)


def _warned(warning: HotspotWarning, data: Facts) -> None:
    facts = {"kind": data["kind_name"], "station": data["station_name"], "code": warning.code}
    raise_alarm("warning.sent", about=warning, severity=Alarm.Severity.WARN, data=facts)
    start_timers([Stage.TAKE_UP], warning, since=warning.at)


def _warning_signed(warning: HotspotWarning, data: Facts) -> None:
    stop_timers(warning, [Stage.TAKE_UP])
    end_alarms(warning, ["warning.sent"])
    start_timers([Stage.ACT], warning, since=warning.signed_at)


def _warning_answered(warning: HotspotWarning, data: Facts) -> None:
    stop_timers(warning)
    end_alarms(warning)


def standing_result(incident: Incident) -> bool:
    reports = ResponseReport.objects.filter(incident=incident, kind=ReportKind.RESULT)
    return reports.exclude(state=ReportState.RETURNED).exists()


COURSE: dict[str, Callable[[Any, Facts], None]] = {
    "call.rang": _rang,
    "call.answered": _no_longer_rings,
    "call.missed": _no_longer_rings,
    "draft.opened": _draft_opened,
    "draft.released": _draft_ended,
    "draft.ended": _draft_ended,
    "draft.discarded": _draft_ended,
    "incident.opened": _opened,
    "incident.reopened": _reopened,
    "incident.unmerged": _reopened,
    "incident.state_changed": _state_changed,
    "incident.held": _put_aside,
    "incident.scheduled": _put_aside,
    "incident.woken": _woken,
    "incident.closed": _left,
    "incident.invalidated": _left,
    "incident.merged": _left,
    "incident.escalated": _retime,
    "incident.level_changed": _retime,
    "incident.organisation_overridden": _retime,
    "place.corrected": _retime,
    "assignment.sent": _sent,
    "assignment.signed": _signed,
    "assignment.departed": _under_way,
    "assignment.seen_moving": _seen_moving,
    "assignment.arrived": _arrived,
    "assignment.seen_on_scene": _seen_on_scene,
    "assignment.cleared": _order_ended,
    "assignment.returned": _order_ended,
    "assignment.cancelled": _order_ended,
    "assignment.preempted": _order_ended,
    "assignment.return_requested": _return_requested,
    "assignment.return_refused": _return_refused,
    "warning.sent": _warned,
    "warning.signed": _warning_signed,
    "warning.answered": _warning_answered,
    "warning.closed": _warning_answered,
    "report.submitted": _report_submitted,
    "report.corrected": _report_submitted,
    "report.returned": _report_returned,
}
