"""Sending units: all of them or none."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment, AssignmentState, AssignmentStep
from dispatch.assignments.rows import (
    live_orders_of,
    lock_incidents,
    lock_units,
    make_primary,
    settle_incident,
    settle_unit,
    tell,
)
from dispatch.recommendation.choosing import etas, record_choice
from dispatch.recommendation.models import Recommendation
from incidents.register.models import Incident
from units.access.refused import Refused
from units.crews.models import Unit, UnitState


def assign_units(
    incident: Incident,
    units: Sequence[Unit],
    *,
    by,
    recommendation: Recommendation | None = None,
    override_reason: str = "",
    instruction: str = "",
    also: Collection[int] = (),
    source: str = AssignmentStep.Source.CONSOLE,
) -> list[Assignment]:
    """Send every one of ``units`` to the incident, in one transaction; returns their orders in the same sequence.

    ``also``: ids of units that may be sent although they are not free (a further order beside the first, which waits;
    a busy unit; one off duty). ``recommendation``: the one the human looked at; when ``units`` depart from it,
    ``override_reason`` must say why (a code of ``recommendation.choosing.OverrideReason`` or words).

    Raises `Refused` (nothing is written) when the incident is not open, ``units`` is empty, or a unit was taken
    meanwhile: ``data["taken"]`` lists unit, incident, by, at. Sending again what the same user already sent answers
    the orders that stand.
    """
    if not units:
        raise Refused(_("Choose at least one unit."), code="no_units", field="units")
    with transaction.atomic():
        incident = lock_incidents([incident.pk])[incident.pk]
        if not incident.open:
            raise Refused(
                _("%(incident)s is %(state)s: reopen it first.")
                % {"incident": incident.code, "state": incident.get_state_display()},
                code="not_open",
            )
        locked = lock_units(unit.pk for unit in units)
        rows = [locked[unit.pk] for unit in dict.fromkeys(units)]
        standing = _standing(incident, rows)
        _refuse_taken(rows, incident, standing, by, also)
        fresh = [unit for unit in rows if unit.pk not in standing]
        if recommendation is not None and fresh:
            record_choice(recommendation, rows, by=by, reason=override_reason)
        known_etas = etas(recommendation)
        made = {
            unit.pk: _create(
                incident,
                unit,
                by=by,
                recommendation=recommendation,
                override_reason=override_reason,
                instruction=instruction,
                eta_s=known_etas.get(unit.pk),
                source=source,
            )
            for unit in fresh
        }
        if fresh:
            _share(incident, fresh)
            for unit in fresh:
                settle_unit(unit, by=by)
            settle_incident(incident, by=by)
    return [made.get(unit.pk) or standing[unit.pk] for unit in rows]


def create_order(incident: Incident, unit: Unit, *, by, primary: bool, **more) -> Assignment:
    """For deeds of this room that already hold the locks (pre-emption)."""
    order = _create(incident, unit, by=by, **more)
    if primary:
        make_primary(order)
    _share(incident, [unit])
    settle_unit(unit, by=by)
    settle_incident(incident, by=by)
    return order


def _create(incident: Incident, unit: Unit, *, by, source: str, **more) -> Assignment:
    number = Assignment.objects.filter(incident=incident).count() + 1
    order = Assignment(
        code=f"{incident.code}-{number}",
        incident=incident,
        unit=unit,
        organisation=unit.organisation,
        primary=not Assignment.objects.live().filter(unit=unit, primary=True).exists(),
        by=by,
        **more,
    )
    order.save(force_insert=True)
    AssignmentStep.objects.create(
        assignment=order,
        state=AssignmentState.SENT,
        at=order.sent_at,
        source=source,
        reason=order.override_reason,
        by=by,
    )
    facts = {"order": order.code, "eta_s": order.eta_s, "primary": order.primary}
    if order.override_reason:
        facts["override_reason"] = order.override_reason
    tell(order, "assignment.sent", by=by, at=order.sent_at, data=facts)
    return order


def _standing(incident: Incident, units: list[Unit]) -> dict[int, Assignment]:
    orders = (
        Assignment.objects.live().filter(incident=incident, unit__in=units).select_related("incident", "unit", "by")
    )
    return {order.unit_id: order for order in orders}


def _share(incident: Incident, units: list[Unit]) -> None:
    """Who is sent may read what it is about, also from another branch of the tree."""
    outside = {
        unit.organisation_id for unit in units if not unit.organisation.path.startswith(incident.organisation.path)
    }
    if outside:
        incident.shared_with.add(*outside)


def _refuse_taken(units: list[Unit], incident: Incident, standing: dict, by, also: Collection[int]) -> None:
    sentences, taken = [], []
    for unit in units:
        here = standing.get(unit.pk)
        if here is not None:
            if here.by_id != getattr(by, "pk", None):
                _add(sentences, taken, unit, here)
        elif not unit.active:
            sentences.append(_("%(unit)s is no longer in service.") % {"unit": unit.call_sign})
            taken.append({"unit": unit.call_sign})
        elif unit.state != UnitState.FREE and unit.pk not in also:
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
        who = order.by.name if order.by else "—"
        facts = {
            "unit": unit.call_sign,
            "incident": order.incident.code,
            "by": who,
            "at": order.sent_at.isoformat(),
        }
        words = _("%(unit)s was sent to %(incident)s by %(who)s at %(time)s.")
        named = {"unit": unit.call_sign, "incident": order.incident.code, "who": who, "time": _clock(order.sent_at)}
    sentences.append(words % named)
    taken.append(facts)


def _clock(at) -> str:
    return date_format(timezone.localtime(at), "H:i:s")
