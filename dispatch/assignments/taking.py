"""Units that are not free: told to the one who came second, or taken from what they are on."""

from collections.abc import Collection, Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.assignments.rows import live_orders_of, settle_incident, write_step
from dispatch.assignments.states import HANDLED, decide
from dispatch.assignments.words import Verb
from incidents.register.models import Incident
from units.access.refused import Refused
from units.crews.models import Unit, UnitState


def incidents_of_units(ids: Collection[int]) -> set[int]:
    """Incidents whose orders would end if these units were taken: to be locked before the units are."""
    if not ids:
        return set()
    return set(Assignment.objects.live().filter(unit__in=ids).values_list("incident_id", flat=True))


def free_them(units: Iterable[Unit], incidents: dict[int, Incident], target: Incident, *, by, reason: str) -> None:
    """End the primary order of each unit; its incident follows. The units' next orders are about to be written."""
    for unit in units:
        for order in live_orders_of(unit):
            if not order.primary:
                continue
            if not reason.strip():
                raise Refused(_("Give the reason for taking the unit."), code="reason_missing", field="take_reason")
            if order.incident_id not in incidents:
                raise Refused(
                    _("%(unit)s was just sent elsewhere: look again.") % {"unit": unit.call_sign}, code="taken"
                )
            order.unit, order.incident = unit, incidents[order.incident_id]
            verb = Verb.CLEAR if order.state == HANDLED else Verb.PREEMPT
            write_step(
                order,
                verb,
                state=decide(order.state, verb).state,
                at=timezone.now(),
                by=by,
                source=AssignmentStep.Source.CONSOLE,
                reason=reason.strip()[:200],
                data={"to": target.code},
            )
            settle_incident(order.incident, by=by)


def refuse_taken(units: list[Unit], standing: dict[int, Assignment], by, allowed: Collection[int]) -> None:
    """Raise `Refused` naming every unit that somebody else took meanwhile, or that is not free and not ``allowed``."""
    sentences: list[str] = []
    taken: list[dict] = []
    for unit in units:
        here = standing.get(unit.pk)
        if here is not None:
            if here.by_id != getattr(by, "pk", None):
                _add(sentences, taken, unit, here)
        elif not unit.active:
            sentences.append(_("%(unit)s is no longer in service.") % {"unit": unit.call_sign})
            taken.append({"unit": unit.call_sign})
        elif unit.state != UnitState.FREE and unit.pk not in allowed:
            orders = live_orders_of(unit)
            _add(sentences, taken, unit, max(orders, key=lambda order: order.sent_at) if orders else None)
    if sentences:
        raise Refused(" ".join(sentences), code="taken", field="units", data={"taken": taken})


def _add(sentences: list[str], taken: list[dict], unit: Unit, order: Assignment | None) -> None:
    if order is None:
        at = unit.state_since
        facts = {"unit": unit.call_sign, "state": unit.state, "reason": unit.state_reason, "at": at.isoformat()}
        words = _("%(unit)s is not free: %(state)s since %(time)s.")
        named = {"unit": unit.call_sign, "state": unit.get_state_display(), "time": _clock(at)}
    else:
        who, at = (order.by.name if order.by else "—"), order.sent_at
        facts = {"unit": unit.call_sign, "incident": order.incident.code, "by": who, "at": at.isoformat()}
        words = _("%(unit)s was sent to %(incident)s by %(who)s at %(time)s.")
        named = {"unit": unit.call_sign, "incident": order.incident.code, "who": who, "time": _clock(at)}
    sentences.append(words % named)
    taken.append(facts)


def _clock(at) -> str:
    return date_format(timezone.localtime(at), "H:i:s")
