"""Sending units: all of them or none."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment, AssignmentState, AssignmentStep
from dispatch.assignments.rings import raise_ring_of
from dispatch.assignments.rows import lock_incidents, lock_units, settle_incident, settle_unit, tell
from dispatch.assignments.taking import free_them, incidents_of_units, refuse_taken
from dispatch.recommendation.choosing import etas, record_choice
from dispatch.recommendation.models import Recommendation
from incidents.register.models import Incident
from units.access.refused import Refused
from units.crews.models import Unit


def assign_units(
    incident: Incident,
    units: Sequence[Unit],
    *,
    by,
    recommendation: Recommendation | None = None,
    override_reason: str = "",
    instruction: str = "",
    also: Collection[int] = (),
    take: Collection[int] = (),
    take_reason: str = "",
    source: str = AssignmentStep.Source.CONSOLE,
) -> list[Assignment]:
    """Send every one of ``units`` to the incident, in one transaction; returns their orders in the same sequence.

    ``also``: ids of units that may be sent although they are not free (a further order beside the first, which waits;
    a busy unit; one off duty). ``take``: ids of units to take from what they are on (pre-emption): their primary order
    ends and its incident, with nobody else on it, returns to the queue; ``take_reason`` is required then.
    ``recommendation``: the one the human looked at; when ``units`` depart from it, ``override_reason`` must say why
    (a code of ``recommendation.choosing.OverrideReason`` or words).

    Raises `Refused` (nothing is written) when the incident is not open, ``units`` is empty, or a unit was taken
    meanwhile: ``data["taken"]`` lists unit, incident, by, at. Sending again what the same user already sent answers
    the orders that stand.
    """
    units = list(dict.fromkeys(units))
    if not units:
        raise Refused(_("Choose at least one unit."), code="no_units", field="units")
    with transaction.atomic():
        incidents = lock_incidents({incident.pk, *incidents_of_units(take)})
        incident = incidents[incident.pk]
        if not incident.open:
            raise Refused(
                _("%(incident)s is %(state)s: reopen it first.")
                % {"incident": incident.code, "state": incident.get_state_display()},
                code="not_open",
            )
        locked = lock_units(unit.pk for unit in units)
        rows = [locked[unit.pk] for unit in units]
        standing = _standing(incident, rows)
        refuse_taken(rows, standing, by, {*also, *take})
        fresh = [unit for unit in rows if unit.pk not in standing]
        if recommendation is not None and fresh:
            record_choice(recommendation, rows, by=by, reason=override_reason)
        free_them([unit for unit in fresh if unit.pk in take], incidents, incident, by=by, reason=take_reason)
        known_etas = etas(recommendation)
        so_far = Assignment.objects.filter(incident=incident).count()
        occupied = set(Assignment.objects.live().filter(unit__in=fresh, primary=True).values_list("unit_id", flat=True))
        made = {
            unit.pk: _create(
                incident,
                unit,
                number=so_far + place,
                primary=unit.pk not in occupied,
                by=by,
                recommendation=recommendation,
                override_reason=override_reason,
                instruction=instruction,
                eta_s=known_etas.get(unit.pk),
                source=source,
            )
            for place, unit in enumerate(fresh, 1)
        }
        if fresh:
            _share(incident, fresh)
            for unit in fresh:
                settle_unit(unit, by=by)
            settle_incident(incident, by=by)
    return [made.get(unit.pk) or standing[unit.pk] for unit in rows]


def preempt_unit(unit: Unit, incident: Incident, *, by, reason: str, **more) -> Assignment:
    """Take the unit from what it is on and send it to ``incident``; returns the new order.

    Its primary order ends as pre-empted (as cleared when the work there was handled already) and that incident, if
    nobody else is on it, returns to the queue as accepted. Orders that waited go on waiting. ``more`` as in
    `assign_units`: ``instruction``, ``recommendation``, ``override_reason``.
    """
    return assign_units(incident, [unit], by=by, take={unit.pk}, take_reason=reason, **more)[0]


def _create(incident: Incident, unit: Unit, *, number: int, by, source: str, **more) -> Assignment:
    order = Assignment(
        code=f"{incident.code}-{number}",
        incident=incident,
        unit=unit,
        organisation=unit.organisation,
        by=by,
        **more,
    )
    order.ring = raise_ring_of(order)
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
