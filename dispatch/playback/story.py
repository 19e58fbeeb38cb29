"""What happened meanwhile: the stories' lines to jump to, and the orders with their steps. Bounded, told when cut."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from dispatch.assignments.models import Assignment, AssignmentStep
from incidents.timeline.models import Entry
from incidents.timeline.queries import HEAVY
from incidents.timeline.sentences import sentence

MOST = 600


def story(incidents: list[int], units: list[int], since: datetime, until: datetime, *, clock: str, whole: bool) -> dict:
    """``{entries, orders, cut}``; times in seconds after ``since``. ``whole``: every line, else the weighty ones.

    By the clock ``shown`` a step that a terminal told late stands where it became known. Guard ids with ``visible_to``.
    """
    orders = Assignment.objects.filter(incident__in=incidents, unit__in=units, sent_at__lte=until)
    orders = orders.exclude(ended_at__lt=since).select_related("incident").order_by("sent_at")[:MOST]
    steps = list(AssignmentStep.objects.filter(assignment__in=[order.pk for order in orders]).order_by("at", "id"))
    told = {(step.assignment_id, step.at): step.received_at for step in steps} if clock == "shown" else {}
    by_code = {order.code: order.pk for order in orders}
    rows = Entry.objects.filter(incident__in=incidents, at__range=(since, until))
    if not whole:
        rows = rows.filter(Q(verb__in=HEAVY) & (Q(unit=None) | Q(unit__in=units)))
    rows = list(rows.select_related("incident", "unit").order_by("at", "id")[: MOST + 1])

    def after(moment: datetime) -> float:
        return round((moment - since).total_seconds(), 1)

    def line(row: Entry) -> dict[str, Any]:
        known = told.get((by_code.get(str(row.data.get("order"))), row.at), row.at)
        return {
            "t": after(known),
            "at": row.at,
            "sentence": sentence(row.verb, row.data, unit=row.unit.call_sign if row.unit else ""),
            "text": row.text if whole else "",
            "incident": row.incident.code,
            "unit": row.unit_id,
            "heavy": row.verb in HEAVY,
        }

    taken: dict[int, list] = {order.pk: [] for order in orders}
    for step in steps:
        taken[step.assignment_id].append([after(step.received_at if clock == "shown" else step.at), step.state])
    return {
        "entries": sorted((line(row) for row in rows[:MOST]), key=lambda one: one["t"]),
        "orders": [
            {
                "code": order.code,
                "incident": order.incident.code,
                "unit": order.unit_id,
                "steps": taken[order.pk] or [[after(order.sent_at), "sent"]],
            }
            for order in orders
        ],
        "cut": len(rows) > MOST or len(by_code) == MOST,
    }
